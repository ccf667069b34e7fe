/** In this order: most browsers also name those they want to be taken for. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** Browser and system, as "Chrome on Windows". Made of known words only: a User-Agent may hold anything. */
export function deviceOf(userAgent: string): string {
  const looked = userAgent.slice(0, 512);
  const found = (list: typeof browsers) => list.find(([pattern]) => pattern.test(looked))?.[1];
  return [found(browsers) ?? 'Unknown browser', found(systems)].filter((word) => word !== undefined).join(' on ');
}

const units = ['byte', 'kilobyte', 'megabyte'] as const;

export function sizeIn(bytes: number, locale: string): string {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const shown = { style: 'unit', unit: units[step] ?? 'byte', maximumFractionDigits: step === 2 ? 1 : 0 } as const;
  return new Intl.NumberFormat(locale, shown).format(bytes / 1000 ** step);
}

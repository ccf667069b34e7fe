import { extensionOf, opaque } from './types.ts';

/** Directional marks turn `gpj.exe` into `exe.jpg` before people's eyes; the others end a header or a path. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const unwanted = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"*/:<>?\\|]/g;
/** What systems run, or open as a page with the rights of a local file, when it is clicked. */
const active =
  /\.(x?html?|xht|mht(ml)?|svgz?|xml|xslt?|m?js|jse|vbs?e?|ws[fh]|hta|exe|com|scr|pif|bat|cmd|ps1|psm1|msi|msp|dll|cpl|jar|apk|lnk|url|scf|reg|app|command|sh|dmg|pkg|desktop|iso|img|docm|xlsm|pptm|dotm|xltm)$/i;
const longest = 120;

/**
 * The name a file is saved under: what the customer's phone called it, without what could mislead, and with the ending that fits
 * its type. `otherwise`: where it has no name.
 */
export function savedName(given: string | undefined, mimeType: string, otherwise: string): string {
  const cleaned = (given ?? '')
    .toWellFormed()
    .normalize('NFC')
    .replace(unwanted, '')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const extension = extensionOf(mimeType);
  const base = [...(cleaned === '' ? otherwise : cleaned)].slice(0, longest).join('');
  if (mimeType === opaque || extension === undefined) return active.test(base) ? `${base}.bin` : base;
  const sameKind = extension === 'jpg' ? /\.jpe?g$/i : new RegExp(`\\.${extension}$`, 'i');
  return sameKind.test(base) ? base : `${base}.${extension}`;
}

/** https://www.rfc-editor.org/rfc/rfc6266: a name in ASCII for those that know no other, and the real one. */
export function contentDisposition(how: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '_').replace(/[\\"%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

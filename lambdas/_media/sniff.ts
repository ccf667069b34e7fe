import type { ByteSource } from './byte-source.ts';
import { hasVideo } from './mp4.ts';
import { officeTypes } from './types.ts';

const at = (head: Buffer, offset: number, text: string): boolean =>
  head.subarray(offset, offset + text.length).toString('latin1') === text;

/**
 * What the bytes begin like. Undefined: nothing we know. Only types that we keep are recognised; a file that is several things at once
 * is what its first bytes say, and is served as nothing else.
 * `claimed`: decides only between types that share a container, and whether text may be text.
 */
export async function sniff(source: ByteSource, claimed?: string): Promise<string | undefined> {
  const head = await source.read(0, 4096);
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'image/jpeg';
  if (at(head, 0, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (at(head, 0, 'RIFF') && at(head, 8, 'WEBP')) return 'image/webp';
  if (at(head, 0, 'GIF87a') || at(head, 0, 'GIF89a')) return 'image/gif';
  if (at(head, 0, '%PDF-')) return 'application/pdf';
  if (at(head, 0, 'OggS')) return at(head, 28, 'OpusHead') || at(head, 28, '\x01vorbis') ? 'audio/ogg' : undefined;
  if (at(head, 0, '#!AMR')) return 'audio/amr';
  if (at(head, 4, 'ftyp')) return ofBrand(source, head.subarray(8, 12).toString('latin1'));
  if (at(head, 0, 'ID3') || isMpegFrame(head)) return 'audio/mpeg';
  if (head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0) return 'audio/aac';
  if (at(head, 0, 'PK\x03\x04')) return ofZip(source);
  if (at(head, 0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return oldOffice.find((type) => type === claimed);
  return claimed?.split(';')[0]?.trim() === 'text/plain' && isText(head, source.size) ? 'text/plain' : undefined;
}

const oldOffice = ['application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint'];

/** Layer III only, with a bit rate and a sampling rate that exist. */
const isMpegFrame = ([first = 0, second = 0, third = 0]: Buffer): boolean =>
  first === 0xff && (second & 0xe6) === 0xe2 && third >> 4 !== 0 && third >> 4 !== 15 && ((third >> 2) & 3) !== 3;

async function ofBrand(source: ByteSource, brand: string): Promise<string | undefined> {
  if (/^M4[AB] $/.test(brand)) return 'audio/mp4';
  if (/^(3g[pegrs2]|kddi)/.test(brand)) return 'video/3gpp';
  if (!/^(iso[m2-9]|mp4[12]|avc1|M4V |MSNV|dash|f4v )$/.test(brand)) return undefined;
  return (await hasVideo(source)) ? 'video/mp4' : 'audio/mp4';
}

const mostEntries = 2_000;

/** Names in the directory at the end tell what an archive is; nothing is unpacked. */
async function ofZip(source: ByteSource): Promise<string | undefined> {
  const tail = await source.read(Math.max(0, source.size - 65_557), 65_557);
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + 22 > tail.length) return undefined;
  const directory = await source.read(tail.readUInt32LE(end + 16), Math.min(tail.readUInt32LE(end + 12), 1024 * 1024));
  const names: string[] = [];
  for (let offset = 0; offset + 46 <= directory.length && names.length < mostEntries; ) {
    if (directory.readUInt32LE(offset) !== 0x02014b50) break;
    const length = directory.readUInt16LE(offset + 28);
    names.push(directory.subarray(offset + 46, offset + 46 + length).toString('latin1'));
    offset += 46 + length + directory.readUInt16LE(offset + 30) + directory.readUInt16LE(offset + 32);
  }
  // With macros it is another type, and none that we keep.
  if (!names.includes('[Content_Types].xml') || names.some((name) => name.endsWith('vbaProject.bin'))) return undefined;
  if (names.includes('word/document.xml')) return officeTypes.word;
  if (names.includes('xl/workbook.xml')) return officeTypes.xl;
  return names.includes('ppt/presentation.xml') ? officeTypes.ppt : undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/;
const markup = /^\s*<[!?a-z]|<(script|html|svg|iframe|!doctype)/i;

/** UTF-8 without control characters. What looks like a page is not text, whoever calls it so. */
function isText(head: Buffer, size: number): boolean {
  const text = new TextDecoder('utf-8').decode(head, { stream: size > head.length });
  return !control.test(text) && !markup.test(text);
}

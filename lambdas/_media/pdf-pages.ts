import { inflateSync } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';

const largest = 32 * 1024 * 1024;
/** Newer files pack their objects; this much of each pack is looked at, and so many packs. */
const mostUnpacked = 1024 * 1024;
const mostPacks = 200;

/** How many pages the page tree counts. Undefined: it cannot be told without reading the file as a viewer does. */
export async function pdfPages(source: ByteSource): Promise<number | undefined> {
  if (source.size > largest) return undefined;
  const bytes = await source.read(0, source.size);
  const text = bytes.toString('latin1');
  const plain = countIn(text);
  const packs = [...text.matchAll(/\/Type\s*\/ObjStm[^>]*>>\s*stream\r?\n/g)].slice(0, mostPacks);
  const counts = packs.map(({ index, 0: head }) => countIn(unpacked(bytes.subarray(index + head.length))));
  const most = Math.max(0, ...[plain, ...counts].filter((count) => count !== undefined));
  return most > 0 && most < 100_000 ? most : undefined;
}

/** The root of the tree counts all pages, the nodes below it fewer. */
function countIn(text: string): number | undefined {
  const found = [...text.matchAll(/\/Type\s*\/Pages\b[^>]*?\/Count\s+(\d{1,6})|\/Count\s+(\d{1,6})[^>]*?\/Type\s*\/Pages\b/g)];
  return found.length === 0 ? undefined : Math.max(...found.map(([, after, before]) => Number(after ?? before)));
}

function unpacked(stream: Buffer): string {
  try {
    return inflateSync(stream, { maxOutputLength: mostUnpacked }).toString('latin1');
  } catch {
    return '';
  }
}

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
  const counts = packsIn(text).map((start) => countIn(unpacked(bytes.subarray(start))));
  const most = Math.max(0, ...[plain, ...counts].filter((count) => count !== undefined));
  return most > 0 && most < 100_000 ? most : undefined;
}

/** Where packed objects begin. The dictionary before them says that they are. */
function packsIn(text: string): readonly number[] {
  const found: number[] = [];
  for (const { index, 0: head } of text.matchAll(/>>\s{0,16}stream\r?\n/g)) {
    const dictionary = text.slice(text.lastIndexOf('>', index - 1) + 1, index);
    if (/\/Type\s{0,16}\/ObjStm\b/.test(dictionary)) found.push(index + head.length);
    if (found.length === mostPacks) break;
  }
  return found;
}

/**
 * The root of the tree counts all pages, the nodes below it fewer. Looked for between two brackets, in one pass: a pattern that
 * looks ahead from every place takes hours for a file that is made for it.
 */
function countIn(text: string): number | undefined {
  let most: number | undefined;
  for (let from = 0, to = 0; to < text.length; from = to + 1) {
    const next = text.indexOf('>', from);
    to = next < 0 ? text.length : next;
    const dictionary = text.slice(from, to);
    if (!/\/Type\s{0,16}\/Pages\b/.test(dictionary)) continue;
    for (const [, count] of dictionary.matchAll(/\/Count\s{1,16}(\d{1,6})/g)) most = Math.max(most ?? 0, Number(count));
  }
  return most;
}

function unpacked(stream: Buffer): string {
  try {
    return inflateSync(stream, { maxOutputLength: mostUnpacked }).toString('latin1');
  } catch {
    return '';
  }
}

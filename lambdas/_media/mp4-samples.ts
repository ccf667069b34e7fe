import type { ByteSource } from './byte-source.ts';
import { type Box, find, soundTrack } from './mp4.ts';

interface Sample {
  readonly offset: number;
  readonly size: number;
}

/** Some samples of a file with one sound: a picture of 64 bars needs no more. */
const mostSamples = 2_048;
/** Half a day of AAC, more than any file that is taken in. */
const mostEntries = 2_000_000;

/** Where samples of its sound are, evenly over its length. Empty: no AAC, or an index that does not fit the file. */
export async function soundSamples(source: ByteSource): Promise<readonly Sample[]> {
  const table = await soundTrack(source);
  const format = table && (await find(source, 'stsd', table));
  if (!table || !format || (await source.read(format.from + 12, 4)).toString('latin1') !== 'mp4a') return [];
  const [sizes, chunks, runs] = await Promise.all([
    numbers(source, await find(source, 'stsz', table), { skip: 4, words: 1 }),
    chunkOffsets(source, table),
    numbers(source, await find(source, 'stsc', table), { skip: 0, words: 3 }),
  ]);
  const same = sizes.first;
  const count = same === 0 ? sizes.values.length : Math.min(sizes.count, mostEntries);
  const every = Math.max(1, Math.ceil(count / mostSamples));
  const found: Sample[] = [];
  let sample = 0;
  let run = 0;
  for (const [chunk, start] of chunks.entries()) {
    // Runs name the chunk they begin with, from 1 on.
    while ((runs.values[(run + 1) * 3] ?? Number.POSITIVE_INFINITY) <= chunk + 1) run += 1;
    let offset = start;
    for (let left = runs.values[run * 3 + 1] ?? 0; left > 0 && sample < count; left--, sample++) {
      const size = same === 0 ? (sizes.values[sample] ?? 0) : same;
      if (offset + size > source.size) return found;
      if (sample % every === 0 && size > 0) found.push({ offset, size });
      offset += size;
    }
  }
  return found;
}

interface Numbers {
  /** What stands before the count. */
  readonly first: number;
  readonly count: number;
  readonly values: readonly number[];
}

/** A table of 32-bit numbers after 4 bytes of version, `skip` bytes of something else, and their count. */
async function numbers(
  source: ByteSource,
  box: Box | undefined,
  { skip, words }: { readonly skip: number; readonly words: number },
): Promise<Numbers> {
  if (!box) return { first: 0, count: 0, values: [] };
  const head = await source.read(box.from + 4, skip + 4);
  if (head.length < skip + 4) return { first: 0, count: 0, values: [] };
  const count = head.readUInt32BE(skip);
  const from = box.from + 8 + skip;
  const bytes = await source.read(from, Math.min(count * words, mostEntries, Math.floor((box.to - from) / 4)) * 4);
  const values = Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readUInt32BE(index * 4));
  return { first: skip > 0 ? head.readUInt32BE(0) : 0, count, values };
}

async function chunkOffsets(source: ByteSource, table: Box): Promise<readonly number[]> {
  const short = await find(source, 'stco', table);
  if (short) return (await numbers(source, short, { skip: 0, words: 1 })).values;
  const { values } = await numbers(source, await find(source, 'co64', table), { skip: 0, words: 2 });
  return Array.from(
    { length: values.length >> 1 },
    (_, index) => (values[index * 2] ?? 0) * 2 ** 32 + (values[index * 2 + 1] ?? 0),
  );
}

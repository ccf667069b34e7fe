import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import * as z from 'zod';
import { type Table, tables } from './columns.ts';
import { csvRows } from './csv-rows.ts';
import { arrayRows, ndjsonRows, type Read } from './json-rows.ts';

/** What an export says of its files. */
export const Manifest = z.object({
  format: z.literal('frontdesk'),
  version: z.literal(1),
  files: z.array(z.object({ name: z.string(), table: z.string(), rows: z.int(), bytes: z.int(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof Manifest>;

export interface Source {
  readonly table: Table;
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface Input {
  readonly sources: readonly Source[];
  /** Present: the folder is an export. */
  readonly manifest: Manifest | undefined;
  /** Files that look like a table and are none that is read. */
  readonly ignored: readonly string[];
}

/** `messages.csv`, `messages_rows.csv` as Supabase names it, `messages-00001.ndjson` of an export. */
const fileName = /^([a-z]+)(?:_rows)?(?:[-_.]?\d+)?\.(csv|json|ndjson|jsonl)(\.gz)?$/;

const isTable = (name: string): name is Table => tables.some((table) => table === name);

export async function findInput(folder: string): Promise<Input> {
  const names = (await readdir(folder)).sort();
  const sources: Source[] = [];
  const ignored: string[] = [];
  let manifest: Manifest | undefined;
  for (const name of names) {
    const path = join(folder, name);
    if (name === 'manifest.json') {
      const found = Manifest.safeParse(JSON.parse(await readFile(path, 'utf8')));
      if (found.success) manifest = found.data;
      continue;
    }
    const [, table = ''] = fileName.exec(name.toLowerCase()) ?? [];
    const { size, mtimeMs } = await stat(path);
    if (isTable(table)) sources.push({ table, name, path, bytes: size, modifiedMs: mtimeMs });
    else if (/\.(csv|json|ndjson|jsonl)(\.gz)?$/i.test(name)) ignored.push(name);
  }
  return { sources, manifest, ignored };
}

/** Bytes as they come off the disk; `onBytes` is told how many, for the progress. */
async function* chunksOf({ path, name }: Source, onBytes: (count: number) => void): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 64 * 1024 });
  file.on('data', (chunk) => onBytes(chunk.length));
  const stream: AsyncIterable<Buffer> = name.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  for await (const chunk of stream) yield chunk;
}

/** The rows of one file, whatever its form. */
export async function* rowsOf(
  source: Source,
  { guarded, onBytes }: { readonly guarded: boolean; readonly onBytes: (count: number) => void },
): AsyncGenerator<Read> {
  const chunks = chunksOf(source, onBytes)[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const [one, two] = first.value;
  if ((one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff)) {
    throw new Error(`${source.name} is in UTF-16: save it as UTF-8`);
  }
  const all = whole(first.value, chunks);
  if (/\.csv(\.gz)?$/i.test(source.name)) yield* csvRows(all, { guarded });
  else if (
    first.value
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trimStart()
      .startsWith('[')
  )
    yield* arrayRows(all);
  else yield* ndjsonRows(all);
}

async function* whole(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (;;) {
    const next = await rest.next();
    if (next.done) return;
    yield next.value;
  }
}

/** Files of an export that are missing or not what was exported. */
export async function differing(folder: string, { files }: Manifest): Promise<string[]> {
  const wrong: string[] = [];
  for (const { name, sha256 } of files) {
    const hash = createHash('sha256');
    try {
      for await (const chunk of createReadStream(join(folder, name))) hash.update(chunk);
    } catch {
      wrong.push(`${name} is missing`);
      continue;
    }
    if (hash.digest('hex') !== sha256) wrong.push(`${name} was changed`);
  }
  return wrong;
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as z from 'zod';

/** Bytes, gzipped. */
export const webBudgets = { first: 110_000, later: 130_000, style: 20_000, worker: 10_000 } as const;

const Manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    src: z.string().optional(),
    name: z.string().optional(),
    isEntry: z.boolean().default(false),
    isDynamicEntry: z.boolean().default(false),
    imports: z.array(z.string()).default([]),
  }),
);
type Manifest = z.infer<typeof Manifest>;

export interface WebSizes {
  /** What a browser loads before sign-in and inbox work: the entry, the app that it starts, and the largest language. */
  readonly first: number;
  /** What each part that is loaded later adds to it, by source file. */
  readonly later: ReadonlyMap<string, number>;
  readonly style: number;
  /** Scripts beside the page, which is where a service worker has to be. */
  readonly worker: number;
}

/** The files that a browser loads for a module before it runs. */
function loadedFor(name: string, manifest: Manifest, seen = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const other of chunk.imports) loadedFor(other, manifest, seen);
  return seen;
}

const isLanguage = (source: string): boolean => /^src\/i18n\/\w+\.ts$/.test(source);

/** Gzipped bytes of a built web app, by when they are loaded. */
export async function weighWeb(folder: string): Promise<WebSizes> {
  const weights = new Map<string, number>();
  const weigh = async (files: Iterable<string>): Promise<number> => {
    let total = 0;
    for (const file of files) {
      const size = weights.get(file) ?? gzipSync(await readFile(join(folder, file)), { level: 9 }).length;
      weights.set(file, size);
      total += size;
    }
    return total;
  };
  const manifest = Manifest.parse(JSON.parse(await readFile(join(folder, '.vite', 'manifest.json'), 'utf8')));
  const chunks = Object.entries(manifest);
  const entries = new Set(
    chunks.filter(([, { isEntry, name }]) => isEntry || name === 'start').flatMap(([name]) => [...loadedFor(name, manifest)]),
  );
  const later = new Map<string, number>();
  for (const [name, { isDynamicEntry }] of chunks) {
    if (isDynamicEntry) later.set(name, await weigh([...loadedFor(name, manifest)].filter((file) => !entries.has(file))));
  }
  const language = Math.max(0, ...[...later].filter(([name]) => isLanguage(name)).map(([, size]) => size));
  const [beside, assets] = [await readdir(folder), await readdir(join(folder, 'assets'))];
  return {
    first: (await weigh(entries)) + language,
    later,
    style: await weigh(assets.filter((file) => file.endsWith('.css')).map((file) => `assets/${file}`)),
    worker: await weigh(beside.filter((file) => file.endsWith('.js'))),
  };
}

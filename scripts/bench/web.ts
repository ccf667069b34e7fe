import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import { type Figure, kilobytes } from './report.ts';

const Manifest = z.record(
  z.string(),
  z.looseObject({
    file: z.string(),
    isEntry: z.boolean().optional(),
    imports: z.array(z.string()).optional(),
    css: z.array(z.string()).optional(),
  }),
);

const gzipped = async (file: string): Promise<number> => gzipSync(await readFile(join('dist/web', file)), { level: 9 }).length;

const total = async (files: Iterable<string>): Promise<number> => {
  const sizes = await Promise.all([...files].map(gzipped));
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** What a browser has to load before sign-in and inbox work, and the largest part that is loaded later. */
export async function webSizes(): Promise<Figure[]> {
  const manifest = Manifest.parse(JSON.parse(await readFile('dist/web/.vite/manifest.json', 'utf8')));
  const first = new Set<string>();
  const add = (name: string): void => {
    const chunk = manifest[name];
    if (!chunk || first.has(chunk.file)) return;
    first.add(chunk.file);
    for (const imported of chunk.imports ?? []) add(imported);
  };
  for (const [name, chunk] of Object.entries(manifest)) if (chunk.isEntry) add(name);
  const assets = await readdir('dist/web/assets');
  const lazy = await Promise.all(
    assets.filter((file) => file.endsWith('.js') && !first.has(`assets/${file}`)).map((file) => gzipped(`assets/${file}`)),
  );
  const script = await total(first);
  const style = await total(assets.filter((file) => file.endsWith('.css')).map((file) => `assets/${file}`));
  const line = (name: string, bytes: number, target: number): Figure => ({
    group: 'Web app (gzip -9)',
    name,
    value: kilobytes(bytes),
    target: `${target} KB`,
    met: bytes <= target * 1000,
  });
  return [
    line('sign-in and inbox, first load, JavaScript', script, 110),
    line('largest part loaded later', Math.max(0, ...lazy), 130),
    line('style', style, 20),
  ];
}

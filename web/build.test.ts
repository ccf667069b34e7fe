import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

const Manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().default(false),
    isDynamicEntry: z.boolean().default(false),
    imports: z.array(z.string()).default([]),
  }),
);
type Manifest = z.infer<typeof Manifest>;

interface Built {
  readonly html: string;
  readonly files: Map<string, string>;
  readonly manifest: Manifest;
}

async function built(mode: 'production' | 'react'): Promise<Built> {
  const outDir = await mkdtemp(join(tmpdir(), `frontdesk-web-${mode}-`));
  folders.push(outDir);
  await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), mode, logLevel: 'error', build: { outDir } });
  const names = await readdir(join(outDir, 'assets'));
  const files = await Promise.all(
    names.map(async (name) => [name, await readFile(join(outDir, 'assets', name), 'utf8')] as const),
  );
  const manifest = Manifest.parse(JSON.parse(await readFile(join(outDir, '.vite', 'manifest.json'), 'utf8')));
  return { html: await readFile(join(outDir, 'index.html'), 'utf8'), files: new Map(files), manifest };
}

/** The files that a browser loads for a module before it runs. */
function loadedFor(name: string, manifest: Manifest, seen = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const other of chunk.imports) loadedFor(other, manifest, seen);
  return seen;
}

const named = (files: Map<string, string>, end: string): string[] =>
  [...files].filter(([name]) => name.endsWith(end)).map(([, text]) => text);
const gzipped = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);

describe('the built app', () => {
  let app: Awaited<ReturnType<typeof built>>;
  beforeAll(async () => {
    app = await built('production');
  });

  it('is small: 110 KB of JavaScript to begin with, 130 KB more for any part loaded later, 20 KB of style, gzipped', () => {
    const weigh = (loaded: Iterable<string>): number =>
      gzipped([...loaded].map((file) => app.files.get(file.replace('assets/', '')) ?? ''));
    const chunks = Object.entries(app.manifest);
    const [[entry] = ['']] = chunks.filter(([, { isEntry }]) => isEntry);
    const first = loadedFor(entry, app.manifest);
    expect(weigh(first)).toBeGreaterThan(10_000);
    expect(weigh(first)).toBeLessThan(110_000);
    const later = chunks.filter(([, { isDynamicEntry }]) => isDynamicEntry);
    expect(later.length).toBeGreaterThan(3);
    for (const [name] of later) {
      const more = [...loadedFor(name, app.manifest)].filter((file) => !first.has(file));
      expect(weigh(more), name).toBeLessThan(130_000);
    }
    expect(gzipped(named(app.files, '.css'))).toBeLessThan(20_000);
  });

  it('carries neither React nor the validator of the contract', () => {
    const code = named(app.files, '.js').join('\n');
    expect(code).not.toContain('__reactFiber');
    expect(code).not.toMatch(/invalid_type|ZodError/);
  });

  it('has nothing inline or from elsewhere that the content security policy would refuse', () => {
    expect(app.html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(app.html).not.toMatch(/<style|\sstyle=|\son\w+=/);
    expect(app.html).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(named(app.files, '.css').join('')).not.toMatch(/url\(/);
  });

  it('also builds with React itself', async () => {
    const { files } = await built('react');
    expect(named(files, '.js').join('\n')).toContain('__reactFiber');
  });
});

describe('the source', () => {
  const physical =
    /(?<![\w-])-?(?:(?:m[lr]|p[lr]|left|right|scroll-[mp][lr])-[\w[\]./]+|(?:text|float)-(?:left|right)|(?:border-[lr]|rounded-(?:[lr]|t[lr]|b[lr]))(?:-[\w[\]./]+)?)(?=[\s'"`])/;

  it('turns round for Arabic by itself: no left or right in any class', async () => {
    for (const one of ['pl-2', '-mr-1.5', 'left-0', 'text-right', 'border-l', 'rounded-tl-lg'])
      expect(`"flex ${one}"`).toMatch(physical);
    for (const one of ['ps-2', 'inset-x-0', 'text-start', 'border-line', 'rounded-se-sm', 'place-left'])
      expect(`"flex ${one}"`).not.toMatch(physical);
    const root = join(import.meta.dirname, 'src');
    const sources = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.tsx'));
    for (const name of sources) {
      const classes = (await readFile(join(root, name), 'utf8')).match(/className=(?:"[^"]*"|\{`[^`]*`\})/g) ?? [];
      expect(
        classes.filter((one) => physical.test(one)),
        name,
      ).toEqual([]);
    }
  });

  it('imports types only from the contract', async () => {
    const root = join(import.meta.dirname, 'src');
    const sources = (await readdir(root, { recursive: true })).filter(
      (name) => /(?<!\.test)\.tsx?$/.test(name) && !/test-/.test(name),
    );
    expect(sources.length).toBeGreaterThan(30);
    for (const name of sources) {
      const imports = (await readFile(join(root, name), 'utf8')).match(/^import .* from '[^']*(?:contract\/|zod)[^']*'/gm) ?? [];
      expect(
        imports.filter((one) => !one.startsWith('import type ')),
        name,
      ).toEqual([]);
    }
  });
});

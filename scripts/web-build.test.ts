import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type WebSizes, webBudgets, weighWeb } from './web-sizes.ts';

const web = join(import.meta.dirname, '..', 'web');
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

interface Built {
  readonly html: string;
  readonly files: Map<string, string>;
  readonly sizes: WebSizes;
}

async function built(mode: 'production' | 'react'): Promise<Built> {
  const outDir = await mkdtemp(join(tmpdir(), `frontdesk-web-${mode}-`));
  folders.push(outDir);
  // As `npm run build` does: the test runner's own mode would add what only helps while developing.
  vi.stubEnv('NODE_ENV', 'production');
  await build({ configFile: join(web, 'vite.config.ts'), mode, logLevel: 'error', build: { outDir } });
  vi.unstubAllEnvs();
  const names = await readdir(join(outDir, 'assets'));
  const files = await Promise.all(
    names.map(async (name) => [name, await readFile(join(outDir, 'assets', name), 'utf8')] as const),
  );
  const html = await readFile(join(outDir, 'index.html'), 'utf8');
  return { html, files: new Map(files), sizes: await weighWeb(outDir) };
}

const named = (files: Map<string, string>, end: string): string[] =>
  [...files].filter(([name]) => name.endsWith(end)).map(([, text]) => text);

describe('the built app', () => {
  let app: Awaited<ReturnType<typeof built>>;
  beforeAll(async () => {
    app = await built('production');
  });

  it('is small, gzipped: 110 KB of JavaScript to begin with, 130 KB for any part loaded later, 20 KB of style, 10 KB of worker', () => {
    const { first, later, style, worker } = app.sizes;
    expect(first).toBeGreaterThan(50_000);
    expect(first).toBeLessThanOrEqual(webBudgets.first);
    expect(later.size).toBeGreaterThan(10);
    expect([...later].filter(([, size]) => size > webBudgets.later)).toEqual([]);
    expect(style).toBeGreaterThan(1_000);
    expect(style).toBeLessThanOrEqual(webBudgets.style);
    expect(worker).toBeLessThanOrEqual(webBudgets.worker);
  });

  it('carries neither React nor the validator of the contract', () => {
    const code = named(app.files, '.js').join('\n');
    expect(code).not.toContain('__reactFiber');
    expect(code).not.toMatch(/invalid_type|ZodError/);
  });

  it('asks at once for all that a page begins with, and in a small file for who is signed in', () => {
    const asked = [...app.html.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(([, name]) => name ?? '');
    const [main = '', ...others] = asked;
    expect(others.some((name) => name.startsWith('start-'))).toBe(true);
    for (const name of asked) {
      const imports = [...(app.files.get(name) ?? '').matchAll(/(?:from|import)"\.\/([^"]+)"/g)].map(([, other]) => other);
      expect(imports.filter((other) => !asked.includes(other ?? ''))).toEqual([]);
    }
    expect(app.html).toContain(`<script type="module" crossorigin src="/assets/${main}">`);
    expect(app.files.get(main)?.length).toBeLessThan(12_000);
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
    const root = join(web, 'src');
    const sources = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.tsx'));
    for (const name of sources) {
      const classes = (await readFile(join(root, name), 'utf8')).match(/className=(?:"[^"]*"|\{`[^`]*`\})/g) ?? [];
      expect(
        classes.filter((one) => physical.test(one)),
        name,
      ).toEqual([]);
    }
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HotSwap, hotSwap } from './hot-swap.ts';

let root: string;
let swap: HotSwap;
let swapped: string[];
let said: string[];
let builds: { functions: number; web: number };
let bundle: Record<string, string>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'stage-swap-'));
  for (const folder of ['lambdas/one', 'lambdas/two', 'contract', 'web', 'lib', 'bin', 'dist/lambdas/one', 'dist/lambdas/two']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  bundle = { one: 'a', two: 'a' };
  await write();
  swapped = [];
  said = [];
  builds = { functions: 0, web: 0 };
  const functionOf = (name: string) => ({
    definition: { name },
    swap: (folder: string) => swapped.push(`${name} ${folder.slice(root.length)}`),
  });
  swap = hotSwap({
    root,
    functions: { find: (name: string) => functionOf(name), list: () => [functionOf('one'), functionOf('two')] } as never,
    functionBuilder: async () => ({
      rebuild: async () => {
        builds.functions++;
        await write();
        return [];
      },
      dispose: async () => {},
    }),
    buildWeb: async () => {
      builds.web++;
      return true;
    },
    onWeb: (folder) => swapped.push(`web ${folder.slice(root.length)}`),
    say: (line) => said.push(line),
  });
});

afterEach(async () => {
  await swap.close();
  await rm(root, { recursive: true });
});

const written = new Map<string, string>();
async function write(): Promise<void> {
  for (const [name, text] of Object.entries(bundle)) {
    const path = join(root, 'dist', 'lambdas', name, 'index.mjs');
    if (written.get(path) === text) continue;
    if (text === 'broken') throw new Error('a half-typed file');
    written.set(path, text);
    await writeFile(path, text);
  }
}

const edit = (file: string) => writeFile(join(root, file), String(Math.random()));
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !holds(); tries++) await sleep(10);
  expect(holds()).toBe(true);
}

describe('hotSwap', () => {
  it('swaps the functions whose bundle has changed, and only those', async () => {
    bundle = { one: 'b', two: 'a' };
    await edit('lambdas/one/handler.ts');
    await until(() => swapped.length > 0);
    expect(swapped).toEqual(['one /dist/lambdas/one']);
    expect(builds).toEqual({ functions: 1, web: 0 });
  });

  it('builds functions and web app when the contract changes', async () => {
    bundle = { one: 'b', two: 'b' };
    await edit('contract/api.ts');
    await until(() => swapped.length === 3);
    expect(swapped.toSorted()).toEqual(['one /dist/lambdas/one', 'two /dist/lambdas/two', 'web /dist/web']);
  });

  it('swaps a bundle that somebody else has written', async () => {
    await writeFile(join(root, 'dist', 'lambdas', 'two', 'index.mjs'), 'elsewhere');
    await edit('web/main.tsx');
    await until(() => swapped.length === 2);
    expect(swapped.toSorted()).toEqual(['two /dist/lambdas/two', 'web /dist/web']);
    expect(builds.functions).toBe(0);
  });

  it('goes on with the old code while the source does not build', async () => {
    bundle = { one: 'broken', two: 'a' };
    await edit('lambdas/one/handler.ts');
    await until(() => said.length > 0);
    expect([said, swapped]).toEqual([['a half-typed file'], []]);
    bundle = { one: 'fixed', two: 'a' };
    await edit('lambdas/one/handler.ts');
    await until(() => swapped.length === 1);
  });

  it('does not build for tests, and says when only a restart helps', async () => {
    await edit('lambdas/one/handler.test.ts');
    await edit('lib/stage.ts');
    await until(() => said.length > 0);
    await sleep(300);
    expect(said[0]).toContain('restart');
    expect(builds).toEqual({ functions: 0, web: 0 });
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { functionBuilder, functionNames } from './build.ts';
import { bundleTarget } from './bundle-target.ts';

const dist = join(import.meta.dirname, '../dist');
const builder = await functionBuilder();
afterAll(() => builder.dispose());
await builder.rebuild();

describe('the build', () => {
  it('makes one file for each function, and nothing else', () => {
    expect(readdirSync(join(dist, 'lambdas')).sort()).toEqual(functionNames());
    for (const name of functionNames()) expect(readdirSync(join(dist, 'lambdas', name))).toEqual(['index.mjs']);
  });

  it('writes nothing when nothing changed', async () => {
    expect(await builder.rebuild()).toEqual([]);
  });

  it.each(functionNames())('%s exports its handler and keeps its map outside', async (name) => {
    const bundle = readFileSync(join(dist, 'lambdas', name, 'index.mjs'), 'utf8');
    expect(bundle).toMatch(/export\{[^}]*\bas handler\b|export\{handler\}/);
    expect(bundle).not.toContain('sourceMappingURL');
    expect(existsSync(join(dist, 'maps', `${name}.mjs.map`))).toBe(true);
  });

  it.each(functionNames())('%s stays within its size', (name) => {
    const compressed = gzipSync(readFileSync(join(dist, 'lambdas', name, 'index.mjs')), { level: 9 }).length;
    expect(compressed).toBeLessThan(1000 * bundleTarget(name));
  });

  it('brings no way to credentials but the environment', () => {
    for (const name of functionNames()) {
      expect(readFileSync(join(dist, 'lambdas', name, 'index.mjs'), 'utf8')).not.toContain('169.254.170.2');
    }
  });
});

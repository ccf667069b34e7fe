import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory } from './lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stage-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('lockDirectory', () => {
  it('refuses a folder that a living process uses, and says how to go on', async () => {
    await writeFile(join(folder, 'stage.pid'), String(process.ppid));
    await expect(lockDirectory(folder, { fresh: false })).rejects.toThrow('--data');
  });

  it('takes over a folder whose owner is gone', async () => {
    await writeFile(join(folder, 'stage.pid'), '4194300');
    const release = await lockDirectory(folder, { fresh: false });
    await release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('empties a folder of a stage when asked', async () => {
    await (await lockDirectory(folder, { fresh: false }))();
    await writeFile(join(folder, 'outputs.json'), '{}');
    const release = await lockDirectory(folder, { fresh: true });
    expect(await readdir(folder)).toEqual(['stage.pid']);
    await release();
  });

  it('does not empty a folder that never belonged to a stage', async () => {
    await writeFile(join(folder, 'thesis.txt'), 'years of work');
    await expect(lockDirectory(folder, { fresh: true })).rejects.toThrow('not the data of a local stage');
    expect(await readdir(folder)).toEqual(['thesis.txt']);
  });
});

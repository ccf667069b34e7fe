import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Figure } from './report.ts';
import type { BenchStage } from './stage.ts';

const run = promisify(execFile);
const group = 'Time a developer waits';

/** Synth of all stages, and the local stage from its start to `ready`. */
export async function timings(stage: BenchStage): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-synth-'));
  const began = performance.now();
  await run(process.execPath, ['bin/frontdesk.ts'], { env: { ...process.env, CDK_OUTDIR: folder }, maxBuffer: 2 ** 26 });
  const synth = performance.now() - began;
  await rm(folder, { recursive: true, force: true });
  const line = (name: string, ms: number, target: number): Figure => ({
    group,
    name,
    value: `${(ms / 1000).toFixed(1)} s`,
    target: `${target} s`,
    met: ms <= target * 1000,
  });
  return [
    line('synth of all stages', synth, 8),
    line('local stage ready, with an empty data folder and nothing to build', stage.readyMs, 12),
  ];
}

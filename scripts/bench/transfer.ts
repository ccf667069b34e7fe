import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Limiter } from '../transfer/limiter.ts';
import { putNew } from '../transfer/message-writes.ts';
import { writeSample } from '../transfer/sample.ts';
import { findDeployment, openBusiness } from '../transfer/target.ts';
import type { Figure } from './report.ts';
import type { BenchStage } from './stage.ts';

const group = 'Moving a business in and out';
/** Growth of the files by ten may cost this much more memory before it counts as not flat. */
const flat = 1.25;
const baselineWrites = 5_000;

interface Run {
  readonly seconds: number;
  readonly megabytes: number;
}

/** One of the two commands in a process of its own, as people run it. */
async function run(script: 'import' | 'export', args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, ['--max-semi-space-size=4', `scripts/${script}.ts`, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said = (said + String(chunk)).slice(-2_000)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const [, seconds, megabytes] = /in ([\d.]+) s, with at most (\d+) MB/.exec(said) ?? [];
  if (code !== 0 || seconds === undefined) throw new Error(`The ${script} ended with ${code}: ${said}`);
  return { seconds: Number(seconds), megabytes: Number(megabytes) };
}

/** What the table takes from one process that does nothing but write rows as large as a message. */
async function plainWrites(slug: string): Promise<number> {
  const { store } = await openBusiness(await findDeployment({}), slug);
  const limiter = new Limiter(96);
  const began = performance.now();
  await Promise.all(
    Array.from({ length: baselineWrites }, (_, n) =>
      limiter.run(() => putNew(store, { pk: `T#${store.tenant}#BENCH#${n % 50}`, sk: `M#${n}`, c: 'x'.repeat(200) })),
    ),
  );
  store.client.destroy();
  return baselineWrites / ((performance.now() - began) / 1000);
}

/** Speed and memory of an import of 10,000 and of 100,000 messages, and of the export of the larger one. */
export async function transfer(stage: BenchStage): Promise<Figure[]> {
  const [small, large] = stage.outputs.businesses;
  if (!small || !large) throw new Error('The seed has no two businesses');
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-transfer-'));
  try {
    const plain = await plainWrites(small.slug);
    const measure = async (slug: string, messages: number): Promise<Run> => {
      const from = join(folder, String(messages));
      await writeSample(from, { messages, customers: messages / 50, broken: true });
      return run('import', ['--business', slug, '--from', from]);
    };
    const before = await measure(small.slug, 10_000);
    const after = await measure(large.slug, 100_000);
    const out = await run('export', ['--business', large.slug, '--to', join(folder, 'export')]);
    const rate = 100_000 / after.seconds;
    return [
      {
        group,
        name: 'import of 100,000 messages of 2,000 customers, reading included',
        value: `${rate.toFixed(0)} messages/s`,
        baseline: `plain conditional writes: ${plain.toFixed(0)}/s`,
        target: '60 % of plain writes',
        met: rate >= 0.6 * plain,
      },
      {
        group,
        name: 'memory of the import at most, against that of 10,000 messages',
        value: `${after.megabytes} MB`,
        baseline: `${before.megabytes} MB`,
        target: 'flat',
        met: after.megabytes <= before.megabytes * flat,
      },
      {
        group,
        name: 'export of the same business',
        value: `${(100_000 / out.seconds).toFixed(0)} messages/s, ${out.megabytes} MB at most`,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

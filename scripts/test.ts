/**
 * `npm test`: everything, in an order that stops early when nothing after could be trusted.
 * Checks, the build and the contract of the local engines (red in the last two stops the rest), then all other tests.
 * The last line is `N passed, N failed`, summed over all of it; each check counts as one.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');
const compiled = join(root, 'node_modules', '.cache', 'compiled');

interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface Ended {
  readonly ok: boolean;
  readonly output: string;
}

/**
 * Where tables, queues and profiles of browsers are written while tests use them: in memory, where a machine has room for that.
 * On a disk that others use as well, a write takes many times as long, and nobody waits for a power cut here.
 */
async function scratchFolder(): Promise<string> {
  const memory = '/dev/shm';
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }));
  return mkdtemp(join(bavail * bsize > 2_000_000_000 ? memory : tmpdir(), 'frontdesk-'));
}

const scratch = await scratchFolder();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    rmSync(scratch, { recursive: true, force: true });
    process.exit(1);
  });
}

/** What it prints is kept until it has ended: several run side by side, and their lines would mix. */
function run(command: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(join(bin, command), args, {
      cwd: root,
      // Hundreds of processes load the same modules: compiled once. Node.js looks whether a file is still the same.
      env: { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}`, NODE_COMPILE_CACHE: compiled, TMPDIR: scratch },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => resolve({ ok: false, output: String(error) }));
    child.on('close', (code) => resolve({ ok: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function check(name: string, command: string, ...args: string[]): Promise<Count> {
  const started = performance.now();
  const { ok, output } = await run(command, args);
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds(started)})${ok ? '' : `\n${output}`}`);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/** Runs vitest projects and counts from its own report; a file that does not even load, or an error outside a test, counts as one. */
async function tests(projects: readonly string[], ...options: string[]): Promise<Count> {
  const started = performance.now();
  const file = join(await mkdtemp(join(scratch, 'report-')), 'report.json');
  const { ok, output } = await run('vitest', [
    'run',
    ...projects.map((name) => `--project=${name}`),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    '--passWithNoTests',
    ...options,
  ]);
  const report = Report.safeParse(JSON.parse(await readFile(file, 'utf8').catch(() => '{}')));
  console.log(`${output}${projects.join(', ')} ${options.join(' ')}: ${seconds(started)}`);
  if (!report.success) return { passed: 0, failed: 1 };
  const unloaded = report.data.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.data.numFailedTests + unloaded;
  return { passed: report.data.numPassedTests, failed: ok ? failed : Math.max(failed, 1) };
}

const sum = (counts: readonly Count[]): Count =>
  counts.reduce((all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed }), { passed: 0, failed: 0 });

type Part = () => Promise<Count>;

/**
 * Four at a time: tests of a stage and of a browser wait more than they compute, and three would leave a third of two cores idle.
 * What takes longest comes first.
 */
async function sideBySide(parts: readonly Part[]): Promise<Count> {
  const left = [...parts];
  const counts: Count[] = [];
  const lane = async (): Promise<void> => {
    for (let part = left.shift(); part; part = left.shift()) counts.push(await part());
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return sum(counts);
}

async function everything(): Promise<Count> {
  // Checkers of one compiler repeat much of each other's work, and the cores are busy with the other checks.
  const types = ['--noEmit', '--checkers', '1'];
  const [build, engine, ...checks] = await Promise.all([
    // Bundles and templates: four stages begin at once, and each would make its own.
    check('build', 'node', 'local/template/synthesize.ts'),
    tests(['engine']),
    check('types', 'tsc', ...types),
    check('types of the web app', 'tsc', ...types, '-p', 'web'),
    check('types of its worker', 'tsc', ...types, '-p', 'web/worker'),
    check('lint', 'biome', 'check', '--error-on-warnings', '.'),
    check('unused code', 'knip'),
    check('lock file covers every platform', 'node', 'scripts/complete-lock.mjs', '--check'),
  ]);
  const first = sum([...checks, build, engine]);
  if (build.failed + engine.failed > 0) {
    console.log('The rest was not run: it stands on the build and on the engines.');
    return first;
  }
  const one = '--maxWorkers=1';
  const rest = [
    await sideBySide([
      () => tests(['browser'], '--shard=1/2'),
      () => tests(['stage'], '--shard=1/3'),
      () => tests(['stage'], '--shard=2/3'),
      // It mostly waits for a minute to pass.
      () => tests(['outage']),
      () => tests(['browser'], '--shard=2/2'),
      () => tests(['unit'], one),
      () => tests(['stage'], '--shard=3/3'),
      () => tests(['device']),
      () => tests(['infra'], one),
    ]),
    // What is measured against a clock shares the cores with nothing else.
    await tests(['load']),
  ];
  return sum([first, ...rest]);
}

const started = performance.now();
const { passed, failed } = await everything().finally(() => rm(scratch, { recursive: true, force: true }));
console.log(`total: ${seconds(started)}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);

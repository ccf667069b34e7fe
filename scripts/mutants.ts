/**
 * `npm run test:mutants [case, or part of a name or path ...]`: applies each sabotage twin of `test/mutants/` to a copy of the
 * tree and runs the test that must notice it. First all these tests run unchanged and must be green. Ends with
 * `N passed, N failed`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { mutants } from '../test/mutants/list.ts';
import type { Mutant } from '../test/mutants/mutant.ts';

const root = join(import.meta.dirname, '..');

/** Everything git knows or would know, the packages by a link, and what is built already. */
async function copyOfTheTree(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'frontdesk-mutants-'));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0').filter(Boolean)) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await cp(join(root, file), join(copy, file), { preserveTimestamps: true }).catch(ignoreMissing);
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const built of ['dist', 'web/src/paraglide']) {
    await cp(join(root, built), join(copy, built), { recursive: true, preserveTimestamps: true }).catch(ignoreMissing);
  }
  return copy;
}

/** A file that was deleted and not yet committed is still listed. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

type Run = Pick<Mutant, 'project' | 'only'> & { readonly tests: readonly string[] };

/** How many tests passed and failed; none of both when they could not even start. */
async function run(copy: string, { project, tests, only }: Run): Promise<{ passed: number; failed: number; output: string }> {
  const file = join(copy, `report-${project}.json`);
  await rm(file, { force: true });
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...(only ? ['-t', only] : []),
      ...tests,
    ],
    { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => child.once('close', resolve));
  const report = Report.safeParse(JSON.parse(await readFile(file, 'utf8').catch(() => '{}')));
  const output = Buffer.concat(chunks).toString();
  if (!report.success) return { passed: 0, failed: 0, output };
  const { numPassedTests: passed, numFailedTests, testResults } = report.data;
  // A set-up of the file's own that fails is noticed too; its tests are then skipped.
  const unprepared = testResults.filter((one) => one.status === 'failed' && one.assertionResults.length > 0).length;
  return { passed, failed: Math.max(numFailedTests, unprepared), output };
}

/** Undefined when the test noticed; else why not. */
async function survives(copy: string, mutant: Mutant): Promise<string | undefined> {
  const path = join(copy, mutant.file);
  const original = await readFile(path, 'utf8');
  const places = original.split(mutant.find).length - 1;
  if (places !== 1) return `\`${mutant.find}\` is in ${mutant.file} ${places} times instead of once`;
  await writeFile(
    path,
    original.replace(mutant.find, () => mutant.replace),
  );
  try {
    const { passed, failed, output } = await run(copy, { ...mutant, tests: [mutant.test] });
    if (failed > 0) return undefined;
    return passed > 0 ? `${mutant.test} stayed green` : `${mutant.test} did not run:\n${output}`;
  } finally {
    await writeFile(path, original);
  }
}

const wanted = process.argv.slice(2);
const isWanted = (mutant: Mutant): boolean =>
  wanted.some((word) =>
    /^\d+$/.test(word)
      ? Number(word) === mutant.case
      : [mutant.breaks, mutant.file, mutant.test].some((text) => text.includes(word)),
  );
const chosen = mutants.filter((mutant) => wanted.length === 0 || isWanted(mutant));
const copy = await copyOfTheTree();
let passed = 0;
let failed = 0;
const say = (ok: boolean, text: string): void => {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${text}`);
  if (ok) passed += 1;
  else failed += 1;
};

try {
  for (const project of new Set(chosen.map((mutant) => mutant.project))) {
    const tests = [...new Set(chosen.filter((mutant) => mutant.project === project).map(({ test }) => test))];
    const result = await run(copy, { project, tests });
    const green = result.failed === 0 && result.passed > 0;
    say(green, `${project}: the tests are green without sabotage${green ? '' : `\n${result.output}`}`);
  }
  for (const mutant of chosen) {
    const started = performance.now();
    const reason = await survives(copy, mutant);
    const seconds = Math.round((performance.now() - started) / 1000);
    say(reason === undefined, `case ${mutant.case}: ${mutant.breaks} (${seconds} s)${reason === undefined ? '' : `: ${reason}`}`);
  }
} finally {
  await rm(copy, { recursive: true, force: true });
}
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What bundles are made of, and what the templates are made of: CDK names assets by their content. */
const sources = ['lambdas', 'contract', 'web', 'scripts/build.ts', 'package-lock.json'];
const inputs = ['bin', 'lib', 'contract', 'dist/lambdas', 'dist/web', 'package-lock.json'];

/**
 * Bundles functions and the web app, unless the last bundles were made of the same files; answers whether it did.
 * In a process of its own: the bundlers' memory is not the stage's.
 */
export async function build(root: string): Promise<boolean> {
  const made = fingerprint(root, sources);
  const stamp = join(root, 'dist', 'made-of');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === made) return false;
  await runNode(root, 'scripts/build.ts', {});
  await writeFile(stamp, made);
  return true;
}

/** Assemblies that are kept: a stage that still runs starts functions from its own. */
const keptAssemblies = 4;

/** Synthesizes stage `dev` into a folder below `directory`, unless the same files were synthesized before; answers the folder. */
export async function synthesize(root: string, directory: string): Promise<{ folder: string; fresh: boolean }> {
  const folder = join(directory, fingerprint(root, inputs).slice(0, 16));
  if (existsSync(folder)) return { folder, fresh: false };
  await mkdir(directory, { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  try {
    const environment = { CDK_OUTDIR: unfinished, CDK_CONTEXT_JSON: JSON.stringify({ stage: 'dev' }) };
    // The CDK's own validation takes twice as long as the rest; deployments and tests run it.
    await runNode(root, 'bin/frontdesk.ts', { ...environment, CDK_VALIDATION: 'false' });
    await rename(unfinished, folder).catch((error: unknown) => {
      // Another stage was faster with the same.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  const older = readdirSync(directory)
    .map((name) => ({ path: join(directory, name), at: statSync(join(directory, name)).mtimeMs }))
    .sort((left, right) => right.at - left.at)
    .slice(keptAssemblies);
  for (const { path } of older) await rm(path, { recursive: true, force: true });
  return { folder, fresh: true };
}

async function runNode(root: string, script: string, environment: Record<string, string>): Promise<void> {
  try {
    await run(process.execPath, [script], { cwd: root, env: { ...process.env, ...environment }, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const printed = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(`node ${script} failed\n${printed || String(error)}`);
  }
}

function fingerprint(root: string, from: readonly string[]): string {
  const hash = createHash('sha256');
  for (const input of from) {
    const path = join(root, input);
    if (!existsSync(path)) continue;
    const files = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }).sort() : [''];
    for (const file of files) {
      const info = statSync(join(path, file));
      if (info.isFile() && !/\.test\.tsx?$|paraglide/.test(file)) hash.update(`${input}/${file} ${info.size} ${info.mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

// Ahead of stages that are about to start at the same time: each of them would make both.
if (import.meta.main) {
  const root = join(import.meta.dirname, '..', '..');
  await build(root);
  await synthesize(root, join(root, '.stage', 'cdk.out'));
}

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the templates are made of; folders in dist because CDK names assets by their content. */
const inputs = ['bin', 'lib', 'contract', 'dist/lambdas', 'dist/web', 'package-lock.json'];

/** Bundles functions and the web app. In a process of its own: the bundlers' memory is not the stage's. */
export async function build(root: string): Promise<void> {
  await runNode(root, 'scripts/build.ts', {});
}

/** Synthesizes stage `dev` into `directory`, unless what is there was made of the same files; answers whether it did. */
export async function synthesize(root: string, directory: string): Promise<boolean> {
  const made = fingerprint(root);
  const stamp = join(directory, 'made-of');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === made) return false;
  const fresh = `${directory}.${process.pid}`;
  await runNode(root, 'bin/frontdesk.ts', { CDK_OUTDIR: fresh, CDK_CONTEXT_JSON: JSON.stringify({ stage: 'dev' }) });
  await writeFile(join(fresh, 'made-of'), made);
  await rm(directory, { recursive: true, force: true });
  await rename(fresh, directory);
  return true;
}

async function runNode(root: string, script: string, environment: Record<string, string>): Promise<void> {
  try {
    await run(process.execPath, [script], { cwd: root, env: { ...process.env, ...environment }, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const printed = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(`node ${script} failed\n${printed || String(error)}`);
  }
}

function fingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const path = join(root, input);
    if (!existsSync(path)) continue;
    const files = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }).sort() : [''];
    for (const file of files) {
      const info = statSync(join(path, file));
      if (info.isFile() && !file.endsWith('.test.ts')) hash.update(`${input}/${file} ${info.size} ${info.mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

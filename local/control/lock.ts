import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes sure that no other stage uses the folder, and empties it when asked; answers how to let go of it. */
export async function lockDirectory(directory: string, { fresh }: { readonly fresh: boolean }): Promise<() => Promise<void>> {
  const file = join(directory, 'stage.pid');
  const owner = Number(await readFile(file, 'utf8').catch(() => ''));
  if (owner > 0 && owner !== process.pid && isAlive(owner)) {
    throw new Error(
      `${directory} is in use by the local stage with process id ${owner}: stop it, or choose another folder with --data`,
    );
  }
  if (fresh) await empty(directory);
  await mkdir(directory, { recursive: true });
  await writeFile(file, String(process.pid));
  return () => rm(file, { force: true });
}

/** Only what a stage has made: a mistyped --data must not cost anybody their files. */
async function empty(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  if (names.length > 0 && !names.some((name) => ['stage.pid', 'outputs.json', 'dynamodb'].includes(name))) {
    throw new Error(`${directory} is not the data of a local stage, so --fresh does not empty it`);
  }
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    // After a crash the number may belong to something else. Only Linux tells; elsewhere a number in use is taken for the stage.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node');
  } catch {
    return process.platform !== 'linux';
  }
}

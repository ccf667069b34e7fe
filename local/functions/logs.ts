import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const keptLines = 2000;

export interface Logs {
  write(name: string, chunk: string): void;
  /** The newest lines, oldest first. */
  lines(name: string): readonly string[];
  /** Waits until everything is in the files. */
  flush(): Promise<void>;
}

/** What functions print: the newest lines in memory, everything in `<directory>/<function>.log`. */
export async function createLogs(directory: string): Promise<Logs> {
  await mkdir(directory, { recursive: true });
  const rings = new Map<string, string[]>();
  const pending = new Map<string, string>();
  let writing: Promise<void> = Promise.resolve();

  const save = async (): Promise<void> => {
    const batch = [...pending];
    pending.clear();
    for (const [name, text] of batch) await appendFile(join(directory, `${name}.log`), text);
  };

  return {
    write: (name, chunk) => {
      const ring = rings.get(name) ?? [];
      ring.push(...chunk.split('\n').filter((line) => line !== ''));
      ring.splice(0, Math.max(0, ring.length - keptLines));
      rings.set(name, ring);
      if (pending.size === 0) writing = writing.then(save);
      pending.set(name, (pending.get(name) ?? '') + chunk);
    },
    lines: (name) => rings.get(name) ?? [],
    flush: () => writing,
  };
}

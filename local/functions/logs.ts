import { createWriteStream, statSync, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const keptLines = 2000;
/** A file of an earlier run goes on until it is this long (bytes), then it begins again. */
const longFile = 5_000_000;

export interface Logs {
  write(name: string, chunk: string): void;
  /** The newest lines, oldest first. */
  lines(name: string): readonly string[];
  /** Waits until everything is in the files. */
  close(): Promise<void>;
}

/** What functions print: the newest lines in memory, everything in `<directory>/<function>.log`. */
export async function createLogs(directory: string): Promise<Logs> {
  await mkdir(directory, { recursive: true });
  const rings = new Map<string, string[]>();
  const files = new Map<string, WriteStream>();
  const open = (name: string): WriteStream => {
    const path = join(directory, `${name}.log`);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    return createWriteStream(path, { flags: size > longFile ? 'w' : 'a' });
  };

  return {
    write: (name, chunk) => {
      const ring = rings.get(name) ?? [];
      ring.push(...chunk.split('\n').filter((line) => line !== ''));
      ring.splice(0, Math.max(0, ring.length - keptLines));
      rings.set(name, ring);
      const file = files.get(name) ?? open(name);
      files.set(name, file);
      file.write(chunk);
    },
    lines: (name) => rings.get(name) ?? [],
    close: async () => {
      await Promise.all([...files.values()].map((file) => new Promise<void>((resolve) => file.end(resolve))));
    },
  };
}

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** What a file is known to say, by the SHA-256 of its bytes: nobody listens on a laptop. */
export const Recorded = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  text: z.string().default(''),
  /** BCP 47. */
  language: z.string().default('en'),
  /** Milliseconds that it takes. */
  takesMs: z.int().nonnegative().default(300),
  /** The job fails with this reason instead. */
  failureReason: z.string().optional(),
  /** False: nobody hears of its end. */
  tells: z.boolean().default(true),
});
export type Recorded = z.infer<typeof Recorded>;

export interface Recordings {
  put(recorded: Recorded): void;
  find(sha256: string): Recorded | undefined;
}

/** Files in a folder, so that they outlive a restart and people may put some there. */
export function recordings(folder: string): Recordings {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (sha256: string): string => join(folder, `${sha256}.json`);
  return {
    put(recorded) {
      const file = fileOf(recorded.sha256);
      writeFileSync(`${file}.next`, JSON.stringify(recorded), { mode: 0o600 });
      renameSync(`${file}.next`, file);
    },
    find(sha256) {
      try {
        return Recorded.parse(JSON.parse(readFileSync(fileOf(sha256), 'utf8')));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}

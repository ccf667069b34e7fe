import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface Downloaded {
  readonly handle: FileHandle;
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/**
 * Writes bytes to a file as they come. The file has no name any more when this answers: however the process ends, nothing is left.
 * Close the handle.
 */
export async function download(body: AsyncIterable<Buffer>, folder: string): Promise<Downloaded> {
  const path = join(folder, `frontdesk-media-${randomUUID()}`);
  const handle = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of body) {
      hash.update(chunk);
      await handle.write(chunk, 0, chunk.length, size);
      size += chunk.length;
    }
    return { handle, size, sha256: hash.digest('hex') };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Providers write a SHA-256 in hexadecimal or in base64. What is neither cannot be compared. */
export function hexOf(stated: string | undefined): string | undefined {
  if (stated === undefined) return undefined;
  if (/^[0-9a-f]{64}$/i.test(stated)) return stated.toLowerCase();
  const bytes = Buffer.from(stated, 'base64');
  return bytes.length === 32 ? bytes.toString('hex') : undefined;
}

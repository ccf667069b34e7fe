import type { FileHandle } from 'node:fs/promises';

/** Bytes that are read in pieces, wherever they are: nothing here ever needs a whole file. */
export interface ByteSource {
  readonly size: number;
  /** Fewer than asked for at the end. */
  read(offset: number, length: number): Promise<Buffer>;
}

export const fileSource = (handle: FileHandle, size: number): ByteSource => ({
  size,
  read: async (offset, length) => {
    const wanted = Math.max(0, Math.min(length, size - offset));
    const buffer = Buffer.alloc(wanted);
    const { bytesRead } = await handle.read(buffer, 0, wanted, offset);
    return buffer.subarray(0, bytesRead);
  },
});

export const bufferSource = (bytes: Buffer): ByteSource => ({
  size: bytes.length,
  read: async (offset, length) => bytes.subarray(offset, offset + length),
});

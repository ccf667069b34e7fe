import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** A few milliseconds of work: between two pieces the page stays alive, and no more than one is in memory. */
const piece = 1_048_576;

/** SHA-256 in hexadecimal. The browser's own takes a file only as a whole. */
export async function hashOf(file: Blob, signal: AbortSignal): Promise<string> {
  const hash = sha256.create();
  for (let at = 0; at < file.size; at += piece) {
    signal.throwIfAborted();
    hash.update(new Uint8Array(await file.slice(at, at + piece).arrayBuffer()));
  }
  return bytesToHex(hash.digest());
}

import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashOf } from './hash.ts';

it('hashes piece by piece what SHA-256 makes of the whole, and stops when it is called off', async () => {
  const bytes = new Uint8Array(2_500_000).map((_, index) => index * 7);
  const stop = new AbortController();
  expect(await hashOf(new Blob([bytes]), stop.signal)).toBe(createHash('sha256').update(bytes).digest('hex'));
  stop.abort();
  await expect(hashOf(new Blob([bytes]), stop.signal)).rejects.toThrow();
});

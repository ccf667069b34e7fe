import { randomFillSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ClientId, MessageId } from '../../../contract/ids.ts';
import { clientIdMaker, messageIdOf, timeOfClientId } from './client-id.ts';

const random = (bytes: Uint8Array<ArrayBuffer>): Uint8Array => randomFillSync(bytes);

describe('client ids', () => {
  it('are UUIDs of version 7 as the contract wants them, with the time they were made', () => {
    const now = 1_795_421_234_567;
    const id = clientIdMaker(() => now, random)();
    expect(ClientId.safeParse(id).success).toBe(true);
    expect(timeOfClientId(id)).toBe(now);
    expect(messageIdOf(id)).toBe(`1795421234567-${id.replaceAll('-', '')}`);
    expect(MessageId.safeParse(messageIdOf(id)).success).toBe(true);
  });

  it('keep the order of typing although the clock stands still or goes back', () => {
    const times = [1_795_421_234_567, 1_795_421_234_567, 1_795_421_230_000, 1_795_421_239_999];
    const make = clientIdMaker(() => times.shift() ?? 0, random);
    const ids = Array.from({ length: 4 }, () => messageIdOf(make()));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(4);
  });
});

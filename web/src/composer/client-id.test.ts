import { randomFillSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ClientId, MessageId } from '../../../contract/ids.ts';
import { clientIdMaker, messageIdOf, timeOfClientId } from './client-id.ts';

const random = (bytes: Uint8Array<ArrayBuffer>): Uint8Array => randomFillSync(bytes);

describe('client ids', () => {
  it('are UUIDs of version 7 as the contract wants them, with the time they were made', () => {
    const now = 1_795_421_234_567;
    const id = clientIdMaker(() => now, random)('one');
    expect(ClientId.safeParse(id).success).toBe(true);
    expect(timeOfClientId(id)).toBe(now);
    expect(messageIdOf(id)).toBe(`1795421234567-${id.replaceAll('-', '')}`);
    expect(MessageId.safeParse(messageIdOf(id)).success).toBe(true);
  });

  it('keep the order of typing although the clock stands still or goes back', () => {
    const times = [1_795_421_234_567, 1_795_421_234_567, 1_795_421_230_000, 1_795_421_239_999];
    const make = clientIdMaker(() => times.shift() ?? 0, random);
    const ids = Array.from({ length: 4 }, () => messageIdOf(make('one')));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(4);
  });

  it('follow what they answer although the clock is behind, by no more than the server takes, and in that conversation only', () => {
    const now = 1_795_421_234_567;
    const make = clientIdMaker(() => now, random);
    const answered = `${now + 900}-abc`;
    expect(timeOfClientId(make('one', answered))).toBe(now + 901);
    expect(timeOfClientId(make('one', answered))).toBe(now + 902);
    expect(timeOfClientId(make('two', `${now - 900}-abc`))).toBe(now);
    expect(timeOfClientId(make('three', `${now + 3_600_000}-abc`))).toBe(now + 30_000);
  });
});

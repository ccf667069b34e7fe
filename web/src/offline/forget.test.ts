import { expect, it } from 'vitest';
import type { Me } from '../../../contract/session.ts';
import { personalKey } from '../session/kept.ts';
import { memoryStorage } from '../session/test-storage.ts';
import { forgetOtherBusinesses } from './forget.ts';

it('throws away what was still to be sent where somebody does not work any more, and says how much that was', () => {
  const storage = memoryStorage();
  const unsent = (count: number) => JSON.stringify(Array.from({ length: count }, (_, index) => ({ clientId: String(index) })));
  storage.setItem(personalKey('outbox', 'left'), unsent(2));
  storage.setItem(personalKey('draft', 'left', 'c1'), 'Half an answer');
  storage.setItem(personalKey('outbox', 'here'), unsent(3));
  const me = { memberships: [{ business: { id: 'here' } }] } as unknown as Me;
  const kept: string[][] = [];
  const forget = () =>
    forgetOtherBusinesses(storage, me, async (theirs) => {
      kept.push([...theirs]);
    });
  expect(forget()).toBe(2);
  expect(storage.getItem(personalKey('outbox', 'left'))).toBeNull();
  expect(storage.getItem(personalKey('draft', 'left', 'c1'))).toBeNull();
  expect(storage.getItem(personalKey('outbox', 'here'))).toBe(unsent(3));
  expect(forget()).toBe(0);
  expect(kept).toEqual([['here'], ['here']]);
});

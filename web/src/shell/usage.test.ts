import { expect, it } from 'vitest';
import type { Usage } from '../../../contract/plans.ts';
import { isUrgent, worthTelling } from './usage.ts';

const usage: Usage = {
  month: '2026-11',
  plan: 'free',
  items: [
    { metered: 'conversations', used: 100, limit: 100, state: 'hard' },
    { metered: 'employees', used: 3, limit: 3, state: 'hard' },
    { metered: 'services', used: 8, limit: 10, state: 'soft' },
    { metered: 'channels', used: 1, limit: 1, state: 'hard' },
  ],
};
const told = (seesSettings: boolean) => worthTelling(usage, seesSettings).map(({ metered }) => metered);

it('tells everybody that customers wait unanswered, and the rest to those who can do something about it', () => {
  expect(told(false)).toEqual(['conversations']);
  expect(told(true)).toEqual(['conversations', 'employees', 'services']);
  const soft: Usage = { ...usage, items: usage.items.map((item) => ({ ...item, state: 'soft' })) };
  expect(worthTelling(soft, false)).toEqual([]);
});

it('tells about numbers only when there are more than the plan has', () => {
  const items: Usage['items'] = [{ metered: 'channels', used: 2, limit: 1, state: 'hard' }];
  expect(worthTelling({ ...usage, items }, true)).toEqual(items);
});

it('keeps on the page only what makes customers wait', () => {
  expect(worthTelling(usage, true).filter(isUrgent)).toEqual([usage.items[0]]);
});

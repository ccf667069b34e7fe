import { expect, it } from 'vitest';
import { AuditAction } from '../../../../contract/audit.ts';
import { filtersOf, isBackwards, queryOf, searchOf } from './filters.ts';

const isAction = (text: string): text is AuditAction => AuditAction.safeParse(text).success;

it('keeps filters in the address, and only what they can be', () => {
  const filters = { by: 'e1', action: 'role.updated' as const, from: '2026-11-01', to: '2026-11-30' };
  expect(filtersOf(searchOf(filters), isAction)).toEqual(filters);
  expect(filtersOf(new URLSearchParams('action=evil&from=yesterday&thing='), isAction)).toEqual({});
});

it('asks for whole days of the business', () => {
  expect(queryOf({ thing: 't', from: '2026-11-01', to: '2026-11-01' }, 'Asia/Beirut')).toEqual({
    thing: 't',
    from: '2026-10-31T22:00:00.000Z',
    to: '2026-11-01T21:59:59.999Z',
  });
});

it('notices an end before the beginning', () => {
  expect(isBackwards({ from: '2026-11-02', to: '2026-11-01' })).toBe(true);
  expect(isBackwards({ from: '2026-11-01', to: '2026-11-01' })).toBe(false);
  expect(isBackwards({ to: '2026-11-01' })).toBe(false);
});

import { expect, it } from 'vitest';
import { Calls } from './calls.ts';

const call = (at: number) => ({
  at,
  principal: 'p',
  tenant: undefined,
  function: 'inbound',
  action: 'sqs:SendMessage',
  resources: [],
  allowed: true,
  status: 200,
  readUnits: 0,
  writeUnits: 0,
});

it('keeps the newest calls, oldest first', () => {
  const calls = new Calls(3);
  const times = (): number[] => calls.list().map(({ at }) => at);
  expect(times()).toEqual([]);
  for (const at of [1, 2]) calls.add(call(at));
  expect(times()).toEqual([1, 2]);
  for (const at of [3, 4, 5]) calls.add(call(at));
  expect(times()).toEqual([3, 4, 5]);
  calls.clear();
  calls.add(call(6));
  expect(times()).toEqual([6]);
});

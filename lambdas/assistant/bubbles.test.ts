import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aChannel, aNumber, aTenant, aTwilioNumber } from '../../test/engine/factory.ts';
import { putChannel } from '../_data/channel.ts';
import { bubblesOf, longestTextOf } from './bubbles.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

it('a long answer is cut to what the number’s provider takes, and a short one costs no look', async () => {
  const store = table.of(aTenant());
  const [meta, twilio] = [aNumber({}), aTwilioNumber({})];
  await Promise.all([putChannel(store, meta), putChannel(store, twilio)]);
  const long = 'word '.repeat(1_000);
  const parts = async (id: typeof meta.id) => bubblesOf(long, await longestTextOf(store, id, long)).map(({ length }) => length);
  expect(await parts(meta.id)).toEqual([4_094, 904]);
  expect(await parts(twilio.id)).toEqual([1_599, 1_599, 1_599, 199]);
  // Of a number that is gone nobody knows: what every provider takes.
  expect(await parts(aChannel())).toEqual(await parts(twilio.id));
  table.consumed();
  expect(bubblesOf('short', await longestTextOf(store, twilio.id, 'short'))).toEqual(['short']);
  expect(table.consumed()).toEqual({ read: 0, write: 0 });
});

it('nothing is lost between two bubbles, and no letter is cut in half', () => {
  const text = fc
    .array(fc.constantFrom('a', ' ', '\n', '\n\n', '👍🏽', 'ş', 'long'.repeat(9)), { maxLength: 60 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 40 }), (said, longest) => {
      const bubbles = bubblesOf(said, longest);
      expect(bubbles.every((one) => one.length <= longest && one !== '' && one.isWellFormed())).toBe(true);
      expect(bubbles.join('').replaceAll(/\s/g, '')).toBe(said.replaceAll(/\s/g, ''));
    }),
  );
});

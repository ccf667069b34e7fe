import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { bodies, edit, type InboundDesk, inboundDesk, reaction, revoke, text } from '../../test/engine/inbound-desk.ts';
import { listWaiting } from '../_data/annotation.ts';

let table: TestTable;
const desk = () => inboundDesk(table);
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

describe('reactions, edits and deletions', () => {
  const shown = async (here: InboundDesk) =>
    (await here.thread()).map(({ content, reactions, editedAt, deletedAt }) => ({
      content,
      reactions: reactions.map(({ emoji }) => emoji),
      editedAt,
      deletedAt,
    }));
  const items = [
    text('w1', 0),
    reaction('w2', 10, 'w1', '👍'),
    edit('w3', 20, 'w1', 'edited'),
    reaction('w4', 30, 'w1', '❤️'),
    text('w5', 40),
    revoke('w6', 50, 'w5'),
  ];

  it('come out the same in every order, also three times', { timeout: 60_000 }, async () => {
    const reference = desk();
    await reference.take(items);
    const expected = await shown(reference);
    expect(expected).toMatchObject([
      { content: { text: 'edited' }, reactions: ['❤️'] },
      { content: { text: '' }, deletedAt: '2026-11-20T09:00:50.000Z' },
    ]);
    for (let round = 0; round < 12; round++) {
      const order = items.map((item, index) => ({ item, rank: (index * 7 + round * 5) % 11 })).sort((a, b) => a.rank - b.rank);
      const here = desk();
      for (let time = 0; time < 3; time++) await here.take(order.map(({ item }) => item));
      expect(await shown(here)).toEqual(expected);
      expect(await listWaiting(here.store, (await here.only()).id)).toEqual([]);
      expect((await here.only()).lastMessage).toMatchObject({ kind: 'deleted', preview: '' });
    }
  });

  it('to a message that never came are kept and listed', async () => {
    const here = desk();
    await here.take([reaction('w2', 10, 'wamid.before-us', '🙏🏼')]);
    const { id, unread, lastMessage } = await here.only();
    expect([unread, lastMessage]).toEqual([0, undefined]);
    expect(await listWaiting(here.store, id)).toMatchObject([{ type: 'reaction', target: 'wamid.before-us', emoji: '🙏🏼' }]);
  });
});

describe('an annotation and its message at the same moment', () => {
  it('end the same whoever is first, and cost later messages nothing', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 40; round++) {
      const here = desk();
      await here.take([text('w1', 0)]);
      await Promise.all([here.take([edit('w3', 20, 'w2', 'edited')]), here.take([text('w2', 10)])]);
      expect(bodies(await here.thread())).toEqual(['says w1', 'edited']);
      expect((await here.only()).lastMessage?.preview).toBe('edited');
      await here.take([text('w4', 30)]);
      expect(await listWaiting(here.store, (await here.only()).id)).toEqual([]);
      table.consumed();
      await here.take([text('w5', 40)]);
      expect(table.consumed()).toEqual({ read: 1, write: 4 });
    }
  });
});

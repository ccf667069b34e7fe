import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { losingAnswer, startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import {
  bodies,
  breakingAfter,
  edit,
  type InboundDesk,
  inboundDesk,
  reaction,
  revoke,
  second,
  status,
  text,
} from '../../test/engine/inbound-desk.ts';
import { listWaiting } from '../_data/annotation.ts';
import { getUnmatched } from '../_data/unmatched-status.ts';

let table: TestTable;
const desk = () => inboundDesk(table);
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

describe('a crash between any two writes', () => {
  const story = [
    text('w1', 0),
    edit('w3', 20, 'w2', 'edited'),
    text('w2', 10),
    reaction('w4', 30, 'w1', '👍'),
    {
      event: {
        id: 'w5',
        from: '12025550143',
        timestamp: second(40),
        type: 'system',
        system: { type: 'user_changed_number', wa_id: '12025550177', user_id: 'US.2', previous_user_id: 'US.1' },
      },
    },
    text('w6', 50, { from: '12025550177', from_user_id: 'US.2' }),
    status('wamid.other', 'delivered'),
    revoke('w7', 60, 'w6'),
  ];
  const state = async (here: InboundDesk) => ({
    summary: {
      ...(await here.only()),
      id: '',
      channelId: '',
      cursor: '',
      changedAt: '',
      version: 0,
      customer: { ...(await here.only()).customer, id: '' },
    },
    thread: (await here.thread()).map((message) => ({
      ...message,
      conversationId: '',
      reactions: message.reactions.map(({ emoji }) => emoji),
    })),
    waiting: await listWaiting(here.store, (await here.only()).id),
    other: await getUnmatched(here.store, 'wamid.other'),
  });

  it('is made good by the next try', { timeout: 60_000 }, async () => {
    const reference = desk();
    await reference.take(story);
    const expected = await state(reference);
    let crashes = 0;
    for (let at = 1; at < 40; at++) {
      const here = desk();
      const fragile = breakingAfter(here.store, at);
      for (const item of story) {
        await here.take([item], fragile.store).catch((error: unknown) => {
          if (!fragile.broken()) throw error;
          // A new process, as the queue's next delivery finds it.
          here.restart();
          fragile.mend();
          crashes += 1;
          return here.take([item]);
        });
      }
      expect(await state(here), `crash after write ${at}`).toEqual(expected);
      if (!fragile.everBroke()) break;
    }
    expect(crashes).toBeGreaterThan(15);
  });
});

describe('an answer of the table that is lost on its way', () => {
  it('changes nothing of the outcome', async () => {
    for (let nth = 1; nth <= 4; nth++) {
      const here = desk();
      await here.take([text('w1', 0)]);
      await here.take([text('w2', 10)], losingAnswer(here.store, nth));
      expect((await here.only()).unread).toBe(2);
      expect(bodies(await here.thread())).toEqual(['says w1', 'says w2']);
    }
  });
});

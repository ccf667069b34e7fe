import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aClientId, aConversation, anEmployee, aTenant, aText, noon } from '../../test/engine/factory.ts';
import { type Conversation, changeConversation } from '../_data/conversation.ts';
import { withInbound } from '../_data/conversation-changes.ts';
import { addInbound, addOutbound } from '../_data/message.ts';
import type { Change } from '../_shared/frames.ts';
import type { FifoMessage } from '../_shared/queue.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { readUpTo } from './mark-read.ts';

let table: TestTable;
let store: TenantTable;
let conversation: Conversation;
let queued: FifoMessage[];
let pushed: Change[];
let queueWorks: boolean;

beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  store = table.of(aTenant());
  conversation = await aConversation(store);
  queued = [];
  pushed = [];
  queueWorks = true;
});

async function receive(seq: number) {
  const text = aText(conversation, { seq, at: noon + seq * 1000 });
  await addInbound(store, text);
  await changeConversation(store, conversation.id, (now) => withInbound(now, text, noon));
  return text;
}
const read = (upTo: Parameters<typeof readUpTo>[1]['upTo'], conversationId = conversation.id) =>
  readUpTo(
    {
      store,
      enqueue: async (message) => {
        if (!queueWorks) throw new Error('queue refused');
        queued.push(message);
      },
      push: async (_, changes) => void pushed.push(...(changes as Change[])),
    },
    { conversationId, upTo, now: noon },
  );

describe('reading', () => {
  it('counts for everybody, tells everybody, and shows the customer blue ticks up to there', async () => {
    const [, second] = [await receive(1), await receive(2), await receive(3)];
    if (!second?.providerId) throw new Error('not received');
    const summary = await read(second.id);
    expect(summary).toMatchObject({ unread: 1 });
    expect(pushed).toEqual([{ to: 'everyone', event: { type: 'conversation.changed', conversation: summary } }]);
    expect(queued.map(({ body }) => body)).toEqual([
      {
        v: 1,
        type: 'read-receipt',
        tenant: store.tenant,
        conversationId: conversation.id,
        channelId: conversation.channelId,
        providerId: second.providerId,
      },
    ]);
  });

  it('keeps the phone number inside the provider id out of the queue’s metadata', async () => {
    const text = await receive(1);
    await read(text.id);
    const [job] = queued;
    expect(job?.group).toBe(`${conversation.id}.read`);
    expect(job?.deduplication).toMatch(/^[\w-]{43}$/);
  });

  it('up to an answer of ours acknowledges what the customer wrote before it', async () => {
    const text = await receive(1);
    const author = { type: 'employee' as const, employeeId: anEmployee(), name: 'Nour' };
    const answered = await addOutbound(
      store,
      { conversationId: conversation.id, clientId: aClientId(noon + 5000), content: { kind: 'text', text: 'Yes' }, author },
      noon + 5000,
    );
    if (!('message' in answered)) throw new Error('not added');
    expect(await read(answered.message.id)).toMatchObject({ unread: 0 });
    expect(queued[0]?.body).toMatchObject({ providerId: text.providerId });
  });

  it('works although no receipt can be queued', async () => {
    const text = await receive(1);
    queueWorks = false;
    expect(await read(text.id)).toMatchObject({ unread: 0 });
    expect(pushed).toHaveLength(1);
  });

  it('is not found where there is no such conversation, also of another business', async () => {
    const text = await receive(1);
    store = table.of(aTenant());
    expect(await read(text.id)).toMatchObject({ code: 'not-found' });
    expect(queued).toEqual([]);
    expect(pushed).toEqual([]);
  });
});

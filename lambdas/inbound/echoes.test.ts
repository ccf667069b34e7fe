import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aClientId, anEmployee, noon } from '../../test/engine/factory.ts';
import { bodies, breakingAfter, echo, inboundDesk, status, text, textOf } from '../../test/engine/inbound-desk.ts';
import { changeConversation, getConversation } from '../_data/conversation.ts';
import { handedBack, takenOver } from '../_data/conversation-work.ts';
import { lease, recordSent } from '../_data/delivery.ts';
import { addOutbound } from '../_data/message.ts';

let table: TestTable;
const desk = (mode?: 'ai' | 'human') => inboundDesk(table, mode);
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const events = (thread: Awaited<ReturnType<ReturnType<typeof desk>['thread']>>) =>
  thread.flatMap(({ content, author }) => (content.kind === 'work' ? [[content.event, author?.type]] : []));

describe('what somebody writes in the phone app', () => {
  it('is in the thread as sent by the business, stops the assistant and answers the customer, once', async () => {
    const here = desk();
    await here.take([text('w1', 0)]);
    const { id } = await here.only();
    const before = await getConversation(here.store, id);
    here.pushed.length = 0;
    for (let round = 0; round < 2; round++) {
      await here.take([echo('e1', 10), echo('e1', 10)]);
      here.restart();
    }
    const thread = await here.thread();
    expect(bodies(thread.filter(({ direction }) => direction !== 'event'))).toEqual(['says w1', 'says e1']);
    expect(thread[1]).toMatchObject({
      direction: 'out',
      author: { type: 'phone-app' },
      status: 'sent',
      providerId: 'e1',
      sentAt: '2026-11-20T09:00:10.000Z',
      statusAt: { sent: '2026-11-20T09:00:10.000Z' },
    });
    expect(events(thread)).toEqual([['taken-over', 'phone-app']]);
    const after = await getConversation(here.store, id);
    expect(after).toMatchObject({ mode: 'human', epoch: (before?.epoch ?? 0) + 1, answeredSeq: 1, inSeq: 1 });
    expect(await here.only()).toMatchObject({ lastMessage: { preview: 'says e1' }, unread: 1, waitingSince: undefined });
    expect(here.pushed.map(({ event }) => event.type)).toEqual(['conversation.changed', 'message.changed', 'message.changed']);
    // The window is the customer's to open, and nobody but the customer asks the assistant.
    expect(after?.windowClosesAt).toBe(before?.windowClosesAt);
    expect(here.turns).toHaveLength(1);
  });

  it('to somebody new begins a conversation that people have', async () => {
    const here = desk();
    await here.take([echo('e1', 0)]);
    expect(await here.only()).toMatchObject({ mode: 'human', unread: 0, customer: { waId: '12025550143', userId: 'US.1' } });
    await here.take([text('w1', 10)]);
    expect(await here.only()).toMatchObject({ mode: 'human', unread: 1, waitingSince: '2026-11-20T09:00:10.000Z' });
  });

  it('also stops what the assistant still has to say where people answer already, and takes nothing from them', async () => {
    const here = desk();
    await here.take([text('w1', 0)]);
    const { id } = await here.only();
    const me = anEmployee();
    await changeConversation(here.store, id, (read) => takenOver(read, me, read.changedAt + 1));
    const taken = await getConversation(here.store, id);
    await here.take([echo('e1', 10)]);
    expect(await getConversation(here.store, id)).toMatchObject({
      mode: 'human',
      assigneeId: me,
      epoch: (taken?.epoch ?? 0) + 1,
    });
    await changeConversation(here.store, id, (read) => handedBack(read, 'hybrid', read.changedAt + 1));
    await here.take([text('w2', 20), echo('e2', 30)]);
    expect(await getConversation(here.store, id)).toMatchObject({ mode: 'hybrid', answeredSeq: 2 });
    expect(events(await here.thread())).toEqual([]);
  });

  it('and arrives after what the customer wrote later leaves the customer waiting', async () => {
    const here = desk();
    await here.take([text('w1', 0), text('w2', 60), echo('e1', 30)]);
    expect(await here.only()).toMatchObject({
      mode: 'human',
      waitingSince: '2026-11-20T09:01:00.000Z',
      lastMessage: { preview: 'says w2' },
    });
    expect(bodies((await here.thread()).filter(({ direction }) => direction !== 'event'))).toEqual([
      'says w1',
      'says e1',
      'says w2',
    ]);
  });

  it('changes nothing when it is what was sent from here', async () => {
    const here = desk();
    await here.take([text('w1', 0)]);
    const { id } = await here.only();
    const author = { type: 'employee', employeeId: anEmployee(), name: 'Lina' } as const;
    const sending = { conversationId: id, clientId: aClientId(noon), content: { kind: 'text', text: 'ours' }, author } as const;
    const added = await addOutbound(here.store, sending, noon);
    if (added.outcome !== 'added') throw new Error(added.outcome);
    const place = { conversationId: id, messageId: added.message.id };
    await lease(here.store, place, { now: noon, leaseMs: 1_000 });
    await recordSent(here.store, place, { providerId: 'wamid.ours', now: noon });
    const before = [await getConversation(here.store, id), await here.thread()];
    await here.take([echo('wamid.ours', 10)]);
    expect([await getConversation(here.store, id), await here.thread()]).toEqual(before);
  });

  it('has its files fetched, and says how it fared, whatever came first', async () => {
    const here = desk();
    const image = { type: 'image', image: { id: 'media-1', mime_type: 'image/jpeg' } };
    await here.take([status('e1', 'delivered'), echo('e1', 0, image), echo('e1', 0, image)]);
    const [message] = await here.thread();
    expect(message).toMatchObject({ content: { kind: 'image' }, file: { state: 'pending' }, status: 'delivered' });
    expect(here.wantedFiles).toMatchObject([{ messageId: message?.id }, { messageId: message?.id }]);
  });

  it('is changed and deleted there, and only by the side that wrote it', async () => {
    const here = desk();
    const editing = (target: string, body: string) => ({
      type: 'edit',
      edit: { original_message_id: target, message: { type: 'text', text: { body } } },
    });
    const revoking = (target: string) => ({ type: 'revoke', revoke: { original_message_id: target } });
    await here.take([echo('x1', 20, editing('e1', 'better')), echo('e1', 10), text('w1', 11), echo('e2', 12)]);
    await here.take([
      echo('x2', 30, editing('w1', 'hers')),
      text('x3', 31, editing('e2', 'ours')),
      text('x4', 32, revoking('e1')),
    ]);
    await here.take([
      echo('x5', 33, revoking('e2')),
      echo('x6', 34, { type: 'reaction', reaction: { message_id: 'w1', emoji: '👍' } }),
    ]);
    const said = (await here.thread()).filter(({ direction }) => direction !== 'event');
    expect(said.map(({ content, deletedAt }) => [deletedAt ? 'deleted' : 'text' in content && content.text])).toEqual([
      ['better'],
      ['says w1'],
      ['deleted'],
    ]);
    expect(said[1]?.reactions).toMatchObject([{ by: 'phone-app', emoji: '👍' }]);
  });

  it('is all there or not at all when the worker dies after any write', { timeout: 60_000 }, async () => {
    const reference = desk();
    const items = [text('w1', 0), echo('e1', 10), textOf(2, 'w2', 20)];
    const seen = async (here: typeof reference) => [
      (await here.thread()).map(({ content, direction, author, status: state }) => ({ content, direction, author, state })),
      (await here.inbox()).map(({ mode, lastMessage, unread }) => ({ mode, preview: lastMessage?.preview, unread })),
    ];
    await reference.take(items);
    for (let nth = 1; ; nth++) {
      const here = desk();
      const process = breakingAfter(here.store, nth);
      for (const item of items) {
        await here.take([item], process.store).catch(() => {});
        process.mend();
        here.restart();
        await here.take([item]);
      }
      expect(await seen(here)).toEqual(await seen(reference));
      if (!process.everBroke()) break;
    }
  });
});

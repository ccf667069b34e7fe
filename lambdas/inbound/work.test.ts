import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationSummary } from '../../contract/conversations.ts';
import type { Message } from '../../contract/message.ts';
import { InboundJob } from '../../contract/queues.ts';
import { losingAnswer, startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aChannel, aClientId, aNumber, aTenant, noon } from '../../test/engine/factory.ts';
import { listWaiting } from '../_data/annotation.ts';
import { putChannel } from '../_data/channel.ts';
import { listChannelHealth } from '../_data/channel-health.ts';
import { changeConversation, listConversations, summaryOf } from '../_data/conversation.ts';
import { lease, recordSent } from '../_data/delivery.ts';
import { addOutbound, pageOfMessages } from '../_data/message.ts';
import { getUnmatched } from '../_data/unmatched-status.ts';
import type { Change } from '../_shared/frames.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { opaqueKey } from '../_whatsapp/port.ts';
import { Directory } from './directory.ts';
import { heartbeats } from './heartbeat.ts';
import { inboundWork } from './work.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const delivery = { queueMessageId: 'q', receiptHandle: 'r', receiveCount: 1 };
const second = (offset: number): string => String(noon / 1000 + offset);
const sara = { from: '12025550143', from_user_id: 'US.1' };
const saraCard = { wa_id: '12025550143', user_id: 'US.1', profile: { name: 'Sara Whitfield' } };

interface Item {
  readonly type?: InboundJob['type'];
  readonly event: object;
  readonly contact?: object;
}
const text = (id: string, offset: number, more: object = {}): Item => ({
  event: { id, ...sara, timestamp: second(offset), type: 'text', text: { body: `says ${id}` }, ...more },
  contact: saraCard,
});
const status = (id: string, state: string, opaque?: string): Item => ({
  type: 'status',
  event: { id, status: state, timestamp: second(60), recipient_id: '12025550143', biz_opaque_callback_data: opaque },
});
const reaction = (id: string, offset: number, target: string, emoji: string): Item =>
  text(id, offset, { type: 'reaction', reaction: { message_id: target, emoji } });
const edit = (id: string, offset: number, target: string, body: string): Item =>
  text(id, offset, { type: 'edit', edit: { original_message_id: target, message: { type: 'text', text: { body } } } });
const revoke = (id: string, offset: number, target: string): Item =>
  text(id, offset, { type: 'revoke', revoke: { original_message_id: target } });

/** One business with one number, and a worker for it. `crash` breaks the store after so many writes. */
function desk() {
  const store = table.of(aTenant());
  const channelId = aChannel();
  const pushed: Change[] = [];
  let directory = new Directory();
  const heartbeat = heartbeats();
  let at = noon + 3_600_000;
  const job = ({ type = 'message', event, contact }: Item) =>
    InboundJob.parse({
      v: 1,
      tenant: store.tenant,
      channelId,
      provider: 'meta',
      type,
      receivedAt: at,
      event: { inline: event },
      contact,
    });
  const take = async (items: readonly Item[], through: TenantTable = store) => {
    const work = inboundWork({
      storeOf: () => through,
      directory,
      loadIntake: async (one) => ({ ...one, event: 'inline' in one.event ? one.event.inline : undefined }),
      push: async (_, changes) => void pushed.push(...(Array.isArray(changes) ? changes : [])),
      heartbeat,
      clock: () => at++,
    });
    for (const item of items) await work.handle(job(item), delivery);
    await work.finish?.();
  };
  const inbox = async (): Promise<ConversationSummary[]> => {
    const page = await listConversations(store, { limit: 100 });
    return page === 'bad-cursor' ? [] : page.items.map(summaryOf);
  };
  return {
    store,
    pushed,
    take,
    inbox,
    restart: () => {
      directory = new Directory();
    },
    only: async () => {
      const [summary, ...others] = await inbox();
      expect(others).toEqual([]);
      if (!summary) throw new Error('no conversation');
      return summary;
    },
    thread: async () => {
      const all: Message[][] = [];
      for (const { id } of await inbox()) all.push((await pageOfMessages(store, id, { limit: 100 })).items);
      return all.flat();
    },
  };
}
const bodies = (messages: readonly Message[]) => messages.map(({ content }) => ('text' in content ? content.text : content.kind));

describe('a text', () => {
  it('makes the customer and the conversation, opens the window and tells everybody', async () => {
    const here = desk();
    await here.take([text('wamid.1', 0)]);
    expect(await here.only()).toMatchObject({
      customer: { name: 'Sara Whitfield', phone: '+12025550143', waId: '12025550143', userId: 'US.1' },
      lastMessage: { kind: 'text', preview: 'says wamid.1', direction: 'in', at: '2026-11-20T09:00:00.000Z' },
      unread: 1,
      status: 'open',
      mode: 'ai',
      windowClosesAt: '2026-11-21T09:00:00.000Z',
    });
    const [message] = await here.thread();
    expect(message).toMatchObject({ direction: 'in', seq: 1, providerId: 'wamid.1', sender: { name: 'Sara Whitfield' } });
    expect(here.pushed.map(({ to, event }) => [to, event.type])).toEqual([
      ['everyone', 'conversation.changed'],
      [{ viewing: message?.conversationId }, 'message.changed'],
    ]);
  });

  it('costs 4 write units and 1 read unit once its customer is known', async () => {
    const here = desk();
    await here.take([text('wamid.1', 0)]);
    table.consumed();
    await here.take([text('wamid.2', 60)]);
    expect(table.consumed()).toEqual({ read: 1, write: 4 });
    here.restart();
    await here.take([text('wamid.3', 120)]);
    expect(table.consumed()).toEqual({ read: 1.5, write: 4 });
  });

  it('costs the same in a long conversation', async () => {
    const here = desk();
    await here.take(Array.from({ length: 60 }, (_, index) => text(`wamid.${index}`, index)));
    table.consumed();
    await here.take([text('wamid.last', 100)]);
    expect(table.consumed()).toEqual({ read: 1, write: 4 });
  });

  it('again changes nothing, at once or after others', async () => {
    const here = desk();
    await here.take([text('wamid.1', 0), text('wamid.1', 0)]);
    await here.take(Array.from({ length: 12 }, (_, index) => text(`wamid.x${index}`, index + 1)));
    const before = await here.only();
    table.consumed();
    await here.take([text('wamid.1', 0)]);
    here.restart();
    await here.take([text('wamid.1', 0), text('wamid.x11', 12)]);
    expect(await here.only()).toEqual(before);
    expect(before.unread).toBe(13);
    expect(await here.thread()).toHaveLength(13);
  });

  it('of a burst in one second keep the order they came in', async () => {
    const here = desk();
    const ids = Array.from({ length: 20 }, (_, index) => `wamid.burst-${index}`);
    await here.take(ids.map((id) => text(id, 0)));
    expect((await here.thread()).map(({ providerId }) => providerId)).toEqual(ids);
    expect((await here.only()).lastMessage?.preview).toBe('says wamid.burst-19');
  });

  it('that comes late takes its place, and is not the preview', async () => {
    const here = desk();
    await here.take([text('wamid.2', 60), text('wamid.1', 0)]);
    expect(bodies(await here.thread())).toEqual(['says wamid.1', 'says wamid.2']);
    expect(await here.only()).toMatchObject({
      lastMessage: { preview: 'says wamid.2' },
      unread: 2,
      windowClosesAt: '2026-11-21T09:01:00.000Z',
    });
  });

  it('of ten pieces at once from a new contact make one customer, one conversation, ten messages', async () => {
    for (let round = 0; round < 5; round++) {
      const here = desk();
      const workers = Array.from({ length: 10 }, (_, index) => text(`wamid.album-${index}`, 0));
      await Promise.all(workers.map((item) => here.take([item])));
      expect((await here.only()).unread).toBe(10);
      const thread = await here.thread();
      expect(thread.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      const customers = (await table.scan()).filter(({ pk, sk }) => sk === 'CUSTOMER' && String(pk).includes(here.store.tenant));
      expect(customers).toHaveLength(1);
    }
  });

  it('reopens a resolved conversation', async () => {
    const here = desk();
    await here.take([text('wamid.1', 0)]);
    const { id } = await here.only();
    await changeConversation(here.store, id, (read) => ({ ...read, status: 'resolved', version: read.version + 1 }));
    await here.take([text('wamid.2', 1)]);
    expect((await here.only()).status).toBe('open');
  });
});

describe('who is who', () => {
  it('a customer known by number is found by id as well, once both have been seen', async () => {
    const here = desk();
    await here.take([{ event: { id: 'w1', from: '12025550143', timestamp: second(0), type: 'text', text: { body: '1' } } }]);
    expect((await here.only()).customer.userId).toBeUndefined();
    await here.take([text('w2', 1)]);
    here.restart();
    await here.take([{ event: { id: 'w3', from_user_id: 'US.1', timestamp: second(2), type: 'text', text: { body: '3' } } }]);
    expect(await here.only()).toMatchObject({
      customer: { waId: '12025550143', userId: 'US.1', name: 'Sara Whitfield' },
      unread: 3,
    });
  });

  it('a customer known by id only has no phone number', async () => {
    const here = desk();
    await here.take([
      {
        event: { id: 'w1', from_user_id: 'AE.6', timestamp: second(0), type: 'text', text: { body: '1' } },
        contact: { user_id: 'AE.6', profile: { name: 'Layla', username: '@layla' } },
      },
    ]);
    const { customer } = await here.only();
    expect(customer).toMatchObject({ name: 'Layla', userId: 'AE.6', username: 'layla' });
    expect([customer.phone, customer.waId]).toEqual([undefined, undefined]);
  });

  it('a later name replaces an earlier one, a late message does not bring the old one back', async () => {
    const here = desk();
    const named = (id: string, offset: number, name: string) => ({
      ...text(id, offset),
      contact: { ...saraCard, profile: { name } },
    });
    await here.take([named('w1', 0, 'Sara'), named('w3', 60, 'Sara W'), named('w2', 30, 'Sara')]);
    expect((await here.only()).customer.name).toBe('Sara W');
  });

  it('a new number leads to the same conversation, whether the change is heard of before or after', async () => {
    const change: Item = {
      event: {
        id: 'w2',
        from: '12025550143',
        timestamp: second(60),
        type: 'system',
        system: { type: 'user_changed_number', body: 'x', wa_id: '12025550177', user_id: 'US.2', previous_user_id: 'US.1' },
      },
    };
    const newNumber: Item = {
      event: { id: 'w3', from: '12025550177', from_user_id: 'US.2', timestamp: second(120), type: 'text', text: { body: 'new' } },
    };
    for (const order of [
      [text('w1', 0), change, newNumber],
      [change, newNumber, text('w1', 0)],
      [change, text('w1', 0), newNumber],
    ]) {
      const here = desk();
      await here.take(order);
      await here.take(order);
      const summary = await here.only();
      expect(summary).toMatchObject({ customer: { waId: '12025550177', userId: 'US.2' }, unread: 2 });
      expect((await here.thread()).map(({ direction }) => direction)).toEqual(['in', 'event', 'in']);
    }
  });

  it('a change of number that is heard of after later messages takes its place, and counts', async () => {
    const here = desk();
    const system = { type: 'user_changed_number', body: 'x', wa_id: '12025550177', user_id: 'US.2', previous_user_id: 'US.1' };
    const change: Item = { event: { id: 'w2', from: '12025550143', timestamp: second(60), type: 'system', system } };
    await here.take([text('w1', 0), text('w3', 120), change]);
    const summary = await here.only();
    expect(summary).toMatchObject({ customer: { waId: '12025550177', userId: 'US.2' }, unread: 2 });
    expect((await here.thread()).map(({ providerId }) => providerId)).toEqual(['w1', 'w2', 'w3']);
    await here.take([change, change]);
    expect(await here.only()).toEqual(summary);
  });

  it('a group is one conversation, with each sender on the message', async () => {
    const here = desk();
    const member = (id: string, offset: number, from: string) =>
      text(id, offset, { from, from_user_id: undefined, group_id: 'Y2Fw' });
    await here.take([member('w1', 0, '12025550143'), member('w2', 1, '905550000456'), text('w3', 2)]);
    const inbox = await here.inbox();
    expect(inbox.map(({ groupId }) => groupId).sort()).toEqual(['Y2Fw', undefined]);
    const group = inbox.find(({ groupId }) => groupId);
    expect(group?.customer.waId).toBeUndefined();
    const { items } = await pageOfMessages(here.store, group?.id ?? (inbox[0] as ConversationSummary).id, { limit: 10 });
    expect(items.map(({ sender }) => sender?.waId)).toEqual(['12025550143', '905550000456']);
  });
});

describe('reactions, edits and deletions', () => {
  const shown = async (here: ReturnType<typeof desk>) =>
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

describe('statuses', () => {
  async function sent(here: ReturnType<typeof desk>) {
    await here.take([text('w1', 0)]);
    const { id: conversationId } = await here.only();
    const content = { kind: 'text' as const, text: 'Yes.' };
    const added = await addOutbound(
      here.store,
      { conversationId, clientId: aClientId(noon), content, author: { type: 'employee' } },
      noon,
    );
    if (!('message' in added)) throw new Error('not added');
    const place = { conversationId, messageId: added.message.id };
    await lease(here.store, place, { now: noon, leaseMs: 1000 });
    await recordSent(here.store, place, { providerId: 'wamid.out', now: noon });
    return place;
  }

  it('move a message of ours forward for 1 write unit, and tell those who look at it', async () => {
    const here = desk();
    const place = await sent(here);
    const key = opaqueKey(place);
    here.pushed.length = 0;
    table.consumed();
    await here.take([status('wamid.out', 'read', key)]);
    expect(table.consumed()).toEqual({ read: 0, write: 1 });
    await here.take([status('wamid.out', 'delivered', key), status('wamid.out', 'sent', key)]);
    expect((await here.thread()).find(({ id }) => id === place.messageId)?.status).toBe('read');
    expect(here.pushed).toMatchObject([
      { to: { viewing: place.conversationId }, event: { type: 'message.status', status: 'read' } },
    ]);
  });

  it('with another business’s key, or none of ours, touch nothing and are kept apart', async () => {
    const [theirs, here] = [desk(), desk()];
    const place = await sent(theirs);
    await here.take([
      status('wamid.out', 'read', opaqueKey(place)),
      status('wamid.2', 'failed', 'job:8841;agent:7'),
      status('wamid.3', 'sent'),
    ]);
    expect((await theirs.thread()).find(({ id }) => id === place.messageId)?.status).toBe('sent');
    expect(await getUnmatched(here.store, 'wamid.out')).toMatchObject({ status: 'read' });
    expect(await getUnmatched(here.store, 'wamid.2')).toMatchObject({
      status: 'failed',
      opaque: 'job:8841;agent:7',
      failure: { code: '131000' },
    });
    expect(await getUnmatched(theirs.store, 'wamid.out')).toBeUndefined();
  });

  it('of payments and calls are done with', async () => {
    const here = desk();
    await here.take([{ type: 'status', event: { id: 'p', type: 'payment', status: 'captured' } }]);
    expect(await here.inbox()).toEqual([]);
  });
});

describe('what nobody can read', () => {
  it('fails with a reason and without a word of what it says', async () => {
    const here = desk();
    const failed = here.take([{ event: { id: 'w1', timestamp: second(0), type: 'text', text: { body: 'private' } } }]);
    await expect(failed).rejects.toThrow("The provider's item cannot be read: no-sender");
  });
});

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
  const state = async (here: ReturnType<typeof desk>) => ({
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

/** The store of a process that dies right after its nth write: the write is done, nobody hears of it. */
function breakingAfter(store: TenantTable, nth: number) {
  let writes = 0;
  let broken = false;
  let ever = false;
  const client = new Proxy(store.client, {
    get(target, name) {
      if (name !== 'send') return Reflect.get(target, name);
      return async (command: { constructor: { name: string } }) => {
        if (broken) throw new Error('crashed');
        const answer = await target.send(command as Parameters<DynamoDBDocumentClient['send']>[0]);
        if (/^(Put|Update|Delete|TransactWrite)/.test(command.constructor.name) && ++writes === nth) {
          broken = true;
          ever = true;
          throw new Error('crashed');
        }
        return answer;
      };
    },
  });
  return {
    store: { ...store, client },
    broken: () => broken,
    everBroke: () => ever,
    mend: () => {
      broken = false;
    },
  };
}

describe('the health of a number', () => {
  const report = (account: string, field: string, value: object): Item => ({ type: 'account', event: { account, field, value } });

  it('knows that events come, at no cost to the second one', async () => {
    const here = desk();
    await here.take([text('wamid.1', 0)]);
    expect((await listChannelHealth(here.store))[0]?.lastEventAt).toBeGreaterThan(noon);
    table.consumed();
    await here.take([status('wamid.9', 'read')]);
    expect(table.consumed().write).toBe(1);
  });

  it('hears what the provider reports of its account, and when it is over', async () => {
    const here = desk();
    const [one, two, other] = [
      aNumber({ phoneNumberId: '1', displayNumber: '15550783881' }),
      aNumber({ phoneNumberId: '2', displayNumber: '15550783882' }),
      aNumber({ phoneNumberId: '3', wabaId: '55' }),
    ];
    for (const number of [one, two, other]) await putChannel(here.store, number);
    const codes = async () => {
      const all = await listChannelHealth(here.store);
      return [one, two, other].map(
        ({ id }) => all.find(({ channelId }) => channelId === id)?.errors.map(({ code }) => code) ?? [],
      );
    };
    const waba = one.wabaId;
    await here.take([
      report(waba, 'phone_number_quality_update', { event: 'FLAGGED', display_phone_number: '+1 555-078-3881' }),
      report(waba, 'account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }),
      report(waba, 'account_alerts', { alert_severity: 'CRITICAL', alert_type: 'OBA_REJECTED', alert_description: '<b>' }),
      report(waba, 'account_update', { event: 'VERIFIED_ACCOUNT' }),
      report('999', 'account_update', { event: 'ACCOUNT_VIOLATION' }),
    ]);
    const account = ['account-disabled', 'alert-oba-rejected'];
    expect((await codes()).map((list) => list.toSorted())).toEqual([[...account, 'quality-flagged'], account, []]);
    await here.take([
      report(waba, 'phone_number_quality_update', { event: 'UNFLAGGED', display_phone_number: '15550783881' }),
      report(waba, 'account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }),
      report(waba, 'account_alerts', { alert_severity: 'WARNING', alert_type: 'OBA_REJECTED', alert_status: 'RESOLVED' }),
      report(waba, 'account_update', {}),
    ]);
    expect(await codes()).toEqual([[], [], []]);
  });
});

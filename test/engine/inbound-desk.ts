import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import type { ConversationSummary } from '../../contract/conversations.ts';
import type { Message } from '../../contract/message.ts';
import { InboundJob } from '../../contract/queues.ts';
import { endings } from '../../lambdas/_businesses/ended.ts';
import { type Conversation, listConversations, summaryOf } from '../../lambdas/_data/conversation.ts';
import { hashErasedWith } from '../../lambdas/_data/erased.ts';
import { pageOfMessages } from '../../lambdas/_data/message.ts';
import type { Change } from '../../lambdas/_shared/frames.ts';
import type { FifoMessage } from '../../lambdas/_shared/queue.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import { Directory } from '../../lambdas/inbound/directory.ts';
import { heartbeats } from '../../lambdas/inbound/heartbeat.ts';
import { inboundWork } from '../../lambdas/inbound/work.ts';
import type { TestTable } from './dynamodb.ts';
import { aChannel, aTenant, noon } from './factory.ts';

const delivery = { queueMessageId: 'q', receiptHandle: 'r', receiveCount: 1 };
export const second = (offset: number): string => String(noon / 1000 + offset);
export const sara = { from: '12025550143', from_user_id: 'US.1' };
export const saraCard = { wa_id: '12025550143', user_id: 'US.1', profile: { name: 'Sara Whitfield' } };

export interface InboundItem {
  readonly provider?: InboundJob['provider'];
  readonly type?: InboundJob['type'];
  readonly event: object;
  readonly contact?: object;
}
export const text = (id: string, offset: number, more: object = {}): InboundItem => ({
  event: { id, ...sara, timestamp: second(offset), type: 'text', text: { body: `says ${id}` }, ...more },
  contact: saraCard,
});
export const status = (id: string, state: string, opaque?: string): InboundItem => ({
  type: 'status',
  event: { id, status: state, timestamp: second(60), recipient_id: '12025550143', biz_opaque_callback_data: opaque },
});
export const reaction = (id: string, offset: number, target: string, emoji: string): InboundItem =>
  text(id, offset, { type: 'reaction', reaction: { message_id: target, emoji } });
export const edit = (id: string, offset: number, target: string, body: string): InboundItem =>
  text(id, offset, { type: 'edit', edit: { original_message_id: target, message: { type: 'text', text: { body } } } });
export const revoke = (id: string, offset: number, target: string): InboundItem =>
  text(id, offset, { type: 'revoke', revoke: { original_message_id: target } });

/** What somebody of the business wrote to Sara on its phone. */
export const echo = (id: string, offset: number, more: object = {}): InboundItem => ({
  type: 'echo',
  event: {
    id,
    from: '15550783881',
    to: sara.from,
    to_user_id: sara.from_user_id,
    timestamp: second(offset),
    type: 'text',
    text: { body: `says ${id}` },
    ...more,
  },
  contact: { wa_id: saraCard.wa_id, user_id: saraCard.user_id },
});

/** A text of one of many customers. */
export const textOf = (customer: number, id: string, offset = 0): InboundItem => {
  const [waId, userId] = [String(12025550000 + customer), `US.9${customer}`];
  return {
    event: { id, from: waId, from_user_id: userId, timestamp: second(offset), type: 'text', text: { body: `says ${id}` } },
    contact: { wa_id: waId, user_id: userId, profile: { name: `Customer ${customer}` } },
  };
};

/** One business with one number, and a worker for it. `mode`: who answers conversations that begin. */
export function inboundDesk(table: TestTable, mode: Conversation['mode'] = 'ai') {
  const store = table.of(aTenant());
  const modeOfNew = async () => mode;
  const channelId = aChannel();
  const pushed: Change[] = [];
  const notified: FifoMessage[] = [];
  const wantedFiles: unknown[] = [];
  const turns: FifoMessage[] = [];
  let directory = new Directory(erasedHashes, modeOfNew);
  const isEnded = endings();
  const heartbeat = heartbeats();
  let at = noon + 3_600_000;
  const job = ({ provider = 'meta', type = 'message', event, contact }: InboundItem) =>
    InboundJob.parse({
      v: 1,
      tenant: store.tenant,
      channelId,
      provider,
      type,
      receivedAt: at,
      event: { inline: event },
      contact,
    });
  const take = async (items: readonly InboundItem[], through: TenantTable = store) => {
    const work = inboundWork({
      storeOf: () => through,
      directory,
      loadIntake: async (one) => ({ ...one, event: 'inline' in one.event ? one.event.inline : undefined }),
      push: async (_, changes) => void pushed.push(...(Array.isArray(changes) ? changes : [])),
      notify: async (message) => void notified.push(message),
      fetchFile: async (job) => void wantedFiles.push(job),
      think: async (message) => void turns.push(message),
      isEnded,
      erasedHashes,
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
    channelId,
    pushed,
    notified,
    wantedFiles,
    turns,
    take,
    inbox,
    /** Milliseconds: what time it is from now on. */
    clock: (now: number) => {
      at = now;
    },
    restart: () => {
      directory = new Directory(erasedHashes, modeOfNew);
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
export const bodies = (messages: readonly Message[]) =>
  messages.map(({ content }) => ('text' in content ? content.text : content.kind));

/** The key of what was erased, in tests. */
export const hashErased = hashErasedWith('key of tests');
const erasedHashes = async () => hashErased;

export type InboundDesk = ReturnType<typeof inboundDesk>;

/** The store of a process that dies right after its nth write: the write is done, nobody hears of it. */
export function breakingAfter(store: TenantTable, nth: number) {
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

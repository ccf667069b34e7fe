import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ConversationId, EmployeeId, MessageId } from '../../contract/ids.ts';
import type { Content, Message } from '../../contract/message.ts';
import { OutboundJob, TurnJob } from '../../contract/queues.ts';
import { noKnowledge } from '../../lambdas/_assistant/knowledge.ts';
import { rulesModel } from '../../lambdas/_assistant/rules/model.ts';
import { assistantPut } from '../../lambdas/_data/assistant-message.ts';
import { type AssistantSettings, assistantSettingsChange, unchosen } from '../../lambdas/_data/assistant-settings.ts';
import { putBusiness } from '../../lambdas/_data/business.ts';
import { putChannel } from '../../lambdas/_data/channel.ts';
import { changeConversation, getConversation, saveConversation } from '../../lambdas/_data/conversation.ts';
import { withInbound, withOther } from '../../lambdas/_data/conversation-changes.ts';
import { givenOut, handedBack } from '../../lambdas/_data/conversation-work.ts';
import { messageKey } from '../../lambdas/_data/keys.ts';
import { addInbound, pageOfMessages } from '../../lambdas/_data/message.ts';
import { putRegistration } from '../../lambdas/_data/registration.ts';
import { putService, type Service, ServiceId } from '../../lambdas/_data/service.ts';
import { transact } from '../../lambdas/_data/transact.ts';
import { messageJob } from '../../lambdas/_messaging/outbound-queue.ts';
import type { Change } from '../../lambdas/_shared/frames.ts';
import { isProblem } from '../../lambdas/_shared/problem.ts';
import type { FifoMessage } from '../../lambdas/_shared/queue.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import { ulid } from '../../lambdas/_shared/ulid.ts';
import type { Sending, SendResult } from '../../lambdas/_whatsapp/port.ts';
import { type TurnDependencies, takeTurn } from '../../lambdas/assistant/turn.ts';
import { type Order, takeOver } from '../../lambdas/conversation-work/doing.ts';
import { deliver } from '../../lambdas/outbound/deliver.ts';
import type { TestTable } from './dynamodb.ts';
import { aNumber, aRegistration, aText, noon } from './factory.ts';
import { type InboundItem, inboundDesk, sara, saraCard, second } from './inbound-desk.ts';

const nobody = { id: '01jd0000000000000000000e99', name: '' };

interface Person {
  readonly id: string;
  readonly name: string;
}

const service = (order: number, names: Service['names'], offers: Service['offers']): Service => ({
  id: ServiceId.parse(ulid(noon)),
  names,
  descriptions: {},
  offers,
  active: true,
  order,
  version: 1,
});
const reading = (standard: number) => [
  { tier: 'standard', price: standard, currency: 'USD', days: 2 },
  { tier: 'golden', price: standard * 4, currency: 'USD', days: 1 },
];

export const says = (id: string, offset: number, body: string): InboundItem => ({
  event: { id, ...sara, timestamp: second(offset), type: 'text', text: { body } },
  contact: saraCard,
});

/** A business whose assistant answers one customer: `hear` takes messages in, `turn` lets the assistant work, `send` what it wrote. */
export async function assistantDesk(table: TestTable, given: Partial<AssistantSettings> = {}) {
  const inbound = inboundDesk(table);
  const { store } = inbound;
  await putBusiness(store, {
    name: 'Samia Tarot',
    slug: `samia-${store.tenant}`,
    industry: 'tarot',
    timezone: 'Asia/Beirut',
    currency: 'USD',
    languages: ['ar', 'en'],
    hours: [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, from: '12:00', to: '20:00' })),
    version: 1,
  });
  await putRegistration(table.platform, aRegistration(store));
  await transact(store, [assistantSettingsChange(store, unchosen, { ...unchosen, on: true, ...given })]);
  await putService(store, service(1, { en: 'Coffee-cup reading', ar: 'قراءة الفنجان', tr: 'Kahve falı' }, reading(5000)));
  await putService(store, service(2, { en: 'Tarot reading', ar: 'قراءة التاروت', tr: 'Tarot falı' }, reading(5000)));
  await putChannel(store, aNumber({ id: inbound.channelId }));
  const pushed: Change[] = [];
  const queued: FifoMessage[] = [];
  const again: TurnJob[] = [];
  const sent: (Sending & { readonly at: number })[] = [];
  let at = noon + 7_200_000;
  const clock = () => at++;
  const row = async () => {
    const found = await getConversation(store, (await inbound.only()).id);
    if (!found) throw new Error('There is no conversation');
    known = found.id;
    return found;
  };
  const dependencies = (more: Partial<TurnDependencies> = {}): TurnDependencies => ({
    store,
    brainOf: (_, __, { spoken }) => ({ model: rulesModel(spoken), provider: 'rules', instant: true }),
    noteTaker: () => ({ complete: () => Promise.reject(new Error('nothing is to be noted')) }),
    knowledgeOf: async () => noKnowledge,
    push: async (_, changes) => void pushed.push(...(typeof changes === 'function' ? [] : changes)),
    enqueue: async (message) => void queued.push(message),
    askAgain: async (job) => void again.push(job),
    clock,
    signal: new AbortController().signal,
    ...more,
  });
  let known: ConversationId | undefined;
  const order = (me: Person, id = known): Order => {
    if (id === undefined) throw new Error('There is no conversation');
    const { id: employeeId, name } = me;
    return { store, push: async () => undefined, now: clock(), id, me: { id: EmployeeId.parse(employeeId), name } };
  };
  const lastJob = (): TurnJob => TurnJob.parse(inbound.turns.at(-1)?.body);
  const deliverOne = (job: OutboundJob, through: TenantTable = store, answer: () => Promise<SendResult> = accepted) =>
    job.type === 'message'
      ? deliver(
          {
            store: through,
            provider: async () => ({
              send: async (sending) => {
                sent.push({ ...sending, at: performance.now() });
                return answer();
              },
              markRead: async () => ({ outcome: 'done' }),
              upload: () => Promise.reject(new Error('the assistant sends no files')),
            }),
            objects: { open: () => Promise.reject(new Error('the assistant sends no files')) },
            storage: { link: () => Promise.reject(new Error('the assistant sends no files')) },
            uploadMs: () => 30_000,
            push: async (_, changes) => void pushed.push(...(typeof changes === 'function' ? [] : changes)),
            clock,
            random: () => 0,
          },
          job,
          1,
        )
      : Promise.resolve('done' as const);
  const accepted = async (): Promise<SendResult> => ({ outcome: 'accepted', providerId: `wamid.${sent.length}` });
  return {
    ...inbound,
    pushed,
    queued,
    again,
    sent,
    row,
    clock,
    pass: (ms: number) => {
      at += ms;
    },
    lastJob,
    jobs: (): TurnJob[] => inbound.turns.map(({ body }) => TurnJob.parse(body)),
    order,
    maybeMode: async () => (await inbound.inbox())[0]?.mode,
    takeOver: async (me: Person) => {
      const done = await takeOver(order(me), (await row()).assigneeId ?? null);
      if (isProblem(done)) throw new Error(done.detail);
    },
    /** As automatic assignment does. */
    giveOut: async (to: Person) => {
      await changeConversation(store, (await row()).id, (read) => givenOut(read, EmployeeId.parse(to.id), clock()));
    },
    backToAssistant: () => changeConversation(store, order(nobody).id, (read) => handedBack(read, 'ai', clock())),
    /** A reply is written as a turn writes it, if the assistant still may. */
    reply: async (): Promise<void> => {
      const read = await row();
      if (read.mode !== 'ai') return;
      const id = MessageId.parse(`${at}-${ulid(at)}`);
      const message = { id, conversationId: read.id, text: 'It costs 50 USD.', epoch: read.epoch, at };
      const said = { id, content: { kind: 'text', text: message.text }, direction: 'out' } as const;
      const next = withOther(read, said, at);
      if ((await saveConversation(store, read, next, [assistantPut(store, message)])) === 'conflict') return;
      queued.push(messageJob({ tenant: store.tenant, conversationId: read.id, messageId: id }));
    },
    /** What the relay of the stream does: queues whatever waits to be sent. */
    relay: async () => {
      for (const { pk, sk, status } of await table.scan()) {
        if (status !== 'queued' || !String(pk).startsWith(`T#${store.tenant}#CONV#`)) continue;
        const messageId = MessageId.parse(String(sk).slice(2));
        const conversationId = ConversationId.parse(String(pk).split('#').at(-1));
        const job = messageJob({ tenant: store.tenant, conversationId, messageId });
        if (!queued.some(({ deduplication }) => deduplication === job.deduplication)) queued.push(job);
      }
    },
    dependencies,
    deliverOne,
    /** The customer writes, each message a second after the other, and time passes until the assistant is asked. */
    hear: async (...bodies: string[]) => {
      at += 1_000;
      inbound.clock(at);
      const offset = Math.floor((at - noon) / 1_000);
      await inbound.take(bodies.map((body, index) => says(`w${at}.${index}`, offset + index, body)));
      at += 3_000 + bodies.length * 1_000;
      await row();
    },
    turn: (job = lastJob(), more: Partial<TurnDependencies> = {}) => takeTurn(dependencies(more), job),
    /** As `hear`, without the way of a message in. */
    write: async (body: string | Content): Promise<TurnJob> => {
      const id = known ?? (await row()).id;
      at += 5_000;
      const before = await row();
      const said = aText(before, {
        at,
        seq: before.inSeq + 1,
        content: typeof body === 'string' ? { kind: 'text', text: body } : body,
      });
      await addInbound(store, said);
      const heard = await changeConversation(store, id, (read) => withInbound(read, said, at));
      at += 3_000;
      return { v: 1, tenant: store.tenant, conversationId: id, seq: heard?.inSeq, at };
    },
    /** The last message turns out to say so. */
    transcribe: async (text: string): Promise<void> => {
      const { id, lastMessage } = await row();
      if (!lastMessage) throw new Error('There is no voice note');
      await store.client.send(
        new UpdateCommand({
          TableName: store.table,
          Key: { ...messageKey(store.tenant, id, lastMessage.id) },
          UpdateExpression: 'SET tr = :tr',
          ExpressionAttributeValues: { ':tr': { s: 'done', n: 1, v: 1, x: text } },
        }),
      );
    },
    /** What was queued for the provider is sent. */
    send: async () => {
      for (const { body } of queued.splice(0)) await deliverOne(OutboundJob.parse(body));
    },
    replies: () => sent.map(({ content }) => ('text' in content ? content.text : content.kind)),
    /** What the thread shows: who says what. */
    shown: async (): Promise<string[]> => (await pageOfMessages(store, (await row()).id, { limit: 100 })).items.map(inShort),
    traces: async () =>
      (await table.scan()).filter(({ pk, sk }) => String(pk).includes(store.tenant) && String(sk).startsWith('TURN#')),
  };
}

const inShort = ({ direction, content, author }: Message): string => {
  if (content.kind === 'work') return `[${content.event}${content.reason ? `: ${content.reason}` : ''}]`;
  const who = direction === 'in' ? 'customer' : (author?.type ?? direction);
  return `${who}: ${content.kind === 'text' ? content.text.split('\n')[0] : content.kind}`;
};

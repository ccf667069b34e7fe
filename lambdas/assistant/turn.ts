import type { Message } from '../../contract/message.ts';
import type { TurnJob } from '../../contract/queues.ts';
import { turnDelaySeconds } from '../../contract/queues.ts';
import { type Brain, type BrainWanted, languageAsked, type Situation, thoughtOf, wordFor } from '../_assistant/answering.ts';
import { isBeingHeard } from '../_assistant/history.ts';
import type { Knowledge } from '../_assistant/knowledge.ts';
import type { Model } from '../_assistant/model.ts';
import { promptsNumbered, publishedPrompts } from '../_assistant/prompts.ts';
import { summarise } from '../_assistant/summarise.ts';
import type { Thought } from '../_assistant/think.ts';
import { tools } from '../_assistant/tools/all.ts';
import { type AssistantSettings, assistantSettings } from '../_data/assistant-settings.ts';
import { getBusiness } from '../_data/business.ts';
import { type Conversation, getConversation } from '../_data/conversation.ts';
import { headOf } from '../_data/customer-group.ts';
import { pageOfMessages } from '../_data/message.ts';
import { getRegistration } from '../_data/registration.ts';
import { getSummary } from '../_data/summary.ts';
import { transact } from '../_data/transact.ts';
import { beginTurn, noteSteps, type Turn } from '../_data/turn.ts';
import { readReceiptJob } from '../_messaging/outbound-queue.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { log } from '../_shared/log.ts';
import type { SendFifo } from '../_shared/queue.ts';
import type { Push } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { comeBackTo } from './coming-back.ts';
import { answer, handOver, suggest } from './conclude.ts';
import { limitReached } from './limits.ts';

interface About extends BrainWanted {
  readonly turn: Turn;
}

export interface TurnDependencies {
  readonly store: TenantTable;
  brainOf(store: TenantTable, settings: AssistantSettings, about: About): Brain;
  /** Who sums up what was said before. */
  noteTaker(store: TenantTable, settings: AssistantSettings, id: Conversation['id']): Model;
  knowledgeOf(store: TenantTable): Promise<Knowledge>;
  readonly push: Push;
  /** To the queue of what is sent to customers. */
  readonly enqueue: SendFifo;
  /** Puts the job back behind what has come meanwhile; it is given out after the delay of the queue. */
  askAgain(job: TurnJob): Promise<void>;
  /** Milliseconds; read again after each wait. */
  readonly clock: () => number;
  /** Ends what takes too long. */
  readonly signal: AbortSignal;
}

/** `later`: the job must come back after so many milliseconds. */
export type TurnResult = 'done' | { readonly later: number };

/** Longer than the function runs, so that nobody takes up the turn of a worker that is still at it. */
export const leaseMs = 100_000;
/** Turns are told of so many messages before word by word, and of what is older in a few words. */
const remembered = 24;
/** Somebody who writes on and on is answered in between: after so many messages, or when a job had to wait. */
const longestBurst = 8;
const longestBurstMs = 10_000;
/** A voice note that is not written down by then is left to people. */
const hearingMs = 90_000;
/** A model that is down for so long has failed. */
const patienceMs = 60_000;

/** Whether the assistant is to answer, or to suggest, what the customer wrote. */
export const isItsTurn = ({ mode, assigneeId, groupId, inSeq, answeredSeq = 0 }: Conversation): boolean =>
  groupId === undefined && answeredSeq < inSeq && (mode === 'hybrid' || (mode === 'ai' && assigneeId === undefined));

/** Answers everything that the customer wrote since the last answer, once. Whatever it finds done already, it leaves. */
export async function takeTurn(dependencies: TurnDependencies, job: TurnJob): Promise<TurnResult> {
  const { store, clock } = dependencies;
  const now = clock();
  const found = await getConversation(store, job.conversationId);
  const conversation = found?.mode === 'human' ? await comeBackTo(dependencies, found) : found;
  if (!conversation || !isItsTurn(conversation)) return 'done';
  // A newer message has a job of its own, which answers both.
  const isBurst =
    job.seq !== undefined && job.seq < conversation.inSeq && now < conversation.changedAt + turnDelaySeconds * 1_000;
  const isLong = (job.seq ?? 0) - (conversation.answeredSeq ?? 0) >= longestBurst;
  if (isBurst && !isLong && now < job.at + longestBurstMs) return 'done';
  const [settings, business, registration, published] = await Promise.all([
    assistantSettings(store),
    getBusiness(store),
    getRegistration(store, store.tenant),
    publishedPrompts(store),
  ]);
  if (!business || registration?.status !== 'active') return 'done';
  const { items: messages, more } = await pageOfMessages(store, conversation.id, { limit: remembered });
  const asked = messages.filter(({ direction, seq }) => direction === 'in' && (seq ?? 0) > (conversation.answeredSeq ?? 0));
  if (asked.some(isBeingHeard) && now < job.at + hearingMs) {
    await dependencies.askAgain(job);
    return 'done';
  }

  const language = languageAsked(asked, business, conversation.language);
  const customerName = conversation.ownName ?? conversation.customer.name;
  const desk = { ...dependencies, conversation, settings, business, messages, asked, language, customerName };
  const begun = await begin(desk, published.number);
  if (begun === 'done') return 'done';
  if (begun === 'held') return { later: leaseMs };
  failPoint('assistant.after-begin');
  // One that was begun before goes on with what it was told then.
  const prompts = begun.prompts === published.number ? published : await promptsNumbered(store, begun.prompts);
  const remembers = more && settings.on && settings.provider !== 'rules';
  const earlier = remembers ? (await getSummary(store, conversation.id))?.text : undefined;
  const told = { ...desk, prompts, earlier, messages: upTo(messages, begun.upTo) };
  const result = await conclude(told, begun, await decided(told, begun));
  // Nobody waits for it by then, and what goes wrong with it is no reason to look at the turn again.
  if (remembers && result === 'done')
    await summarise({ ...told, model: dependencies.noteTaker(store, settings, conversation.id) }).catch((error: unknown) =>
      log.warn('a conversation was not summarised', { tenant: store.tenant, conversationId: conversation.id }, error),
    );
  return result;
}

/** Without what the customer wrote after what the turn answers. */
const upTo = (messages: readonly Message[], last: number): readonly Message[] =>
  messages.filter(({ direction, seq }) => direction !== 'in' || (seq ?? 0) <= last);

interface Told extends Situation, TurnDependencies {
  readonly conversation: Conversation;
  readonly settings: AssistantSettings;
}
type Desk = Omit<Told, 'prompts'>;

function begin({ store, clock, conversation, settings, language }: Desk, prompts: number): ReturnType<typeof beginTurn> {
  const { id, answeredSeq = 0, inSeq, epoch } = conversation;
  const { provider, model } = settings;
  const turn = { conversationId: id, from: answeredSeq + 1, upTo: inSeq, epoch, language, provider, model, prompts };
  return beginTurn(store, turn, { now: clock(), leaseMs });
}

async function decided(desk: Told, turn: Turn): Promise<Thought> {
  const { store, conversation, settings, clock } = desk;
  const leave = (reason: 'off' | 'limit-reached'): Thought => ({ outcome: 'hand-over', reason, steps: [] });
  if (!settings.on) return leave('off');
  if (conversation.overLimit || limitReached(conversation.streak, settings.answersPerHour, clock()))
    return leave('limit-reached');
  return thoughtOf(desk, {
    tools,
    brainOf: (wanted) => desk.brainOf(store, settings, { ...wanted, turn }),
    beforeWaiting: () => tellTyping(desk),
    handles: async () => ({
      store,
      write: (items) => transact(store, items),
      customer: () => headOf(store, conversation.headId ?? conversation.customer.id),
      knowledge: await desk.knowledgeOf(store),
    }),
    signal: desk.signal,
    done: turn.steps,
    note: (steps) => noteSteps(store, turn, steps),
  });
}

/** The provider shows it until the answer comes, or for 25 seconds. Nobody misses it. */
async function tellTyping({ store, conversation, asked, enqueue }: Desk): Promise<void> {
  const providerId = asked.at(-1)?.providerId;
  if (providerId === undefined || conversation.mode !== 'ai') return;
  const place = { tenant: store.tenant, conversationId: conversation.id, channelId: conversation.channelId };
  await enqueue(readReceiptJob({ ...place, providerId, typing: true })).catch((error: unknown) =>
    log.warn('nobody is told that an answer is written', { tenant: store.tenant, conversationId: conversation.id }, error),
  );
}

async function conclude(desk: Told, turn: Turn, thought: Thought): Promise<TurnResult> {
  const { store, conversation } = desk;
  const place = { tenant: store.tenant, conversationId: conversation.id };
  failPoint('assistant.after-thought');
  switch (thought.outcome) {
    case 'lost':
      return 'done';
    case 'again':
      if (desk.clock() < turn.at + patienceMs) {
        await noteSteps(store, turn, thought.steps, { letGo: true });
        return { later: Math.min(thought.afterMs, patienceMs) };
      }
      log.warn('a model did not answer for too long', place);
      await handOver(desk, turn, { reason: 'model-failed', steps: thought.steps, word: wordFor(desk, 'model-failed') });
      return 'done';
    case 'hand-over': {
      const { reason, steps } = thought;
      log.info('the assistant hands over', { ...place, reason });
      await handOver(desk, turn, { reason, steps, word: wordFor(desk, reason) });
      return 'done';
    }
    case 'text':
      if (conversation.mode === 'hybrid') await suggest(desk, turn, thought);
      else await answer(desk, turn, thought);
      return 'done';
    default:
      return thought satisfies never;
  }
}

import type { HandOverReason, Message } from '../../contract/message.ts';
import type { PromptPurpose } from '../../contract/prompt-text.ts';
import type { TurnJob } from '../../contract/queues.ts';
import { turnDelaySeconds } from '../../contract/queues.ts';
import { asText, historyOf, isBeingHeard, needsPerson } from '../_assistant/history.ts';
import { isOpen } from '../_assistant/hours.ts';
import type { Knowledge } from '../_assistant/knowledge.ts';
import { languageOf, type Spoken, spokenOf } from '../_assistant/language.ts';
import type { Model } from '../_assistant/model.ts';
import { asData, rules } from '../_assistant/prompt.ts';
import { type Prompts, promptsNumbered, promptValues, publishedPrompts } from '../_assistant/prompts.ts';
import { type Thought, think } from '../_assistant/think.ts';
import { tools } from '../_assistant/tools/all.ts';
import { type AssistantSettings, assistantSettings } from '../_data/assistant-settings.ts';
import { type Business, getBusiness } from '../_data/business.ts';
import { type Conversation, getConversation } from '../_data/conversation.ts';
import { pageOfMessages } from '../_data/message.ts';
import { getRegistration } from '../_data/registration.ts';
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

/** A model as a turn uses it. */
export interface Brain {
  readonly model: Model;
  readonly provider: string;
  readonly name?: string | undefined;
  /** It answers so fast that nobody is to be told that it is writing. */
  readonly instant: boolean;
}

interface About {
  readonly turn: Turn;
  readonly spoken: Spoken;
  /** What is said to somebody who only greets. */
  readonly greeting: string;
}

export interface TurnDependencies {
  readonly store: TenantTable;
  brainOf(store: TenantTable, settings: AssistantSettings, about: About): Brain;
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
/** Turns are told of so many messages before: what is older hardly matters for an answer. */
const remembered = 24;
/** Somebody who writes on and on is answered in between. */
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
  if (isBurst && now < job.at + longestBurstMs) return 'done';
  const [settings, business, registration, published] = await Promise.all([
    assistantSettings(store),
    getBusiness(store),
    getRegistration(store, store.tenant),
    publishedPrompts(store),
  ]);
  if (!business || registration?.status !== 'active') return 'done';
  const messages = (await pageOfMessages(store, conversation.id, { limit: remembered })).items;
  const asked = messages.filter(({ direction, seq }) => direction === 'in' && (seq ?? 0) > (conversation.answeredSeq ?? 0));
  if (asked.some(isBeingHeard) && now < job.at + hearingMs) {
    await dependencies.askAgain(job);
    return 'done';
  }

  const said = asked.map(asText).join('\n');
  const language = languageOf(withoutNotes(said), business.languages, conversation.language);
  const desk = { ...dependencies, conversation, settings, business, messages, asked, language };
  const begun = await begin(desk, published.number);
  if (begun === 'done') return 'done';
  if (begun === 'held') return { later: leaseMs };
  failPoint('assistant.after-begin');
  // One that was begun before goes on with what it was told then.
  const prompts = begun.prompts === published.number ? published : await promptsNumbered(store, begun.prompts);
  return conclude({ ...desk, prompts }, begun, await thoughtOf({ ...desk, prompts }, begun));
}

/** What stands for messages without words is no language. */
const withoutNotes = (said: string): string => said.replaceAll(/\[[a-z ]+\]/g, '');

interface Told extends Desk {
  readonly prompts: Prompts;
}

interface Desk extends TurnDependencies {
  readonly conversation: Conversation;
  readonly settings: AssistantSettings;
  readonly business: Business;
  readonly messages: readonly Message[];
  readonly asked: readonly Message[];
  readonly language: string;
}

function begin({ store, clock, conversation, settings, language }: Desk, prompts: number): ReturnType<typeof beginTurn> {
  const { id, answeredSeq = 0, inSeq, epoch } = conversation;
  const { provider, model } = settings;
  const turn = { conversationId: id, from: answeredSeq + 1, upTo: inSeq, epoch, language, provider, model, prompts };
  return beginTurn(store, turn, { now: clock(), leaseMs });
}

/** What is to be said, or why a person has to. */
async function thoughtOf(desk: Told, turn: Turn): Promise<Thought> {
  const { store, conversation, settings, business, messages, asked, language, clock, signal } = desk;
  const leave = (reason: Extract<Thought, { outcome: 'hand-over' }>['reason']): Thought => ({
    outcome: 'hand-over',
    reason,
    steps: [],
  });
  if (!settings.on) return leave('off');
  if (conversation.overLimit || limitReached(conversation.streak, settings.answersPerHour, clock()))
    return leave('limit-reached');
  if (settings.outOfHours !== 'answer' && !isOpen(business, clock())) return leave('closed');
  if (asked.length > 0 && asked.every(needsPerson)) return leave('unsupported-message');

  const spoken = spokenOf(language, business.languages);
  const brain = desk.brainOf(store, settings, { turn, spoken, greeting: told(desk, 'greeting') });
  if (!brain.instant) await tellTyping(desk);
  const history = historyOf(messages.filter(({ direction, seq }) => direction !== 'in' || (seq ?? 0) <= turn.upTo));
  return think({
    model: brain.model,
    tools,
    handles: { store, conversation, business, knowledge: await desk.knowledgeOf(store), language, now: clock() },
    system: `${told(desk, 'system')}\n\n${rules}`,
    history:
      brain.provider === 'rules'
        ? history
        : history.map((one) => (one.from === 'customer' ? { ...one, text: asData(one.text) } : one)),
    temperature: settings.temperature,
    maxTokens: settings.maxTokens,
    signal,
    done: turn.steps,
    note: (steps) => noteSteps(store, turn, steps),
    clock,
  });
}

/** What the assistant says for a purpose, in the language of the customer. */
function told({ prompts, business, conversation, language, clock }: Told, purpose: PromptPurpose): string {
  const customerName = conversation.ownName ?? conversation.customer.name;
  return prompts.say(purpose, language, promptValues(purpose, { business, language, customerName, now: clock() }));
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

/** What the customer is told when people take over. Undefined: nothing. */
function wordFor(desk: Told, reason: HandOverReason): string | undefined {
  const { settings, business, clock } = desk;
  if (reason === 'off' || (reason === 'closed' && settings.outOfHours === 'silent')) return undefined;
  if (reason === 'closed') return told(desk, 'out-of-hours');
  return told(desk, isOpen(business, clock()) ? 'hand-over' : 'hand-over-closed');
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

import type { HandOverReason, Message } from '../../contract/message.ts';
import type { PromptPurpose } from '../../contract/prompt-text.ts';
import type { AssistantSettings } from '../_data/assistant-settings.ts';
import type { Business } from '../_data/business.ts';
import { asText, historyOf, needsPerson } from './history.ts';
import { isOpen } from './hours.ts';
import { languageOf, type Spoken, spokenOf } from './language.ts';
import type { Model, ModelTurn } from './model.ts';
import { asData, asEarlier, rules } from './prompt.ts';
import { type Prompts, promptValues } from './prompts.ts';
import { type Thinking, type Thought, think } from './think.ts';
import type { Handles } from './tool.ts';

/** What a turn is about to answer, whether a customer waits for it or it is only tried. */
export interface Situation {
  readonly settings: Pick<AssistantSettings, 'outOfHours' | 'temperature' | 'maxTokens'>;
  readonly business: Business;
  readonly prompts: Prompts;
  readonly customerName: string | undefined;
  /** Oldest first; nothing of it came after what is answered. */
  readonly messages: readonly Message[];
  /** What was said before them, in a few words. */
  readonly earlier?: string | undefined;
  /** Of them, what the customer wrote since anybody answered. */
  readonly asked: readonly Message[];
  /** BCP 47, of the customer. */
  readonly language: string;
  /** Milliseconds. */
  readonly clock: () => number;
}

/** A model as a turn uses it. */
export interface Brain {
  readonly model: Model;
  readonly provider: string;
  readonly name?: string | undefined;
  /** It answers so fast that nobody is to be told that it is writing. */
  readonly instant: boolean;
}

export interface BrainWanted {
  readonly spoken: Spoken;
  /** What is said to somebody who only greets. */
  readonly greeting: string;
}

/** Whom a turn asks and what it may touch: what differs between answering and trying. */
export interface Means extends Pick<Thinking, 'tools' | 'signal' | 'done' | 'note'> {
  brainOf(wanted: BrainWanted): Brain;
  /** Before a model is asked that takes its time. */
  beforeWaiting(): Promise<void>;
  handles(): Promise<Omit<Handles, 'business' | 'language' | 'now'>>;
}

/** What stands for messages without words is no language. */
const withoutNotes = (said: string): string => said.replaceAll(/\[[a-z ]+\]/g, '');

/** What the customer writes in, BCP 47. `known`: what they wrote in before. */
export const languageAsked = (asked: readonly Message[], { languages }: Business, known: string | undefined): string =>
  languageOf(withoutNotes(asked.map(asText).join('\n')), languages, known);

/** What is to be said, or why a person has to. */
export async function thoughtOf(situation: Situation, means: Means): Promise<Thought> {
  const { settings, business, messages, asked, language, clock } = situation;
  if (settings.outOfHours !== 'answer' && !isOpen(business, clock()))
    return { outcome: 'hand-over', reason: 'closed', steps: [] };
  if (asked.length > 0 && asked.every(needsPerson)) return { outcome: 'hand-over', reason: 'unsupported-message', steps: [] };
  const spoken = spokenOf(language, business.languages);
  const { tools, signal, done, note } = means;
  const brain = means.brainOf({ spoken, greeting: told(situation, 'greeting') });
  if (!brain.instant) await means.beforeWaiting();
  const history = historyOf(messages, asked);
  return think({
    model: brain.model,
    tools,
    handles: { ...(await means.handles()), business, language, now: clock() },
    system: systemOf(situation),
    history: brain.provider === 'rules' ? history : [...before(situation), ...history.map(marked)],
    temperature: settings.temperature,
    maxTokens: settings.maxTokens,
    signal,
    done,
    note,
    clock,
  });
}

const marked = (one: ModelTurn): ModelTurn => (one.from === 'customer' ? { ...one, text: asData(one.text) } : one);
const before = ({ earlier }: Situation): ModelTurn[] =>
  earlier === undefined ? [] : [{ from: 'customer', text: asEarlier(earlier) }];

/** What the model is told of its work. */
export const systemOf = (situation: Situation): string => `${told(situation, 'system')}\n\n${rules}`;

/** What the assistant says for a purpose, in the language of the customer. */
function told({ prompts, business, customerName, language, clock }: Situation, purpose: PromptPurpose): string {
  return prompts.say(purpose, language, promptValues(purpose, { business, language, customerName, now: clock() }));
}

/** What the customer is told when people take over. Undefined: nothing. */
export function wordFor(situation: Situation, reason: HandOverReason): string | undefined {
  const { settings, business, clock } = situation;
  if (reason === 'off' || (reason === 'closed' && settings.outOfHours === 'silent')) return undefined;
  if (reason === 'closed') return told(situation, 'out-of-hours');
  return told(situation, isOpen(business, clock()) ? 'hand-over' : 'hand-over-closed');
}

import type * as z from 'zod';
import type { playground, Tried, TriedStep } from '../../contract/playground.ts';
import {
  type Brain,
  type BrainWanted,
  languageAsked,
  type Situation,
  systemOf,
  thoughtOf,
  wordFor,
} from '../_assistant/answering.ts';
import type { Knowledge } from '../_assistant/knowledge.ts';
import type { ModelAnswer } from '../_assistant/model.ts';
import { shownFailure } from '../_assistant/models/failure.ts';
import { promptsOf, publishedPrompts } from '../_assistant/prompts.ts';
import type { Tool } from '../_assistant/tool.ts';
import { tools } from '../_assistant/tools/all.ts';
import { type AssistantSettings, assistantSettings } from '../_data/assistant-settings.ts';
import { getBusiness } from '../_data/business.ts';
import { getPromptVersion } from '../_data/prompts.ts';
import type { Step } from '../_data/turn.ts';
import { notFound } from '../_shared/http-request.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { faultsOf } from './faults.ts';
import { recorded, type Talk, typed } from './talk.ts';

type Wanted = z.infer<(typeof playground.routes)['try']['body']>;

export interface RehearsalDesk {
  readonly store: TenantTable;
  /** `rules`, or the model that the business chose, whose cost is set aside before and booked after it as that of any other. */
  brainOf(store: TenantTable, settings: AssistantSettings, wanted: BrainWanted & { readonly model: Wanted['model'] }): Brain;
  knowledgeOf(store: TenantTable): Promise<Knowledge>;
  /** Milliseconds; read again after each wait. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/**
 * What a turn would come to, by the code that turns are made of. It is told that writing works and writes nothing, and the role of
 * the function may write nothing but what a model costs. Whether the assistant is on and how often the customer was answered does
 * not matter: neither says anything of the texts.
 */
export async function rehearse(
  desk: RehearsalDesk,
  body: Wanted,
  permissions: ReadonlySet<string>,
): Promise<Tried | ProblemResult> {
  const { store } = desk;
  const [settings, business, prompts] = await Promise.all([
    assistantSettings(store),
    getBusiness(store),
    promptsWanted(store, body.texts),
  ]);
  if (!business) return notFound();
  if (isProblem(prompts)) return prompts;
  const began = desk.clock();
  const at = body.at === undefined ? began : Date.parse(body.at);
  const clock = () => at + desk.clock() - began;
  const talk =
    'messages' in body.about ? typed(body.about.messages, business, at) : await recorded(store, body.about, permissions);
  if (isProblem(talk)) return talk;
  const { messages, asked, known, customerName } = talk;
  const language = languageAsked(asked, business, known);
  const situation: Situation = { settings, business, prompts, customerName, messages, asked, language, clock };
  const tried = await think(desk, { situation, settings, talk, model: body.model });
  return {
    ...tried,
    language,
    ms: Math.round(desk.clock() - began),
    faults: faultsOf(body.expect ?? {}, tried),
  };
}

async function promptsWanted(store: TenantTable, texts: Wanted['texts']) {
  if (texts === 'published') return publishedPrompts(store);
  if ('draft' in texts) return promptsOf(0, texts.draft);
  const version = await getPromptVersion(store, texts.version);
  return version ? promptsOf(version.number, version.texts) : notFound();
}

interface Scene {
  readonly situation: Situation;
  readonly settings: AssistantSettings;
  readonly talk: Talk;
  readonly model: Wanted['model'];
}

type Result = Pick<Tried, 'system' | 'outcome' | 'reason' | 'failure' | 'text' | 'steps' | 'tokensIn' | 'tokensOut' | 'micros'>;

async function think(desk: RehearsalDesk, { situation, settings, talk, model }: Scene): Promise<Result> {
  const { store } = desk;
  const noted: Step[] = [];
  let last: ModelAnswer | undefined;
  // Also of answers that come to nothing, which have no step.
  const spent = { system: systemOf(situation), tokensIn: 0, tokensOut: 0, micros: 0 };
  const thought = await thoughtOf(situation, {
    tools: tools.map(rehearsed),
    brainOf: (wanted) => {
      const brain = desk.brainOf(store, settings, { ...wanted, model });
      const complete: Brain['model']['complete'] = async (request) => {
        spent.system = request.system;
        last = await brain.model.complete(request);
        if ('usage' in last) {
          spent.tokensIn += last.usage.tokensIn;
          spent.tokensOut += last.usage.tokensOut;
          spent.micros += last.usage.micros ?? 0;
        }
        return last;
      };
      return { ...brain, model: { complete } };
    },
    beforeWaiting: async () => undefined,
    handles: async () => ({
      store,
      // Only what `rehearsed` lets through comes here, which is nothing.
      write: async () => 'refused',
      customer: talk.customer,
      knowledge: await desk.knowledgeOf(store),
    }),
    signal: desk.signal,
    done: [],
    note: async (steps) => {
      noted.push(...steps);
      return 'noted';
    },
  });
  const all = [...noted, ...thought.steps];
  const steps = all.map((step, place) => shownStep(step, all.slice(0, place)));
  if (thought.outcome === 'text') return { outcome: 'text', text: thought.text, steps, ...spent };
  const failure = last?.outcome === 'failed' ? shownFailure(last) : undefined;
  const reason = thought.outcome === 'hand-over' ? thought.reason : undefined;
  const word = reason && wordFor(situation, reason);
  const text = word !== undefined && { text: word };
  // A turn of its own is nobody else's, so the only other way for it to end is a model that may answer later.
  if (failure !== undefined || reason === undefined)
    return { outcome: 'failed', failure: failure ?? 'busy', ...text, steps, ...spent };
  return { outcome: 'hand-over', reason, ...text, steps: [...steps, ...lastCall(all)], ...spent };
}

/** A tool that changes something is told that it did, and what it answers says that it was not done. */
function rehearsed(tool: Tool): Tool {
  if (tool.effect === 'read') return tool;
  return {
    ...tool,
    async call(handles, input) {
      let writes = 0;
      const write = async () => {
        writes += 1;
        return 'done' as const;
      };
      const answer = await tool.call({ ...handles, write }, input);
      return 'handOver' in answer || writes === 0 ? answer : { ...answer, notDone: true };
    },
  };
}

function shownStep(step: Step, before: readonly Step[]): TriedStep {
  if (step.type === 'answer') {
    const { text, tokensIn, tokensOut, micros = 0, ms } = step;
    return {
      type: 'answer',
      outcome: step.calls ? 'calls' : 'text',
      ...(text !== undefined && { text }),
      tokensIn,
      tokensOut,
      micros,
      ms,
    };
  }
  const { id, name, result, failed, notDone = false, ms } = step;
  const call = before.findLast((one) => one.type === 'answer')?.calls?.find((one) => one.id === id);
  return { type: 'tool', name, ...(call?.input !== undefined && { input: call.input }), result, failed, notDone, ms };
}

/** The tool that ended the turn has no step of its own: the first one of the last answer that nothing followed. */
function lastCall(steps: readonly Step[]): TriedStep[] {
  const last = steps.findLastIndex(({ type }) => type === 'answer');
  const answer = steps[last];
  if (answer?.type !== 'answer') return [];
  const done = steps.slice(last + 1).flatMap((step) => (step.type === 'tool' ? [step.id] : []));
  const call = answer.calls?.find(({ id }) => !done.includes(id));
  if (call?.name !== 'hand_over') return [];
  return [
    {
      type: 'tool',
      name: call.name,
      ...(call.input !== undefined && { input: call.input }),
      failed: false,
      notDone: true,
      ms: 0,
    },
  ];
}

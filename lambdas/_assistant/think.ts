import type { HandOverReason } from '../../contract/message.ts';
import type { Step } from '../_data/turn.ts';
import type { Model, ModelTurn } from './model.ts';
import { type Called, failedWith, type Handles, type Tool } from './tool.ts';

export interface Thinking {
  readonly model: Model;
  readonly tools: readonly Tool[];
  readonly handles: Handles;
  readonly system: string;
  readonly history: readonly ModelTurn[];
  readonly temperature: number;
  readonly maxTokens: number;
  readonly signal: AbortSignal;
  /** What an earlier try of the same turn has done. */
  readonly done: readonly Step[];
  /** Keeps what must not be done again: an answer that was paid for, a tool that changes something. */
  note(steps: readonly Step[]): Promise<'noted' | 'lost'>;
  /** Milliseconds, for how long things take. */
  readonly clock: () => number;
}

export type Thought = { readonly steps: readonly Step[] } & (
  | { readonly outcome: 'text'; readonly text: string }
  | { readonly outcome: 'hand-over'; readonly reason: HandOverReason }
  /** The model may answer later. */
  | { readonly outcome: 'again'; readonly afterMs: number }
  /** Somebody else does this turn. */
  | { readonly outcome: 'lost' }
);

/** Answers of the model in one turn: whoever has not found an answer by then does not find one. */
const mostAnswers = 6;
const mostCalls = 12;
/**
 * Bytes of one answer as it is kept with its turn: about what the longest setting allows. An endpoint of the business's own may send
 * a megabyte whatever it is asked for, and all answers of a turn are in one item of at most 400 KB.
 */
const longestAnswer = 32_000;
/** Providers that are busy are, mostly, for some seconds; and how often a turn comes back is limited. */
const leastPauseMs = 15_000;

type Answer = Extract<Step, { type: 'answer' }>;
type Called_ = Extract<Step, { type: 'tool' }>;

/** What a model is told of the steps of its turn. */
const turnsOf = (steps: readonly Step[]): ModelTurn[] =>
  steps.map(
    (step): ModelTurn =>
      step.type === 'tool'
        ? { from: 'tool', id: step.id, result: step.result, failed: step.failed }
        : { from: 'assistant', text: step.text, calls: step.calls },
  );

/** Asks the model and does what it wants with the tools, until it says something or leaves it to a person. `steps`: not noted yet. */
export async function think(thinking: Thinking): Promise<Thought> {
  const { tools, handles, note } = thinking;
  const all: Step[] = [...thinking.done];
  let unnoted: Step[] = [];
  const add = (step: Step): void => {
    all.push(step);
    unnoted.push(step);
  };
  const keep = async (): Promise<boolean> => {
    const noted = unnoted.length === 0 || (await note(unnoted)) === 'noted';
    unnoted = [];
    return noted;
  };
  const handOver = (reason: HandOverReason): Thought => ({ outcome: 'hand-over', reason, steps: unnoted });

  for (;;) {
    const last = all.findLast((step): step is Answer => step.type === 'answer');
    if (last?.outcome === 'text' && last.text !== undefined) return { outcome: 'text', text: last.text, steps: unnoted };
    const since = last ? all.slice(all.lastIndexOf(last) + 1) : [];
    const [next] = (last?.calls ?? []).filter(({ id }) => !since.some((step) => step.type === 'tool' && step.id === id));
    if (next) {
      const called = all.filter((step): step is Called_ => step.type === 'tool');
      const tool = tools.find(({ name }) => name === next.name);
      if (called.length >= mostCalls) return handOver('tool-failed');
      const began = thinking.clock();
      const answer = await use(tool, handles, next.input, called.filter(({ name }) => name === next.name).length);
      if ('handOver' in answer) return handOver(answer.handOver.reason);
      add({ type: 'tool', id: next.id, name: next.name, ...answer, ms: thinking.clock() - began });
      if (tool?.effect === 'write' && !(await keep())) return { outcome: 'lost', steps: [] };
      continue;
    }
    if (all.filter(({ type }) => type === 'answer').length >= mostAnswers) return handOver('low-confidence');
    const answer = await ask(thinking, all);
    if ('afterMs' in answer) return { outcome: 'again', afterMs: answer.afterMs, steps: unnoted };
    if ('reason' in answer) return handOver(answer.reason);
    add(answer);
    if (answer.tokensIn + answer.tokensOut > 0 && !(await keep())) return { outcome: 'lost', steps: [] };
  }
}

/** A tool that is not there, not offered, or asked too often answers the model that it is so. What throws is ours to mend. */
async function use(tool: Tool | undefined, handles: Handles, input: unknown, before: number): Promise<Called> {
  if (!tool?.offered(handles)) return failedWith('There is no such tool.');
  if (before >= tool.most) return failedWith('This tool has been used often enough. Answer with what you know, or hand over.');
  return tool.call(handles, input);
}

async function ask(
  { model, tools, handles, system, history, temperature, maxTokens, signal, clock }: Thinking,
  steps: readonly Step[],
): Promise<Answer | { readonly reason: HandOverReason } | { readonly afterMs: number }> {
  const began = clock();
  const answer = await model.complete({
    system,
    turns: [...history, ...turnsOf(steps)],
    tools: tools.filter((one) => one.offered(handles)).map(({ offer }) => offer),
    temperature,
    maxTokens,
    signal,
  });
  switch (answer.outcome) {
    case 'text':
    case 'calls': {
      const calls = answer.outcome === 'calls' ? answer.calls.map(({ id, name, input }) => ({ id, name, input })) : undefined;
      if (Buffer.byteLength(JSON.stringify([answer.text, calls])) > longestAnswer) return { reason: 'low-confidence' };
      return { type: 'answer', outcome: answer.outcome, text: answer.text, calls, ...answer.usage, ms: clock() - began };
    }
    case 'cut':
      return { reason: 'low-confidence' };
    case 'refused':
      return { reason: 'out-of-scope' };
    case 'failed':
      if (answer.reason === 'over-budget') return { reason: 'limit-reached' };
      return answer.class === 'again'
        ? { afterMs: Math.max(leastPauseMs, answer.retryAfterMs ?? 0) }
        : { reason: 'model-failed' };
    default:
      return answer satisfies never;
  }
}

import type { PlaygroundCase, Tried } from '../../../../contract/playground.ts';
import type { PromptTexts } from '../../../../contract/prompts.ts';
import { isPassing, Refused } from '../../api/client.ts';
import { saySame } from '../prompts/texts.ts';

export type Model = 'rules' | 'chosen';

/** Cases on their way through one draft. */
export interface CaseRun {
  readonly texts: PromptTexts;
  readonly model: Model;
  readonly results: ReadonlyMap<string, Tried>;
  readonly running: boolean;
  /** Why it did not come to the end. */
  readonly stopped?: unknown;
}

/** A case that was changed is another one. */
const placeOf = ({ id, version }: PlaygroundCase): string => `${id} ${version}`;

export const hasPassed = ({ outcome, faults }: Tried): boolean => outcome !== 'failed' && faults.length === 0;

interface RunParts {
  readonly tryOne: (one: PlaygroundCase) => Promise<Tried>;
  readonly report: (results: ReadonlyMap<string, Tried>) => void;
  readonly wait: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
  /** So many at a time. */
  readonly atOnce?: number;
}

/** Runs each once, and tells of every result as it comes. What passes by itself is tried once more; anything else ends it. */
export async function runCases(
  cases: readonly PlaygroundCase[],
  { tryOne, report, wait, signal, atOnce = 3 }: RunParts,
): Promise<void> {
  const left = [...cases];
  const results = new Map<string, Tried>();
  const patiently = async (one: PlaygroundCase): Promise<Tried> => {
    try {
      return await tryOne(one);
    } catch (error) {
      if (signal.aborted || !isPassing(error)) throw error;
      await wait((error instanceof Refused ? error.retryAfterMs : undefined) ?? 1_000);
      signal.throwIfAborted();
      return tryOne(one);
    }
  };
  const worker = async (): Promise<void> => {
    for (let one = left.shift(); one; one = left.shift()) {
      signal.throwIfAborted();
      results.set(placeOf(one), await patiently(one));
      report(new Map(results));
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    // The others stop after what they are at.
    left.length = 0;
  }
}

export interface Standing {
  /** Of the cases as they are now, with the draft as it is now. */
  readonly results: ReadonlyMap<string, Tried>;
  readonly passed: number;
  readonly failed: number;
  readonly all: number;
  /** Every one of them has been run. */
  readonly complete: boolean;
}

/** What the last run says of these cases, this draft and this model; of another draft, nothing. */
export function standingOf(
  run: CaseRun | undefined,
  cases: readonly PlaygroundCase[],
  texts: PromptTexts,
  model: Model,
): Standing {
  const counts = run !== undefined && run.model === model && saySame(run.texts, texts);
  const results = new Map<string, Tried>(
    cases.flatMap((one) => {
      const tried = counts ? run.results.get(placeOf(one)) : undefined;
      return tried ? [[one.id, tried] as const] : [];
    }),
  );
  const passed = [...results.values()].filter(hasPassed).length;
  return {
    results,
    passed,
    failed: results.size - passed,
    all: cases.length,
    complete: results.size === cases.length,
  };
}

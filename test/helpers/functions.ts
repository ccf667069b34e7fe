import * as z from 'zod';
import type { Stage } from './stage.ts';

const Functions = z.array(
  z.looseObject({ name: z.string(), pids: z.array(z.int()), invocations: z.int(), errors: z.int(), starts: z.int() }),
);
export type FunctionState = z.infer<typeof Functions>[number];

/** The functions that the stage runs, with the processes each has right now. */
export const functions = async (stage: Stage): Promise<FunctionState[]> =>
  Functions.parse(await stage.control('GET', '/_stage/functions'));

export async function functionState(stage: Stage, name: string): Promise<FunctionState> {
  const found = (await functions(stage)).find((one) => one.name === name);
  if (!found) throw new Error(`The stage has no function ${name}`);
  return found;
}

/** Invocations that ended without an answer: thrown, timed out or killed. */
export const errorsOf = async (stage: Stage, name: string): Promise<number> => (await functionState(stage, name)).errors;

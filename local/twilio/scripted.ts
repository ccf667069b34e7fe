import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerText } from '../http.ts';
import type { Fail } from './behaviour.ts';
import { refuse } from './errors.ts';

/** Answers whether the request ended in the failure that was asked for. */
export async function failed(script: Fail | undefined, response: ServerResponse): Promise<boolean> {
  if (script === undefined) return false;
  if (script.delayMs > 0) await sleep(script.delayMs, undefined, { ref: false });
  if (script.drop === 'before') response.destroy();
  else if (script.code !== undefined) refuse(response, script.code, script.status);
  else if (script.status !== undefined) answerText(response, script.status, 'Scripted failure');
  else return false;
  return true;
}

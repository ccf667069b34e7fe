import type { Failure } from '../../contract/message.ts';
import type { Refusal } from './port.ts';

/** Whether everybody who sends from this number has to know. */
export const concernsNumber = ({ retry, ofNumber }: Refusal): boolean => retry === 'reconnect' || ofNumber === true;

/** A refusal that a status reports, after the message had been taken: nobody tries it again by itself. */
export const reported = ({ retry, failure }: Refusal): Failure =>
  retry === 'backoff' || retry === 'pair-rate' ? { ...failure, advice: 'Send it again in a while.' } : failure;

const longestMs = 15 * 60_000;

/**
 * Milliseconds until attempt number `attempt` (1 = the first) may be followed by another. Pair rate: 4^n seconds, as WhatsApp
 * asks. Otherwise exponential, with full jitter. `random`: 0 to 1.
 */
export function retryDelayMs(retry: 'pair-rate' | 'backoff', attempt: number, random: number): number {
  const base = retry === 'pair-rate' ? 4 ** attempt * 1000 : 2 ** attempt * 1000;
  const jitter = retry === 'pair-rate' ? 1 + random / 4 : 0.5 + random / 2;
  return Math.min(longestMs, Math.round(base * jitter));
}

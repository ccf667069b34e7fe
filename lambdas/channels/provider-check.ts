import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { AccountRefusal } from '../_whatsapp/refusal.ts';

export type ProviderName = 'WhatsApp' | 'Twilio';

/** What the person can put right, by the field it was typed into. */
export function refused(who: ProviderName, { code, said, advice }: AccountRefusal, path: string): ProblemResult {
  return problem('provider-refused', `${who} says: “${said}” (${code}). ${advice}`, [{ path, message: advice }]);
}

/** The same at a number that is connected. */
export const troubleOfRefusal = (who: ProviderName, { code, said, advice }: AccountRefusal) => ({
  code,
  detail: `${who} says: “${said}”. ${advice}`,
});

/** Each provider has its own secrets, and its own ways to replace them. */
export const wrongProvider = (detail: string): ProblemResult => problem('wrong-provider', detail);

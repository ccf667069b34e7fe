import { type ProblemResult, problem } from '../_shared/problem.ts';
import { type AccountRefusal, isRefusal } from '../_whatsapp/refusal.ts';
import type { TwilioAccount } from '../_whatsapp/twilio/account.ts';
import type { Candidate, Checkup, ConnectingToTwilio } from './candidate.ts';
import { refused, troubleOfRefusal } from './provider-check.ts';

/** The fields that can be wrong; whatever else is refused is nobody's typing. */
const fieldOf = ({ code }: AccountRefusal): 'authToken' | 'accountSid' | undefined => {
  if (code === '20003' || code === '20008') return 'authToken';
  return code === '20404' || code === '10001' || code === '20005' || code.startsWith('account-') ? 'accountSid' : undefined;
};

/** `fields`: what the two are called where the person typed them. */
export async function refusedByTwilio(
  account: TwilioAccount,
  fields: { readonly authToken: string; readonly accountSid: string },
): Promise<ProblemResult | undefined> {
  const answer = await account.inUse();
  if (!isRefusal(answer)) return undefined;
  const field = fieldOf(answer);
  if (field) return refused('Twilio', answer, fields[field]);
  return problem('provider-refused', `${answer.said} (${answer.code}). ${answer.advice}`);
}

/**
 * Twilio tells of the account, not of its senders: whether the number is one of them shows when the first message comes or goes.
 * It asks for no verify token, and signs with the address that it was told, so the hook keeps that.
 */
export async function candidateOfTwilio(
  account: TwilioAccount,
  { number, accountSid, authToken }: ConnectingToTwilio,
  twilioWebhookUrl: string,
): Promise<Candidate | ProblemResult> {
  const refusal = await refusedByTwilio(account, { authToken: 'authToken', accountSid: 'accountSid' });
  if (refusal) return refusal;
  return {
    number: { provider: 'twilio', accountSid, displayNumber: number.slice(1) },
    appId: accountSid,
    token: authToken,
    secret: authToken,
    hookOf: ({ id }) => ({ url: `${twilioWebhookUrl}${id}` }),
    checkup: wellAtTwilio,
  };
}

/** Twilio rates no numbers. */
export const wellAtTwilio: Checkup = { quality: undefined, errors: [] };

/** How the account is that a connected number is of. */
export async function askTwilio(account: TwilioAccount): Promise<Checkup> {
  const answer = await account.inUse();
  return isRefusal(answer) ? { quality: undefined, errors: [troubleOfRefusal('Twilio', answer)] } : wellAtTwilio;
}

import { type ProblemResult, problem } from '../_shared/problem.ts';
import { type AccountRefusal, isRefusal, type MetaAccount, type NumberFacts } from '../_whatsapp/meta/account.ts';

/** What the person can put right, by the field it was typed into. */
export function refused({ code, said, advice }: AccountRefusal, path: string): ProblemResult {
  return problem('provider-refused', `WhatsApp says: “${said}” (${code}). ${advice}`, [{ path, message: advice }]);
}

const wrong = (detail: string, path: string): ProblemResult => problem('provider-refused', detail, [{ path, message: detail }]);

const neededScopes = ['whatsapp_business_management', 'whatsapp_business_messaging'];

export interface Checked extends NumberFacts {
  readonly appId: string;
}

/**
 * Asks the provider whether all parts belong together: the token is of an app, may do what is needed, and sees the number, which
 * is in that account; the secret, if given, is of the same app. Then makes the app hear of the account.
 */
export async function checkWithProvider(
  account: MetaAccount,
  ids: { readonly phoneNumberId: string; readonly wabaId: string },
  appSecret?: string,
): Promise<Checked | ProblemResult> {
  const token = await account.token();
  if (isRefusal(token)) return refused(token, 'accessToken');
  const missing = neededScopes.filter((scope) => !token.scopes.includes(scope));
  if (missing.length > 0) {
    return wrong(`The access token lacks ${missing.join(' and ')}: make one with these permissions.`, 'accessToken');
  }
  const [number, held] = await Promise.all([
    account.number(ids.phoneNumberId, appSecret),
    account.holds(ids.wabaId, ids.phoneNumberId),
  ]);
  if (isRefusal(number)) return refused(number, /same Meta app/.test(number.advice) ? 'appSecret' : 'phoneNumberId');
  if (isRefusal(held)) return refused(held, 'wabaId');
  if (!held.holds) {
    return wrong('The number is not in this WhatsApp Business Account: compare both ids in WhatsApp Manager.', 'wabaId');
  }
  const subscribed = await account.subscribe(ids.wabaId);
  if (isRefusal(subscribed)) return refused(subscribed, 'wabaId');
  return { ...number, appId: token.appId };
}

/** What the state of a number means for those who use it. */
export function troubleOf({ status, quality }: NumberFacts): { code: string; detail: string }[] {
  const troubles: { code: string; detail: string }[] = [];
  if (status !== 'CONNECTED') {
    troubles.push({
      code: `status-${status.toLowerCase().replace(/\W/g, '-').slice(0, 40)}`,
      detail: `WhatsApp reports the number as ${status.replace(/\W/g, ' ').slice(0, 40)}. Look at it in WhatsApp Manager.`,
    });
  }
  if (quality === 'RED') {
    troubles.push({
      code: 'quality-red',
      detail:
        'Customers block or report messages of this number. Send less, and only what people expect, or WhatsApp will limit it.',
    });
  }
  return troubles;
}

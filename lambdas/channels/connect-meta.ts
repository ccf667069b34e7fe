import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { MetaAccount, NumberFacts } from '../_whatsapp/meta/account.ts';
import { isRefusal } from '../_whatsapp/refusal.ts';
import { firstVerifyToken, hashOfToken } from './app-secrets.ts';
import type { Candidate, Checkup, ConnectingToMeta } from './candidate.ts';
import { refused, troubleOfRefusal } from './provider-check.ts';

const wrong = (detail: string, path: string): ProblemResult => problem('provider-refused', detail, [{ path, message: detail }]);

const neededScopes = ['whatsapp_business_management', 'whatsapp_business_messaging'];

interface Checked extends NumberFacts {
  readonly appId: string;
}

/**
 * Asks Meta whether all parts belong together: the token is of an app, may do what is needed, and sees the number, which is in
 * that account; the secret, if given, is of the same app. Then makes the app hear of the account.
 */
export async function checkWithMeta(
  account: MetaAccount,
  ids: { readonly phoneNumberId: string; readonly wabaId: string },
  appSecret?: string,
): Promise<Checked | ProblemResult> {
  const token = await account.token();
  if (isRefusal(token)) return refused('WhatsApp', token, 'accessToken');
  const missing = neededScopes.filter((scope) => !token.scopes.includes(scope));
  if (missing.length > 0) {
    return wrong(`The access token lacks ${missing.join(' and ')}: make one with these permissions.`, 'accessToken');
  }
  const [number, held] = await Promise.all([
    account.number(ids.phoneNumberId, appSecret),
    account.holds(ids.wabaId, ids.phoneNumberId),
  ]);
  if (isRefusal(number)) return refused('WhatsApp', number, /same Meta app/.test(number.advice) ? 'appSecret' : 'phoneNumberId');
  if (isRefusal(held)) return refused('WhatsApp', held, 'wabaId');
  if (!held.holds) {
    return wrong('The number is not in this WhatsApp Business Account: compare both ids in WhatsApp Manager.', 'wabaId');
  }
  const subscribed = await account.subscribe(ids.wabaId);
  if (isRefusal(subscribed)) return refused('WhatsApp', subscribed, 'wabaId');
  return { ...number, appId: token.appId };
}

export async function candidateOfMeta(account: MetaAccount, body: ConnectingToMeta): Promise<Candidate | ProblemResult> {
  const { phoneNumberId, wabaId, accessToken, appSecret } = body;
  const checked = await checkWithMeta(account, body, appSecret);
  if (isProblem(checked)) return checked;
  return {
    number: { provider: 'meta', phoneNumberId, wabaId, displayNumber: checked.number },
    appId: checked.appId,
    token: accessToken,
    secret: appSecret,
    hookOf: (_, id) => ({ verify: hashOfToken(firstVerifyToken(appSecret, id)) }),
    checkup: checkupOf(checked),
  };
}

/** How a number is that is connected. */
export async function askMeta(account: MetaAccount, phoneNumberId: string): Promise<Checkup> {
  const number = await account.number(phoneNumberId);
  return isRefusal(number) ? { quality: undefined, errors: [troubleOfRefusal('WhatsApp', number)] } : checkupOf(number);
}

/** What the state of a number means for those who use it. */
export function checkupOf({ status, quality }: NumberFacts): Checkup {
  const errors: { code: string; detail: string }[] = [];
  if (status !== 'CONNECTED') {
    errors.push({
      code: `status-${status.toLowerCase().replace(/\W/g, '-').slice(0, 40)}`,
      detail: `WhatsApp reports the number as ${status.replace(/\W/g, ' ').slice(0, 40)}. Look at it in WhatsApp Manager.`,
    });
  }
  if (quality === 'RED') {
    errors.push({
      code: 'quality-red',
      detail:
        'Customers block or report messages of this number. Send less, and only what people expect, or WhatsApp will limit it.',
    });
  }
  return { quality, errors };
}

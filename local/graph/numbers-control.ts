import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import { answerJson } from './answer.ts';
import type { Numbers } from './numbers.ts';
import type { Webhooks } from './webhook.ts';

const Change = z.strictObject({
  phoneNumberId: z.string(),
  quality: z.enum(['GREEN', 'YELLOW', 'RED', 'NA']).optional(),
  status: z.string().optional(),
  /** A webhook of the account to send to the platform. */
  tell: z.strictObject({ field: z.string(), value: z.looseObject({}) }).optional(),
});

/** What somebody does in the dashboard of a Meta app. */
const AppChange = z.strictObject({
  appId: z.string(),
  /** Where webhooks go: taken when the address answers the challenge. */
  callbackUrl: z.url().optional(),
  verifyToken: z.string().optional(),
  newSecret: z.literal(true).optional(),
  newToken: z.literal(true).optional(),
  revoke: z.string().optional(),
});

/** The provider's own screens, for tests and for people who try things out. */
export async function numbersControl(
  numbers: Numbers,
  webhooks: Webhooks,
  asked: string,
  body: unknown,
  response: ServerResponse,
): Promise<void> {
  const refuse = (error: z.ZodError | string): void =>
    answerJson(response, 400, { error: typeof error === 'string' ? error : z.prettifyError(error) });
  if (asked === 'GET _numbers') {
    const all = numbers.list().map((one) => ({
      ...one,
      ...numbers.facts(one.phoneNumberId),
      subscribed: numbers.isSubscribed(one.appId, one.wabaId),
    }));
    return answerJson(response, 200, { numbers: all });
  }
  if (asked === 'POST _numbers') {
    const change = Change.safeParse(body);
    if (change.success) {
      const { phoneNumberId, tell, ...facts } = change.data;
      const channel = numbers.find(phoneNumberId);
      if (channel === undefined) return refuse('There is no such number');
      numbers.setFacts(phoneNumberId, facts);
      const webhookStatus = tell && (await webhooks.tell(channel, tell.field, tell.value));
      return answerJson(response, 200, { ...numbers.facts(phoneNumberId), webhookStatus });
    }
    const added = numbers.add(body);
    return added instanceof z.ZodError ? refuse(added) : answerJson(response, 200, added);
  }
  const change = AppChange.safeParse(body);
  if (!change.success) return refuse(change.error);
  const { appId, callbackUrl, verifyToken = '', newSecret, newToken, revoke } = change.data;
  if (!numbers.list().some((one) => one.appId === appId)) return refuse('There is no such app');
  if (callbackUrl !== undefined) {
    if (!(await answersChallenge(callbackUrl, verifyToken))) {
      return refuse("The callback URL or verify token couldn't be validated.");
    }
    numbers.setWebhook(appId, callbackUrl);
  }
  if (revoke !== undefined) numbers.revokeToken(appId, revoke);
  answerJson(response, 200, {
    ...(newSecret && { appSecret: numbers.renewSecret(appId) }),
    ...(newToken && { accessToken: numbers.issueToken(appId) }),
    success: true,
  });
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview (verification requests) */
async function answersChallenge(callbackUrl: string, verifyToken: string): Promise<boolean> {
  const challenge = String(randomBytes(4).readUInt32BE());
  const url = new URL(callbackUrl);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', verifyToken);
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
    return response.status === 200 && (await response.text()) === challenge;
  } catch {
    return false;
  }
}

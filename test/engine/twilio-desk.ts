import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { answerWebhook, type WebhookEvent } from '../../lambdas/webhook-twilio/webhook.ts';
import { type RecordedRequest, recordedAccount, signedByTwilio } from '../helpers/twilio.ts';
import { channel, hookId, webhookStandIn } from './webhook-desk.ts';

export const recordedToken = recordedAccount.authToken;
/** What most of the recorded requests are signed for. */
export const recordedUrl = 'https://inbox.example.com/webhooks/twilio/whatsapp';

const folder = join(import.meta.dirname, '../fixtures');

const Expected = z.looseObject({
  messages: z.number(),
  statuses: z.number(),
  kinds: z.array(z.string()),
  texts: z.array(z.string()).optional(),
  contact: z.object({ waId: z.string(), userId: z.string(), name: z.string() }).optional(),
  payloads: z.array(z.string()).optional(),
  replyTo: z.string().optional(),
  referral: z.record(z.string(), z.string()).optional(),
  errorCodes: z.array(z.number()).optional(),
  finalStatus: z.record(z.string(), z.string()).optional(),
});
/** The recorded requests of Twilio that are messages or statuses, with what is to be read in them. */
export const recordedByTwilio = z
  .array(z.looseObject({ provider: z.string() }))
  .parse(JSON.parse(readFileSync(join(folder, 'whatsapp/index.json'), 'utf8')))
  .filter(({ provider }) => provider === 'twilio')
  .map((entry) => z.object({ file: z.string(), description: z.string(), expect: Expected }).parse(entry))
  .filter(({ expect }) => expect.messages + expect.statuses > 0);

/** Of Twilio's own library for Node, 6.2. */
export const vectors = z
  .array(
    z.object({ what: z.string(), url: z.string(), fields: z.array(z.tuple([z.string(), z.string()])), signature: z.string() }),
  )
  .parse(JSON.parse(readFileSync(join(folder, 'twilio-signatures.json'), 'utf8')));

/** A webhook function with one hook of Twilio, whose address is `url` and whose token the recorded one. */
export function twilioDesk(url = recordedUrl, more: Record<string, unknown> = {}) {
  const desk = webhookStandIn({
    provider: { S: 'twilio' },
    url: { S: url },
    channels: { M: { [recordedAccount.number.slice(1)]: { S: channel } } },
    ...more,
  });
  if (!('secrets' in more)) desk.state.item.secrets = { L: [desk.sealed(recordedToken)] };
  const ask = async ({ method = 'POST', ...given }: Partial<WebhookEvent> & { method?: string }): Promise<number> => {
    const event: WebhookEvent = {
      rawPath: `/${hookId}`,
      rawQueryString: '',
      isBase64Encoded: false,
      ...given,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...given.headers },
      requestContext: { requestId: 'request-1', http: { method } },
    };
    const { statusCode, body = '' } = await answerWebhook(event, desk.dependencies);
    if (body !== '' && !body.endsWith('<Response/>')) throw new Error('Twilio would send this to the customer');
    return statusCode ?? 0;
  };
  return { ...desk, ask };
}

/** As recorded: bytes and signature. */
export const asRecorded = ({ rawBody, signature }: RecordedRequest) => ({
  body: rawBody,
  headers: { 'x-twilio-signature': signature },
});

/** Signed for `url` by the tests' own implementation. */
export const signedFor = async (url: string, params: Readonly<Record<string, string>>, token = recordedToken) => ({
  body: new URLSearchParams({ ...params }).toString(),
  headers: { 'x-twilio-signature': await signedByTwilio(url, params, token) },
});

import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { failPoint } from '../_shared/fail-point.ts';
import type { Aws } from '../_webhooks/aws.ts';
import { type HookRecords, signer } from '../_webhooks/hook-record.ts';
import { type IntakeConfig, queueItems } from '../_webhooks/intake.ts';
import { countsOf, report } from '../_webhooks/report.ts';
import { fieldsOf, formOf } from './form.ts';
import { claimedMac, signedByOneOf } from './signature.ts';
import { split } from './split.ts';

export interface WebhookDependencies {
  readonly aws: Aws;
  readonly hooks: HookRecords;
  readonly config: IntakeConfig;
  readonly write: (line: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** What a Function URL hands over, as far as it is used. Of its host nothing is: whoever asks can say any. */
export type WebhookEvent = Pick<APIGatewayProxyEventV2, 'rawPath' | 'rawQueryString' | 'headers' | 'body' | 'isBase64Encoded'> & {
  readonly requestContext: { readonly requestId: string; readonly http: { readonly method: string } };
};
type Answer = APIGatewayProxyStructuredResultV2;

/** A text has 1,600 characters at most, an answer to a flow some thousand. */
const largestBody = 256 * 1024;
/** The hook, and behind it, in what we gave as status callback, the place of our message: conversation and message. */
const address = /^\/([0-9A-Za-z_-]{22})(\/([0-9a-z]{26}\/[0-9A-Za-z_-]{10,60}))?$/;

/** No detail to strangers: which address exists and what was wrong is nobody's business. */
const plain = (statusCode: number): Answer => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: '',
});
/** Nothing to answer the customer at once: https://www.twilio.com/docs/messaging/twiml */
const taken: Answer = {
  statusCode: 200,
  headers: { 'content-type': 'text/xml; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
};

export async function answerWebhook(
  event: WebhookEvent,
  { aws, hooks, config, write, now }: WebhookDependencies,
): Promise<Answer> {
  if (event.requestContext.http.method !== 'POST') return plain(405);
  const at = now();
  const fields = { function: 'webhook-twilio', requestId: event.requestContext.requestId };
  const refuse = (status: number, reason: string, hookId?: string): Answer => {
    report(write, { ...fields, hookId, reason }, { refused: 1 }, at);
    return plain(status);
  };
  if (!/^application\/x-www-form-urlencoded *(;|$)/i.test(event.headers['content-type'] ?? '')) return refuse(415, 'no-form');
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > largestBody) return refuse(413, 'too-large');
  const mac = claimedMac(event.headers['x-twilio-signature']);
  const [, id, behind = '', key] = address.exec(event.rawPath) ?? [];
  if (!mac || id === undefined) return refuse(403, 'unsigned');
  try {
    const form = formOf(bytes);
    const asked = behind + (event.rawQueryString === '' ? '' : `?${event.rawQueryString}`);
    const hook = await signer(
      hooks,
      { id, provider: 'twilio', now: at },
      ({ url }, tokens) => url !== '' && signedByOneOf(tokens, url + asked, form, mac),
    );
    if (!hook) return refuse(403, 'signature', id);
    const said = fieldsOf(form);
    if (!said) return refuse(403, 'twice', id);
    const parts = split(said, hook, key);
    // The number may have become this business's since the record was read.
    const newer = parts.foreign > 0 ? await hooks.loadAgain(id, at) : undefined;
    const { items, ...counts } = newer && newer.tenant === hook.tenant ? split(said, newer, key) : parts;
    // Known to Twilio, and not here: a 200 would lose what it says, unseen by anybody. Of this Twilio tells its own people.
    if (counts.foreign > 0) return refuse(404, 'unknown-number', id);
    await queueItems(aws, config, { tenant: hook.tenant, provider: 'twilio', receivedAt: at }, items);
    failPoint('webhook-twilio.after-queue');
    report(write, { ...fields, hookId: id, tenant: hook.tenant }, countsOf({ items, ...counts }), at);
    return taken;
  } catch (error) {
    // Our own messages and class names only: an error of a parser or of fetch may quote what it was given.
    const reason = error instanceof Error && error.constructor === Error ? error.message : 'internal';
    report(write, { ...fields, hookId: id, reason }, { failed: 1 }, at);
    return plain(500);
  }
}

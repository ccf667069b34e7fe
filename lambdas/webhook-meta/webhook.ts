import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { failPoint } from '../_shared/fail-point.ts';
import type { Aws } from '../_webhooks/aws.ts';
import { type HookRecord, type HookRecords, signer } from '../_webhooks/hook-record.ts';
import { type IntakeConfig, queueItems } from '../_webhooks/intake.ts';
import type { Split } from '../_webhooks/item.ts';
import { type Counts, countsOf, report } from '../_webhooks/report.ts';
import { type Fields, isFields } from '../_whatsapp/fields.ts';
import { claimedMac, isVerifyToken, signedByOneOf } from './signature.ts';
import { split } from './split.ts';

export interface WebhookDependencies {
  readonly aws: Aws;
  readonly hooks: HookRecords;
  readonly config: IntakeConfig;
  readonly write: (line: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** What a Function URL hands over, as far as it is used. */
export type WebhookEvent = Pick<
  APIGatewayProxyEventV2,
  'rawPath' | 'headers' | 'queryStringParameters' | 'body' | 'isBase64Encoded'
> & { readonly requestContext: { readonly requestId: string; readonly http: { readonly method: string } } };
type Answer = APIGatewayProxyStructuredResultV2;

/** The provider's own limit for a body. */
const largestBody = 3 * 1024 * 1024;
const hookId = /^\/([0-9A-Za-z_-]{22})\/?$/;

/** No detail to strangers: which address exists and what was wrong is nobody's business. */
const plain = (statusCode: number, body = ''): Answer => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body,
});

export async function answerWebhook(event: WebhookEvent, dependencies: WebhookDependencies): Promise<Answer> {
  const { method } = event.requestContext.http;
  if (method === 'GET') return verify(event, dependencies);
  if (method === 'POST') return receive(event, dependencies);
  return plain(405);
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview (verification requests) */
async function verify(event: WebhookEvent, { hooks, now }: WebhookDependencies): Promise<Answer> {
  const query = event.queryStringParameters ?? {};
  const id = hookId.exec(event.rawPath)?.[1];
  const [token, challenge] = [query['hub.verify_token'], query['hub.challenge']];
  if (id === undefined || query['hub.mode'] !== 'subscribe' || !token || challenge === undefined) return plain(403);
  // The provider asks a few times in the life of a number: always the record as it is now, so that a token which was replaced
  // a moment ago is worth nothing.
  const hook = await hooks.loadAgain(id, now());
  return hook?.provider === 'meta' && isVerifyToken(token, hook.verify) ? plain(200, challenge) : plain(403);
}

async function receive(event: WebhookEvent, dependencies: WebhookDependencies): Promise<Answer> {
  const { aws, hooks, config, write, now } = dependencies;
  const at = now();
  const fields = { function: 'webhook-meta', requestId: event.requestContext.requestId };
  const refuse = (status: number, reason: string): Answer => {
    report(write, { ...fields, reason }, { refused: 1 }, at);
    return plain(status);
  };
  const encoding = event.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') return refuse(415, 'content-encoding');
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > largestBody) return refuse(413, 'too-large');
  const mac = claimedMac(event.headers['x-hub-signature-256']);
  const id = hookId.exec(event.rawPath)?.[1];
  if (!mac || id === undefined) return refuse(401, 'unsigned');
  try {
    const hook = await signer(hooks, { id, provider: 'meta', now: at }, (_, secrets) => signedByOneOf(secrets, bytes, mac));
    if (!hook) return refuse(401, 'signature');
    const body = parse(bytes);
    if (!isFields(body)) return refuse(400, 'not-json');
    const parts = await sorted(body, hook, () => hooks.loadAgain(id, at));
    const counts: Counts = countsOf(parts);
    await queueItems(aws, config, { tenant: hook.tenant, provider: 'meta', receivedAt: at }, parts.items);
    failPoint('webhook-meta.after-queue');
    report(write, { ...fields, hookId: id, tenant: hook.tenant }, counts, at);
    return plain(200);
  } catch (error) {
    // Our own messages and class names only: an error of a parser or of fetch may quote what it was given.
    const reason = error instanceof Error && error.constructor === Error ? error.message : 'internal';
    report(write, { ...fields, hookId: id, reason }, { failed: 1 }, at);
    return plain(500);
  }
}

/** A number that is not this business's may have become its since the record was read: what it says must not be dropped. */
async function sorted(body: Fields, hook: HookRecord, again: () => Promise<HookRecord | undefined>): Promise<Split> {
  const parts = split(body, hook);
  const newer = parts.foreign > 0 ? await again() : undefined;
  return newer && newer !== hook && newer.tenant === hook.tenant ? split(body, newer) : parts;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { InboundJob } from '../../contract/queues.ts';
import { encrypt } from '../../lambdas/_shared/envelope.ts';
import type { Aws, QueueEntry } from '../../lambdas/_webhooks/aws.ts';
import { hookRecords } from '../../lambdas/_webhooks/hook-record.ts';
import { answerWebhook, type WebhookEvent } from '../../lambdas/webhook-meta/webhook.ts';
import { independentSignature } from '../helpers/sign.ts';

export const tenant = '01kabcdefghjkmnpqrstvwxyz0';
export const channel = '01kabcdefghjkmnpqrstvwxyz1';
export const hookId = 'AbCdEfGhIjKlMnOpQrStUv';
export const secret = 'app secret, current';
export const previous = 'app secret, previous';
export const noon = Date.UTC(2026, 10, 20, 9);

/** Stands in for the four AWS calls, and remembers what was written. */
export function webhookStandIn(more: Record<string, unknown> = {}) {
  const dataKey = randomBytes(32);
  const context = { tenant, purpose: 'webhook' };
  const sealed = (text: string) => ({ M: { sealed: { S: encrypt(dataKey, Buffer.from('wrapped'), context, text) } } });
  const item: Record<string, unknown> = {
    tenant: { S: tenant },
    provider: { S: 'meta' },
    channels: { M: { '106540352242922': { S: channel } } },
    secrets: { L: [sealed(secret), { M: { ...sealed(previous).M, until: { N: String(noon + 60_000) } } }] },
    verify: { S: createHash('sha256').update('verify me').digest('hex') },
    ...more,
  };
  const state = {
    now: noon,
    item,
    entries: [] as QueueEntry[],
    batches: 0,
    objects: new Map<string, string>(),
    reads: 0,
    opened: 0,
    refuse: new Set<string>(),
    lines: [] as string[],
  };
  const aws: Aws = {
    async getItem(_table, pk) {
      state.reads += 1;
      return pk === `HOOK#${hookId}` ? state.item : undefined;
    },
    async decrypt(ciphertext, given) {
      expect(given).toEqual(context);
      expect(ciphertext.toString()).toBe('wrapped');
      state.opened += 1;
      return dataKey;
    },
    async sendBatch(_url, entries) {
      state.batches += 1;
      expect(entries.length).toBeLessThanOrEqual(10);
      expect(entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0)).toBeLessThanOrEqual(256 * 1024);
      const refused = entries.filter(({ MessageGroupId }) => state.refuse.has(MessageGroupId) || state.refuse.has('all'));
      state.entries.push(...entries.filter((entry) => !refused.includes(entry)));
      return refused.map(({ Id }) => Id);
    },
    async putObject(_bucket, key, body) {
      state.objects.set(key, body);
    },
  };
  const hooks = hookRecords(aws, 'table');
  const config = { queueUrl: 'https://queue', bucket: 'bucket' };
  const dependencies = { aws, hooks, config, write: (line: string) => void state.lines.push(line), now: () => state.now };
  const jobs = () => state.entries.map(({ MessageBody }) => InboundJob.parse(JSON.parse(MessageBody)));
  return { state, sealed, jobs, dependencies };
}

export function webhookDesk() {
  const { state, sealed, jobs, dependencies } = webhookStandIn();
  return {
    state,
    sealed,
    jobs,
    ask: async (given: Partial<WebhookEvent> & { method?: string }) => {
      const event: WebhookEvent = {
        rawPath: `/${hookId}`,
        headers: {},
        isBase64Encoded: false,
        ...given,
        requestContext: { requestId: 'request-1', http: { method: given.method ?? 'POST' } },
      };
      return (await answerWebhook(event, dependencies)).statusCode;
    },
    answer: (query: Record<string, string>, rawPath = `/${hookId}`) =>
      answerWebhook(
        {
          rawPath,
          headers: {},
          isBase64Encoded: false,
          queryStringParameters: query,
          requestContext: { requestId: 'r', http: { method: 'GET' } },
        },
        dependencies,
      ),
  };
}
export type WebhookDesk = ReturnType<typeof webhookDesk>;
type Written = Pick<WebhookDesk, 'state'>;

export const signed = (body: string, key = secret) => ({
  body,
  headers: { 'x-hub-signature-256': independentSignature(key, Buffer.from(body)) },
});
export const fixture = (file: string) => readFileSync(join(import.meta.dirname, '../fixtures/whatsapp', file), 'utf8');
export const text = (id: string, more: object = {}) => ({
  id,
  from: '12025550143',
  timestamp: '1795165440',
  type: 'text',
  text: { body: `says ${id}` },
  ...more,
});
export const value = (parts: object, number = '106540352242922') => ({ metadata: { phone_number_id: number }, ...parts });
export const body = (...values: object[]) =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: values.map((one) => ({ field: 'messages', value: one })) }],
  });

export const nothingWritten = ({ state }: Written) => expect([state.entries.length, state.objects.size]).toEqual([0, 0]);
export const nothingPrivate = ({ state }: Written) => {
  for (const leak of ['12025550143', '106540352242922', 'says', 'wamid', 'Whitfield'])
    expect(state.lines.join('\n')).not.toContain(leak);
};

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InboundJob } from '../../contract/queues.ts';
import { intakeFrom, type LoadIntake } from './intake.ts';

const tenant = '01kabcdefghjkmnpqrstvwxyz0';
const stored = new Map([[`/bucket/intake/${tenant}/1`, JSON.stringify({ event: { id: 'w1' }, contact: { wa_id: '1202' } })]]);
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url} ${request.headers.authorization?.split(' ')[0]}`);
  const body = stored.get(request.url ?? '');
  response.writeHead(body === undefined ? 404 : 200).end(body);
});
let load: LoadIntake;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  load = intakeFrom('bucket', {
    AWS_ENDPOINT_URL,
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_REGION: 'eu-central-1',
  });
});
afterAll(() => server.close());

const job = (event: InboundJob['event'], more: object = {}) =>
  InboundJob.parse({ v: 1, tenant, channelId: tenant, provider: 'meta', type: 'message', receivedAt: 0, event, ...more });

describe('what a job is about', () => {
  it('is in the job', async () => {
    const contact = { wa_id: '1202' };
    expect(await load(job({ inline: { id: 'w0' } }, { contact }))).toEqual({ event: { id: 'w0' }, contact, errors: undefined });
    expect(asked).toEqual([]);
  });

  it('or in the bucket, under the key of its business', async () => {
    expect(await load(job({ key: `intake/${tenant}/1` }))).toEqual({ event: { id: 'w1' }, contact: { wa_id: '1202' } });
    expect(asked).toEqual([`GET /bucket/intake/${tenant}/1 AWS4-HMAC-SHA256`]);
  });

  it('and nowhere else', async () => {
    asked.splice(0);
    await expect(load(job({ key: 'intake/01kabcdefghjkmnpqrstvwxyz1/1' }))).rejects.toThrow('another business');
    expect(asked).toEqual([]);
    await expect(load(job({ key: `intake/${tenant}/2` }))).rejects.toThrow('404');
  });
});

import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, changeOf, newCustomer, newWamid, textOf } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import { independentSignature } from '../helpers/sign.ts';
import type { Channel, Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';

const canary = 'canary-of-case-23';
const header = 'x-hub-signature-256';
type Headers = Record<string, string | string[]>;

/** Raw HTTP: `fetch` would tidy up what is being tried here. */
function send(channel: Channel, body: Uint8Array, headers: Headers, path = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(
      `${channel.webhook}${path}`,
      { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': body.length, ...headers } },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
      },
    );
    call.once('error', reject);
    call.end(body);
  });
}

describe('the signature of a webhook', () => {
  let stage: Stage;
  let ours: Channel;
  let theirs: Channel;
  const sentIds: string[] = [];
  const customers: string[] = [];
  beforeAll(() => {
    stage = sharedStage();
    ours = stage.channel('samia');
    theirs = stage.channel('isik');
  });

  function body(channel = ours, text = canary): Uint8Array<ArrayBuffer> {
    const customer = newCustomer(canary);
    customers.push(customer.waId);
    const id = newWamid('signed');
    sentIds.push(id);
    return bodyOf([changeOf(channel, { customers: [customer], messages: [textOf(customer, { id, body: text })] })]);
  }
  const sign = (raw: Uint8Array, secret = ours.appSecret) => independentSignature(secret, raw);
  const written = async () => {
    await settled(stage);
    return (await new RawTable(stage).messages(sentIds)).length;
  };

  const refused: [string, () => [Uint8Array, Headers]][] = [
    ['missing', () => [body(), {}]],
    ['empty', () => [body(), { [header]: '' }]],
    [
      'the old SHA-1 one only',
      () => {
        const raw = body();
        return [raw, { 'x-hub-signature': independentSignature(ours.appSecret, raw, 'sha1') }];
      },
    ],
    [
      'SHA-1 under the new name',
      () => {
        const raw = body();
        return [raw, { [header]: independentSignature(ours.appSecret, raw, 'sha1') }];
      },
    ],
    [
      'one digit short',
      () => {
        const raw = body();
        return [raw, { [header]: sign(raw).slice(0, -1) }];
      },
    ],
    [
      'one digit more',
      () => {
        const raw = body();
        return [raw, { [header]: `${sign(raw)}0` }];
      },
    ],
    [
      'without its prefix',
      () => {
        const raw = body();
        return [raw, { [header]: sign(raw).slice('sha256='.length) }];
      },
    ],
    [
      'in upper case',
      () => {
        const raw = body();
        return [raw, { [header]: `sha256=${sign(raw).slice('sha256='.length).toUpperCase()}` }];
      },
    ],
    [
      'two headers, one of them right',
      () => {
        const raw = body();
        return [raw, { [header]: [sign(raw), `sha256=${'0'.repeat(64)}`] }];
      },
    ],
    [
      'of the same JSON written differently',
      () => {
        const raw = body();
        return [
          new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(raw)), null, 1)),
          { [header]: sign(raw) },
        ];
      },
    ],
    [
      'of the same text without its escapes',
      () => {
        const raw = body(ours, `${canary} Zürich/İstanbul`);
        return [new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(raw)))), { [header]: sign(raw) }];
      },
    ],
    [
      "made with another app's secret",
      () => {
        const raw = body();
        return [raw, { [header]: sign(raw, theirs.appSecret) }];
      },
    ],
    [
      'of the body before it was compressed',
      () => {
        const raw = body();
        return [gzipSync(raw), { [header]: sign(raw), 'content-encoding': 'gzip' }];
      },
    ],
    ['wrong, on what is no JSON', () => [new TextEncoder().encode(`{"${canary}`), { [header]: `sha256=${'a'.repeat(64)}` }]],
    ['wrong, on 3 MB', () => [body(ours, canary.repeat(180_000)), { [header]: `sha256=${'b'.repeat(64)}` }]],
  ];

  it.each(refused)('%s: refused', async (_name, make) => {
    const [raw, headers] = make();
    // 415: it says that it is compressed, which the provider never does.
    expect([401, 403, 415]).toContain(await send(ours, raw, headers));
  });

  it('of all that was refused nothing is written', async () => {
    expect(sentIds.length).toBeGreaterThanOrEqual(refused.length - 2);
    expect(await written()).toBe(0);
  });

  it('right: taken, over the very bytes, escapes and all', async () => {
    const raw = body(ours, `${canary} Zürich/İstanbul 👋`);
    const before = await written();
    expect(await send(ours, raw, { [header]: sign(raw) })).toBe(200);
    expect(await written()).toBe(before + 1);
  });

  it('right, on bytes that the gateway passes as base64', async () => {
    const raw = body();
    const before = await written();
    expect(await send(ours, raw, { [header]: sign(raw), 'content-type': 'application/octet-stream' })).toBe(200);
    expect(await written()).toBe(before + 1);
  });

  it('right, on a message too large for the queue: taken all the same', async () => {
    const customer = newCustomer(canary);
    const id = newWamid('large');
    sentIds.push(id);
    const message = { ...textOf(customer, { id, body: 'large' }), padding: 'x'.repeat(3_000_000) };
    const raw = bodyOf([changeOf(ours, { customers: [customer], messages: [message] })]);
    const before = await written();
    expect(await send(ours, raw, { [header]: sign(raw) })).toBe(200);
    expect(await written()).toBe(before + 1);
  });

  it("right, but naming another business's number: answered, and written for neither", async () => {
    const raw = body(theirs);
    const before = await written();
    expect(await send(ours, raw, { [header]: sign(raw) })).toBe(200);
    expect(await written()).toBe(before);
  });

  it.each([
    ['nothing at all', new Uint8Array()],
    ['no JSON', new TextEncoder().encode(`{"${canary}`)],
    ['JSON that is no webhook', new TextEncoder().encode('[1,2,{"entry":5}]')],
    ['bytes that are no UTF-8', Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['compressed bytes', new Uint8Array(gzipSync('{}'))],
  ])('right, on %s: no error of ours', async (_name, raw) => {
    expect([200, 400]).toContain(await send(ours, raw, { [header]: sign(raw) }));
  });

  it('right, on a hook nobody has: refused', async () => {
    const raw = body();
    const elsewhere = { ...ours, webhook: ours.webhook.replace(/[^/]+$/, 'A'.repeat(22)) };
    expect([401, 403, 404]).toContain(await send(elsewhere, raw, { [header]: sign(raw) }));
  });

  it('the handshake gives the challenge back to who knows the token, and to nobody else', async () => {
    const ask = async (token: string, mode = 'subscribe') => {
      const query = new URLSearchParams({ 'hub.mode': mode, 'hub.challenge': '1158201444', 'hub.verify_token': token });
      const response = await fetch(`${ours.webhook}?${query}`);
      return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
    };
    expect(await ask(ours.verifyToken)).toMatchObject({
      status: 200,
      type: expect.stringContaining('text/plain'),
      text: '1158201444',
    });
    expect((await ask(`${ours.verifyToken}x`)).status).toBe(403);
    expect((await ask(theirs.verifyToken)).status).toBe(403);
    expect((await ask('')).status).toBe(403);
    expect((await ask(ours.verifyToken, 'unsubscribe')).status).toBe(403);
  });

  afterAll(async () => {
    // No body, name or telephone number in any log, and no secret either.
    const log = await stage.logs();
    for (const secret of [canary, ...customers, ours.appSecret, theirs.appSecret, ours.verifyToken])
      expect(log).not.toContain(secret);
  });
});

import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { InboundJob } from '../../contract/queues.ts';
import { independentSignature } from '../../test/helpers/sign.ts';
import { encrypt } from '../_shared/envelope.ts';
import type { Aws, QueueEntry } from './aws.ts';
import { hookRecords } from './hook-record.ts';
import { split } from './split.ts';
import { answerWebhook, type WebhookEvent } from './webhook.ts';

const tenant = '01kabcdefghjkmnpqrstvwxyz0';
const channel = '01kabcdefghjkmnpqrstvwxyz1';
const hookId = 'AbCdEfGhIjKlMnOpQrStUv';
const secret = 'app secret, current';
const previous = 'app secret, previous';
const noon = Date.UTC(2026, 10, 20, 9);

/** Stands in for the four AWS calls, and remembers what was written. */
function desk() {
  const dataKey = randomBytes(32);
  const context = { tenant, purpose: 'webhook' };
  const sealed = (text: string) => ({ M: { sealed: { S: encrypt(dataKey, Buffer.from('wrapped'), context, text) } } });
  const item: Record<string, unknown> = {
    tenant: { S: tenant },
    channels: { M: { '106540352242922': { S: channel } } },
    secrets: { L: [sealed(secret), { M: { ...sealed(previous).M, until: { N: String(noon + 60_000) } } }] },
    verify: { S: createHash('sha256').update('verify me').digest('hex') },
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
  return {
    state,
    sealed,
    jobs: () => state.entries.map(({ MessageBody }) => InboundJob.parse(JSON.parse(MessageBody))),
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
type Desk = ReturnType<typeof desk>;

const signed = (body: string, key = secret) => ({
  body,
  headers: { 'x-hub-signature-256': independentSignature(key, Buffer.from(body)) },
});
const fixture = (file: string) => readFileSync(join(import.meta.dirname, '../../test/fixtures/whatsapp', file), 'utf8');
const text = (id: string, more: object = {}) => ({
  id,
  from: '12025550143',
  timestamp: '1795165440',
  type: 'text',
  text: { body: `says ${id}` },
  ...more,
});
const value = (parts: object, number = '106540352242922') => ({ metadata: { phone_number_id: number }, ...parts });
const body = (...values: object[]) =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: values.map((one) => ({ field: 'messages', value: one })) }],
  });

const nothingWritten = ({ state }: Desk) => expect([state.entries.length, state.objects.size]).toEqual([0, 0]);
const nothingPrivate = ({ state }: Desk) => {
  for (const leak of ['12025550143', '106540352242922', 'says', 'wamid', 'Whitfield'])
    expect(state.lines.join('\n')).not.toContain(leak);
};

describe('the handshake', () => {
  const query = { 'hub.mode': 'subscribe', 'hub.challenge': '11582 01444<b>', 'hub.verify_token': 'verify me' };

  it('gives the challenge back verbatim, as plain text', async () => {
    const answer = await desk().answer(query);
    expect(answer).toMatchObject({ statusCode: 200, body: '11582 01444<b>' });
    expect(answer.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
  });

  it.each([
    ['another token', { ...query, 'hub.verify_token': 'verify' }],
    ['no token', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }],
    ['another mode', { ...query, 'hub.mode': 'unsubscribe' }],
    ['no challenge', { 'hub.mode': 'subscribe', 'hub.verify_token': 'verify me' }],
    ['nothing', {}],
  ])('refuses %s', async (_, given) => {
    expect(await desk().answer(given)).toMatchObject({ statusCode: 403, body: '' });
  });

  it('knows a token that was made a moment ago', async () => {
    const here = desk();
    await here.answer(query);
    here.state.item = { ...here.state.item, verify: { S: createHash('sha256').update('made anew').digest('hex') } };
    here.state.now += 10;
    expect(await here.answer({ ...query, 'hub.verify_token': 'made anew' })).toMatchObject({ statusCode: 200 });
    expect(await here.answer(query)).toMatchObject({ statusCode: 403 });
  });

  it('refuses a token that was replaced a moment ago', async () => {
    const here = desk();
    expect(await here.answer(query)).toMatchObject({ statusCode: 200 });
    here.state.item = { ...here.state.item, verify: { S: createHash('sha256').update('made anew').digest('hex') } };
    here.state.now += 10;
    expect(await here.answer(query)).toMatchObject({ statusCode: 403 });
  });

  it('knows no other address, and no other method', async () => {
    expect(await desk().answer(query, '/AbCdEfGhIjKlMnOpQrStUx')).toMatchObject({ statusCode: 403 });
    expect(await desk().answer(query, '/../../etc')).toMatchObject({ statusCode: 403 });
    expect(await desk().ask({ method: 'DELETE' })).toBe(405);
  });
});

describe('the signature', () => {
  const good = body(value({ messages: [text('wamid.1')] }));
  const mac = () => independentSignature(secret, Buffer.from(good));
  const parse = vi.spyOn(JSON, 'parse');
  afterEach(() => parse.mockClear());

  it('over the exact bytes is accepted, plain or base64', async () => {
    const plain = desk();
    expect(await plain.ask(signed(good))).toBe(200);
    expect(plain.state.entries).toHaveLength(1);
    const encoded = desk();
    expect(await encoded.ask({ ...signed(good), body: Buffer.from(good).toString('base64'), isBase64Encoded: true })).toBe(200);
    expect(encoded.state.entries).toHaveLength(1);
  });

  it.each(['02_text_arabic_rtl.json', '04_text_emoji_zwj.json', '05_text_zero_width_bidi.json'])(
    'of %s with its escapes',
    async (file) => {
      expect(await desk().ask(signed(fixture(file)))).toBe(200);
    },
  );

  const badHeaders: [string, () => Record<string, string>][] = [
    ['missing', () => ({})],
    ['SHA-1', () => ({ 'x-hub-signature': independentSignature(secret, Buffer.from(good), 'sha1') })],
    ['SHA-1 in the place of SHA-256', () => ({ 'x-hub-signature-256': independentSignature(secret, Buffer.from(good), 'sha1') })],
    ['without its prefix', () => ({ 'x-hub-signature-256': mac().slice(7) })],
    ['short', () => ({ 'x-hub-signature-256': mac().slice(0, -1) })],
    ['long', () => ({ 'x-hub-signature-256': `${mac()}0` })],
    ['upper case', () => ({ 'x-hub-signature-256': `sha256=${mac().slice(7).toUpperCase()}` })],
    ['twice', () => ({ 'x-hub-signature-256': `${mac()},${mac()}` })],
    ['with white space', () => ({ 'x-hub-signature-256': ` ${mac()}` })],
    ['no hex', () => ({ 'x-hub-signature-256': `sha256=${'g'.repeat(64)}` })],
    ['empty', () => ({ 'x-hub-signature-256': '' })],
    ['by another app', () => ({ 'x-hub-signature-256': independentSignature('other', Buffer.from(good)) })],
    ['one bit off', () => ({ 'x-hub-signature-256': mac().replace(/.$/, (last) => (last === '0' ? '1' : '0')) })],
  ];
  it.each(badHeaders)('%s: 401, nothing parsed, nothing written', async (_, headers) => {
    const here = desk();
    expect(await here.ask({ body: good, headers: headers() })).toBe(401);
    expect(parse).not.toHaveBeenCalled();
    nothingWritten(here);
    nothingPrivate(here);
  });

  it.each([
    ['serialised again', () => JSON.stringify(JSON.parse(fixture('02_text_arabic_rtl.json'))), '02_text_arabic_rtl.json'],
    ['one space more', () => `${fixture('01_text_basic.json')} `, '01_text_basic.json'],
    ['another case of escapes', () => fixture('04_text_emoji_zwj.json').replace('\\ud83d', '\\uD83D'), '04_text_emoji_zwj.json'],
  ])('of the same message, %s: 401', async (_, changed, file) => {
    const { headers } = signed(fixture(file));
    const different = changed();
    expect(different).not.toBe(fixture(file));
    const here = desk();
    expect(await here.ask({ body: different, headers })).toBe(401);
    nothingWritten(here);
  });

  it('for an unknown address is as wrong as a wrong one', async () => {
    const here = desk();
    expect(await here.ask({ ...signed(good), rawPath: '/AbCdEfGhIjKlMnOpQrStUx' })).toBe(401);
    expect(await here.ask({ ...signed(good), rawPath: '/' })).toBe(401);
    nothingWritten(here);
  });

  it('by the previous secret counts until its end', async () => {
    const here = desk();
    here.state.now = noon + 59_999;
    expect(await here.ask(signed(good, previous))).toBe(200);
    here.state.now = noon + 60_000;
    expect(await here.ask(signed(good, previous))).toBe(401);
    expect(await here.ask(signed(good))).toBe(200);
  });

  it('by a secret that has just been set is accepted, though the old record is remembered', async () => {
    const here = desk();
    await here.ask(signed(good));
    here.state.item = { ...here.state.item, secrets: { L: [here.sealed('brand new')] } };
    here.state.now = noon + 10_000;
    expect(await here.ask(signed(good, 'brand new'))).toBe(200);
    expect(await here.ask(signed(good))).toBe(401);
  });

  it('by a secret set a moment after the record was read is accepted, also when strangers have just guessed', async () => {
    const here = desk();
    await here.ask(signed(good));
    for (const next of ['second', 'third', 'fourth']) {
      here.state.now += 5;
      await here.ask(signed(good, 'a guess'));
      here.state.item = { ...here.state.item, secrets: { L: [here.sealed(next)] } };
      here.state.now += 5;
      expect(await here.ask(signed(good, next)), next).toBe(200);
    }
  });

  it('of a rotation under load is right every time: the old secret until its end, the new one at once', async () => {
    const here = desk();
    const old = here.sealed(secret);
    const [byOld, byNew] = [signed(good), signed(good, 'new')];
    await here.ask(signed(good));
    for (let step = 0; step < 200; step++) {
      here.state.now += 20;
      if (step === 50) {
        here.state.item = {
          ...here.state.item,
          secrets: { L: [here.sealed('new'), { M: { ...old.M, until: { N: String(here.state.now + 1000) } } }] },
        };
      }
      const answers = await Promise.all([here.ask(byOld), here.ask(byNew)]);
      expect(answers, `step ${step}`).toEqual([step < 100 ? 200 : 401, step >= 50 ? 200 : 401]);
    }
  });

  it('wrong a thousand times a second is not looked up each time, and opened never again', async () => {
    const here = desk();
    for (let count = 0; count < 5000; count++) {
      here.state.now += 1;
      await here.ask({ body: good, headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } });
    }
    expect(here.state.reads).toBeLessThanOrEqual(151);
    expect(here.state.opened).toBe(2);
    nothingWritten(here);
  });

  it('costs no read while it fits, for a minute', async () => {
    const here = desk();
    const right = signed(good);
    for (let second = 0; second < 60; second++) {
      await here.ask(right);
      here.state.now += 1000;
    }
    expect(here.state.reads).toBe(1);
    here.state.now += 1000;
    await here.ask(signed(good));
    expect([here.state.reads, here.state.opened]).toEqual([2, 2]);
  });
});

describe('the body', () => {
  it.each([
    ['no JSON', '{"entry":', 400],
    ['empty', '', 400],
    ['no object', '[]', 400],
    ['null', 'null', 400],
    [
      'unknown fields only',
      '{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"from_the_future","value":{}}]}]}',
      200,
    ],
    [
      'odd shapes',
      '{"entry":[null,7,{"changes":{"a":1}},{"changes":[null,{"field":"messages"},{"field":"messages","value":[]}]}]}',
      200,
    ],
  ])('%s, well signed', async (_, raw, status) => {
    const here = desk();
    expect(await here.ask(signed(raw))).toBe(status);
    nothingWritten(here);
  });

  it('over 3 MB, or compressed, is refused before anything else', async () => {
    const here = desk();
    expect(await here.ask({ body: 'x'.repeat(3 * 1024 * 1024 + 1), headers: {} })).toBe(413);
    const compressed = signed(body());
    expect(await here.ask({ ...compressed, headers: { ...compressed.headers, 'content-encoding': 'gzip' } })).toBe(415);
    expect(here.state.reads).toBe(0);
  });

  it('of 3 MB is taken', async () => {
    const here = desk();
    const parts = Array.from({ length: 30 }, (_, index) => text(`wamid.${index}`, { padding: 'y'.repeat(100_000) }));
    expect(await here.ask(signed(body(value({ messages: parts }))))).toBe(200);
    expect(here.jobs().map(({ event }) => ('inline' in event ? (event.inline as { id: string }).id : ''))).toEqual(
      parts.map(({ id }) => id),
    );
  });

  it('with bytes that are no UTF-8 is taken when they are what was signed', async () => {
    const raw = Buffer.concat([Buffer.from('{"entry":[],"x":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const headers = { 'x-hub-signature-256': independentSignature(secret, raw) };
    expect(await desk().ask({ body: raw.toString('base64'), isBase64Encoded: true, headers })).toBe(200);
  });
});

describe('a report of the account', () => {
  const report = (field: string, given: object, id: unknown = '102290129340398') =>
    JSON.stringify({ entry: [{ id, time: 1795165440, changes: [{ field, value: given }] }] });

  it('is queued for the worker, once however often it comes', async () => {
    const here = desk();
    const quality = report('phone_number_quality_update', { event: 'FLAGGED', display_phone_number: '15550783881' });
    await here.ask(signed(quality));
    await here.ask(signed(quality));
    const [job] = here.jobs();
    expect(job).toMatchObject({
      type: 'account',
      tenant,
      event: { inline: { account: '102290129340398', field: 'phone_number_quality_update', value: { event: 'FLAGGED' } } },
    });
    expect(new Set(here.state.entries.map(({ MessageDeduplicationId }) => MessageDeduplicationId)).size).toBe(1);
    expect(JSON.parse(here.state.lines[0] ?? '{}')).toMatchObject({ reports: 1 });
    nothingPrivate(here);
  });

  it.each([
    ['of another field', report('message_template_status_update', { event: 'APPROVED' })],
    ['without an account', report('account_update', { event: 'DISABLED_UPDATE' }, null)],
    ['that is no object', report('account_update', [])],
  ])('%s is taken and not kept', async (_, raw) => {
    const here = desk();
    expect(await here.ask(signed(raw))).toBe(200);
    nothingWritten(here);
  });
});

describe('the items', () => {
  it('of a number that was connected a moment ago are not dropped', async () => {
    const here = desk();
    await here.ask(signed(body(value({ messages: [text('wamid.1')] }))));
    const channels = { M: { '106540352242922': { S: channel }, '109876543210001': { S: '01kabcdefghjkmnpqrstvwxyz2' } } };
    here.state.item = { ...here.state.item, channels };
    here.state.now += 10;
    await here.ask(signed(body(value({ messages: [text('wamid.2')] }, '109876543210001'))));
    expect(here.jobs().map(({ channelId }) => channelId)).toEqual([channel, '01kabcdefghjkmnpqrstvwxyz2']);
  });

  it('keep their order, their contact and the errors beside them', async () => {
    const here = desk();
    const contacts = [{ wa_id: '12025550143', profile: { name: 'Sara Whitfield' } }, { wa_id: '966500000123' }];
    const messages = [text('wamid.1'), text('wamid.2', { from: '966500000123' }), text('wamid.3', { from: '1' })];
    await here.ask(signed(body(value({ contacts, messages, errors: [{ code: 131000 }] }))));
    const jobs = here.jobs();
    expect(jobs.map(({ contact }) => contact)).toEqual([contacts[0], contacts[1], undefined]);
    expect(jobs[0]).toMatchObject({
      tenant,
      channelId: channel,
      provider: 'meta',
      type: 'message',
      receivedAt: noon,
      errors: [{ code: 131000 }],
    });
    expect(new Set(here.state.entries.map(({ MessageGroupId }) => MessageGroupId)).size).toBe(3);
  });

  it('of one customer share a group, and the customer’s number is nowhere in the queue’s metadata', async () => {
    const here = desk();
    await here.ask(signed(body(value({ messages: [text('wamid.1'), text('wamid.2')] }))));
    const [one, other] = here.state.entries;
    expect(one?.MessageGroupId).toBe(other?.MessageGroupId);
    for (const { MessageGroupId, MessageDeduplicationId } of here.state.entries) {
      expect([MessageGroupId, MessageDeduplicationId]).toEqual([
        expect.stringMatching(/^[\w-]{43}$/),
        expect.stringMatching(/^[\w-]{43}$/),
      ]);
    }
  });

  it('twice in one body are queued once; the same status of two members is two', async () => {
    const here = desk();
    const status = { id: 'wamid.9', status: 'read', timestamp: '1', recipient_type: 'group' };
    const statuses = [
      { ...status, recipient_participant_id: '1' },
      { ...status, recipient_participant_id: '2' },
      { ...status, recipient_participant_id: '1' },
    ];
    await here.ask(
      signed(body(value({ messages: [text('wamid.1'), text('wamid.1')] }), value({ messages: [text('wamid.1')], statuses }))),
    );
    expect(here.jobs().map(({ type }) => type)).toEqual(['message', 'status', 'status']);
    expect(JSON.parse(here.state.lines.at(-1) ?? '{}')).toMatchObject({ duplicates: 3, messages: 1, statuses: 2 });
  });

  it('of one business cannot keep those of another out of the queue', () => {
    const webhook = JSON.parse(body(value({ messages: [text('wamid.1')], statuses: [{ id: 'wamid.1', status: 'read' }] })));
    const channels = new Map([['106540352242922', channel]]);
    const ids = ['a1', 'a11'].flatMap((owner) =>
      split(webhook, { tenant: owner, channels }).items.map((item) => item.deduplication),
    );
    expect(new Set(ids).size).toBe(4);
  });

  it('of numbers that are not this business’s are dropped, the rest is kept', async () => {
    const here = desk();
    await here.ask(
      signed(
        body(value({ messages: [text('wamid.1')] }, '999'), value({ messages: [text('wamid.2')] }), {
          messages: [text('wamid.3')],
        }),
      ),
    );
    expect(here.jobs().map(({ event }) => event)).toEqual([{ inline: text('wamid.2') }]);
    expect(JSON.parse(here.state.lines.at(-1) ?? '{}')).toMatchObject({ foreign: 2, messages: 1, hookId, tenant });
    nothingPrivate(here);
  });

  it('that are broken do not cost the good ones beside them', async () => {
    const here = desk();
    const bad = [null, 'x', 7, {}, { id: '' }, { id: {} }];
    await here.ask(
      signed(
        body(
          value({
            messages: [...bad, text('wamid.1')],
            statuses: [...bad, { id: 'wamid.2', status: 'read' }],
            contacts: 'x',
            errors: {},
          }),
        ),
      ),
    );
    expect(here.state.entries).toHaveLength(2);
    expect(JSON.parse(here.state.lines.at(-1) ?? '{}')).toMatchObject({ unusable: 12 });
  });

  it('nested too deep to be written again leave a trace, and the good one beside them', async () => {
    const here = desk();
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const raw = body(value({ messages: [text('wamid.1', { text: 'DEEP' }), text('wamid.2')] })).replace('"DEEP"', deep);
    expect(await here.ask(signed(raw))).toBe(200);
    const [first, second] = here.jobs();
    expect(first?.event).toMatchObject({
      inline: { id: 'wamid.1', from: '12025550143', type: 'unsupported', unsupported: { type: 'text' } },
    });
    expect(second?.event).toEqual({ inline: text('wamid.2') });
  });

  it('too large for a queue message go through the bucket', async () => {
    const here = desk();
    const large = text('wamid.1', { text: { body: 'ش'.repeat(100_000) } });
    await here.ask(signed(body(value({ messages: [large, text('wamid.2')], contacts: [{ wa_id: '12025550143' }] }))));
    const [first] = here.jobs();
    expect(first?.event).toEqual({ key: expect.stringMatching(new RegExp(`^intake/${tenant}/[0-9a-f-]{36}$`)) });
    const key = first && 'key' in first.event ? first.event.key : '';
    expect(JSON.parse(here.state.objects.get(key) ?? '')).toEqual({ event: large, contact: { wa_id: '12025550143' } });
    expect(here.state.entries).toHaveLength(2);
  });

  it('are in the queue as characters that it accepts', async () => {
    const here = desk();
    await here.ask(signed(body(value({ messages: [text('wamid.1', { text: { body: 'a\ufffeb\uffffc\u0000d\ud800' } })] }))));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what the queue refuses
    expect(here.state.entries[0]?.MessageBody).not.toMatch(/[\u0000-\u0008\ufffe\uffff\ud800-\udfff]/);
    expect(here.jobs()[0]?.event).toMatchObject({ inline: { text: { body: 'a\ufffeb\uffffc\u0000d\ud800' } } });
  });

  it('that the queue refuses make the provider repeat all of it', async () => {
    const here = desk();
    here.state.refuse.add('all');
    expect(await here.ask(signed(body(value({ messages: [text('wamid.1')] }))))).toBe(500);
    expect(JSON.parse(here.state.lines.at(-1) ?? '{}')).toMatchObject({ level: 'ERROR', failed: 1 });
    nothingPrivate(here);
    here.state.refuse.clear();
    expect(await here.ask(signed(body(value({ messages: [text('wamid.1')] }))))).toBe(200);
  });

  it('of every recorded webhook are answered with 200', async () => {
    for (const file of [
      '36_smb_message_echo.json',
      '37_history_chunk.json',
      '38_call_connect_user_initiated.json',
      '44_user_preferences_stop.json',
      '45_dashboard_test_sample.json',
    ]) {
      const here = desk();
      expect(await here.ask(signed(fixture(file)))).toBe(200);
      nothingWritten(here);
      nothingPrivate(here);
    }
  });
});

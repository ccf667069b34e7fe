import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asRecorded,
  recordedByTwilio,
  recordedToken,
  recordedUrl,
  signedFor,
  twilioDesk,
  vectors,
} from '../../test/engine/twilio-desk.ts';
import { channel, hookId, noon, nothingPrivate, nothingWritten, tenant } from '../../test/engine/webhook-desk.ts';
import { recordedRequest as recorded, signedByTwilio } from '../../test/helpers/twilio.ts';
import { claimedMac, signedByOneOf } from './signature.ts';

const text = recorded('51_twilio_text.json');
const eventOf = (job: { event: { inline?: unknown } | { key: string } } | undefined): Record<string, string> =>
  job && 'inline' in job.event ? (job.event.inline as Record<string, string>) : {};

describe('the signature', () => {
  it.each(vectors)('is that of Twilio’s own library: $what', ({ url, fields, signature }) => {
    const mac = claimedMac(signature) ?? Buffer.alloc(20);
    expect(signedByOneOf(['another', recordedToken], url, fields, mac)).toBe(true);
    expect(signedByOneOf(['another'], url, fields, mac)).toBe(false);
    expect(signedByOneOf([recordedToken], `${url}x`, fields, mac)).toBe(false);
    expect(signedByOneOf([recordedToken], url, [...fields, ['Extra', '']], mac)).toBe(false);
  });

  it('is that of the published vector', () => {
    const { url, params, authToken, signature } = recorded('50_twilio_public_vector.json');
    const mac = claimedMac(signature) ?? Buffer.alloc(20);
    expect(signedByOneOf([authToken], url, Object.entries(params), mac)).toBe(true);
    const other = claimedMac('0/KCTR6DLpKmkAf8muzZqo1nDgQ=') ?? Buffer.alloc(20);
    expect(
      signedByOneOf([authToken], url, Object.entries({ ...params, From: '+12349013030', Caller: '+12349013030' }), other),
    ).toBe(true);
  });

  it('holds for whatever fields there are, and for no change of one', async () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(word, fc.string({ unit: 'grapheme' }), { minKeys: 1, maxKeys: 12 }),
        word,
        async (params, more) => {
          const here = twilioDesk();
          const asked = await signedFor(recordedUrl, { ...params, MessageSid: 'SM1', To: text.params.To ?? '' });
          expect(await here.ask(asked)).toBe(200);
          expect(await here.ask({ ...asked, body: `${asked.body}${encodeURIComponent(more)}` })).toBe(403);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a request', () => {
  it.each([
    ['without a signature', { headers: {} }],
    ['with an empty one', { headers: { 'x-twilio-signature': '' } }],
    ['with two', { headers: { 'x-twilio-signature': `${text.signature},${text.signature}` } }],
    ['with one in base64url', { headers: { 'x-twilio-signature': text.signature.replaceAll('+', '-').replaceAll('/', '_') } }],
    ['with spare bits in it', { headers: { 'x-twilio-signature': text.signature.replace(/.=$/, 'h=') } }],
    ['with a field more', { body: `${text.rawBody}&More=1` }],
    ['with a field again', { body: `${text.rawBody}&NumMedia=0` }],
    ['with a field again and another value', { body: `${text.rawBody}&Body=pay+me` }],
    ['with a field less', { body: text.rawBody.replace(/&Body=[^&]*/, '') }],
    ['with a query', { rawQueryString: 'a=1' }],
    ['with a query that says the body is signed apart', { rawQueryString: `bodySHA256=${'0'.repeat(64)}` }],
    ['to what lies behind the address', { rawPath: `/${hookId}/01kabcdefghjkmnpqrstvwxyz0/1795165440000-AbCdEfGhIj` }],
    ['to the address with a slash', { rawPath: `/${hookId}/` }],
    ['to another hook', { rawPath: '/ZbCdEfGhIjKlMnOpQrStUv' }],
    ['to no hook', { rawPath: '/' }],
  ])('%s is refused, and nothing of it is written', async (_, change) => {
    const here = twilioDesk();
    expect(await here.ask({ ...asRecorded(text), ...change })).toBe(403);
    nothingWritten(here);
    nothingPrivate(here);
  });

  it('is checked against the address that Twilio was told, whatever host it claims', async () => {
    const elsewhere = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-original-url': '/other' };
    expect(await twilioDesk().ask({ ...asRecorded(text), headers: { ...asRecorded(text).headers, ...elsewhere } })).toBe(200);
    const forged = await signedFor('https://evil.example/webhooks/twilio/whatsapp', text.params);
    expect(await twilioDesk().ask({ ...forged, headers: { ...forged.headers, ...elsewhere } })).toBe(403);
  });

  it.each([
    ['https://inbox.example.com:443/webhooks/twilio/whatsapp', 200],
    ['https://inbox.example.com:8443/webhooks/twilio/whatsapp', 403],
    ['http://inbox.example.com/webhooks/twilio/whatsapp', 403],
    ['https://inbox.example.com/webhooks/Twilio/whatsapp', 403],
  ])('signed for %s is answered with %d', async (url, status) => {
    expect(await twilioDesk().ask(await signedFor(url, text.params))).toBe(status);
  });

  it('for the address of another business of the same account is refused', async () => {
    const other = twilioDesk('https://inbox.example.com/webhooks/twilio/other');
    expect(await other.ask(asRecorded(text))).toBe(403);
    nothingWritten(other);
    // Whoever looks for the reason finds the business.
    expect(JSON.parse(other.state.lines.at(-1) ?? '')).toMatchObject({ hookId, reason: 'signature' });
  });

  it('to a hook of Meta, or to one that nothing is known of the address of, is refused', async () => {
    for (const here of [twilioDesk(recordedUrl, { provider: { S: 'meta' } }), twilioDesk('')]) {
      expect(await here.ask(asRecorded(text))).toBe(403);
      nothingWritten(here);
    }
  });

  it('that is no form, too large or no POST is refused before anything is looked up', async () => {
    const here = twilioDesk();
    const asked = asRecorded(text);
    expect(await here.ask({ ...asked, headers: { ...asked.headers, 'content-type': 'application/json' } })).toBe(415);
    expect(await here.ask({ ...asked, body: `Body=${'x'.repeat(256 * 1024)}` })).toBe(413);
    expect(await here.ask({ ...asked, method: 'GET' })).toBe(405);
    expect(here.state.reads).toBe(0);
  });

  it('with bytes that are no UTF-8 is refused: what it would say nobody has signed', async () => {
    const raw = Buffer.concat([Buffer.from(`${text.rawBody}&More=`), Buffer.from([0xff, 0xfe])]);
    const signature = await signedByTwilio(recordedUrl, { ...text.params, More: '\xff\xfe' }, recordedToken);
    const headers = { 'x-twilio-signature': signature };
    expect(await twilioDesk().ask({ body: raw.toString('base64'), isBase64Encoded: true, headers })).toBe(403);
  });

  it('signed with a token that was replaced counts until its end', async () => {
    const here = twilioDesk();
    here.state.item.secrets = {
      L: [here.sealed('the new one'), { M: { ...here.sealed(recordedToken).M, until: { N: String(noon + 60_000) } } }],
    };
    expect(await here.ask(asRecorded(text))).toBe(200);
    here.state.now += 60_000;
    expect(await here.ask(asRecorded(text))).toBe(403);
  });

  it('that the queue refuses is not acknowledged', async () => {
    const here = twilioDesk();
    here.state.refuse.add('all');
    expect(await here.ask(asRecorded(text))).toBe(500);
    nothingPrivate(here);
  });
});

describe('what is queued', () => {
  it.each(recordedByTwilio)('$file: $description, with its recorded bytes and signature', async ({ file, expect: wanted }) => {
    const request = recorded(file);
    const here = twilioDesk(request.url);
    expect(await here.ask(asRecorded(request))).toBe(200);
    const jobs = here.jobs();
    expect(jobs.map(({ type }) => type)).toEqual([
      ...Array(wanted.messages).fill('message'),
      ...Array(wanted.statuses).fill('status'),
    ]);
    expect(jobs[0]).toMatchObject({ tenant, channelId: channel, provider: 'twilio', receivedAt: noon });
    expect(eventOf(jobs[0])).toEqual(request.params);
    nothingPrivate(here);
  });

  it('goes in the order of one customer, whichever of the names a message has', async () => {
    const here = twilioDesk();
    const say = async (params: Record<string, string>) => here.ask(await signedFor(recordedUrl, { ...text.params, ...params }));
    await say({ MessageSid: 'SM1' });
    await say({ MessageSid: 'SM2', From: 'whatsapp:US.10431208655302741918', WaId: '' });
    await say({ MessageSid: 'SM3', From: 'whatsapp:+14155550100', ExternalUserId: 'whatsapp:US.2' });
    const [first, second, third] = here.state.entries.map(({ MessageGroupId }) => MessageGroupId);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(new Set(here.state.entries.map(({ MessageDeduplicationId }) => MessageDeduplicationId)).size).toBe(3);
  });

  it('is one message for each file', async () => {
    const here = twilioDesk();
    const files = { NumMedia: '3', MediaUrl0: 'https://a', MediaUrl1: 'https://b', MediaUrl2: 'https://c' };
    await here.ask(await signedFor(recordedUrl, { ...text.params, ...files }));
    expect(here.jobs().map((job) => eventOf(job).nth)).toEqual([undefined, '1', '2']);
  });

  it('is a status with the place of our message, from the address it was reported to', async () => {
    const here = twilioDesk();
    const place = '01kabcdefghjkmnpqrstvwxyz0/1795165440000-AbCdEfGhIj';
    const { params } = recorded('59_twilio_status_read.json');
    const asked = await signedFor(`${recordedUrl}/${place}`, { ...params, From: text.params.To ?? '' });
    expect(await here.ask({ ...asked, rawPath: `/${hookId}/${place}` })).toBe(200);
    expect(here.jobs().map((job) => [job.type, eventOf(job).key])).toEqual([['status', place]]);
  });

  it('is no step of Twilio’s own', async () => {
    const here = twilioDesk();
    const { params } = recorded('59_twilio_status_read.json');
    for (const MessageStatus of ['accepted', 'scheduled', 'queued', 'sending', 'sent']) {
      expect(await here.ask(await signedFor(recordedUrl, { ...params, MessageStatus }))).toBe(200);
    }
    expect(here.jobs().map((job) => eventOf(job).MessageStatus)).toEqual(['sent']);
  });

  it('is nothing of a number that is not this business’s, which Twilio is told, and of one that has just become its', async () => {
    const here = twilioDesk(recordedUrl, { channels: { M: { '15550000000': { S: channel } } } });
    expect(await here.ask(asRecorded(text))).toBe(404);
    nothingWritten(here);
    nothingPrivate(here);
    here.state.item.channels = { M: { '15550783881': { S: channel } } };
    here.state.now += 1;
    expect(await here.ask(asRecorded(text))).toBe(200);
    expect(here.jobs()).toHaveLength(1);
  });
});

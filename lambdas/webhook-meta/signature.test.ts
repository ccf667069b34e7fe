import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  body,
  fixture,
  noon,
  nothingPrivate,
  nothingWritten,
  previous,
  secret,
  signed,
  text,
  value,
  webhookDesk,
} from '../../test/engine/webhook-desk.ts';
import { independentSignature } from '../../test/helpers/sign.ts';

describe('the handshake', () => {
  const query = { 'hub.mode': 'subscribe', 'hub.challenge': '11582 01444<b>', 'hub.verify_token': 'verify me' };

  it('gives the challenge back verbatim, as plain text', async () => {
    const answer = await webhookDesk().answer(query);
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
    expect(await webhookDesk().answer(given)).toMatchObject({ statusCode: 403, body: '' });
  });

  it('knows a token that was made a moment ago', async () => {
    const here = webhookDesk();
    await here.answer(query);
    here.state.item = { ...here.state.item, verify: { S: createHash('sha256').update('made anew').digest('hex') } };
    here.state.now += 10;
    expect(await here.answer({ ...query, 'hub.verify_token': 'made anew' })).toMatchObject({ statusCode: 200 });
    expect(await here.answer(query)).toMatchObject({ statusCode: 403 });
  });

  it('refuses a token that was replaced a moment ago', async () => {
    const here = webhookDesk();
    expect(await here.answer(query)).toMatchObject({ statusCode: 200 });
    here.state.item = { ...here.state.item, verify: { S: createHash('sha256').update('made anew').digest('hex') } };
    here.state.now += 10;
    expect(await here.answer(query)).toMatchObject({ statusCode: 403 });
  });

  it('knows no other address, and no other method', async () => {
    expect(await webhookDesk().answer(query, '/AbCdEfGhIjKlMnOpQrStUx')).toMatchObject({ statusCode: 403 });
    expect(await webhookDesk().answer(query, '/../../etc')).toMatchObject({ statusCode: 403 });
    expect(await webhookDesk().ask({ method: 'DELETE' })).toBe(405);
  });
});

describe('the signature', () => {
  const good = body(value({ messages: [text('wamid.1')] }));
  const mac = () => independentSignature(secret, Buffer.from(good));
  const parse = vi.spyOn(JSON, 'parse');
  afterEach(() => parse.mockClear());

  it('over the exact bytes is accepted, plain or base64', async () => {
    const plain = webhookDesk();
    expect(await plain.ask(signed(good))).toBe(200);
    expect(plain.state.entries).toHaveLength(1);
    const encoded = webhookDesk();
    expect(await encoded.ask({ ...signed(good), body: Buffer.from(good).toString('base64'), isBase64Encoded: true })).toBe(200);
    expect(encoded.state.entries).toHaveLength(1);
  });

  it.each(['02_text_arabic_rtl.json', '04_text_emoji_zwj.json', '05_text_zero_width_bidi.json'])(
    'of %s with its escapes',
    async (file) => {
      expect(await webhookDesk().ask(signed(fixture(file)))).toBe(200);
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
    const here = webhookDesk();
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
    const here = webhookDesk();
    expect(await here.ask({ body: different, headers })).toBe(401);
    nothingWritten(here);
  });

  it('for an unknown address is as wrong as a wrong one', async () => {
    const here = webhookDesk();
    expect(await here.ask({ ...signed(good), rawPath: '/AbCdEfGhIjKlMnOpQrStUx' })).toBe(401);
    expect(await here.ask({ ...signed(good), rawPath: '/' })).toBe(401);
    nothingWritten(here);
  });

  it('by the previous secret counts until its end', async () => {
    const here = webhookDesk();
    here.state.now = noon + 59_999;
    expect(await here.ask(signed(good, previous))).toBe(200);
    here.state.now = noon + 60_000;
    expect(await here.ask(signed(good, previous))).toBe(401);
    expect(await here.ask(signed(good))).toBe(200);
  });

  it('by a secret that has just been set is accepted, though the old record is remembered', async () => {
    const here = webhookDesk();
    await here.ask(signed(good));
    here.state.item = { ...here.state.item, secrets: { L: [here.sealed('brand new')] } };
    here.state.now = noon + 10_000;
    expect(await here.ask(signed(good, 'brand new'))).toBe(200);
    expect(await here.ask(signed(good))).toBe(401);
  });

  it('by a secret set a moment after the record was read is accepted, also when strangers have just guessed', async () => {
    const here = webhookDesk();
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
    const here = webhookDesk();
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
    const here = webhookDesk();
    for (let count = 0; count < 5000; count++) {
      here.state.now += 1;
      await here.ask({ body: good, headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } });
    }
    expect(here.state.reads).toBeLessThanOrEqual(151);
    expect(here.state.opened).toBe(2);
    nothingWritten(here);
  });

  it('costs no read while it fits, for a minute', async () => {
    const here = webhookDesk();
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

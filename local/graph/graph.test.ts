import { createHash, webcrypto } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customer, dental, type TestStage, tarot, testStage } from './fixture.ts';

const text = { type: 'text', text: { body: 'Merhaba 👋 a/b' } };
const hour = 3_600_000;
let stage: TestStage;
beforeEach(async () => {
  stage = await testStage();
});
afterEach(() => stage.close());

const behave = (settings: object) => fetch(`${stage.url}/graph/_behaviour`, { method: 'POST', body: JSON.stringify(settings) });
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
const json = async (response: Response | Promise<Response>): Promise<any> => (await response).json();
const sent = () => json(fetch(`${stage.url}/graph/_sent`));
const write = (body = 'Hello', phoneNumberId = tarot) =>
  stage.graph.deliverInbound({ phoneNumberId, from: { waId: customer, name: 'Sara' }, type: 'text', content: { body } });
const value = (index: number) => stage.received[index]?.body.entry[0].changes[0].value;

/** Another implementation than the one under test. */
async function verify(secret: string, raw: string, header: string): Promise<boolean> {
  const key = await webcrypto.subtle.importKey('raw', Buffer.from(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  return webcrypto.subtle.verify('HMAC', key, Buffer.from(header.replace('sha256=', ''), 'hex'), Buffer.from(raw));
}

describe('sending', () => {
  it('answers with ids, lists what was sent and reports sent and delivered with the opaque data', async () => {
    const answer = await json(stage.send({ ...text, biz_opaque_callback_data: 'conv/msg' }));
    expect(answer).toEqual({
      messaging_product: 'whatsapp',
      contacts: [{ input: customer, wa_id: customer }],
      messages: [{ id: expect.stringMatching(/^wamid\.[\w+/]+=*$/), message_status: 'accepted' }],
    });
    await stage.until(() => stage.received.length === 2);
    expect(stage.statuses()).toEqual(['sent', 'delivered']);
    expect(value(0)).toMatchObject({
      metadata: { display_phone_number: '15550783881', phone_number_id: tarot },
      statuses: [{ id: answer.messages[0].id, recipient_id: customer, biz_opaque_callback_data: 'conv/msg' }],
    });
    expect(await sent()).toMatchObject({
      count: 1,
      messages: [{ id: answer.messages[0].id, at: '2026-11-20T09:00:00.000Z', to: customer, body: text }],
    });
    await fetch(`${stage.url}/graph/_sent`, { method: 'DELETE' });
    expect(await sent()).toMatchObject({ count: 0, messages: [] });
  });

  it('signs webhooks over the bytes it posts, with the secret of that business', async () => {
    await write('Şahin 🧿 a/b');
    const { raw, signature, path } = stage.received[0] ?? { raw: '', signature: '', path: '' };
    expect(path).toBe('/hooks/webhook-meta/hook-0');
    expect(raw).toContain('\\u015eahin \\ud83e\\uddff a\\/b');
    expect(await verify('secret-0', raw, signature)).toBe(true);
    expect(await verify('secret-1', raw, signature)).toBe(false);
    expect(await verify('secret-0', `${raw} `, signature)).toBe(false);
  });

  it('wants the token of the business whose number it is', async () => {
    const unknown = await stage.send(text, 'nonsense');
    expect(unknown.status).toBe(401);
    expect(await unknown.json()).toEqual({
      error: { message: expect.any(String), type: 'OAuthException', code: 190, fbtrace_id: expect.any(String) },
    });
    const foreign = await stage.send(text, 'token-1', tarot);
    expect(await json(Promise.resolve(foreign))).toMatchObject({ error: { code: 100, error_subcode: 33 } });
    expect((await sent()).count).toBe(0);
  });

  it('describes what is wrong with a body and sends nothing', async () => {
    const response = await stage.send({ type: 'interactive', interactive: { type: 'button', body: { text: 'x' } } });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: {
        message: '(#131008) Required parameter is missing',
        type: 'OAuthException',
        code: 131008,
        error_data: { messaging_product: 'whatsapp', details: expect.stringContaining('interactive.action') },
        fbtrace_id: expect.any(String),
      },
    });
    expect(await json(stage.send({ ...text, to: '15550783881' }))).toMatchObject({ error: { code: 131021 } });
    expect(await sent()).toMatchObject({ count: 0, refused: [{ code: 131008 }, { code: 131021 }] });
  });

  it('loses what is sent to a user id in `to`, without a word', async () => {
    expect((await stage.send({ ...text, to: 'US.13491208655302741918' })).status).toBe(200);
    await stage.send({ ...text, to: undefined, recipient: 'US.13491208655302741918' });
    await stage.until(() => stage.received.length === 2);
    expect(value(0).statuses[0]).toMatchObject({ status: 'sent', recipient_user_id: 'US.13491208655302741918' });
    expect(value(0).statuses[0]).not.toHaveProperty('recipient_id');
  });
});

describe('limits', () => {
  it('closes the window 24 hours after the customer wrote: accepted, then failed with 131047', async () => {
    await write();
    stage.time += 24 * hour;
    await stage.send(text);
    await stage.until(() => stage.statuses().length === 2);
    stage.time += 1;
    expect((await stage.send({ ...text, biz_opaque_callback_data: 'k' })).status).toBe(200);
    await stage.until(() => stage.statuses().length === 3);
    expect(stage.statuses()).toEqual(['sent', 'delivered', 'failed']);
    const late = value(3);
    expect(late.statuses[0]).toMatchObject({ errors: [{ code: 131047 }], biz_opaque_callback_data: 'k' });
    expect(late).not.toHaveProperty('contacts');
    await stage.send({ type: 'template', template: { name: 'come_back', language: { code: 'en' } } });
    await stage.until(() => stage.statuses().length === 5);
    expect(stage.statuses().at(-1)).toBe('delivered');
  });

  it('knows the window after a restart', async () => {
    await write();
    stage.graph.state.flush();
    const again = await testStage(stage.dataDir);
    again.time = stage.time + 24 * hour + 1;
    await again.send(text);
    await again.until(() => again.statuses().length === 1);
    expect(again.statuses()).toEqual(['failed']);
    await again.close({ keepData: true });
  });

  it('stops the 46th message to one customer, and lets one through every 6 seconds', async () => {
    for (let count = 0; count < 45; count += 1) expect((await stage.send(text)).status).toBe(200);
    expect(await json(stage.send(text))).toMatchObject({ error: { code: 131056 } });
    expect((await stage.send({ ...text, to: '12025550199' })).status).toBe(200);
    stage.time += 6000;
    expect((await stage.send(text)).status).toBe(200);
    expect((await stage.send(text)).status).toBe(400);
  });

  it('stops a number that sends faster than it may', async () => {
    await behave({ limits: { throughput: { burst: 2, perSecond: 1 } } });
    const codes = [];
    for (const to of ['12025550101', '12025550102', '12025550103']) codes.push((await stage.send({ ...text, to })).status);
    expect(codes).toEqual([200, 200, 429]);
    expect((await stage.send(text, 'token-1', dental)).status).toBe(200);
  });
});

describe('scripted behaviour', () => {
  it('fails the next calls, then is ordinary again', async () => {
    await behave({
      next: [
        { times: 2, error: 131000 },
        { error: 130429, httpStatus: 503 },
      ],
    });
    const answers = [];
    for (let count = 0; count < 4; count += 1) answers.push((await stage.send(text)).status);
    expect(answers).toEqual([500, 500, 503, 200]);
    expect((await sent()).count).toBe(1);
  });

  it('touches only what matches', async () => {
    await behave({ next: [{ error: 131000, to: '12025550199' }] });
    expect((await stage.send(text)).status).toBe(200);
    expect((await stage.send({ ...text, to: '12025550199' })).status).toBe(500);
  });

  it('drops the connection after accepting: no answer, one message, statuses with the key', async () => {
    await behave({ next: [{ drop: 'after' }, { drop: 'before' }] });
    await expect(stage.send({ ...text, biz_opaque_callback_data: 'k' })).rejects.toThrow();
    await expect(stage.send(text)).rejects.toThrow();
    await stage.until(() => stage.statuses().length === 2);
    expect(value(0).statuses[0].biz_opaque_callback_data).toBe('k');
    expect(await sent()).toMatchObject({ count: 1, messages: [{ dropped: true }] });
  });

  it('delays the answer', async () => {
    await behave({ next: [{ delayMs: 120 }] });
    const before = performance.now();
    await stage.send(text);
    expect(performance.now() - before).toBeGreaterThan(110);
  });

  it('reports a failure later', async () => {
    await behave({ next: [{ failLater: 131026 }] });
    expect((await stage.send(text)).status).toBe(200);
    await stage.until(() => stage.statuses().length === 1);
    expect(value(0).statuses[0]).toMatchObject({ status: 'failed', errors: [{ code: 131026 }] });
  });

  it('holds statuses and sends them in any order, more than once', async () => {
    await behave({ statuses: { order: ['read', 'sent'], repeat: 2, delayMs: 0, hold: true } });
    await stage.send(text);
    await stage.until(() => stage.graph.state.find(tarot, customer)?.entries[0]?.status === 'read');
    await stage.until(() => true);
    expect(stage.received).toHaveLength(0);
    await expect.poll(async () => (await json(fetch(`${stage.url}/graph/_behaviour`))).heldBack).toBe(4);
    await behave({ statuses: { order: ['read', 'sent'], repeat: 2, delayMs: 0 } });
    expect(stage.statuses()).toEqual(['read', 'read', 'sent', 'sent']);
  });

  it('says what is wrong with a script and keeps the one before', async () => {
    await behave({ next: [{ error: 131000 }] });
    expect((await behave({ next: [{ drop: 'sometimes' }] })).status).toBe(400);
    expect((await stage.send(text)).status).toBe(500);
  });
});

describe('webhooks', () => {
  it('are repeated, byte for byte and signed, until the platform takes them', async () => {
    stage.answer = (attempt) => (attempt < 4 ? 500 : 200);
    const first = await write();
    expect(first?.webhookStatus).toBe(500);
    expect(stage.graph.state.find(tarot, customer)?.entries[0]?.status).toBe('sending');
    await stage.until(() => stage.received.length === 4);
    await stage.until(() => stage.graph.state.find(tarot, customer)?.entries[0]?.status === 'delivered');
    expect(new Set(stage.received.map(({ raw }) => raw)).size).toBe(1);
    await new Promise((done) => setTimeout(done, 200));
    expect(stage.received).toHaveLength(4);
  });

  it('leave in the customer’s order', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, count) => write(String(count))));
    const bodies = stage.received.map((_, index) => value(index).messages[0].text.body);
    expect(bodies).toEqual(Array.from({ length: 20 }, (_, count) => String(count)));
  });

  it('name the customer by number and business-scoped id, and quote', async () => {
    const { id } = (await write()) ?? { id: '' };
    await stage.graph.deliverInbound({
      phoneNumberId: tarot,
      from: { userId: 'AE.63301122334455667788', name: 'Layla', username: 'layla.designs' },
      type: 'text',
      content: { body: 'Hi' },
    });
    const from = { waId: customer, name: 'Sara' };
    await stage.graph.deliverInbound({ phoneNumberId: tarot, from, type: 'text', content: { body: 'And' }, replyTo: id });
    expect(value(0)).toMatchObject({
      contacts: [{ profile: { name: 'Sara' }, wa_id: customer, user_id: expect.stringMatching(/^US\.\d{20}$/) }],
      messages: [{ from: customer, id, timestamp: '1795165200', type: 'text', text: { body: 'Hello' } }],
    });
    expect(value(0).messages[0].from_user_id).toBe(value(0).contacts[0].user_id);
    expect(value(1).contacts).toEqual([
      { profile: { name: 'Layla', username: 'layla.designs' }, user_id: 'AE.63301122334455667788' },
    ]);
    expect(value(1).messages[0]).not.toHaveProperty('from');
    expect(value(2).messages[0].context).toEqual({ from: customer, id });
  });

  it('report read when the customer opens the chat, once', async () => {
    await stage.send(text);
    await stage.until(() => stage.statuses().length === 2);
    const thread = stage.graph.state.thread(tarot, { waId: customer });
    expect(await stage.graph.opened(thread)).toBe(1);
    expect(await stage.graph.opened(thread)).toBe(0);
    expect(stage.statuses()).toEqual(['sent', 'delivered', 'read']);
  });

  it('leave delivered out when the chat is opened before it', async () => {
    await stage.send(text);
    await stage.until(() => stage.statuses().length === 1);
    await stage.graph.opened(stage.graph.state.thread(tarot, { waId: customer }));
    await new Promise((done) => setTimeout(done, 150));
    expect(stage.statuses()).toEqual(['sent', 'read']);
  });
});

describe('read receipts', () => {
  it('mark the message and the older ones; typing lasts 25 seconds or until the reply', async () => {
    await write('one');
    const second = await write('two');
    await write('three');
    const receipt = { to: undefined, status: 'read', message_id: second?.id, typing_indicator: { type: 'text' } };
    expect(await json(stage.send(receipt))).toEqual({ success: true });
    const thread = stage.graph.state.thread(tarot, { waId: customer });
    expect(thread.entries.map(({ status }) => status)).toEqual(['read', 'read', 'delivered']);
    expect(stage.graph.typingUntil(thread)).toBe(stage.time + 25_000);
    await stage.send(text);
    expect(stage.graph.typingUntil(thread)).toBe(0);
    expect(await sent()).toMatchObject({ count: 1, receipts: [{ messageId: second?.id, typing: true }] });
  });
});

describe('media', () => {
  const bytes = Buffer.from('not really a picture');
  const upload = async (type: string, size = bytes.length) => {
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('type', type);
    form.set('file', new Blob([size === bytes.length ? bytes : Buffer.alloc(size)], { type }), 'a');
    const headers = { authorization: 'Bearer token-0' };
    return json(fetch(`${stage.url}/graph/v26.0/${tarot}/media`, { method: 'POST', headers, body: form }));
  };
  const get = (path: string, token = 'token-0', method = 'GET') =>
    fetch(path.startsWith('http') ? path : `${stage.url}/graph/v26.0/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });

  it('goes up, is looked up, comes down and is deleted', async () => {
    const { id } = await upload('image/png');
    const found = await json(get(id));
    expect(found).toMatchObject({ id, mime_type: 'image/png', file_size: bytes.length });
    expect(found.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(Buffer.from(await (await get(found.url)).arrayBuffer())).toEqual(bytes);
    expect((await stage.send({ type: 'image', image: { id } })).status).toBe(200);
    expect(await json(get(id, 'token-0', 'DELETE'))).toEqual({ success: true });
    expect((await get(id)).status).toBe(400);
    expect(await json(stage.send({ type: 'image', image: { id } }))).toMatchObject({ error: { code: 131009 } });
  });

  it('has links that die after 5 minutes, want the right token and cannot be altered', async () => {
    const { id } = await upload('image/png');
    const { url } = await json(get(id));
    expect((await fetch(url)).status).toBe(401);
    expect((await get(url, 'token-1')).status).toBe(404);
    expect((await get(url.replace(/ext=\d+/, 'ext=9999999999'))).status).toBe(404);
    stage.time += 299_000;
    expect((await get(url)).status).toBe(200);
    stage.time += 1000;
    expect((await get(url)).status).toBe(404);
    expect((await get((await json(get(id))).url)).status).toBe(200);
    expect((await get(id, 'token-1')).status).toBe(400);
  });

  it('has types and sizes', async () => {
    expect(await upload('text/html')).toMatchObject({ error: { code: 131053 } });
    expect(await upload('image/jpeg', 5 * 1024 * 1024 + 1)).toMatchObject({ error: { code: 131053 } });
    expect(await upload('audio/ogg; codecs=opus')).toEqual({ id: expect.stringMatching(/^\d{16}$/) });
  });

  it('of a customer comes with type, base64 hash and a link', async () => {
    const medium = await stage.graph.media.keep(tarot, 'image/jpeg', bytes, 7);
    const content = { id: medium.id, caption: 'Look' };
    await stage.graph.deliverInbound({ phoneNumberId: tarot, from: { waId: customer, name: 'Sara' }, type: 'image', content });
    const { image } = value(0).messages[0];
    expect(image).toMatchObject({ id: medium.id, caption: 'Look', mime_type: 'image/jpeg' });
    expect(image.sha256).toBe(createHash('sha256').update(bytes).digest('base64'));
    expect(await (await get(image.url)).text()).toBe('not really a picture');
  });
});

describe('business profile', () => {
  const path = () => `${stage.url}/graph/v26.0/${tarot}/whatsapp_business_profile`;
  const headers = { authorization: 'Bearer token-0' };
  const set = (fields: object) =>
    fetch(path(), { method: 'POST', headers, body: JSON.stringify({ messaging_product: 'whatsapp', ...fields }) });

  it('is set and read back by field', async () => {
    expect(await json(set({ about: 'Readings', email: 'a@example.com' }))).toEqual({ success: true });
    expect(await json(fetch(`${path()}?fields=about,address`, { headers }))).toEqual({
      data: [{ about: 'Readings', messaging_product: 'whatsapp' }],
    });
  });

  it('has limits', async () => {
    expect(await json(set({ about: 'x'.repeat(140) }))).toMatchObject({ error: { code: 100 } });
    expect(await json(set({ vertical: 'TAROT' }))).toMatchObject({ error: { code: 100 } });
  });
});

import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customer, listen, type TestStage, tarot, testStage } from '../graph/fixture.ts';
import { createPhone, type PhoneBusiness } from './phone.ts';

const channelId = '01jd00000000000000000000c1';
let stage: TestStage;
let url: string;
let businesses: PhoneBusiness[];
let server: ReturnType<typeof createServer>;
beforeEach(async () => {
  stage = await testStage();
  businesses = [
    { slug: 'samia-tarot', name: 'Samia Tarot', channels: [{ id: channelId, phoneNumberId: tarot, number: '15550783881' }] },
  ];
  const phone = createPhone({ graph: stage.graph, businesses: () => businesses, now: () => stage.time });
  server = createServer((request, response) => void phone.handle(request, response));
  url = `${await listen(server)}/phone`;
});
afterEach(async () => {
  server.close().closeAllConnections();
  await stage.close();
});

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
const json = async (response: Response | Promise<Response>): Promise<any> => (await response).json();
const post = (name: string, body: object) => fetch(`${url}/api/${name}`, { method: 'POST', body: JSON.stringify(body) });
const send = (body: object) => json(post('send', { channelId, from: '+1 202-555-0143', name: 'Sara', ...body }));
const thread = () => json(fetch(`${url}/api/thread?channel=${channelId}&from=${customer}`));
const message = (index = -1) => stage.received.at(index)?.body.entry[0].changes[0].value.messages[0];

describe('the pretend phone', () => {
  it('turns each thing a customer does into the provider’s webhook', async () => {
    const { id } = await send({ text: 'Hi 👋' });
    expect(message()).toMatchObject({ id, from: customer, type: 'text', text: { body: 'Hi 👋' } });
    await send({ text: 'And', replyTo: id });
    expect(message()).toMatchObject({ context: { id, from: customer } });
    await send({ location: { latitude: 0, longitude: 0, name: 'Null Island' } });
    expect(message()).toMatchObject({ type: 'location', location: { latitude: 0, longitude: 0 } });
    await send({ contacts: [{ name: { formatted_name: 'Dana' }, phones: [{ phone: '+1 202-555-0188' }] }] });
    expect(message()).toMatchObject({ type: 'contacts', contacts: [{ name: { formatted_name: 'Dana' } }] });
    await send({ interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } } });
    expect(message()).toMatchObject({ type: 'interactive', interactive: { button_reply: { id: 'yes' } } });
    await send({ button: { text: 'Yes', payload: 'OK' } });
    expect(message()).toMatchObject({ type: 'button', button: { text: 'Yes', payload: 'OK' } });
    await send({ reaction: { message_id: id, emoji: '🙏🏼' } });
    expect(message()).toMatchObject({ type: 'reaction', reaction: { message_id: id, emoji: '🙏🏼' } });
    await send({ edit: { original_message_id: id, text: 'Hello' } });
    expect(message()).toMatchObject({
      type: 'edit',
      edit: { original_message_id: id, message: { type: 'text', text: { body: 'Hello' } } },
    });
    await send({ revoke: { original_message_id: id } });
    expect(message()).toMatchObject({ type: 'revoke', revoke: { original_message_id: id } });
    await send({ other: { type: 'request_welcome' } });
    expect(message()).toMatchObject({ type: 'request_welcome' });
  });

  it('uploads a file to the provider and sends its id', async () => {
    const headers = { 'content-type': 'audio/ogg; codecs=opus' };
    const { id } = await json(fetch(`${url}/api/media?channel=${tarot}`, { method: 'POST', headers, body: 'ogg' }));
    await send({ audio: { id, voice: true } });
    expect(message()).toMatchObject({ type: 'audio', audio: { id, voice: true, mime_type: 'audio/ogg; codecs=opus' } });
    const [entry] = (await thread()).entries;
    expect(await (await fetch(new URL(entry.media.url, url))).text()).toBe('ogg');
    const refused = await fetch(`${url}/api/media?channel=${tarot}`, {
      method: 'POST',
      headers: { 'content-type': 'application/pdf' },
      body: Buffer.alloc(100 * 1024 * 1024 + 1),
    });
    expect(refused.status).toBe(400);
  });

  it('shows both sides with ticks, reactions, edits and deletions', async () => {
    const { id } = await send({ text: 'Hi' });
    const gone = await send({ text: 'Oops' });
    await send({ reaction: { message_id: id, emoji: '👍' } });
    await send({ edit: { original_message_id: id, text: 'Hello' } });
    await send({ revoke: { original_message_id: gone.id } });
    await stage.send({ status: 'read', message_id: id, to: undefined, typing_indicator: { type: 'text' } });
    expect(await thread()).toMatchObject({
      typingFor: 25_000,
      entries: [
        { id, status: 'read', content: { body: 'Hello' }, edited: true, reactions: { customer: '👍' } },
        { id: gone.id, status: 'delivered', deleted: true },
      ],
    });
    expect((await thread()).entries[1]).not.toHaveProperty('content');
    await stage.send({ text: { body: 'Welcome' }, context: { message_id: id } });
    await stage.until(() => stage.statuses().length === 2);
    expect(await thread()).toMatchObject({
      typingFor: 0,
      entries: [{}, {}, { direction: 'out', content: { body: 'Welcome' }, replyTo: id }],
    });
  });

  it('reports read when the chat is opened, and hides what never arrived', async () => {
    await stage.send({ text: { body: 'One' } });
    await stage.until(() => stage.statuses().length === 2);
    expect(await json(post('open', { channelId, from: customer }))).toEqual({ read: 1 });
    expect(stage.statuses().at(-1)).toBe('read');
    await fetch(`${stage.url}/graph/_behaviour`, { method: 'POST', body: JSON.stringify({ next: [{ failLater: 131026 }] }) });
    await stage.send({ text: { body: 'Two' } });
    await stage.until(() => stage.statuses().at(-1) === 'failed');
    expect((await thread()).entries).toHaveLength(1);
  });

  it('tells the page of changes in the chats of this customer only', async () => {
    const response = await fetch(`${url}/api/events?from=${customer}`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('data: open\n\n');
    await send({ from: '12025550199', text: 'Not here' });
    await send({ text: 'Here' });
    expect((await reader?.read())?.value).toContain(`data: ${tarot}\n\n`);
    expect((await thread()).entries).toHaveLength(1);
    await reader?.cancel();
  });

  it('plays a customer without a number', async () => {
    const answer = await send({ from: undefined, userId: 'AE.63301122334455667788', username: 'layla', text: 'Hi' });
    expect(answer.webhookStatus).toBe(200);
    expect(message()).toMatchObject({ from_user_id: 'AE.63301122334455667788' });
    expect(message()).not.toHaveProperty('from');
  });

  it('says what is wrong', async () => {
    expect((await post('send', { channelId, from: customer })).status).toBe(400);
    expect((await post('send', { channelId, from: customer, text: 'a', location: { latitude: 0, longitude: 0 } })).status).toBe(
      400,
    );
    expect((await post('send', { channelId, text: 'a' })).status).toBe(400);
    expect((await post('send', { channelId: 'other', from: customer, text: 'a' })).status).toBe(404);
    expect((await fetch(`${url}/api/thread?channel=other&from=${customer}`)).status).toBe(404);
    expect(stage.received).toHaveLength(0);
  });

  it('serves its page, and nothing beside it', async () => {
    const page = await fetch(url);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const sources = [...(await page.text()).matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, source]) => source ?? '');
    expect(sources.length).toBeGreaterThan(1);
    for (const source of sources) expect((await fetch(new URL(source, url))).status, source).toBe(200);
    expect((await fetch(`${url}/phone.ts`)).status).toBe(404);
    expect((await fetch(`${url}/%2e%2e/phone.ts`)).status).toBe(404);
  });
});

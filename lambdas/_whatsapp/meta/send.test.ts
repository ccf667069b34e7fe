import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import type { Sending } from '../port.ts';
import { retryDelayMs } from '../retry.ts';
import { classify } from './errors.ts';
import { messageBody } from './request.ts';
import { metaProvider } from './send.ts';

const sending: Sending = { to: { waId: '12025550143' }, content: { kind: 'text', text: 'Yes.' }, key: 'conversation/message' };

describe('a request', () => {
  it('carries our key and the quoted message', () => {
    expect(messageBody({ ...sending, replyTo: 'wamid.q' })).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '12025550143',
      biz_opaque_callback_data: 'conversation/message',
      context: { message_id: 'wamid.q' },
      type: 'text',
      text: { body: 'Yes.', preview_url: false },
    });
  });

  it('puts a business-scoped id into `recipient`, never into `to`, and never both', () => {
    expect(messageBody({ ...sending, to: { userId: 'US.1' } })).toMatchObject({ recipient: 'US.1' });
    expect(messageBody({ ...sending, to: { userId: 'US.1' } })).not.toHaveProperty('to');
    expect(messageBody({ ...sending, to: { userId: 'US.1', waId: '1202' } })).not.toHaveProperty('recipient');
    expect(messageBody({ ...sending, to: { groupId: 'g' } })).toMatchObject({ recipient_type: 'group', to: 'g' });
    expect(() => messageBody({ ...sending, to: {} })).toThrow('without a recipient');
  });

  it('has the provider’s form for each kind', () => {
    const of = (content: Sending['content']) => messageBody({ ...sending, content });
    expect(of({ kind: 'image', source: { id: 'm1' }, caption: 'c' })).toMatchObject({
      type: 'image',
      image: { id: 'm1', caption: 'c' },
    });
    expect(of({ kind: 'document', source: { link: 'https://x' }, filename: 'a.pdf' })).toMatchObject({
      document: { link: 'https://x', filename: 'a.pdf' },
    });
    expect(of({ kind: 'voice', source: { id: 'm1' } })).toMatchObject({ type: 'audio', audio: { id: 'm1', voice: true } });
    expect(of({ kind: 'sticker', source: { id: 'm1' } })).toMatchObject({ type: 'sticker', sticker: { id: 'm1' } });
    expect(of({ kind: 'location', latitude: 0, longitude: 1 })).toMatchObject({ location: { latitude: 0, longitude: 1 } });
    expect(of({ kind: 'buttons', text: 't', buttons: [{ id: '1', title: 'Yes' }] })).toMatchObject({
      interactive: {
        type: 'button',
        body: { text: 't' },
        action: { buttons: [{ type: 'reply', reply: { id: '1', title: 'Yes' } }] },
      },
    });
    expect(of({ kind: 'list', text: 't', button: 'b', rows: [{ id: '1', title: 'One' }] })).toMatchObject({
      interactive: { type: 'list', action: { button: 'b', sections: [{ rows: [{ id: '1' }] }] } },
    });
    expect(of({ kind: 'template', name: 'hi', language: 'en', components: [] })).toMatchObject({
      template: { name: 'hi', language: { code: 'en' } },
    });
    expect(of({ kind: 'reaction', target: 'wamid.1', emoji: '' })).toMatchObject({
      reaction: { message_id: 'wamid.1', emoji: '' },
    });
  });
});

describe('what came of a call', () => {
  const answers: { status: number; body: string }[] = [];
  const seen: { url?: string | undefined; authorization?: string | undefined }[] = [];
  const server = createServer((request, response) => {
    seen.push({ url: request.url, authorization: request.headers.authorization });
    const answer = answers.shift();
    if (!answer) return void request.socket.destroy();
    response.writeHead(answer.status, answer.status === 302 ? { location: 'http://127.0.0.1:1/steal' } : {}).end(answer.body);
  });
  const listening = new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const answering = async (status?: number, body: unknown = '') => {
    answers.splice(
      0,
      answers.length,
      ...(status ? [{ status, body: typeof body === 'string' ? body : JSON.stringify(body) }] : []),
    );
    const provider = metaProvider({ graphUrl: `${await listening}/v26.0`, phoneNumberId: '1065', accessToken: 'secret-token' });
    return provider.send(sending);
  };
  const error = (code: number) => ({ error: { code, message: 'x', fbtrace_id: 'y' } });

  it('accepted, with the provider’s id', async () => {
    expect(await answering(200, { messages: [{ id: 'wamid.9' }] })).toEqual({ outcome: 'accepted', providerId: 'wamid.9' });
    expect(seen.at(-1)).toEqual({ url: '/v26.0/1065/messages', authorization: 'Bearer secret-token' });
  });

  it('refused, by the provider’s code', async () => {
    expect(await answering(400, error(131047))).toMatchObject({
      outcome: 'refused',
      retry: 'never',
      failure: { code: '131047' },
    });
    expect(await answering(400, error(131056))).toMatchObject({ outcome: 'refused', retry: 'pair-rate' });
    expect(await answering(401, error(190))).toMatchObject({ outcome: 'refused', retry: 'reconnect' });
    expect(await answering(503, error(131016))).toMatchObject({ outcome: 'refused', retry: 'backoff' });
    expect(await answering(429)).toMatchObject({ outcome: 'refused', retry: 'backoff' });
    expect(await answering(404, 'gateway')).toMatchObject({ outcome: 'refused', retry: 'never' });
  });

  it('unknown, when the answer does not tell whether the message was taken', async () => {
    for (const outcome of [
      await answering(),
      await answering(200, {}),
      await answering(200, '<html>'),
      await answering(502, '<html>'),
      await answering(302),
    ]) {
      expect(outcome.outcome).toBe('unknown');
    }
  });

  it('refused for a moment, when the provider was never reached', async () => {
    const closed = createServer();
    const port = await new Promise<number>((resolve) => {
      closed.listen(0, '127.0.0.1', () => resolve((closed.address() as AddressInfo).port));
    });
    await new Promise((resolve) => closed.close(resolve));
    const provider = metaProvider({ graphUrl: `http://127.0.0.1:${port}`, phoneNumberId: '1065', accessToken: 'secret-token' });
    expect(await provider.send(sending)).toMatchObject({ outcome: 'refused', retry: 'backoff' });
  });

  it('read receipts are done or refused', async () => {
    const provider = metaProvider({ graphUrl: await listening, phoneNumberId: '1065', accessToken: 'secret-token' });
    answers.push({ status: 200, body: '{"success":true}' }, { status: 400, body: JSON.stringify(error(100)) });
    expect(await provider.markRead('wamid.1')).toEqual({ outcome: 'done' });
    expect(await provider.markRead('wamid.1')).toMatchObject({ outcome: 'refused', retry: 'never' });
  });
});

describe('error codes', () => {
  it('that we do not know are final and can be looked up', () => {
    expect(classify(987654)).toEqual({
      retry: 'never',
      failure: { code: '987654', title: expect.any(String), advice: expect.stringContaining('987654') },
    });
  });

  it('of permissions and templates are classes', () => {
    expect([200, 250, 299, 190, 0, 3, 10].map((code) => classify(code).retry)).toEqual(Array(7).fill('reconnect'));
    expect([132000, 132001, 132015, 132069].map((code) => classify(code).retry)).toEqual(Array(4).fill('never'));
    expect([130429, 4, 80007, 131000, 131016, 131057].map((code) => classify(code).retry)).toEqual(Array(6).fill('backoff'));
    expect([131048, 368, 131049, 131008, 131042, 137000].map((code) => classify(code).retry)).toEqual(Array(6).fill('never'));
  });

  it('wait 4^n s for one customer’s rate, 2^n s with jitter otherwise, at most 15 minutes', () => {
    expect([1, 2, 3].map((attempt) => retryDelayMs('pair-rate', attempt, 0))).toEqual([4_000, 16_000, 64_000]);
    expect([1, 2, 3].map((attempt) => retryDelayMs('backoff', attempt, 1))).toEqual([2_000, 4_000, 8_000]);
    expect(retryDelayMs('backoff', 3, 0)).toBe(4_000);
    expect(retryDelayMs('pair-rate', 9, 1)).toBe(15 * 60_000);
  });
});

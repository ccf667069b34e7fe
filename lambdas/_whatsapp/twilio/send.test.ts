import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import type { FileToUpload, Outgoing, Recipient, Sending } from '../port.ts';
import { classify } from './errors.ts';
import { twilioProvider } from './send.ts';

const accountSid = `AC${'5'.repeat(32)}`;
const link = 'https://files.test/tenants/t/library/f/original?X-Amz-Signature=1&response-content-type=application%2Fpdf';

const answers: { status: number; body: string }[] = [];
const seen: { url?: string | undefined; authorization?: string | undefined; form: Record<string, string> }[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    seen.push({ url: request.url, authorization: request.headers.authorization, form });
    const answer = answers.shift();
    if (!answer) return void request.socket.destroy();
    response.writeHead(answer.status, answer.status === 307 ? { location: 'http://127.0.0.1:1/steal' } : {}).end(answer.body);
  });
});
const listening = new Promise<string>((resolve) => {
  server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const at = (twilioUrl: string) =>
  twilioProvider({
    twilioUrl,
    accountSid,
    authToken: 'secret-token',
    number: '14155238886',
    statusCallback: (key) => `https://hooks.test/h1/${key}`,
  });
const queued = { status: 201, body: JSON.stringify({ sid: 'SM9', status: 'queued', error_code: null }) };
const sending: Sending = { to: { waId: '12025550143' }, content: { kind: 'text', text: 'Yes.' }, key: 'conversation/message' };
const send = async (given: Partial<Sending> = {}) => at(await listening).send({ ...sending, ...given });

/** The form that was posted for it. */
async function formOf(content: Outgoing, to: Recipient = sending.to): Promise<Record<string, string> | undefined> {
  seen.length = 0;
  answers.splice(0, answers.length, queued);
  expect(await send({ content, to })).toMatchObject({ outcome: 'accepted' });
  return seen[0]?.form;
}

describe('a request', () => {
  it('carries the account, both addresses, the words, and an address for its statuses that has our key', async () => {
    answers.push(queued);
    expect(await send({ replyTo: 'SM1' })).toEqual({ outcome: 'accepted', providerId: 'SM9' });
    expect(seen.at(-1)).toEqual({
      url: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
      authorization: `Basic ${Buffer.from(`${accountSid}:secret-token`).toString('base64')}`,
      form: {
        From: 'whatsapp:+14155238886',
        To: 'whatsapp:+12025550143',
        Body: 'Yes.',
        StatusCallback: 'https://hooks.test/h1/conversation/message',
      },
    });
  });

  it('goes to the phone number, or to the business-scoped id of who shows none', async () => {
    const text: Outgoing = { kind: 'text', text: 'سلام' };
    expect(await formOf(text, { waId: '1202', userId: 'US.1' })).toMatchObject({ To: 'whatsapp:+1202', Body: 'سلام' });
    expect(await formOf(text, { userId: 'US.1' })).toMatchObject({ To: 'whatsapp:US.1' });
    await expect(send({ to: {} })).rejects.toThrow('without a recipient');
  });

  it('names a file by its address; recordings have no words', async () => {
    const source = { link };
    expect(await formOf({ kind: 'image', source, caption: 'c' })).toMatchObject({ MediaUrl: link, Body: 'c' });
    expect(await formOf({ kind: 'document', source, filename: 'a.pdf' })).not.toHaveProperty('Body');
    for (const kind of ['audio', 'voice', 'sticker'] as const) {
      const form = await formOf({ kind, source, caption: 'c' });
      expect(form).toMatchObject({ MediaUrl: link });
      expect(form).not.toHaveProperty('Body');
    }
    expect(await formOf({ kind: 'location', latitude: 33.9, longitude: -1, name: 'Port' })).toMatchObject({
      Body: 'Port',
      PersistentAction: 'geo:33.9,-1|Port',
    });
  });

  it('is not made for what Twilio would not take, or would cut', async () => {
    seen.length = 0;
    const refusedFor = async (given: Partial<Sending>) => {
      const result = await send(given);
      return result.outcome === 'refused' && result.retry === 'never' && result.failure.code;
    };
    const buttons: Outgoing = { kind: 'buttons', text: 't', buttons: [{ id: '1', title: 'Yes' }] };
    expect(await refusedFor({ content: buttons })).toBe('not-sendable');
    expect(await refusedFor({ content: { kind: 'reaction', target: 'SM1', emoji: '👍' } })).toBe('not-sendable');
    expect(await refusedFor({ content: { kind: 'image', source: { id: 'of-meta' } } })).toBe('not-sendable');
    expect(await refusedFor({ to: { groupId: 'g' } })).toBe('not-sendable');
    expect(await refusedFor({ content: { kind: 'text', text: 'a'.repeat(1601) } })).toBe('text-too-long');
    expect(await refusedFor({ content: { kind: 'text', text: '👍'.repeat(801) } })).toBe('text-too-long');
    expect(seen).toEqual([]);
    expect(await formOf({ kind: 'text', text: 'a'.repeat(1600) })).toMatchObject({ Body: 'a'.repeat(1600) });
  });
});

describe('what came of a call', () => {
  const answering = async (status?: number, body: unknown = '') => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    answers.splice(0, answers.length, ...(status ? [{ status, body: text }] : []));
    return send();
  };
  const error = (code: number) => ({ code, message: 'x', more_info: `https://www.twilio.com/docs/errors/${code}`, status: 400 });

  it('refused, by Twilio’s code', async () => {
    expect(await answering(400, error(63016))).toMatchObject({ outcome: 'refused', retry: 'never', failure: { code: '63016' } });
    expect(await answering(401, error(20003))).toMatchObject({ outcome: 'refused', retry: 'reconnect' });
    expect(await answering(400, error(63007))).toMatchObject({ outcome: 'refused', retry: 'reconnect' });
    expect(await answering(429, error(20429))).toMatchObject({ outcome: 'refused', retry: 'backoff' });
    expect(await answering(400, error(63012))).toMatchObject({ outcome: 'refused', retry: 'backoff' });
    expect(await answering(429)).toMatchObject({ outcome: 'refused', retry: 'backoff' });
    expect(await answering(403, '<html>')).toMatchObject({ outcome: 'refused', retry: 'reconnect' });
    expect(await answering(404, 'gateway')).toMatchObject({ outcome: 'refused', retry: 'never' });
  });

  it('unknown, when the answer does not tell whether the message was taken', async () => {
    for (const outcome of [
      await answering(),
      await answering(201, {}),
      await answering(200, '<html>'),
      await answering(502, '<html>'),
      await answering(500, error(20500)),
      await answering(503, error(20503)),
      await answering(502, error(59005)),
      await answering(504, error(20504)),
      await answering(307),
    ]) {
      expect(outcome.outcome).toBe('unknown');
    }
  });

  it('refused for a moment, when Twilio was never reached', async () => {
    const closed = createServer();
    const port = await new Promise<number>((resolve) => {
      closed.listen(0, '127.0.0.1', () => resolve((closed.address() as AddressInfo).port));
    });
    await new Promise((resolve) => closed.close(resolve));
    expect(await at(`http://127.0.0.1:${port}`).send(sending)).toMatchObject({ outcome: 'refused', retry: 'backoff' });
  });
});

describe('a file', () => {
  const megabyte = 1024 * 1024;
  const of = (mimeType: string, size: number): FileToUpload => ({
    mimeType,
    size,
    open: () => Promise.reject(new Error('nothing is uploaded')),
    timeoutMs: 1,
    link: async () => link,
  });

  it('is an address, up to 16 MB, and up to 5 MB for a picture', async () => {
    const { upload } = at('http://twilio.test');
    expect(await upload(of('application/pdf', 16 * megabyte))).toEqual({ outcome: 'linked', link });
    expect(await upload(of('image/png', 5 * megabyte))).toEqual({ outcome: 'linked', link });
    for (const file of [of('application/pdf', 16 * megabyte + 1), of('image/png', 5 * megabyte + 1)]) {
      expect(await upload(file)).toMatchObject({ outcome: 'refused', retry: 'never', failure: { code: 'file-too-large' } });
    }
  });
});

describe('a read receipt', () => {
  it('is done without a call: Twilio has none', async () => {
    seen.length = 0;
    expect(await at(await listening).markRead('SM1', { typing: true })).toEqual({ outcome: 'done' });
    expect(seen).toEqual([]);
  });
});

describe('error codes', () => {
  it('that we do not know are final and can be looked up', () => {
    expect(classify(987654)).toEqual({
      retry: 'never',
      failure: { code: '987654', title: expect.any(String), advice: expect.stringContaining('987654') },
    });
  });

  it('stop a message, its number, or nothing for long', () => {
    const kinds = (codes: readonly number[]) =>
      new Set(codes.map((code) => `${classify(code).retry} ${classify(code).ofNumber}`));
    expect(kinds([20003, 20404, 401, 403, 63007])).toEqual(new Set(['reconnect undefined']));
    expect(kinds([20429, 429, 14107, 63017, 63018, 30001, 63012])).toEqual(new Set(['backoff undefined']));
    expect(kinds([63112, 63051, 63020, 63038, 63008])).toEqual(new Set(['never true']));
    expect(kinds([63003, 63013, 63014, 63016, 63019, 63021, 63024, 21211, 21610, 21617, 30003, 30008])).toEqual(
      new Set(['never undefined']),
    );
  });
});

import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConversationId, MessageId } from '../../contract/ids.ts';
import { aTenant } from '../../test/engine/factory.ts';
import { FetchRefused, guardedFetch } from '../_shared/guarded-fetch.ts';
import { ulid } from '../_shared/ulid.ts';
import { openAiAudio } from './openai-audio.ts';
import type { Order } from './port.ts';

interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly form: FormData;
}

let server: Server;
let origin: string;
let asked: Asked[];
let answers: { status: number; body: string; headers?: Record<string, string> }[];
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const type = request.headers['content-type'] ?? '';
    const form = await new Response(new Uint8Array(Buffer.concat(chunks)), { headers: { 'content-type': type } }).formData();
    asked.push({ path: request.url ?? '', headers: request.headers, form });
    const answer = answers.shift();
    if (!answer) response.destroy();
    else response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  asked = [];
  answers = [];
});

const recording = Buffer.from('OggS and so on');
const order: Order = {
  tenant: aTenant(),
  conversationId: ConversationId.parse(ulid(0)),
  messageId: MessageId.parse('1763629200000-abcdefgh'),
  attempt: 1,
  job: 'j',
  mimeType: 'audio/ogg; codecs=opus',
  languages: ['ar', 'en'],
};
const engine = (given: Partial<Parameters<typeof openAiAudio>[0]> = {}) =>
  openAiAudio({
    endpoint: `${origin}/v1/`,
    model: 'whisper-1',
    key: 'sk-secret',
    microsPerMinute: 6_000,
    fetch: guardedFetch({ trustedOrigin: origin }),
    load: async () => recording,
    ...given,
  });
const verbose = {
  task: 'transcribe',
  language: 'arabic',
  duration: 8.47,
  text: ' مرحبا بك ',
  words: [
    { word: 'مرحبا', start: 0, end: 0.52 },
    { word: 'بك', start: 0.6, end: 0.9 },
  ],
  segments: [{ id: 0, start: 0, end: 1, avg_logprob: -0.2231435513, no_speech_prob: 0.01, text: 'مرحبا بك' }],
};
const says = (status: number, body: unknown, headers?: Record<string, string>) =>
  answers.push({ status, body: typeof body === 'string' ? body : JSON.stringify(body), ...(headers && { headers }) });

describe('an endpoint for transcriptions', () => {
  it('is asked as OpenAI says, and its answer is read with its words', async () => {
    says(200, verbose);
    expect(await engine().begin(order)).toEqual({
      outcome: 'heard',
      seconds: 8.47,
      heard: {
        text: 'مرحبا بك',
        language: 'ar',
        confidence: expect.closeTo(0.8),
        words: [
          { text: 'مرحبا', startMs: 0, endMs: 520, confidence: expect.closeTo(0.8) },
          { text: 'بك', startMs: 600, endMs: 900, confidence: expect.closeTo(0.8) },
        ],
      },
    });
    const [{ path, headers, form }] = asked as [Asked];
    expect(path).toBe('/v1/audio/transcriptions');
    expect(headers.authorization).toBe('Bearer sk-secret');
    expect(form.get('model')).toBe('whisper-1');
    expect(form.get('response_format')).toBe('verbose_json');
    expect(form.getAll('timestamp_granularities[]')).toEqual(['word', 'segment']);
    // Of two languages it finds out which.
    expect(form.get('language')).toBeNull();
    const file = form.get('file') as File;
    expect([file.name, file.type, await file.text()]).toEqual(['voice.ogg', 'audio/ogg', recording.toString()]);
  });

  it('is told the language where there is one', async () => {
    says(200, verbose);
    await engine().begin({ ...order, languages: ['tr-TR'] });
    expect(asked[0]?.form.get('language')).toBe('tr');
  });

  it('that knows no times is asked for the text alone', async () => {
    says(400, { error: { message: "response_format 'verbose_json' is not compatible", param: 'response_format' } });
    says(200, { text: 'Hello' });
    expect(await engine({ endpoint: `${origin}/custom/audio/transcriptions` }).begin(order)).toMatchObject({
      outcome: 'heard',
      heard: { text: 'Hello', words: [] },
    });
    expect(asked.map(({ path, form }) => [path, form.get('response_format')])).toEqual([
      ['/custom/audio/transcriptions', 'verbose_json'],
      ['/custom/audio/transcriptions', 'json'],
    ]);
  });

  it('that makes up words for silence is not believed', async () => {
    const segments = [{ start: 0, end: 3, avg_logprob: -1.4, no_speech_prob: 0.93 }];
    says(200, { ...verbose, text: 'Thanks for watching!', segments });
    expect(await engine().begin(order)).toMatchObject({ outcome: 'heard', heard: { text: '', words: [] } });
  });

  it.each([
    [401, { error: { code: 'invalid_api_key' } }, 'no-access'],
    [403, {}, 'no-access'],
    [429, { error: { code: 'insufficient_quota' } }, 'no-credit'],
    [404, { error: { code: 'model_not_found' } }, 'wrong-address'],
    [301, '', 'wrong-address'],
    [400, { error: { message: 'Invalid file format.' } }, 'refused'],
    [413, '', 'too-large'],
    [200, '<html>', 'bad-answer'],
    [200, { words: [] }, 'bad-answer'],
  ])('that answers %i %o is told as %s', async (status, body, code) => {
    says(status, body);
    expect(await engine().begin(order)).toMatchObject({ outcome: 'failed', failure: { code } });
    expect(asked).toHaveLength(1);
  });

  it('that is busy or down is asked again, when it says', async () => {
    says(429, { error: { code: 'rate_limit_exceeded' } }, { 'retry-after': '7' });
    expect(await engine().begin(order)).toEqual({ outcome: 'busy', afterMs: 7_000 });
    says(500, '');
    expect(await engine().begin(order)).toEqual({ outcome: 'busy' });
    // It hangs up.
    expect(await engine().begin(order)).toEqual({ outcome: 'busy' });
  });

  it.each([
    ['too-slow', 'busy'],
    ['unreachable', 'busy'],
    ['private-address', 'wrong-address'],
    ['not-https', 'wrong-address'],
    ['too-large', 'bad-answer'],
  ] as const)('that is %s is %s', async (reason, told) => {
    const fetch = () => Promise.reject(new FetchRefused(reason));
    const answer = await engine({ fetch }).begin(order);
    expect(answer.outcome === 'failed' ? answer.failure.code : answer.outcome).toBe(told);
  });

  it('that points elsewhere is not followed with the key', async () => {
    says(302, '', { location: `${origin}/elsewhere` });
    expect(await engine().begin(order)).toMatchObject({ outcome: 'failed', failure: { code: 'wrong-address' } });
    expect(asked).toHaveLength(1);
  });

  it('inside of our own network is never asked', async () => {
    for (const endpoint of [`https://127.0.0.1/v1`, 'https://[::1]/v1', 'http://169.254.169.254/latest', 'https://10.0.0.7/v1']) {
      expect(await engine({ endpoint, fetch: guardedFetch() }).begin(order)).toMatchObject({
        failure: { code: 'wrong-address' },
      });
    }
    expect(asked).toEqual([]);
  });

  it('is not asked without a recording', async () => {
    expect(await engine({ load: async () => undefined }).begin(order)).toMatchObject({ failure: { code: 'no-file' } });
    expect(asked).toEqual([]);
  });

  it('costs by the second', () => {
    expect(engine().price(8.47)).toEqual({ seconds: 9, micros: 900 });
  });
});

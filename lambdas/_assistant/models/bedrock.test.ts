import { BedrockRuntimeClient, ConverseCommand, type ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConverseStandIn, converseStandIn, exception, saying, using } from '../../../test/helpers/models/converse.ts';
import type { ModelRequest } from '../model.ts';
import { bedrockModel } from './bedrock.ts';

let provider: ConverseStandIn;
let sdk: BedrockRuntimeClient;
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
beforeAll(async () => {
  provider = await converseStandIn(credentials);
  const here = { endpoint: provider.origin, region: 'eu-central-1', credentials, maxAttempts: 1 };
  // Its own way of sending is HTTP/2.
  sdk = new BedrockRuntimeClient({ ...here, requestHandler: new DynamoDBClient(here).config.requestHandler });
});
afterAll(async () => {
  sdk.destroy();
  await provider.close();
});
beforeEach(() => {
  provider.asked.length = 0;
  provider.wrong.length = 0;
  provider.answers.length = 0;
});

const modelId = 'eu.amazon.nova-lite-v1:0';
const model = (totalMs = 5_000, origin = provider.origin) =>
  bedrockModel({
    model: modelId,
    environment: {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: origin,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    },
    totalMs,
  });
const tool = { name: 'list_services', description: 'Services', input: { type: 'object', properties: {} } };
const asking = (given: Partial<ModelRequest> = {}): ModelRequest => ({
  system: 'You answer for a salon.',
  turns: [{ from: 'customer', text: 'Merhaba, fiyat nedir?' }],
  tools: [tool],
  temperature: 0.3,
  maxTokens: 600,
  signal: new AbortController().signal,
  ...given,
});
const usage = { tokensIn: 11, tokensOut: 7 };

/** The same thing said with AWS's own client. */
const inWordsOfAws: ConverseCommandInput = {
  modelId,
  system: [{ text: 'You answer for a salon.' }],
  messages: [
    { role: 'user', content: [{ text: 'Hi' }, { text: 'Prices?' }] },
    {
      role: 'assistant',
      content: [{ text: 'One moment' }, { toolUse: { toolUseId: 'a', name: 'list_services', input: { category: 'tarot' } } }],
    },
    {
      role: 'user',
      content: [{ toolResult: { toolUseId: 'a', content: [{ text: '[]' }], status: 'success' } }, { text: 'Hello?' }],
    },
    { role: 'assistant', content: [{ toolUse: { toolUseId: 'b', name: 'list_services', input: {} } }] },
    { role: 'user', content: [{ toolResult: { toolUseId: 'b', content: [{ text: 'Not an object' }], status: 'error' } }] },
  ],
  inferenceConfig: { maxTokens: 600, temperature: 0.3 },
  toolConfig: {
    tools: [
      {
        toolSpec: {
          name: 'list_services',
          description: 'Services',
          inputSchema: { json: { type: 'object', properties: {} } },
        },
      },
    ],
  },
};
const turns: ModelRequest['turns'] = [
  { from: 'customer', text: 'Hi' },
  { from: 'customer', text: 'Prices?' },
  { from: 'assistant', text: 'One moment', calls: [{ id: 'a', name: 'list_services', input: { category: 'tarot' } }] },
  { from: 'tool', id: 'a', result: '[]' },
  { from: 'customer', text: 'Hello?' },
  { from: 'assistant', text: ' ', calls: [{ id: 'b', name: 'list_services' }] },
  { from: 'tool', id: 'b', result: 'Not an object', failed: true },
];

describe('Amazon Bedrock', () => {
  it('is asked byte for byte as AWS’s own client asks, and answers', async () => {
    provider.answers.push(saying(' Elli dolar '), saying('Elli dolar'));
    expect(await model().complete(asking({ turns }))).toEqual({ outcome: 'text', text: 'Elli dolar', usage });
    const answered = await sdk.send(new ConverseCommand(inWordsOfAws));
    expect(answered.output?.message?.content).toEqual([{ text: 'Elli dolar' }]);
    const [own, theirs] = provider.asked;
    expect(own?.path).toBe(theirs?.path);
    expect(own?.request).toEqual(theirs?.request);
    expect(provider.wrong).toEqual([]);
  });

  it('hears the user first, and nothing blank', async () => {
    provider.answers.push(saying('Hi'), saying('Hi'));
    await model().complete(
      asking({
        system: ' ',
        turns: [
          { from: 'assistant', text: 'Welcome' },
          { from: 'customer', text: 'Hi' },
        ],
      }),
    );
    expect(provider.wrong).toEqual([]);
    expect(provider.asked[0]?.request).not.toHaveProperty('system');
    expect(provider.asked[0]?.request.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    // Offered no tools, it is told of none.
    await model().complete(asking({ turns, tools: [] }));
    expect(provider.wrong).toEqual([]);
    expect(JSON.stringify(provider.asked[1])).not.toMatch(/toolUse|toolResult|toolConfig/);
  });

  it('calls tools', async () => {
    provider.answers.push(using('list_services', { category: 'tarot' }, 'One moment'));
    expect(await model().complete(asking())).toEqual({
      outcome: 'calls',
      text: 'One moment',
      calls: [{ id: 'tooluse_1', name: 'list_services', input: { category: 'tarot' } }],
      usage,
    });
  });

  it.each([
    ['max_tokens', 'cut'],
    ['malformed_tool_use', 'cut'],
    ['malformed_model_output', 'cut'],
    ['model_context_window_exceeded', 'cut'],
    ['guardrail_intervened', 'refused'],
    ['content_filtered', 'refused'],
  ] as const)('that stops because of %s: %s', async (reason, outcome) => {
    provider.answers.push(saying('It costs fif', reason));
    expect(await model().complete(asking())).toEqual({ outcome, usage });
  });

  it('that says nothing has given no answer', async () => {
    provider.answers.push(saying(' '));
    expect(await model().complete(asking())).toEqual({ outcome: 'cut', usage });
  });

  it.each([
    [exception(429, 'ThrottlingException'), { class: 'again', reason: 'busy' }],
    [
      { ...exception(429, 'ModelNotReadyException'), headers: { 'retry-after': '3' } },
      { class: 'again', reason: 'busy', retryAfterMs: 3000 },
    ],
    [exception(408, 'ModelTimeoutException'), { class: 'again', reason: 'too-slow', maybePaid: true }],
    [exception(424, 'ModelErrorException'), { class: 'again', reason: 'model-error', maybePaid: true }],
    [exception(500, 'InternalServerException'), { class: 'again', reason: 'status-500' }],
    [exception(503, 'ServiceUnavailableException'), { class: 'again', reason: 'status-503' }],
    [exception(403, 'AccessDeniedException'), { class: 'never', reason: 'key-refused' }],
    [exception(404, 'ResourceNotFoundException'), { class: 'never', reason: 'model-unknown' }],
    [
      exception(400, 'ValidationException', 'The provided model identifier is invalid.'),
      { class: 'never', reason: 'model-unknown' },
    ],
    [exception(400, 'ValidationException', 'Input is too long for requested model.'), { class: 'never', reason: 'too-long' }],
    [exception(400, 'ValidationException', 'Malformed input request'), { class: 'never', reason: 'status-400' }],
    [
      { status: 200, body: 'not json' },
      { class: 'never', reason: 'not-understood', maybePaid: true },
    ],
    ['drop' as const, { class: 'again', reason: 'cut-short', maybePaid: true }],
  ])('says what is wrong: %j', async (answer, expected) => {
    provider.answers.push(answer);
    expect(await model().complete(asking())).toEqual({ outcome: 'failed', ...expected });
    expect(provider.asked).toHaveLength(1);
  });

  it('is given up when it is too slow, or the turn has no more time', async () => {
    provider.answers.push('hang', 'hang');
    const slow = { outcome: 'failed', class: 'again', reason: 'too-slow', maybePaid: true };
    expect(await model(50).complete(asking())).toEqual(slow);
    expect(await model().complete(asking({ signal: AbortSignal.timeout(50) }))).toEqual(slow);
  });

  it('that nobody reaches may be there later', async () => {
    expect(await model(1_000, 'http://127.0.0.1:9').complete(asking())).toEqual({
      outcome: 'failed',
      class: 'again',
      reason: 'unreachable',
    });
  });
});

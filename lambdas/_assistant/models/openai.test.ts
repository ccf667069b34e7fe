import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatStandIn, calling, chatStandIn, completion, fault } from '../../../test/helpers/models/chat-completions.ts';
import { FetchRefused, guardedFetch } from '../../_shared/guarded-fetch.ts';
import type { ModelRequest } from '../model.ts';
import { openAiModel } from './openai.ts';

let provider: ChatStandIn;
beforeAll(async () => {
  provider = await chatStandIn();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.asked.length = 0;
  provider.wrong.length = 0;
  provider.answers.length = 0;
});

const model = (given: Partial<Parameters<typeof openAiModel>[0]> = {}) =>
  openAiModel({
    endpoint: provider.url,
    model: 'gpt-4o-mini',
    key: 'sk-secret',
    fetch: guardedFetch({ trustedOrigin: provider.origin }),
    totalMs: 5_000,
    ...given,
  });
const priceTool = {
  name: 'list_services',
  description: 'Services and their prices',
  input: { type: 'object', properties: { category: { type: 'string' } }, additionalProperties: false },
};
const asking = (given: Partial<ModelRequest> = {}): ModelRequest => ({
  system: 'You answer for a salon.',
  turns: [{ from: 'customer', text: 'كم سعر القراءة؟' }],
  tools: [priceTool],
  temperature: 0.3,
  maxTokens: 600,
  signal: new AbortController().signal,
  ...given,
});
const usage = { tokensIn: 11, tokensOut: 7 };

describe('an endpoint that speaks chat completions', () => {
  it('is asked as its description says, and answers', async () => {
    provider.answers.push(completion({ content: ' خمسون دولارًا ' }));
    expect(await model().complete(asking())).toEqual({ outcome: 'text', text: 'خمسون دولارًا', usage });
    expect(provider.wrong).toEqual([]);
    expect(provider.asked[0]).toMatchObject({
      headers: { authorization: 'Bearer sk-secret' },
      request: {
        model: 'gpt-4o-mini',
        messages: [
          { role: 'system', content: 'You answer for a salon.' },
          { role: 'user', content: 'كم سعر القراءة؟' },
        ],
        tools: [{ type: 'function', function: { name: 'list_services', parameters: priceTool.input } }],
        temperature: 0.3,
        max_tokens: 600,
      },
    });
  });

  it('is asked with the calls of before and what came of them, byte for byte as OpenAI’s own client does', async () => {
    provider.answers.push(completion({ content: 'Done' }), completion({ content: 'Done' }));
    const turns: ModelRequest['turns'] = [
      { from: 'customer', text: 'Hi' },
      { from: 'assistant', text: 'One moment', calls: [{ id: 'call_a', name: 'list_services', input: { category: 'tarot' } }] },
      { from: 'tool', id: 'call_a', result: '[]' },
      { from: 'assistant', calls: [{ id: 'call_b', name: 'list_services' }] },
      { from: 'tool', id: 'call_b', result: 'The arguments are not JSON', failed: true },
    ];
    await model().complete(asking({ turns }));
    expect(provider.wrong).toEqual([]);
    const client = new OpenAI({ apiKey: 'sk-secret', baseURL: provider.url, maxRetries: 0 });
    const call = (id: string, written: string) => ({
      id,
      type: 'function' as const,
      function: { name: 'list_services', arguments: written },
    });
    const answered = await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: [
        { role: 'system', content: 'You answer for a salon.' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'One moment', tool_calls: [call('call_a', '{"category":"tarot"}')] },
        { role: 'tool', tool_call_id: 'call_a', content: '[]' },
        { role: 'assistant', content: null, tool_calls: [call('call_b', '{}')] },
        { role: 'tool', tool_call_id: 'call_b', content: 'The arguments are not JSON' },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'list_services', description: priceTool.description, parameters: priceTool.input },
        },
      ],
      temperature: 0.3,
      max_tokens: 600,
    });
    expect(answered.choices[0]?.message.content).toBe('Done');
    expect(provider.asked[0]?.request).toEqual(provider.asked[1]?.request);
  });

  it('without tools is offered none', async () => {
    provider.answers.push(completion({ content: 'Hi' }));
    expect(await model().complete(asking({ tools: [] }))).toMatchObject({ outcome: 'text' });
    expect(provider.wrong).toEqual([]);
    expect(provider.asked[0]?.request).not.toHaveProperty('tools');
  });

  it('calls tools, with arguments that are read or not', async () => {
    const call = async (written: unknown) => {
      const answer = calling('list_services', '');
      const [first] = answer.body.choices[0]?.message.tool_calls ?? [];
      Object.assign((first as { function: object }).function, { arguments: written });
      provider.answers.push(answer);
      return model().complete(asking());
    };
    const called = (input?: unknown) => ({
      outcome: 'calls',
      calls: [{ id: 'call_1', name: 'list_services', ...(input !== undefined && { input }) }],
      usage,
    });
    expect(await call('{"category":"tarot"}')).toEqual(called({ category: 'tarot' }));
    expect(await call('{"category":"tar')).toEqual(called());
    expect(await call('')).toEqual(called({}));
    expect(await call({ category: 'tarot' })).toEqual(called({ category: 'tarot' }));
    provider.answers.push(calling('list_services', '{}', ''));
    expect(await model().complete(asking())).toMatchObject({ calls: [{ id: 'call_0' }] });
  });

  it('that stops in the middle, or says nothing, has given no answer', async () => {
    for (const answer of [
      completion({ content: 'It costs fif' }, { finish: 'length' }),
      {
        body: {
          ...calling('list_services', '{"cat').body,
          choices: [{ ...calling('x', '{').body.choices[0], finish_reason: 'length' }],
        },
      },
      completion({ content: '  ' }),
    ]) {
      provider.answers.push(answer);
      expect(await model().complete(asking())).toEqual({ outcome: 'cut', usage });
    }
  });

  it('may refuse', async () => {
    provider.answers.push(
      completion({ refusal: 'I cannot help with that.' }),
      completion({ content: 'x' }, { finish: 'content_filter' }),
    );
    for (let time = 0; time < 2; time++) expect(await model().complete(asking())).toEqual({ outcome: 'refused', usage });
  });

  it('that does not count tokens is taken to have used the most it can', async () => {
    const { usage: _, ...uncounted } = completion({ content: 'Hi' }).body;
    provider.answers.push({ body: uncounted });
    const answer = await model().complete(asking());
    const sent = Buffer.byteLength(JSON.stringify(provider.asked[0]?.request));
    expect(answer).toMatchObject({ outcome: 'text', usage: { tokensIn: sent } });
  });

  it('of a newer kind is asked in its own way, and from then on at once', async () => {
    provider.newerModels.add('gpt-5-mini');
    provider.answers.push(completion({ content: '1' }), completion({ content: '2' }));
    const newer = model({ model: 'gpt-5-mini' });
    expect(await newer.complete(asking())).toMatchObject({ text: '1' });
    expect(provider.asked).toHaveLength(3);
    expect(await newer.complete(asking())).toMatchObject({ text: '2' });
    expect(provider.asked).toHaveLength(4);
    expect(provider.asked[3]?.request).toMatchObject({ max_completion_tokens: 600 });
    expect(provider.wrong).toEqual([]);
  });

  it.each([
    [fault(401, { code: 'invalid_api_key' }), { class: 'never', reason: 'key-refused' }],
    [fault(404, { code: 'model_not_found' }), { class: 'never', reason: 'model-unknown' }],
    [fault(400, { code: 'context_length_exceeded' }), { class: 'never', reason: 'too-long' }],
    [fault(400, { message: 'No.' }), { class: 'never', reason: 'status-400' }],
    [fault(429, { code: 'insufficient_quota' }), { class: 'never', reason: 'no-credit' }],
    [
      { ...fault(429, { code: 'rate_limit_exceeded' }), headers: { 'retry-after': '7' } },
      { class: 'again', reason: 'busy', retryAfterMs: 7000 },
    ],
    [fault(503, {}), { class: 'again', reason: 'status-503' }],
    [
      { status: 502, body: '<html>Bad gateway</html>' },
      { class: 'again', reason: 'status-502' },
    ],
    [
      { status: 400, body: { error: 'a plain string' } },
      { class: 'never', reason: 'status-400' },
    ],
    [
      { status: 302, headers: { location: 'https://example.com' }, body: '' },
      { class: 'never', reason: 'status-302' },
    ],
    [{ body: 'not json' }, { class: 'never', reason: 'not-understood', maybePaid: true }],
    [{ body: { choices: [] } }, { class: 'never', reason: 'not-understood', maybePaid: true }],
    ['drop' as const, { class: 'again', reason: 'cut-short', maybePaid: true }],
  ])('says what is wrong: %j', async (answer, expected) => {
    provider.answers.push(answer);
    expect(await model().complete(asking())).toEqual({ outcome: 'failed', ...expected });
    expect(provider.asked).toHaveLength(1);
  });

  it('is given up when it is too slow, or the turn has no more time', async () => {
    provider.answers.push('hang', 'hang');
    const slow = { outcome: 'failed', class: 'again', reason: 'too-slow', maybePaid: true };
    expect(await model({ totalMs: 50 }).complete(asking())).toEqual(slow);
    expect(await model().complete(asking({ signal: AbortSignal.timeout(50) }))).toEqual(slow);
  });

  it('at a private address is never asked, and its key goes nowhere', async () => {
    const guarded = model({ fetch: guardedFetch() });
    expect(await guarded.complete(asking())).toEqual({ outcome: 'failed', class: 'never', reason: 'wrong-address' });
    const inside = model({ endpoint: 'https://169.254.169.254/v1', fetch: guardedFetch() });
    expect(await inside.complete(asking())).toEqual({ outcome: 'failed', class: 'never', reason: 'wrong-address' });
    expect(provider.asked).toEqual([]);
  });

  it('that nobody reaches may be there later', async () => {
    const refusing = model({ fetch: () => Promise.reject(new FetchRefused('unreachable')) });
    expect(await refusing.complete(asking())).toEqual({ outcome: 'failed', class: 'again', reason: 'unreachable' });
  });
});

import * as z from 'zod';
import { FetchRefused, type GuardedFetch } from '../../_shared/guarded-fetch.ts';
import { Lru } from '../../_shared/lru.ts';
import type { Model, ModelAnswer, ModelRequest, ModelTurn, ToolCall, Usage } from '../model.ts';
import { bytesOf } from './estimate.ts';
import { afterMs, type Failure, failed } from './failure.ts';

interface Parts {
  /** Base of the API, as `https://api.openai.com/v1`, or the whole address of its chat completions. */
  readonly endpoint: string;
  readonly model: string;
  readonly key: string;
  readonly fetch: GuardedFetch;
  /** Of one request, milliseconds. */
  readonly totalMs: number;
}

const longestAnswer = 1024 * 1024;

/** https://platform.openai.com/docs/api-reference/chat/object, as far as it is used; others leave out what OpenAI always sends. */
const Call = z.object({ id: z.string().nullish(), function: z.object({ name: z.string(), arguments: z.unknown() }) });
const Content = z.union([z.string(), z.array(z.object({ type: z.string(), text: z.string().optional() }))]);
const Answer = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: Content.nullish(), refusal: z.string().nullish(), tool_calls: z.array(Call).nullish() }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.int().nonnegative(), completion_tokens: z.int().nonnegative() }).nullish(),
});
/** `error` is an object at OpenAI and a string at some others. */
const Fault = z.object({
  error: z
    .object({ code: z.union([z.string(), z.number()]).nullish(), param: z.string().nullish(), message: z.string().nullish() })
    .nullish()
    .catch(undefined),
});

/** What a model does not take. Newer ones of OpenAI want another name for the limit, and choose the temperature themselves. */
interface Dialect {
  readonly newLimit: boolean;
  readonly noTemperature: boolean;
}
const usual: Dialect = { newLimit: false, noTemperature: false };
/** By endpoint and model: so that what was refused once is not tried with every request. */
const dialects = new Lru<Dialect>(128);

/** Whatever speaks OpenAI's `/chat/completions`, with tools. */
export function openAiModel({ endpoint, model, key, fetch, totalMs }: Parts): Model {
  const address = addressOf(endpoint);
  const known = `${address} ${model}`;

  const post = async (body: string, signal: AbortSignal) => {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'content-length': `${Buffer.byteLength(body)}` },
      body,
      authorization: { value: `Bearer ${key}`, hosts: [new URL(address).host] },
      redirects: 0,
      maxBytes: longestAnswer,
      totalMs,
      idleMs: totalMs,
      signal,
    });
    const chunks: Buffer[] = [];
    for await (const chunk of answer.body) chunks.push(chunk);
    return { status: answer.status, retryAfter: answer.headers['retry-after'], text: Buffer.concat(chunks).toString() };
  };

  return {
    async complete(request): Promise<ModelAnswer> {
      try {
        for (let dialect = dialects.get(known) ?? usual; ; ) {
          const body = JSON.stringify(bodyOf(model, request, dialect));
          const answer = await post(body, request.signal);
          if (answer.status === 200) return understood(answer.text, body);
          const fault = faultIn(answer.text);
          const other = answer.status === 400 ? otherDialect(fault, dialect) : undefined;
          if (!other) return refusal(answer.status, fault, answer.retryAfter);
          dialect = other;
          dialects.set(known, other);
        }
      } catch (error) {
        if (!(error instanceof FetchRefused)) throw error;
        return refusedFetch(error);
      }
    },
  };
}

function addressOf(endpoint: string): string {
  const base = endpoint.replace(/\/+$/, '');
  return base.endsWith('/chat/completions') ? base : `${base}/chat/completions`;
}

function bodyOf(model: string, { system, turns, tools, temperature, maxTokens }: ModelRequest, dialect: Dialect) {
  return {
    model,
    messages: [{ role: 'system', content: system }, ...turns.map(messageOf)],
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, input }) => ({
        type: 'function',
        function: { name, description, parameters: input },
      })),
    }),
    ...(!dialect.noTemperature && { temperature }),
    [dialect.newLimit ? 'max_completion_tokens' : 'max_tokens']: maxTokens,
  };
}

function messageOf(turn: ModelTurn): Readonly<Record<string, unknown>> {
  switch (turn.from) {
    case 'customer':
      return { role: 'user', content: turn.text };
    case 'assistant': {
      const calls = turn.calls ?? [];
      return {
        role: 'assistant',
        content: turn.text ?? (calls.length > 0 ? null : ''),
        ...(calls.length > 0 && {
          tool_calls: calls.map(({ id, name, input }) => ({
            id,
            type: 'function',
            function: { name, arguments: JSON.stringify(input ?? {}) },
          })),
        }),
      };
    }
    case 'tool':
      return { role: 'tool', tool_call_id: turn.id, content: turn.result };
    default:
      return turn satisfies never;
  }
}

function understood(text: string, asked: string): ModelAnswer {
  const read = Answer.safeParse(jsonIn(text));
  const choice = read.data?.choices[0];
  if (!read.success || !choice) return failed('never', 'not-understood', { maybePaid: true });
  const { message, finish_reason: finish } = choice;
  // Those that do not count are taken to have used the most they can.
  const usage: Usage = read.data.usage
    ? { tokensIn: read.data.usage.prompt_tokens, tokensOut: read.data.usage.completion_tokens }
    : { tokensIn: bytesOf(asked), tokensOut: bytesOf(text) };
  if (finish === 'content_filter' || (message.refusal ?? '') !== '') return { outcome: 'refused', usage };
  // What a call would have said is not known when it is cut.
  if (finish === 'length') return { outcome: 'cut', usage };
  const said = saidIn(message.content).trim();
  const calls = (message.tool_calls ?? []).map(callOf);
  if (calls.length > 0) return { outcome: 'calls', ...(said !== '' && { text: said }), calls, usage };
  return said === '' ? { outcome: 'cut', usage } : { outcome: 'text', text: said, usage };
}

function saidIn(content: z.infer<typeof Content> | null | undefined): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ type, text }) => (type === 'text' ? (text ?? '') : '')).join('');
}

/** Some send no id, some send arguments that are an object already, some send nothing where there are none. */
function callOf({ id, function: { name, arguments: written } }: z.infer<typeof Call>, index: number): ToolCall {
  const called = { id: id || `call_${index}`, name };
  if (written === '' || written === null || written === undefined) return { ...called, input: {} };
  const input = typeof written === 'string' ? jsonIn(written) : written;
  return input === undefined ? called : { ...called, input };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type FaultSaid = NonNullable<z.infer<typeof Fault>['error']>;
function faultIn(text: string): FaultSaid {
  return Fault.safeParse(jsonIn(text)).data?.error ?? {};
}

function otherDialect({ param, message }: FaultSaid, dialect: Dialect): Dialect | undefined {
  const about = `${param ?? ''} ${message ?? ''}`;
  if (!dialect.newLimit && /\bmax_tokens\b/.test(about) && /max_completion_tokens/.test(about))
    return { ...dialect, newLimit: true };
  if (!dialect.noTemperature && (param === 'temperature' || /'temperature'/.test(about)))
    return { ...dialect, noTemperature: true };
  return undefined;
}

/** https://platform.openai.com/docs/guides/error-codes */
function refusal(status: number, { code, message }: FaultSaid, retryAfter: string | string[] | undefined): Failure {
  if (status === 401 || status === 403) return failed('never', 'key-refused');
  if (status === 402 || code === 'insufficient_quota') return failed('never', 'no-credit');
  if (status === 404) return failed('never', 'model-unknown');
  if (status === 429) return failed('again', 'busy', { retryAfterMs: afterMs(retryAfter) });
  if (status === 408 || status >= 500) return failed('again', `status-${status}`, { retryAfterMs: afterMs(retryAfter) });
  if (status === 413 || code === 'context_length_exceeded' || /context length|too long/i.test(message ?? ''))
    return failed('never', 'too-long');
  if (code === 'model_not_found') return failed('never', 'model-unknown');
  return failed('never', `status-${status}`);
}

/** What is wrong with the address stays wrong; everything else may be over soon. */
function refusedFetch({ reason }: FetchRefused): Failure {
  switch (reason) {
    case 'bad-url':
    case 'not-https':
    case 'foreign-host':
    case 'private-address':
    case 'too-many-redirects':
      return failed('never', 'wrong-address');
    case 'too-large':
      return failed('never', 'not-understood', { maybePaid: true });
    case 'no-address':
    case 'unreachable':
      return failed('again', 'unreachable');
    case 'too-slow':
    case 'cut-short':
      return failed('again', reason, { maybePaid: true });
    default:
      return reason satisfies never;
  }
}

import * as z from 'zod';
import { type AwsResponse, type SendSigned, signedRequests } from '../../_shared/signed-request.ts';
import type { Model, ModelAnswer, ModelRequest, ModelTurn, ToolCall } from '../model.ts';
import { afterMs, type Failure, failed } from './failure.ts';

interface Parts {
  /** Id of a model or of an inference profile: `eu.amazon.nova-lite-v1:0`. */
  readonly model: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Of one request, milliseconds. */
  readonly totalMs: number;
}

type Block = Readonly<Record<string, unknown>>;

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html, as far as it is used. */
const ToolUse = z.object({ toolUseId: z.string(), name: z.string(), input: z.unknown() });
const Answer = z.object({
  output: z.object({
    message: z.object({ content: z.array(z.object({ text: z.string().optional(), toolUse: ToolUse.optional() })) }),
  }),
  stopReason: z.string(),
  usage: z.object({ inputTokens: z.int(), outputTokens: z.int() }),
});

/** Amazon Bedrock's Converse, signed here: its SDK client would be larger than the rest of the function. */
export function bedrockModel({ model, environment, totalMs }: Parts): Model {
  const { AWS_REGION = '', AWS_ENDPOINT_URL_BEDROCK_RUNTIME, AWS_ENDPOINT_URL } = environment;
  const endpoint = AWS_ENDPOINT_URL_BEDROCK_RUNTIME ?? AWS_ENDPOINT_URL ?? `https://bedrock-runtime.${AWS_REGION}.amazonaws.com`;
  const url = `${endpoint.replace(/\/$/, '')}/model/${encodeURIComponent(model)}/converse`;
  const send: SendSigned = signedRequests(environment, { retries: 0, timeoutMs: totalMs });

  return {
    async complete(request): Promise<ModelAnswer> {
      const body = JSON.stringify(bodyOf(request));
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      let answer: AwsResponse;
      try {
        answer = await send({ service: 'bedrock', method: 'POST', url, headers, body, signal: request.signal });
      } catch (error) {
        return lostRequest(error, request.signal);
      }
      return answer.status === 200 ? understood(answer) : refusal(answer);
    },
  };
}

function bodyOf({ system, turns, tools, temperature, maxTokens }: ModelRequest): Readonly<Record<string, unknown>> {
  return {
    ...(system.trim() !== '' && { system: [{ text: system }] }),
    messages: messagesOf(turns, tools.length > 0),
    inferenceConfig: { maxTokens, temperature },
    ...(tools.length > 0 && {
      toolConfig: {
        tools: tools.map(({ name, description, input }) => ({ toolSpec: { name, description, inputSchema: { json: input } } })),
      },
    }),
  };
}

/** User and assistant take turns, the user begins, and no text is blank: https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-call.html */
function messagesOf(turns: readonly ModelTurn[], withTools: boolean): { role: 'user' | 'assistant'; content: Block[] }[] {
  const messages: { role: 'user' | 'assistant'; content: Block[] }[] = [];
  for (const turn of turns) {
    const role = turn.from === 'assistant' ? 'assistant' : 'user';
    const content = blocksOf(turn, withTools);
    if (content.length === 0) continue;
    const last = messages.at(-1);
    if (last?.role === role) last.content.push(...content);
    else {
      if (!last && role === 'assistant') messages.push({ role: 'user', content: [{ text: '…' }] });
      messages.push({ role, content });
    }
  }
  return messages;
}

function blocksOf(turn: ModelTurn, withTools: boolean): Block[] {
  const text = (said: string | undefined): Block[] => (said === undefined || said.trim() === '' ? [] : [{ text: said }]);
  switch (turn.from) {
    case 'customer':
      return text(turn.text);
    case 'assistant': {
      // Without tools on offer, calls of before may not be named.
      const calls = withTools ? (turn.calls ?? []) : [];
      const uses = calls.map(({ id, name, input }) => ({ toolUse: { toolUseId: id, name, input: objectOf(input) } }));
      return [...text(turn.text), ...uses];
    }
    case 'tool': {
      if (!withTools) return text(turn.result);
      const content = [{ text: turn.result.trim() === '' ? 'Nothing' : turn.result }];
      return [{ toolResult: { toolUseId: turn.id, content, status: turn.failed ? 'error' : 'success' } }];
    }
    default:
      return turn satisfies never;
  }
}

/** What a model wrote that was no object is given back to it as an empty one, beside the complaint. */
const objectOf = (input: unknown): unknown => (typeof input === 'object' && input !== null && !Array.isArray(input) ? input : {});

function understood({ body }: AwsResponse): ModelAnswer {
  const read = Answer.safeParse(jsonIn(body));
  if (!read.success) return failed('never', 'not-understood', { maybePaid: true });
  const { output, stopReason, usage: counted } = read.data;
  const usage = { tokensIn: counted.inputTokens, tokensOut: counted.outputTokens };
  if (stopReason === 'content_filtered' || stopReason === 'guardrail_intervened') return { outcome: 'refused', usage };
  // Whatever else is not an end is the middle of something: too long, or nothing that can be read.
  if (!['end_turn', 'stop_sequence', 'tool_use'].includes(stopReason)) return { outcome: 'cut', usage };
  const { content } = output.message;
  const said = content
    .map(({ text = '' }) => text)
    .join('')
    .trim();
  const calls = content.flatMap(({ toolUse }): ToolCall[] =>
    toolUse ? [{ id: toolUse.toolUseId, name: toolUse.name, input: toolUse.input }] : [],
  );
  if (calls.length > 0) return { outcome: 'calls', ...(said !== '' && { text: said }), calls, usage };
  return said === '' ? { outcome: 'cut', usage } : { outcome: 'text', text: said, usage };
}

function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

const Said = z.object({ message: z.string().optional() });

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors */
function refusal({ status, headers, body }: AwsResponse): Failure {
  const type = String(headers?.['x-amzn-errortype'] ?? '').split(':')[0];
  const retryAfterMs = afterMs(headers?.['retry-after']);
  switch (type) {
    case 'AccessDeniedException':
    case 'UnrecognizedClientException':
      return failed('never', 'key-refused');
    case 'ResourceNotFoundException':
      return failed('never', 'model-unknown');
    case 'ValidationException': {
      const message = Said.safeParse(jsonIn(body)).data?.message ?? '';
      if (/model identifier|on-demand throughput/i.test(message)) return failed('never', 'model-unknown');
      return failed('never', /too long|context/i.test(message) ? 'too-long' : 'status-400');
    }
    case 'ThrottlingException':
    case 'ModelNotReadyException':
      return failed('again', 'busy', { retryAfterMs });
    case 'ModelTimeoutException':
      return failed('again', 'too-slow', { maybePaid: true });
    case 'ModelErrorException':
      return failed('again', 'model-error', { maybePaid: true });
    default:
      if (status === 429) return failed('again', 'busy', { retryAfterMs });
      if (status >= 500) return failed('again', `status-${status}`, { retryAfterMs });
      return failed('never', status === 403 ? 'key-refused' : `status-${status}`);
  }
}

const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
const Coded = z.object({ code: z.string() });

function lostRequest(error: unknown, signal: AbortSignal): Failure {
  if (!(error instanceof Error)) throw error;
  const code = Coded.safeParse(error).data?.code;
  if (code !== undefined && neverSent.has(code)) return failed('again', 'unreachable');
  return failed('again', signal.aborted || code === undefined ? 'too-slow' : 'cut-short', { maybePaid: true });
}

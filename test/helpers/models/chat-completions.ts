import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChatCompletion, ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import * as z from 'zod';

/**
 * What https://github.com/openai/openai-openapi says of a request to `/chat/completions`, as far as a conversation with tools
 * needs it, and nothing besides: an unknown field is refused, as OpenAI refuses it. Written from the description, not from what
 * the product sends; the compiler compares it with the types of OpenAI's own client.
 */
const Text = z.string();
const ToolCall = z.strictObject({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});
const Message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: Text }),
  z.strictObject({ role: z.literal('user'), content: Text }),
  z.strictObject({
    role: z.literal('assistant'),
    content: Text.nullable(),
    tool_calls: z.array(ToolCall).min(1).optional(),
  }),
  z.strictObject({ role: z.literal('tool'), tool_call_id: z.string(), content: Text }),
]);
const Request = z
  .strictObject({
    model: z.string(),
    messages: z.array(Message).min(1),
    tools: z
      .array(
        z.strictObject({
          type: z.literal('function'),
          function: z.strictObject({
            name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
            description: z.string().optional(),
            parameters: z.record(z.string(), z.unknown()).optional(),
          }),
        }),
      )
      .min(1)
      .max(128)
      .optional(),
    temperature: z.number().min(0).max(2).optional(),
    max_tokens: z.int().min(1).optional(),
    max_completion_tokens: z.int().min(1).optional(),
  })
  .superRefine(({ messages }, { addIssue }) => {
    // Every call is answered before anything else is said, and nothing is answered that was not called.
    let open = new Set<string>();
    for (const message of messages) {
      if (message.role === 'tool') {
        if (!open.delete(message.tool_call_id)) addIssue(`no call ${message.tool_call_id}`);
        continue;
      }
      if (open.size > 0) addIssue(`calls without an answer: ${[...open].join()}`);
      open = new Set(message.role === 'assistant' ? message.tool_calls?.map(({ id }) => id) : []);
    }
    if (open.size > 0) addIssue(`calls without an answer: ${[...open].join()}`);
  });
export type ChatRequest = z.infer<typeof Request>;
({}) as ChatRequest satisfies ChatCompletionCreateParamsNonStreaming;

export interface ChatAsked {
  readonly headers: IncomingHttpHeaders;
  readonly request: ChatRequest;
}

/** `hang`: never answers. `drop`: ends the connection in the middle of the answer. */
export type ChatAnswer =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown }
  | 'hang'
  | 'drop';

export interface ChatStandIn {
  /** With the `/v1`. */
  readonly url: string;
  readonly origin: string;
  readonly asked: ChatAsked[];
  /** What is wrong with requests that came. */
  readonly wrong: string[];
  /** In order; when there is none left, `otherwise`. */
  readonly answers: ChatAnswer[];
  otherwise: (asked: ChatAsked) => ChatAnswer | Promise<ChatAnswer>;
  /** Models that want `max_completion_tokens`, and choose the temperature themselves. */
  readonly newerModels: Set<string>;
  close(): Promise<void>;
}

export const completion = (
  message: Partial<ChatCompletion.Choice['message']>,
  { finish = 'stop', tokens = [11, 7] }: { finish?: ChatCompletion.Choice['finish_reason']; tokens?: [number, number] } = {},
): { body: ChatCompletion } => ({
  body: {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_763_629_200,
    model: 'stand-in',
    choices: [
      {
        index: 0,
        finish_reason: finish,
        logprobs: null,
        message: { role: 'assistant', content: null, refusal: null, ...message },
      },
    ],
    usage: { prompt_tokens: tokens[0], completion_tokens: tokens[1], total_tokens: tokens[0] + tokens[1] },
  },
});

export const calling = (name: string, written: string, id = 'call_1') =>
  completion({ tool_calls: [{ id, type: 'function', function: { name, arguments: written } }] }, { finish: 'tool_calls' });

/** OpenAI's form of an error: https://platform.openai.com/docs/guides/error-codes */
export const fault = (
  status: number,
  error: { code?: string | null; param?: string | null; message?: string; type?: string },
) => ({
  status,
  body: { error: { message: 'No.', type: 'invalid_request_error', param: null, code: null, ...error } },
});

/** A stand-in for what speaks chat completions: it checks every request, and answers what it is told to. */
export async function chatStandIn(): Promise<ChatStandIn> {
  const asked: ChatAsked[] = [];
  const wrong: string[] = [];
  const answers: ChatAnswer[] = [];
  const newerModels = new Set<string>();
  const unsupported = (param: string, message: string) => fault(400, { code: 'unsupported_parameter', param, message });
  const answerTo = async (url: string, headers: IncomingHttpHeaders, text: string): Promise<ChatAnswer> => {
    const say = (what: string) => void wrong.push(what);
    if (url !== '/v1/chat/completions') say(`path ${url}`);
    if (!/^application\/json/.test(headers['content-type'] ?? '')) say(`content type ${headers['content-type']}`);
    if (!/^Bearer \S+$/.test(headers.authorization ?? '')) return fault(401, { code: 'invalid_api_key' });
    const read = Request.safeParse(JSON.parse(text));
    if (!read.success) {
      say(z.prettifyError(read.error));
      return fault(400, { message: z.prettifyError(read.error) });
    }
    const one = { headers, request: read.data };
    asked.push(one);
    if (newerModels.has(read.data.model)) {
      if (read.data.max_tokens !== undefined)
        return unsupported('max_tokens', "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.");
      if (read.data.temperature !== undefined) return unsupported('temperature', "'temperature' does not support 0.3.");
    }
    return answers.shift() ?? standIn.otherwise(one);
  };
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const answer = await answerTo(incoming.url ?? '', incoming.headers, Buffer.concat(chunks).toString());
    if (answer === 'hang') return;
    if (answer === 'drop') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      response.write('{"choices":[', () => response.destroy());
      return;
    }
    const { status = 200, headers, body } = answer;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const standIn: ChatStandIn = {
    url: `${origin}/v1`,
    origin,
    asked,
    wrong,
    answers,
    otherwise: () => fault(500, { message: 'Nothing was set up' }),
    newerModels,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return standIn;
}

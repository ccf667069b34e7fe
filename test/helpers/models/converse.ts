import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConverseCommandInput, ConverseResponse, StopReason } from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod';

/**
 * What Bedrock's model (https://github.com/aws/api-models-aws/tree/main/models/bedrock-runtime) says of Converse, as far as a
 * conversation with tools needs it: an unknown field is refused. Written from the description, not from what the product sends;
 * the compiler compares it with the types of AWS's own client.
 */
const Name = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
const Words = z.string().refine((text) => text.trim() !== '', 'The text field is blank');
const Json = z.record(z.string(), z.json());
const Block = z.union([
  z.strictObject({ text: Words }),
  z.strictObject({ toolUse: z.strictObject({ toolUseId: Name, name: Name, input: Json }) }),
  z.strictObject({
    toolResult: z.strictObject({
      toolUseId: Name,
      content: z.array(z.strictObject({ text: z.string() })).min(1),
      status: z.enum(['success', 'error']).optional(),
    }),
  }),
]);
const Request = z
  .strictObject({
    system: z.array(z.strictObject({ text: Words })).optional(),
    messages: z.array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.array(Block).min(1) })).min(1),
    inferenceConfig: z.strictObject({ maxTokens: z.int().min(1), temperature: z.number().min(0).max(1) }),
    toolConfig: z
      .strictObject({
        tools: z
          .array(
            z.strictObject({
              toolSpec: z.strictObject({
                name: Name,
                description: z.string().min(1),
                inputSchema: z.strictObject({ json: Json }),
              }),
            }),
          )
          .min(1),
      })
      .optional(),
  })
  .superRefine(({ messages, toolConfig }, { addIssue }) => {
    let open: string[] = [];
    for (const [index, { role, content }] of messages.entries()) {
      if (role !== (index % 2 === 0 ? 'user' : 'assistant')) addIssue(`message ${index} is of ${role}`);
      const results = content.flatMap((block) => ('toolResult' in block ? [block.toolResult.toolUseId] : []));
      if (open.toSorted().join() !== results.toSorted().join()) addIssue(`results ${results.join()} of uses ${open.join()}`);
      open = content.flatMap((block) => ('toolUse' in block ? [block.toolUse.toolUseId] : []));
      if (toolConfig === undefined && (open.length > 0 || results.length > 0)) addIssue('tools without toolConfig');
    }
    if (messages.at(-1)?.role !== 'user') addIssue('the last message is of the assistant');
  });
export type ConverseRequest = z.infer<typeof Request>;
({}) as ConverseRequest satisfies Omit<ConverseCommandInput, 'modelId'>;

export type ConverseAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown }
  | 'hang'
  | 'drop';

export interface ConverseAsked {
  readonly path: string;
  readonly request: ConverseRequest;
}

export interface ConverseStandIn {
  readonly origin: string;
  readonly asked: ConverseAsked[];
  /** What is wrong with requests that came. */
  readonly wrong: string[];
  readonly answers: ConverseAnswer[];
  close(): Promise<void>;
}

const answered = (
  content: NonNullable<NonNullable<ConverseResponse['output']>['message']>['content'],
  stopReason: StopReason,
) => ({
  status: 200,
  body: {
    output: { message: { role: 'assistant', content } },
    stopReason,
    usage: { inputTokens: 11, outputTokens: 7, totalTokens: 18 },
    metrics: { latencyMs: 1 },
  } satisfies ConverseResponse,
});

export const saying = (text: string, stopReason: StopReason = 'end_turn') => answered([{ text }], stopReason);

export const using = (name: string, input: { readonly [key: string]: string }, text: string) =>
  answered([{ text }, { toolUse: { toolUseId: 'tooluse_1', name, input: { ...input } } }], 'tool_use');

export const exception = (status: number, type: string, message = 'No.') => ({
  status,
  headers: { 'x-amzn-errortype': `${type}:http://internal.amazon.com/coral/com.amazon.bedrock/` },
  body: { message },
});

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const keyed = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, of what came. */
function signatureOf({ headers, url = '', method }: IncomingMessage, body: string, { secretAccessKey }: Credentials): string {
  const [, scope = '', names = ''] = /Credential=[^/]+\/(\S+?), ?SignedHeaders=(\S+?),/.exec(headers.authorization ?? '') ?? [];
  const [day = '', region = '', service = ''] = scope.split('/');
  // Paths are encoded twice, everywhere but at S3.
  const path = url.split('/').map(encodeURIComponent).join('/');
  const canonical = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const request = [method, path, '', canonical.join(''), names, sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(request)].join('\n');
  const key = [region, service, 'aws4_request'].reduce(keyed, keyed(`AWS4${secretAccessKey}`, day));
  return keyed(key, text).toString('hex');
}

/** A stand-in for Bedrock's Converse: it checks signature, path and body of every request, and answers what it is told to. */
export async function converseStandIn(credentials: Credentials): Promise<ConverseStandIn> {
  const asked: ConverseAsked[] = [];
  const wrong: string[] = [];
  const answers: ConverseAnswer[] = [];
  const answerTo = (incoming: IncomingMessage, text: string): ConverseAnswer => {
    const path = incoming.url ?? '';
    if (incoming.method !== 'POST' || !/^\/model\/[^/]+\/converse$/.test(path)) wrong.push(`${incoming.method} ${path}`);
    const sent = /Signature=([0-9a-f]+)/.exec(incoming.headers.authorization ?? '')?.[1];
    if (sent !== signatureOf(incoming, text, credentials)) wrong.push('signature');
    if (!/\/bedrock\/aws4_request/.test(incoming.headers.authorization ?? '')) wrong.push('service');
    const read = Request.safeParse(JSON.parse(text));
    if (!read.success) {
      wrong.push(z.prettifyError(read.error));
      return exception(400, 'ValidationException', z.prettifyError(read.error));
    }
    asked.push({ path, request: read.data });
    return answers.shift() ?? exception(500, 'InternalServerException');
  };
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const answer = answerTo(incoming, Buffer.concat(chunks).toString());
    if (answer === 'hang') return;
    if (answer === 'drop') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      response.write('{"output":', () => response.destroy());
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    wrong,
    answers,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

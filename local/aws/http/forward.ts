import { Agent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { engineCredentials } from '../clients.ts';
import { AwsError } from './errors.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 256, maxFreeSockets: 64 });
/** Belongs to one connection, or to the caller and not to the engine: some engines keep the tables of each access key apart. */
const notPassed = new Set([
  'authorization',
  'x-amz-security-token',
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
]);

export interface Forwarded {
  readonly status: number;
  readonly body: Buffer;
}

/** Sends a request with a body we hold to an engine, passes the answer on unchanged, and answers it for the record. */
export async function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  engine: string,
  path: string,
  body: Buffer,
): Promise<Forwarded> {
  const answer = await send(incoming, engine, path, { 'content-length': body.length }, (request) => request.end(body));
  const whole = await readBody(answer);
  outgoing.writeHead(answer.statusCode ?? 502, { ...passed(answer.headers), 'content-length': whole.length });
  outgoing.end(whole);
  return { status: answer.statusCode ?? 502, body: whole };
}

/**
 * Sends a request on while its body arrives, and the answer back while it arrives. Answers the status. `missing`: asked before the
 * answer is that there is nothing; what it throws is the answer instead.
 */
export async function stream(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  engine: string,
  path: string,
  missing?: () => Promise<void>,
): Promise<number> {
  const length = incoming.headers['content-length'];
  const answer = await send(incoming, engine, path, length === undefined ? {} : { 'content-length': length }, (request) => {
    incoming.pipe(request);
    incoming.once('error', (error) => request.destroy(error));
  });
  if (answer.statusCode === 404 && missing) {
    answer.resume();
    await missing();
  }
  const own = answer.headers['content-length'];
  outgoing.writeHead(
    answer.statusCode ?? 502,
    own === undefined ? passed(answer.headers) : { ...passed(answer.headers), 'content-length': own },
  );
  await new Promise<void>((resolve, reject) => {
    answer.once('error', reject);
    outgoing.once('close', resolve);
    answer.pipe(outgoing);
  });
  return answer.statusCode ?? 502;
}

/** Sends a request as the stage's own. */
function send(
  incoming: IncomingMessage,
  engine: string,
  path: string,
  length: OutgoingHttpHeaders,
  write: (request: ReturnType<typeof httpRequest>) => void,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const authorization = signedByStage(incoming);
    // The path goes out as it came in: a URL object would resolve `..`, and reach another key than the one that was checked.
    const options = {
      agent,
      path,
      method: incoming.method ?? 'POST',
      headers: { ...passed(incoming.headers), ...length, authorization },
    };
    const request = httpRequest(engine, options, resolve);
    request.once('error', reject);
    write(request);
  });
}

/** The scope stays the caller's: fauxqs takes the region from it. */
function signedByStage({ headers }: IncomingMessage): string {
  const [, scope = 'local/local/local/aws4_request'] = /Credential=[^/]+\/([^,\s]+)/.exec(headers.authorization ?? '') ?? [];
  return `AWS4-HMAC-SHA256 Credential=${engineCredentials.accessKeyId}/${scope}, SignedHeaders=host, Signature=none`;
}

function passed(headers: NodeJS.Dict<string | string[]>): OutgoingHttpHeaders {
  const kept: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined && !notPassed.has(name)) kept[name] = value;
  return kept;
}

/** Listeners rather than an async iterator: this is on the way of every call. */
export function readBody(message: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.once('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)));
    message.once('error', reject);
    message.once('aborted', () => reject(new AwsError(400, 'RequestAborted', 'The connection broke off')));
  });
}

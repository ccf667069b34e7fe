import { Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { place } from '../parts.ts';

/** A request an engine refused. `type` is AWS's name of the error without its namespace. */
export class EngineError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(`${type}: ${message}`);
    this.type = type;
  }
}

/** Kept open; `fetch` would cost several times as much per call, and these are made for every batch. */
const agent = new Agent({ keepAlive: true });

/** Calls an operation of an engine, past the IAM gate: event sources act for AWS itself. */
export async function awsJson(
  endpoint: string,
  service: 'sqs' | 'dynamodb',
  target: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<unknown> {
  const now = new Date().toISOString();
  const scope = `${now.slice(0, 10).replaceAll('-', '')}/${place.region}/${service}/aws4_request`;
  const { status, text } = await post(endpoint, JSON.stringify(body), signal, {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': target,
    'x-amz-date': now.replace(/[-:]|\.\d+/g, ''),
    // Engines want the form of a signature and do not check it.
    authorization: `AWS4-HMAC-SHA256 Credential=local/${scope}, SignedHeaders=host, Signature=none`,
  });
  const answer: unknown = text === '' ? {} : JSON.parse(text);
  if (status === 200) return answer;
  const field = (name: string): string =>
    typeof answer === 'object' && answer !== null ? String(Object.getOwnPropertyDescriptor(answer, name)?.value ?? '') : '';
  throw new EngineError(field('__type').split('#').at(-1) ?? '', field('message'));
}

function post(
  endpoint: string,
  body: string,
  signal: AbortSignal | undefined,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const secure = endpoint.startsWith('https:');
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    ...(secure ? {} : { agent }),
    ...(signal === undefined ? {} : { signal }),
  };
  const request = (secure ? httpsRequest : httpRequest)(endpoint, options, (response) => {
    const chunks: Buffer[] = [];
    response
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('error', reject)
      .on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
  });
  request.on('error', (error) => {
    // The engine closed the idle connection in the very moment it was used: it has not seen the request.
    const unseen = request.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
    if (unseen) post(endpoint, body, signal, headers).then(resolve, reject);
    else reject(error);
  });
  request.end(body);
  return promise;
}

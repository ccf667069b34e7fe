import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { sign } from 'aws4';

export interface AwsRequest {
  /** Name in the signature, as `sqs`. */
  readonly service: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends it before its time is over. */
  readonly signal?: AbortSignal;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers?: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type SendSigned = (request: AwsRequest) => Promise<AwsResponse>;

export interface SigningOptions {
  /** Tries after the first one when the service cannot be reached, is busy or fails. */
  readonly retries: number;
  /** Of one try. */
  readonly timeoutMs: number;
}

/**
 * AWS calls signed here instead of by an SDK client: for functions whose start is on the clock, and for the one call that
 * is made once per browser. Hashes of Node are ten times cheaper than the web's for inputs this small, and its sockets than `fetch`.
 */
export function signedRequests(environment: NodeJS.ProcessEnv, { retries, timeoutMs }: SigningOptions): SendSigned {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN, AWS_REGION = '' } = environment;
  const credentials = {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };

  const once = async ({ service, method, url, headers, body, signal }: AwsRequest): Promise<AwsResponse> => {
    const { protocol, hostname, port, host, pathname, search } = new URL(url);
    const signed = sign(
      { service, region: AWS_REGION, method, path: pathname + search, headers: { ...headers, host }, body: body ?? '' },
      credentials,
    );
    // Loaded at the first call: it would be a third of the webhook's start.
    const { request } = process.getBuiltinModule(protocol === 'http:' ? 'node:http' : 'node:https');
    const { promise, resolve, reject } = Promise.withResolvers<AwsResponse>();
    const asked = request(
      { protocol, hostname, port, method, path: pathname + search, headers: { ...signed.headers }, ...(signal && { signal }) },
      (response) =>
        read(response).then(
          (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes }),
          reject,
        ),
    );
    const timer = setTimeout(() => asked.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    asked.on('error', reject).end(body);
    return promise.finally(() => clearTimeout(timer));
  };

  return async (request) => {
    for (let attempt = 0; ; attempt++) {
      const last = attempt >= retries;
      try {
        const response = await once(request);
        if (last || (response.status < 500 && response.status !== 429)) return response;
      } catch (error) {
        if (last) throw error;
      }
      await sleep(Math.random() * 50 * 2 ** attempt);
    }
  };
}

async function read(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

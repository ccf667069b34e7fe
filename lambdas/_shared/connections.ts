import { AwsClient } from 'aws4fetch';

/** API Gateway's side of the open WebSockets. */
export interface Connections {
  /** `gone`: closed already. Throws when API Gateway cannot be asked. */
  send(connectionId: string, frame: string): Promise<'sent' | 'gone'>;
  close(connectionId: string): Promise<'closed' | 'gone'>;
}

const requestTimeout = 3_000;

/**
 * Signs the two calls itself: with the SDK's client each push would cost about 1 ms more CPU, and each import more.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export function connections(endpoint: string, env: NodeJS.ProcessEnv = process.env): Connections {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN, AWS_REGION = '' } = env;
  const client = new AwsClient({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    region: AWS_REGION,
    service: 'execute-api',
    retries: 1,
  });
  const call = async (method: 'POST' | 'DELETE', connectionId: string, body?: string): Promise<'ok' | 'gone'> => {
    const url = `${endpoint.replace(/\/$/, '')}/@connections/${encodeURIComponent(connectionId)}`;
    const response = await client.fetch(url, { method, body: body ?? null, signal: AbortSignal.timeout(requestTimeout) });
    await response.arrayBuffer();
    if (response.ok) return 'ok';
    if (response.status === 410) return 'gone';
    throw new Error(`@connections answered ${response.status} to ${method}`);
  };
  return {
    send: async (connectionId, frame) => ((await call('POST', connectionId, frame)) === 'ok' ? 'sent' : 'gone'),
    close: async (connectionId) => ((await call('DELETE', connectionId)) === 'ok' ? 'closed' : 'gone'),
  };
}

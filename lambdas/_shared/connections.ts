import { signedRequests } from './signed-request.ts';

/** API Gateway's side of the open WebSockets. */
export interface Connections {
  /** `gone`: closed already. Throws when API Gateway cannot be asked. */
  send(connectionId: string, frame: string): Promise<'sent' | 'gone'>;
  close(connectionId: string): Promise<'closed' | 'gone'>;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html */
export function connections(endpoint: string, env: NodeJS.ProcessEnv = process.env): Connections {
  const send = signedRequests(env, { retries: 1, timeoutMs: 3_000 });
  const call = async (method: 'POST' | 'DELETE', connectionId: string, body?: string): Promise<'ok' | 'gone'> => {
    const url = `${endpoint.replace(/\/$/, '')}/@connections/${encodeURIComponent(connectionId)}`;
    const { status } = await send({ service: 'execute-api', method, url, ...(body !== undefined && { body }) });
    if (status >= 200 && status < 300) return 'ok';
    if (status === 410) return 'gone';
    throw new Error(`@connections answered ${status} to ${method}`);
  };
  return {
    send: async (connectionId, frame) => ((await call('POST', connectionId, frame)) === 'ok' ? 'sent' : 'gone'),
    close: async (connectionId) => ((await call('DELETE', connectionId)) === 'ok' ? 'closed' : 'gone'),
  };
}

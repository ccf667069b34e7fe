import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RestApis } from './rest-provisioners.ts';

/** The one call of API Gateway's control plane that functions make: FlushStageAuthorizersCache. */
export const restControl =
  (apis: Pick<RestApis, 'find'>) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, id = '', stage] =
      /\/restapis\/([a-z0-9]+)\/stages\/([^/]+)\/cache\/authorizers$/.exec(request.url?.split('?')[0] ?? '') ?? [];
    request.resume();
    const api = apis.find(id);
    if (request.method !== 'DELETE' || api === undefined || api.stage !== stage) {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: 'The local stage knows only the authorizer cache of its own REST API' }));
      return;
    }
    for (const authorizer of api.authorizers.values()) authorizer.forget();
    response.writeHead(202, { 'content-length': '0' });
    response.end();
  };

import { env } from './env.ts';
import { signedRequests } from './signed-request.ts';

/**
 * Makes API Gateway ask the authorizer again for everybody, so that a change of somebody's rights counts from the next call on
 * and not when its answer of up to 60 seconds ago has run out. Costs every warm caller one read; rights change rarely.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_FlushStageAuthorizersCache.html
 */
export function authorizerCache(environment: NodeJS.ProcessEnv = process.env): () => Promise<void> {
  const send = signedRequests(environment, { retries: 3, timeoutMs: 3_000 });
  const { AWS_REGION = '', AWS_ENDPOINT_URL_API_GATEWAY } = environment;
  const endpoint = AWS_ENDPOINT_URL_API_GATEWAY ?? `https://apigateway.${AWS_REGION}.amazonaws.com`;
  const url = `${endpoint}/restapis/${env('REST_API_ID')}/stages/${env('REST_API_STAGE')}/cache/authorizers`;
  return async () => {
    const { status } = await send({ service: 'apigateway', method: 'DELETE', url });
    if (status !== 202 && status !== 204 && status !== 200) throw new Error(`FlushStageAuthorizersCache answered ${status}`);
  };
}

import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { getPlace, getPlatformAdmin } from '../_data/membership.ts';
import { now } from '../_shared/clock.ts';
import { env } from '../_shared/env.ts';
import { log } from '../_shared/log.ts';
import { platformTable } from '../_shared/tenant.ts';
import { accessTokenVerifier } from './access-token.ts';
import { decide } from './decide.ts';

const table = platformTable();
const dependencies = {
  verify: accessTokenVerifier(env('TOKEN_ISSUER'), env('USER_POOL_CLIENT_ID'), now),
  place: getPlace.bind(undefined, table),
  platformAdmin: getPlatformAdmin.bind(undefined, table),
  clock: now,
};

export async function handler(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  try {
    const answer = await decide(event, dependencies);
    if (answer !== 'signed-out') return answer;
  } catch (error) {
    log.error('a request could not be authorized', { requestId: event.requestContext.requestId }, error);
    throw error;
  }
  // This very message makes API Gateway answer 401:
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-lambda-authorizer-output.html
  throw new Error('Unauthorized');
}

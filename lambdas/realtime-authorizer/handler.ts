import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { now } from '../_shared/clock.ts';
import { log } from '../_shared/log.ts';
import { platformTable } from '../_shared/tenant.ts';
import { admit } from './admit.ts';

export async function handler(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const { requestId } = event.requestContext;
  const answer = await admit(event, platformTable(), now()).catch((error: unknown) => {
    log.error('a ticket could not be checked', { requestId }, error);
    throw error;
  });
  if (answer !== 'signed-out') return answer;
  log.info('a WebSocket was refused', { requestId });
  // This very message makes API Gateway answer 401:
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
  throw new Error('Unauthorized');
}

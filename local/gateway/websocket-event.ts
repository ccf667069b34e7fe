import { randomUUID } from 'node:crypto';
import { place } from '../parts.ts';
import { requestTime } from './http.ts';
import { domainOf } from './rest-event.ts';

export interface ConnectionInfo {
  readonly id: string;
  readonly apiId: string;
  readonly stage: string;
  readonly connectedAt: number;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
  /** What the authorizer said at connect; every later event carries it. */
  readonly authorizer: Readonly<Record<string, string | number>> | undefined;
}

export const routeArn = (apiId: string, stage: string, routeKey: string): string =>
  `arn:${place.partition}:execute-api:${place.region}:${place.account}:${apiId}/${stage}/${routeKey}`;

/** `requestContext` of an event: https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html */
export function requestContext(
  connection: ConnectionInfo,
  event: { readonly routeKey: string; readonly eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT'; readonly now: number },
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const requestId = randomUUID();
  return {
    routeKey: event.routeKey,
    eventType: event.eventType,
    extendedRequestId: requestId,
    requestTime: requestTime(event.now),
    messageDirection: 'IN',
    stage: connection.stage,
    connectedAt: connection.connectedAt,
    requestTimeEpoch: event.now,
    identity: {
      sourceIp: connection.sourceIp,
      ...(connection.userAgent === undefined ? {} : { userAgent: connection.userAgent }),
    },
    requestId,
    domainName: domainOf(connection.apiId),
    connectionId: connection.id,
    apiId: connection.apiId,
    ...(connection.authorizer === undefined ? {} : { authorizer: { ...connection.authorizer } }),
    ...more,
  };
}

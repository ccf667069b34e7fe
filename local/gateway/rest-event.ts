import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { place } from '../parts.ts';
import { lastOf, multiHeaders, multiQuery, requestTime, urlOf } from './http.ts';

export interface RestCall {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly resource: string;
  readonly resourceId: string;
  readonly parameters: Readonly<Record<string, string>> | null;
  readonly receivedAt: number;
}

export const domainOf = (apiId: string): string => `${apiId}.execute-api.${place.region}.${place.urlSuffix}`;

/** ARN by which policies of authorizers name a method: `.../live/GET/v1/me`. */
export const methodArn = ({ apiId, stage, request }: RestCall): string =>
  `arn:${place.partition}:execute-api:${place.region}:${place.account}:${apiId}/${stage}/${request.method}${urlOf(request).pathname}`;

const noIdentity = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

/** What both the authorizer and the function are told of a request. */
function requestParts(call: RestCall) {
  const url = urlOf(call.request);
  const multi: Record<string, string[]> = {
    ...multiHeaders(call.request),
    'X-Forwarded-For': [call.request.socket.remoteAddress ?? '127.0.0.1'],
    'X-Forwarded-Port': ['443'],
    'X-Forwarded-Proto': ['https'],
  };
  // CloudFront does not pass the viewer's Host on to an API, which would not answer to it.
  for (const name of Object.keys(multi)) if (name.toLowerCase() === 'host') delete multi[name];
  multi.Host = [domainOf(call.apiId)];
  const query = multiQuery(url);
  const identity = {
    ...noIdentity,
    sourceIp: call.request.socket.remoteAddress ?? '127.0.0.1',
    userAgent: call.request.headers['user-agent'] ?? null,
  };
  return {
    resource: call.resource,
    path: url.pathname,
    httpMethod: call.request.method ?? 'GET',
    headers: lastOf(multi),
    multiValueHeaders: multi,
    queryStringParameters: query && lastOf(query),
    multiValueQueryStringParameters: query,
    pathParameters: call.parameters && { ...call.parameters },
    stageVariables: null,
    requestContext: {
      accountId: place.account,
      apiId: call.apiId,
      domainName: domainOf(call.apiId),
      domainPrefix: call.apiId,
      extendedRequestId: call.requestId,
      httpMethod: call.request.method ?? 'GET',
      identity,
      path: `/${call.stage}${url.pathname}`,
      protocol: 'HTTP/1.1',
      requestId: call.requestId,
      requestTime: requestTime(call.receivedAt),
      requestTimeEpoch: call.receivedAt,
      resourceId: call.resourceId,
      resourcePath: call.resource,
      stage: call.stage,
    },
  };
}

/** The event of a REQUEST authorizer. */
export function authorizerEvent(call: RestCall): Record<string, unknown> & Pick<ReturnType<typeof requestParts>, 'headers'> {
  return { type: 'REQUEST', methodArn: methodArn(call), ...requestParts(call) };
}

/** The proxy event, payload format 1.0. */
export function proxyEvent(
  call: RestCall,
  authorizer: Readonly<Record<string, string | number>> | undefined,
  body: Buffer,
  binary: boolean,
): APIGatewayProxyEvent {
  const parts = requestParts(call);
  return {
    ...parts,
    requestContext: { ...parts.requestContext, authorizer: authorizer ?? null },
    body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary && body.length > 0,
  };
}

import type { ServerResponse } from 'node:http';
import { answer } from './http.ts';

export interface GatewayResponse {
  readonly type: string;
  readonly status: number | undefined;
  /** `gatewayresponse.header.<name>` to a quoted constant or a `context.` value. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Content type to template. */
  readonly templates: Readonly<Record<string, string>>;
}

/** Status and message of what API Gateway answers by itself: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const builtIn = {
  UNAUTHORIZED: [401, 'Unauthorized'],
  ACCESS_DENIED: [403, 'User is not authorized to access this resource'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long'],
  THROTTLED: [429, 'Too Many Requests'],
  AUTHORIZER_FAILURE: [500, 'Internal server error'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'Internal server error'],
  INTEGRATION_FAILURE: [502, 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type GatewayResponseType = keyof typeof builtIn;

/** Answers for API Gateway itself, in the words of the template where it has some for this type or its class. */
export function answerByGateway(
  response: ServerResponse,
  type: GatewayResponseType,
  responses: ReadonlyMap<string, GatewayResponse>,
  requestId: string,
): void {
  const [status, message] = builtIn[type];
  const own = responses.get(type) ?? responses.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const variables: Readonly<Record<string, string>> = {
    'context.requestId': requestId,
    'context.extendedRequestId': requestId,
    'context.error.message': message,
    'context.error.messageString': JSON.stringify(message),
    'context.error.responseType': type,
  };
  const [contentType, template] = Object.entries(own?.templates ?? {})[0] ?? [
    'application/json',
    '{"message":$context.error.messageString}',
  ];
  const headers: Record<string, string> = {
    'content-type': contentType,
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': errorTypes[type] ?? 'InternalServerErrorException',
  };
  for (const [parameter, value] of Object.entries(own?.parameters ?? {})) {
    const name = parameter.replace('gatewayresponse.header.', '').toLowerCase();
    headers[name] = value.startsWith("'") ? value.slice(1, -1) : (variables[value] ?? '');
  }
  answer(response, own?.status ?? status, headers, render(template, variables));
}

const errorTypes: Partial<Record<GatewayResponseType, string>> = {
  UNAUTHORIZED: 'UnauthorizedException',
  ACCESS_DENIED: 'AccessDeniedException',
  MISSING_AUTHENTICATION_TOKEN: 'MissingAuthenticationTokenException',
  REQUEST_TOO_LARGE: 'RequestTooLargeException',
  THROTTLED: 'TooManyRequestsException',
};

/** Gateway responses know variables, not the whole template language. */
function render(template: string, variables: Readonly<Record<string, string>>): string {
  return template.replace(
    /\$(context\.[A-Za-z.]+)/g,
    (whole, name: string) => variables[name] ?? (name in variables ? '' : whole),
  );
}

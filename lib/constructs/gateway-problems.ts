import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { type ProblemCode, problems } from '../../contract/problem.ts';

interface Answer {
  readonly type: ResponseType;
  readonly code: ProblemCode;
  readonly detail: string;
  /** Seconds after which it is worth trying again. */
  readonly retryAfter?: number;
}

/** What API Gateway answers by itself, before or after a function, in the shape of every other error of the API. */
const answers: readonly Answer[] = [
  {
    type: ResponseType.UNAUTHORIZED,
    code: 'signed-out',
    detail: 'Sign in and send the access token; name the business in X-Business-Id.',
  },
  { type: ResponseType.EXPIRED_TOKEN, code: 'signed-out', detail: 'The access token has expired: refresh it.' },
  {
    type: ResponseType.ACCESS_DENIED,
    code: 'forbidden',
    detail: 'You do not work for this business. Ask an administrator of it.',
  },
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    code: 'unknown-route',
    detail: 'See docs/openapi.json for the routes there are.',
  },
  { type: ResponseType.RESOURCE_NOT_FOUND, code: 'unknown-route', detail: 'See docs/openapi.json for the routes there are.' },
  { type: ResponseType.REQUEST_TOO_LARGE, code: 'too-large', detail: 'Send less: no body of this API needs more than 256 KB.' },
  { type: ResponseType.THROTTLED, code: 'too-many', detail: 'Wait a moment and try again.', retryAfter: 1 },
  { type: ResponseType.QUOTA_EXCEEDED, code: 'too-many', detail: 'Wait a moment and try again.', retryAfter: 60 },
  { type: ResponseType.DEFAULT_4XX, code: 'bad-request', detail: 'Check the request against docs/openapi.json.' },
  { type: ResponseType.DEFAULT_5XX, code: 'internal', detail: 'Try again. If it stays, tell us the request id.' },
];

export function answerProblems(api: RestApi): void {
  for (const { type, code, detail, retryAfter } of answers) {
    const { status, title } = problems[code];
    api.addGatewayResponse(`Problem${type.responseType}`, {
      type,
      statusCode: String(status),
      responseHeaders: {
        'Content-Type': "'application/problem+json'",
        'Cache-Control': "'no-store'",
        ...(retryAfter !== undefined && { 'Retry-After': `'${retryAfter}'` }),
      },
      templates: {
        'application/json': JSON.stringify({
          type: `/problems/${code}`,
          code,
          title,
          status,
          detail,
          requestId: '$context.requestId',
        }),
      },
    });
  }
}

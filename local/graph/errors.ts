import { traceId } from './ids.ts';

interface Known {
  readonly title: string;
  readonly details?: string;
  /** HTTP status when it is answered at once; 400 unless given. */
  readonly http?: number;
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes */
const known: Readonly<Record<number, Known>> = {
  0: { title: 'AuthException', http: 401 },
  3: { title: 'API Method', http: 500 },
  4: { title: 'API Too Many Calls', details: 'The app has reached its API call rate limit.' },
  10: { title: 'Permission Denied', http: 403 },
  100: { title: 'Invalid parameter' },
  190: { title: 'Invalid OAuth access token - Cannot parse access token', http: 401 },
  200: { title: 'API Permission', http: 403 },
  368: { title: 'Temporarily blocked for policies violations', http: 403 },
  80007: { title: 'Rate limit issues', details: 'The WhatsApp Business Account has reached its rate limit.' },
  130429: { title: 'Rate limit hit', details: 'Message failed to send because there were too many messages sent', http: 429 },
  130472: { title: "User's number is part of an experiment" },
  130497: { title: 'Business account is restricted from messaging users in this country', http: 403 },
  131000: { title: 'Something went wrong', details: 'Message failed to send due to an unknown error.', http: 500 },
  131005: { title: 'Access denied', http: 403 },
  131008: { title: 'Required parameter is missing' },
  131009: { title: 'Parameter value is not valid' },
  131016: { title: 'Service unavailable', http: 500 },
  131021: { title: 'Recipient cannot be sender' },
  131026: { title: 'Message undeliverable', details: 'Message Undeliverable.' },
  131031: { title: 'Business Account locked', http: 403 },
  131042: { title: 'Business eligibility payment issue' },
  131045: { title: 'Incorrect certificate', http: 500 },
  131047: {
    title: 'Re-engagement message',
    details: 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  },
  131048: { title: 'Spam rate limit hit' },
  131049: { title: 'Meta chose not to deliver' },
  131050: { title: 'User has stopped marketing messages' },
  131051: { title: 'Unsupported message type' },
  131052: { title: 'Media download error' },
  131053: { title: 'Media upload error' },
  131056: {
    title: '(Business Account, Consumer Account) pair rate limit hit',
    details:
      'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
  },
  131057: { title: 'Account in maintenance mode', http: 500 },
  131062: { title: 'Business-scoped user id is not allowed for this message' },
  131064: { title: 'Template violation limit hit' },
  132000: { title: 'Template Param Count Mismatch' },
  132001: { title: 'Template does not exist', http: 404 },
  132015: { title: 'Template is Paused' },
  132016: { title: 'Template is Disabled' },
  133010: { title: 'Phone number not registered' },
};

/** A failure of the Cloud API, before it is written as an answer or as a status. */
export interface GraphFailure {
  readonly code: number;
  readonly http: number;
  /** Without the `(#code)` prefix. */
  readonly title: string;
  readonly details: string | undefined;
  readonly subcode: number | undefined;
}

/** A code that is not in the table is answered as a plain 400 with its number. */
export function failure(
  code: number,
  change: { title?: string; details?: string; http?: number; subcode?: number } = {},
): GraphFailure {
  const entry = known[code];
  return {
    code,
    http: change.http ?? entry?.http ?? 400,
    title: change.title ?? entry?.title ?? `Error ${code}`,
    details: change.details ?? entry?.details,
    subcode: change.subcode,
  };
}

/** An object that does not exist and one that the token may not see are answered alike. */
export const noSuchObject = (method: string, id: string): GraphFailure =>
  failure(100, {
    subcode: 33,
    title: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
  });

/** Body of an error answer. Titles of codes 100 and 190 carry no `error_data` on the real API either. */
export function errorBody(error: GraphFailure): object {
  return {
    error: {
      message: error.code === 190 || error.subcode !== undefined ? error.title : `(#${error.code}) ${error.title}`,
      type: error.subcode !== undefined ? 'GraphMethodException' : 'OAuthException',
      code: error.code,
      ...(error.subcode === undefined ? {} : { error_subcode: error.subcode }),
      ...(error.details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details: error.details } }),
      fbtrace_id: traceId(),
    },
  };
}

/** An item of `errors[]` in a `failed` status. */
export function statusError(error: GraphFailure): object {
  return {
    code: error.code,
    title: error.title,
    message: error.title,
    ...(error.details === undefined ? {} : { error_data: { details: error.details } }),
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  };
}

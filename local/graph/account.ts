import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson } from './answer.ts';
import { errorBody, failure } from './errors.ts';
import type { Numbers } from './numbers.ts';
import type { Channel } from './webhook.ts';

/** As the provider writes numbers for people. */
const shown = (number: string): string =>
  `+${number.slice(0, -10)} ${number.slice(-10, -7)}-${number.slice(-7, -4)}-${number.slice(-4)}`;

interface Question {
  readonly numbers: Numbers;
  /** Numbers that the token sees. */
  readonly own: readonly Channel[];
  readonly token: string;
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

/**
 * Numbers, WhatsApp Business Accounts and tokens. Answers whether the question was one of these.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/whatsapp-business-account-phone-number-api
 */
export function account(
  { numbers, own, token, segments, query }: Question,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const [id = '', edge] = segments;
  const method = request.method ?? 'GET';
  const [app] = own;
  if (app === undefined) return false;
  const proof = query.get('appsecret_proof');
  if (proof !== null && !numbers.isProof(app, token, proof)) {
    const problem = failure(100, { title: 'Invalid appsecret_proof provided in the API argument' });
    answerJson(response, problem.http, errorBody(problem));
    return true;
  }
  if (method === 'GET' && id === 'debug_token' && edge === undefined) {
    answerJson(response, 200, { data: aboutToken(numbers, query.get('input_token') ?? '') });
    return true;
  }
  const number = own.find(({ phoneNumberId }) => phoneNumberId === id);
  if (number !== undefined && edge === undefined && method === 'GET') {
    answerJson(response, 200, numberFields(numbers, number, query.get('fields')));
    return true;
  }
  const ofAccount = own.filter(({ wabaId }) => wabaId === id);
  if (ofAccount.length === 0) return false;
  switch (`${method} ${edge ?? ''}`) {
    case 'GET phone_numbers':
      answerJson(response, 200, { data: ofAccount.map((one) => numberFields(numbers, one, query.get('fields'))) });
      return true;
    case 'POST subscribed_apps':
      numbers.subscribe(app.appId, id);
      answerJson(response, 200, { success: true });
      return true;
    case 'DELETE subscribed_apps':
      numbers.unsubscribe(app.appId, id);
      answerJson(response, 200, { success: true });
      return true;
    case 'GET subscribed_apps': {
      const apps = numbers.isSubscribed(app.appId, id) ? [{ whatsapp_business_api_data: { id: app.appId, name: app.name } }] : [];
      answerJson(response, 200, { data: apps });
      return true;
    }
    default:
      return false;
  }
}

function numberFields(numbers: Numbers, channel: Channel, fields: string | null): Record<string, unknown> {
  const { quality, status } = numbers.facts(channel.phoneNumberId);
  const all: Readonly<Record<string, unknown>> = {
    verified_name: channel.name,
    display_phone_number: shown(channel.number),
    quality_rating: quality,
    status,
    code_verification_status: 'VERIFIED',
    platform_type: 'CLOUD_API',
  };
  const wanted = (fields ?? 'verified_name,display_phone_number,quality_rating,code_verification_status').split(',');
  return {
    ...Object.fromEntries(wanted.filter((name) => name in all).map((name) => [name, all[name]])),
    id: channel.phoneNumberId,
  };
}

function aboutToken(numbers: Numbers, input: string): Record<string, unknown> {
  const [first] = numbers.seenBy(input);
  if (first === undefined) {
    return { is_valid: false, scopes: [], error: { code: 190, message: 'Invalid OAuth access token.' } };
  }
  return {
    app_id: first.appId,
    type: 'SYSTEM_USER',
    application: first.name,
    expires_at: 0,
    is_valid: true,
    scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
  };
}

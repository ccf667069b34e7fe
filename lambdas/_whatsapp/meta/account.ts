import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { type AccountRefusal, type Asked, noAnswer, withoutSecrets } from '../refusal.ts';
import { classify } from './errors.ts';

export interface NumberFacts {
  /** Digits, with the country code. */
  readonly number: string;
  readonly quality: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN';
  /** CONNECTED, or why not. */
  readonly status: string;
}

/** What the provider tells about numbers and apps, asked with one access token. */
export interface MetaAccount {
  /** The app that the token is of, and what it may do. */
  token(): Promise<Asked<{ readonly appId: string; readonly scopes: readonly string[] }>>;
  /** With `appSecret`: refused when it is not the secret of the token's app. */
  number(phoneNumberId: string, appSecret?: string): Promise<Asked<NumberFacts>>;
  /** Whether the WhatsApp Business Account has this number. */
  holds(wabaId: string, phoneNumberId: string): Promise<Asked<{ readonly holds: boolean }>>;
  /** The numbers of an account, 500 at most. */
  numbers(wabaId: string): Promise<Asked<{ readonly ids: readonly string[] }>>;
  /** Ends what `subscribe` began. Repeating it changes nothing. */
  unsubscribe(wabaId: string): Promise<Asked<{ readonly subscribed: false }>>;
  /** Makes the provider report what happens in the account to the token's app. Repeating it changes nothing. */
  subscribe(wabaId: string): Promise<Asked<{ readonly subscribed: true }>>;
}

const timeoutMs = 5_000;
/** Pages of 100 numbers; an account has 20 unless Meta raised it. */
const mostPages = 5;

const ErrorBody = z.object({ error: z.object({ code: z.number(), message: z.string().default('') }) });
const TokenBody = z.object({
  data: z.object({
    is_valid: z.boolean(),
    app_id: z.string().optional(),
    scopes: z.array(z.string()).default([]),
    error: z.object({ code: z.number().default(190), message: z.string().default('') }).optional(),
  }),
});
const NumberBody = z.object({
  display_phone_number: z.string(),
  quality_rating: z.string().optional(),
  status: z.string().default('CONNECTED'),
});
const NumbersBody = z.object({
  data: z.array(z.object({ id: z.string() })),
  paging: z.object({ next: z.string().optional(), cursors: z.object({ after: z.string().optional() }).optional() }).optional(),
});
const Quality = z.enum(['GREEN', 'YELLOW', 'RED']).catch('GREEN');

/**
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/whatsapp-business-account-phone-number-api
 * The secret is checked by a proof made with it: https://developers.facebook.com/docs/graph-api/guides/secure-requests/
 */
export function metaAccount(
  { graphUrl, accessToken }: { readonly graphUrl: string; readonly accessToken: string },
  request: typeof fetch = fetch,
): MetaAccount {
  const ask = async <Schema extends z.ZodType>(
    path: string,
    query: Readonly<Record<string, string>>,
    schema: Schema,
    { method = 'GET', secrets = [] }: { method?: 'GET' | 'POST' | 'DELETE'; secrets?: readonly string[] } = {},
  ): Promise<z.output<Schema> | AccountRefusal> => {
    const parameters = new URLSearchParams(query).toString();
    let status: number;
    let text: string;
    try {
      const response = await request(`${graphUrl}/${path}${parameters && `?${parameters}`}`, {
        method,
        headers: { authorization: `Bearer ${accessToken}` },
        // A redirect would take the token elsewhere.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      status = response.status;
      text = await response.text();
    } catch {
      return noAnswer('WhatsApp', 'no-answer');
    }
    const body = parse(text);
    const error = ErrorBody.safeParse(body).data?.error;
    if (error) return refusal(error.code, error.message, [accessToken, ...secrets]);
    const parsed = schema.safeParse(body);
    return status < 300 && parsed.success ? parsed.data : noAnswer('WhatsApp', `http-${status}`);
  };

  const numbers: MetaAccount['numbers'] = async (wabaId) => {
    const ids: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < mostPages; page++) {
      const answer = await ask(`${wabaId}/phone_numbers`, { fields: 'id', limit: '100', ...(after && { after }) }, NumbersBody);
      if ('refused' in answer) return answer;
      ids.push(...answer.data.map(({ id }) => id));
      after = answer.paging?.next && answer.paging.cursors?.after;
      if (!after) break;
    }
    return { ids };
  };

  return {
    async token() {
      const answer = await ask('debug_token', { input_token: accessToken }, TokenBody);
      if ('refused' in answer) return answer;
      const { is_valid: valid, app_id: appId, scopes, error } = answer.data;
      if (valid && appId !== undefined) return { appId, scopes };
      return refusal(error?.code ?? 190, error?.message ?? 'The token is not valid', [accessToken]);
    },
    async number(phoneNumberId, appSecret) {
      const proof = appSecret && createHmac('sha256', appSecret).update(accessToken).digest('hex');
      const fields = 'display_phone_number,verified_name,quality_rating,status';
      const answer = await ask(phoneNumberId, { fields, ...(proof && { appsecret_proof: proof }) }, NumberBody, {
        secrets: [appSecret, proof].filter((one) => one !== undefined),
      });
      if ('refused' in answer) return answer;
      const { display_phone_number: shown, quality_rating: quality, status } = answer;
      const known = quality === undefined || quality === 'NA' || quality === 'UNKNOWN' ? 'UNKNOWN' : Quality.parse(quality);
      return { number: shown.replace(/\D/g, ''), quality: known, status };
    },
    async holds(wabaId, phoneNumberId) {
      const answer = await numbers(wabaId);
      return 'refused' in answer ? answer : { holds: answer.ids.includes(phoneNumberId) };
    },
    numbers,
    async unsubscribe(wabaId) {
      const answer = await ask(`${wabaId}/subscribed_apps`, {}, z.object({ success: z.literal(true) }), { method: 'DELETE' });
      return 'refused' in answer ? answer : { subscribed: false };
    },
    async subscribe(wabaId) {
      const answer = await ask(`${wabaId}/subscribed_apps`, {}, z.object({ success: z.literal(true) }), { method: 'POST' });
      return 'refused' in answer ? answer : { subscribed: true };
    },
  };
}

function refusal(code: number, message: string, secrets: readonly string[]): AccountRefusal {
  return { refused: true, code: String(code), said: withoutSecrets(message, secrets), advice: adviceOf(code, message) };
}

function adviceOf(code: number, message: string): string {
  // The one answer that has no code of its own.
  if (code === 100 && /appsecret_proof/.test(message)) {
    return 'The app secret and the access token are not of the same Meta app: copy both again from that app.';
  }
  if (code === 100) {
    return 'Compare the ids with WhatsApp Manager, and give the system user of the token access to the WhatsApp account.';
  }
  if (code === 190 || code === 0) return 'Make a new access token for the system user in Meta Business Settings and paste that.';
  if (code === 3 || code === 10 || (code >= 200 && code <= 299)) {
    return 'Give the token the permissions whatsapp_business_management and whatsapp_business_messaging, and the system user access to the account.';
  }
  return classify(code).failure.advice;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

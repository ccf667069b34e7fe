import * as z from 'zod';
import type { Provider, SendResult } from '../port.ts';
import { classify } from './errors.ts';
import { messageBody } from './request.ts';
import { uploadToMeta } from './upload.ts';

export interface MetaNumber {
  /** Base of the Cloud API with its version, without a trailing slash. */
  readonly graphUrl: string;
  readonly phoneNumberId: string;
  readonly accessToken: string;
}

const Accepted = z.object({ messages: z.array(z.object({ id: z.string().min(1) })).min(1) });
const Refused = z.object({ error: z.object({ code: z.number() }) });

const timeoutMs = 20_000;

/** Failures before a single byte of the request could have been sent. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** The WhatsApp Cloud API for one number. */
export function metaProvider(number: MetaNumber, request: typeof fetch = fetch): Provider {
  const { graphUrl, phoneNumberId, accessToken } = number;
  const url = `${graphUrl}/${encodeURIComponent(phoneNumberId)}/messages`;
  const post = async (body: Record<string, unknown>): Promise<{ status: number; body: unknown } | SendResult> => {
    try {
      const response = await request(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        // A redirect would take the token elsewhere.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { status: response.status, body: parse(await response.text()) };
    } catch (error) {
      const code = causeCode(error);
      if (code && neverConnected.has(code)) return { outcome: 'refused', ...classify(131016) };
      return { outcome: 'unknown', reason: code ?? 'no-answer' };
    }
  };
  return {
    upload: (file) => uploadToMeta(number, file),
    async send(sending) {
      const answer = await post(messageBody(sending));
      if ('outcome' in answer) return answer;
      const accepted = Accepted.safeParse(answer.body).data?.messages[0];
      if (answer.status < 300 && accepted) return { outcome: 'accepted', providerId: accepted.id };
      return refusalOf(answer);
    },
    async markRead(providerId, { typing } = {}) {
      const answer = await post({
        messaging_product: 'whatsapp',
        status: 'read',
        message_id: providerId,
        ...(typing && { typing_indicator: { type: 'text' } }),
      });
      if ('outcome' in answer) return answer;
      return answer.status < 300 ? { outcome: 'done' } : refusalOf(answer);
    },
  };
}

/** Only an error in the provider's own form says that the message was not taken; a gateway's 5xx does not. */
function refusalOf({ status, body }: { status: number; body: unknown }): SendResult {
  const error = Refused.safeParse(body).data?.error;
  if (error && status >= 400) return { outcome: 'refused', ...classify(error.code) };
  if (status === 401 || status === 403) return { outcome: 'refused', ...classify(190) };
  if (status === 429) return { outcome: 'refused', ...classify(130429) };
  if (status >= 400 && status < 500) return { outcome: 'refused', ...classify(100) };
  return { outcome: 'unknown', reason: `http-${status}` };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function causeCode(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

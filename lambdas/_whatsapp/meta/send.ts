import * as z from 'zod';
import type { Provider, SendResult } from '../port.ts';
import { type Answer, post } from '../post.ts';
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

/** The WhatsApp Cloud API for one number. */
export function metaProvider(number: MetaNumber, request: typeof fetch = fetch): Provider {
  const { graphUrl, phoneNumberId, accessToken } = number;
  const url = `${graphUrl}/${encodeURIComponent(phoneNumberId)}/messages`;
  const ask = async (body: Record<string, unknown>): Promise<Answer | SendResult> => {
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    const posted = await post(request, url, { headers, body: JSON.stringify(body) });
    if (posted === 'not-reached') return { outcome: 'refused', ...classify(131016) };
    return 'unanswered' in posted ? { outcome: 'unknown', reason: posted.unanswered } : posted;
  };
  return {
    upload: (file) => uploadToMeta(number, file),
    async send(sending) {
      const answer = await ask(messageBody(sending));
      if ('outcome' in answer) return answer;
      const accepted = Accepted.safeParse(answer.body).data?.messages[0];
      if (answer.status < 300 && accepted) return { outcome: 'accepted', providerId: accepted.id };
      return refusalOf(answer);
    },
    async markRead(providerId, { typing } = {}) {
      const answer = await ask({
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
function refusalOf({ status, body }: Answer): SendResult {
  const error = Refused.safeParse(body).data?.error;
  if (error && status >= 400) return { outcome: 'refused', ...classify(error.code) };
  if (status === 401 || status === 403) return { outcome: 'refused', ...classify(190) };
  if (status === 429) return { outcome: 'refused', ...classify(130429) };
  if (status >= 400 && status < 500) return { outcome: 'refused', ...classify(100) };
  return { outcome: 'unknown', reason: `http-${status}` };
}

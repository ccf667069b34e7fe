import * as z from 'zod';
import { longestText } from '../longest-text.ts';
import type { FileToUpload, Outgoing, Provider, Recipient, Refusal, SendResult, Uploaded } from '../port.ts';
import { type Answer, post } from '../post.ts';
import { classify, fileTooLarge, groupUnknown, kindUnknown, textTooLong } from './errors.ts';

export interface TwilioNumber {
  /** Origin of the API, without a trailing slash. */
  readonly twilioUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** As people dial it, digits. */
  readonly number: string;
  /** Where statuses of the message with this key go. */
  readonly statusCallback: (key: string) => string;
}

const Accepted = z.object({ sid: z.string().min(1) });
const Refused = z.object({ code: z.number() });

const megabyte = 1024 * 1024;
/** https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages */
const mostBytes = { picture: 5 * megabyte, other: 16 * megabyte };

/**
 * Twilio's Messages API for one WhatsApp number of an account. It knows no quoting: an answer goes out without what it answers.
 * https://www.twilio.com/docs/messaging/api/message-resource#create-a-message
 */
export function twilioProvider(
  { twilioUrl, accountSid, authToken, number, statusCallback }: TwilioNumber,
  request: typeof fetch = fetch,
): Provider {
  const url = `${twilioUrl}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
  const headers = {
    authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  };
  return {
    upload: linked,
    async send({ to, content, key }) {
      const asked = formOf(to, content);
      if ('refusal' in asked) return { outcome: 'refused', ...asked.refusal };
      const form = { From: `whatsapp:+${number}`, To: asked.to, ...asked.fields, StatusCallback: statusCallback(key) };
      const posted = await post(request, url, { headers, body: new URLSearchParams(form).toString() });
      if (posted === 'not-reached') return { outcome: 'refused', ...classify(503) };
      if ('unanswered' in posted) return { outcome: 'unknown', reason: posted.unanswered };
      const accepted = Accepted.safeParse(posted.body).data;
      return posted.status < 300 && accepted ? { outcome: 'accepted', providerId: accepted.sid } : refusalOf(posted);
    },
    /**
     * Not asked for: Twilio has no read receipts. Its typing indicator gives them too, and is a public beta of another host:
     * https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource
     */
    markRead: async () => ({ outcome: 'done' }),
  };
}

/** A file is fetched by Twilio while it sends the message: nothing is uploaded, and nothing is there to be remembered. */
async function linked({ mimeType, size, link }: FileToUpload): Promise<Uploaded> {
  const most = mimeType.startsWith('image/') ? mostBytes.picture : mostBytes.other;
  return size > most ? { outcome: 'refused', ...fileTooLarge } : { outcome: 'linked', link: await link() };
}

type Fields = Readonly<Partial<Record<'Body' | 'MediaUrl' | 'PersistentAction', string>>>;

function formOf(
  to: Recipient,
  content: Outgoing,
): { readonly to: string; readonly fields: Fields } | { readonly refusal: Refusal } {
  if (to.groupId !== undefined) return { refusal: groupUnknown };
  const fields = contentOf(content);
  if (fields === undefined) return { refusal: kindUnknown };
  return (fields.Body?.length ?? 0) > longestText.twilio ? { refusal: textTooLong } : { to: addressOf(to), fields };
}

function addressOf({ waId, userId }: Recipient): string {
  if (waId !== undefined) return `whatsapp:+${waId}`;
  if (userId !== undefined) return `whatsapp:${userId}`;
  throw new Error('A message without a recipient');
}

/** Undefined: it can be sent only as a template that was made at Twilio, or not at all. */
function contentOf(content: Outgoing): Fields | undefined {
  switch (content.kind) {
    case 'text':
      return { Body: content.text };
    case 'image':
    case 'video':
    // Twilio promises a document neither its words nor its name; there is no other field to say them in.
    case 'document':
      return 'link' in content.source ? { MediaUrl: content.source.link, ...said(content.caption) } : undefined;
    case 'audio':
    case 'voice':
    case 'sticker':
      return 'link' in content.source ? { MediaUrl: content.source.link } : undefined;
    case 'location': {
      const { latitude, longitude, name, address } = content;
      const label = name ?? address;
      const place = `${latitude},${longitude}`;
      return { Body: label ?? place, PersistentAction: `geo:${place}${label === undefined ? '' : `|${label}`}` };
    }
    case 'buttons':
    case 'list':
    case 'template':
    case 'reaction':
      return undefined;
    default:
      return content satisfies never;
  }
}

const said = (caption: string | undefined): Fields => (caption === undefined ? {} : { Body: caption });

/** Codes for errors inside Twilio: whatever status they come with, they do not say how far the message came. */
const saysNothing = [500, 503, 20500];

/** Only what is refused in Twilio's own form was not taken. A 5xx does not say how far the message came, in whatever form. */
function refusalOf({ status, body }: Answer): SendResult {
  if (status >= 500) return { outcome: 'unknown', reason: `http-${status}` };
  const code = Refused.safeParse(body).data?.code;
  if (code !== undefined && status >= 400 && !saysNothing.includes(code)) return { outcome: 'refused', ...classify(code) };
  if (status === 401 || status === 403) return { outcome: 'refused', ...classify(20003) };
  if (status === 429) return { outcome: 'refused', ...classify(20429) };
  if (status >= 400 && status < 500) return { outcome: 'refused', ...classify(400) };
  return { outcome: 'unknown', reason: `http-${status}` };
}

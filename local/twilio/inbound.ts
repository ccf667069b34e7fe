import * as z from 'zod';
import type { Accounts } from './accounts.ts';
import { post } from './post.ts';
import { AccountSid, newSid, PhoneNumber, withPrefix } from './sid.ts';
import type { State } from './state.ts';

/** What a customer sends. `params` are added to the fields of a text, or replace them; `null` leaves one out. */
const Inbound = z.strictObject({
  accountSid: AccountSid,
  number: PhoneNumber,
  params: z.record(z.string(), z.string().nullable()).default({}),
});

interface Parts {
  readonly accounts: Accounts;
  readonly state: State;
  readonly now: () => number;
}

type Answer = { readonly status: number; readonly sid: string } | { readonly error: string };

/** Posts a customer's message to where messages of the number go; `status` is what the platform answered, 0 for nothing. */
export async function deliver({ accounts, state, now }: Parts, wanted: unknown): Promise<Answer> {
  const parsed = Inbound.safeParse(wanted);
  if (!parsed.success) return { error: z.prettifyError(parsed.error) };
  const { accountSid, number, params: given } = parsed.data;
  const account = accounts.find(accountSid);
  const url = account?.numbers[number]?.webhookUrl;
  if (account === undefined || account.numbers[number] === undefined) return { error: 'There is no such number' };
  if (url === undefined) return { error: 'Its messages go nowhere: POST /twilio/_accounts with a webhookUrl first' };
  const params = fields({ accountSid, number }, given);
  for (const name of namesOf(params)) state.wrote({ accountSid, number }, name, now());
  return { status: await post(url, params, account.authToken), sid: params.MessageSid ?? '' };
}

/** https://www.twilio.com/docs/messaging/guides/webhook-request */
function fields(
  { accountSid, number }: { accountSid: string; number: string },
  given: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const media = Object.keys(given).filter((name) => /^MediaUrl\d+$/.test(name)).length;
  const sid = given.MessageSid ?? newSid(media > 0 ? 'MM' : 'SM');
  const from = withPrefix(given.From ?? '+12025550143');
  const waId = /^whatsapp:\+(\d+)$/.exec(from)?.[1];
  const family = given.MediaContentType0?.split('/')[0] ?? '';
  const kind = media === 0 ? 'text' : /^(image|audio|video)$/.test(family) ? family : 'document';
  const all: Readonly<Record<string, string | null>> = {
    SmsMessageSid: sid,
    NumMedia: String(media),
    ProfileName: 'Sara Whitfield',
    MessageType: kind,
    SmsSid: sid,
    ...(waId === undefined ? {} : { WaId: waId }),
    SmsStatus: 'received',
    Body: '',
    To: `whatsapp:${number}`,
    NumSegments: '1',
    ReferralNumMedia: '0',
    MessageSid: sid,
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    ...given,
    From: from,
  };
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/** A customer may be answered under each of them. */
function namesOf({ From, WaId, ExternalUserId }: Readonly<Record<string, string>>): string[] {
  return [From, WaId && `+${WaId}`, ExternalUserId].flatMap((name) => (name ? [name] : []));
}

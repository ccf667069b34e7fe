import { opaqueId } from '../_shared/queue-json.ts';
import type { Item, Split } from '../_webhooks/item.ts';
import { nameOf } from '../_whatsapp/fields.ts';
import { mediaCount, whoIs } from '../_whatsapp/twilio/fields.ts';

interface Owner {
  readonly tenant: string;
  /** Number, as people dial it, to channel. */
  readonly channels: ReadonlyMap<string, string>;
}

type Fields = Readonly<Record<string, string>>;

const whatsapp = /^whatsapp:\+(\d{4,20})$/;
const digitsOf = (address: string | undefined): string => whatsapp.exec(address ?? '')?.[1] ?? '';

/** Steps of Twilio's own, before WhatsApp has anything: nobody sees them, and each would cost a run of the worker. */
const underWay = ['accepted', 'scheduled', 'queued', 'sending'];

/**
 * What the fields of one form are: a message, or how one of ours fares. `key` is where in our conversations that one is, from the
 * address that the form was posted to. A message with several files becomes one for each.
 */
export function split(fields: Fields, { tenant, channels }: Owner, key: string | undefined): Split {
  const count = { duplicates: 0, foreign: 0, unusable: 0, otherFields: 0 };
  const sid = nameOf(fields, 'MessageSid') ?? nameOf(fields, 'SmsSid');
  const status = nameOf(fields, 'MessageStatus');
  if (sid === undefined) return { items: [], ...count, unusable: 1 };
  const channelId = channels.get(digitsOf(status === undefined ? fields.To : fields.From));
  if (channelId === undefined) return { items: [], ...count, foreign: 1 };
  if (underWay.includes(status ?? '')) return { items: [], ...count, otherFields: 1 };
  const groupOf = (who: string | undefined): string => opaqueId(tenant, channelId, who ?? sid);
  if (status !== undefined) {
    const item: Item = {
      channelId,
      type: 'status',
      event: key === undefined ? fields : { ...fields, key },
      group: groupOf(whoIs({ ...fields, From: fields.To ?? '' })),
      deduplication: opaqueId(tenant, channelId, 'status', sid, status, key ?? ''),
    };
    return { items: [item], ...count };
  }
  const group = groupOf(whoIs(fields));
  const items = Array.from({ length: Math.max(1, mediaCount(fields)) }, (_, nth): Item => {
    const event = nth === 0 ? fields : { ...fields, nth: String(nth) };
    return { channelId, type: 'message', event, group, deduplication: opaqueId(tenant, channelId, 'message', sid, String(nth)) };
  });
  return { items, ...count };
}

import { opaqueId } from '../_shared/queue-json.ts';
import type { Item, Split } from '../_webhooks/item.ts';
import { type Fields, fieldsOf, isFields, nameOf } from '../_whatsapp/fields.ts';
import { addressed, senderOf } from '../_whatsapp/meta/party.ts';

interface Owner {
  readonly tenant: string;
  readonly channels: ReadonlyMap<string, string>;
}

/** Every list may be missing or something else: what is no list is empty. */
const entries = (from: Fields, name: string): readonly unknown[] => {
  const value = from[name];
  return Array.isArray(value) ? value : [];
};

/** What somebody of the business wrote in the WhatsApp Business app. */
const echoField = 'smb_message_echoes';
/** What the provider reports of an account or number, not of a message. */
const accountFields = ['account_alerts', 'account_update', 'phone_number_quality_update'];

/** Looks no deeper than ids: reading the messages is the worker's job, and must not keep the provider waiting. */
export function split(body: Fields, owner: Owner): Split {
  const items = new Map<string, Item>();
  const count = { duplicates: 0, foreign: 0, unusable: 0, otherFields: 0 };
  const add = (item: Item | undefined) => {
    if (!item) count.unusable += 1;
    else if (items.has(item.deduplication)) count.duplicates += 1;
    else items.set(item.deduplication, item);
  };
  const found = entries(body, 'entry').filter(isFields);
  for (const [entry, change] of found.flatMap((one) => entries(one, 'changes').map((each) => [one, each] as const))) {
    const value = isFields(change) ? fieldsOf(change, 'value') : undefined;
    if (!value || !isFields(change) || (change.field !== 'messages' && change.field !== echoField)) {
      const report = isFields(change) && value ? accountItem(entry, change, value, owner) : undefined;
      if (report) add(report);
      else count.otherFields += 1;
      continue;
    }
    const echoes = change.field === echoField ? entries(value, 'message_echoes') : [];
    const [messages, statuses] = change.field === echoField ? [[], []] : [entries(value, 'messages'), entries(value, 'statuses')];
    const channelId = owner.channels.get(nameOf(fieldsOf(value, 'metadata') ?? {}, 'phone_number_id') ?? '');
    if (channelId === undefined) {
      count.foreign += messages.length + statuses.length + echoes.length;
      continue;
    }
    for (const message of messages) add(messageItem('message', message, value, { tenant: owner.tenant, channelId }));
    for (const echo of echoes) add(messageItem('echo', echo, value, { tenant: owner.tenant, channelId }));
    for (const status of statuses) add(statusItem(status, { tenant: owner.tenant, channelId }));
  }
  return { items: [...items.values()], ...count };
}

/** Such a report names the account, and the number at most as people write it: the worker finds out whom it concerns. */
function accountItem(entry: Fields, change: Fields, value: Fields, { tenant, channels }: Owner): Item | undefined {
  const field = nameOf(change, 'field') ?? '';
  const [channelId] = channels.values();
  const account = nameOf(entry, 'id');
  if (!accountFields.includes(field) || channelId === undefined || account === undefined) return undefined;
  const said = ['event', 'display_phone_number', 'alert_type', 'entity_id'].map((name) => nameOf(value, name) ?? '');
  return {
    channelId,
    type: 'account',
    event: { account, field, value },
    group: opaqueId(tenant, 'account', account),
    deduplication: opaqueId(tenant, 'account', account, field, String(entry.time ?? ''), ...said),
  };
}

interface Place {
  readonly tenant: string;
  readonly channelId: string;
}

/** An echo goes behind what the customer wrote who it went to. */
function messageItem(type: 'message' | 'echo', event: unknown, value: Fields, { tenant, channelId }: Place): Item | undefined {
  if (!isFields(event)) return undefined;
  const id = nameOf(event, 'id');
  if (id === undefined) return undefined;
  const named = type === 'echo' ? addressed(event) : event;
  const contact = contactOf(named, entries(value, 'contacts').filter(isFields));
  const errors = entries(value, 'errors');
  const who = nameOf(event, 'group_id') ?? senderOf(named, contact).party.identities[0] ?? id;
  return {
    channelId,
    type,
    event,
    contact,
    errors: errors.length ? errors : undefined,
    group: opaqueId(tenant, channelId, who),
    // With the business in it: ids in one business's webhook must not silence another's.
    deduplication: opaqueId(tenant, channelId, type, id),
  };
}

/** The contact that a message names; the only one belongs to a message that names nobody. */
function contactOf(event: Fields, contacts: readonly Fields[]): Fields | undefined {
  const [from, userId] = [nameOf(event, 'from'), nameOf(event, 'from_user_id')];
  const named = contacts.find(
    (contact) =>
      (userId !== undefined && nameOf(contact, 'user_id') === userId) ||
      (from !== undefined && nameOf(contact, 'wa_id') === from),
  );
  return named ?? (from === undefined && userId === undefined && contacts.length === 1 ? contacts[0] : undefined);
}

function statusItem(event: unknown, { tenant, channelId }: Place): Item | undefined {
  if (!isFields(event)) return undefined;
  const id = nameOf(event, 'id');
  if (id === undefined) return undefined;
  const recipient = nameOf(event, 'recipient_user_id') ?? nameOf(event, 'recipient_id') ?? id;
  const participant =
    nameOf(event, 'recipient_participant_user_id') ??
    nameOf(event, 'recipient_participant_id') ??
    nameOf(event, 'participant_recipient_id') ??
    '';
  return {
    channelId,
    type: 'status',
    event,
    group: opaqueId(tenant, channelId, recipient),
    deduplication: opaqueId(tenant, channelId, 'status', id, nameOf(event, 'status') ?? '', participant),
  };
}

import * as z from 'zod';
import { AuditItem, toAuditEntry } from '../_data/audit.ts';
import { Booking } from '../_data/booking.ts';
import { toConversation } from '../_data/conversation-item.ts';
import { About } from '../_data/customer-about.ts';
import { isThere, LibraryRow } from '../_data/library-file.ts';
import { MessageItem, ReactionItem, statusTimes, toMessage } from '../_data/message-item.ts';
import { Service } from '../_data/service.ts';
import type { ExportedRow } from './tables.ts';

type Item = Readonly<Record<string, unknown>>;

const instant = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString());

const Learned = z.object({ v: z.string(), t: z.int() });
const Customer = z.object({
  id: z.string(),
  name: Learned.optional(),
  waId: Learned.optional(),
  userId: Learned.optional(),
  parentUserId: Learned.optional(),
  username: Learned.optional(),
  about: About.optional(),
  v: z.int(),
});

export function customerRow(item: Item): ExportedRow {
  const { id, about, v, ...facts } = Customer.parse(item);
  const times = Object.entries(facts).flatMap(([name, fact]) => (fact ? [[name, fact.t] as const] : []));
  const { name: ownName, email, language, country, tags, notes, fields, createdAt } = about ?? {};
  return {
    table: 'customers',
    row: {
      id,
      name: facts.name?.v,
      phone: facts.waId?.v,
      bsuid: facts.userId?.v,
      parent_bsuid: facts.parentUserId?.v,
      username: facts.username?.v,
      email,
      language,
      country,
      tags,
      notes,
      own_name: ownName,
      fields,
      created_at: instant(createdAt),
      learned: Object.fromEntries(times),
      version: v,
    },
  };
}

export function conversationRow(item: Item): ExportedRow {
  const read = toConversation(item);
  return {
    table: 'conversations',
    row: {
      id: read.id,
      customer_id: read.customer.id,
      channel_id: read.channelId,
      group_id: read.groupId,
      mode: read.mode,
      status: read.status,
      assignee_id: read.assigneeId,
      unread: Math.max(0, read.inSeq - read.readSeq),
      updated_at: instant(read.changedAt),
      summary: {
        inSeq: read.inSeq,
        readSeq: read.readSeq,
        recent: read.recent,
        lastMessage: read.lastMessage,
        windowClosesAt: instant(read.windowClosesAt),
        changedAt: instant(read.changedAt),
        annotationsWait: read.annotationsWait,
        since: instant(read.since),
        snoozedUntil: instant(read.snoozedUntil),
        waitingSince: instant(read.waitingSince),
        epoch: read.epoch,
        labels: read.labels,
        version: read.version,
      },
    },
  };
}

export function messageRow(stored: Item): ExportedRow {
  const item = MessageItem.parse(stored);
  const message = toMessage(item);
  const reactions = Object.entries(item)
    .filter(([name]) => name.startsWith('rx:'))
    .map(([, value]) => ReactionItem.parse(value))
    // Removed ones too: an older one must not come back after an import either.
    .map(({ by, e, t, i }) => ({ by, emoji: e, at: instant(t), stamp: i }));
  return {
    table: 'messages',
    row: {
      id: message.id,
      conversation_id: message.conversationId,
      direction: message.direction,
      content: message.content,
      sent_at: message.sentAt,
      provider_id: message.providerId,
      seq: message.seq,
      status: message.status,
      status_at: message.status && statusTimes(item),
      failure: message.failure,
      from: message.sender,
      author: message.author,
      reply_to: message.replyTo,
      reactions: reactions.length > 0 ? reactions : undefined,
      edited: item.ed,
      deleted_at: message.deletedAt,
      forwarded: message.forwarded,
      frequently_forwarded: message.frequentlyForwarded,
      product: message.product,
      referral: message.referral,
      group_id: message.groupId,
    },
  };
}

const Waiting = z.object({ pk: z.string(), sk: z.string(), a: z.string(), person: z.string() });

export function annotationRow(item: Item): ExportedRow {
  const { pk, sk, a, person } = Waiting.parse(item);
  const conversation = pk.slice(pk.lastIndexOf('#') + 1);
  const row = { id: `${conversation}/${sk}`, conversation_id: conversation, person, annotation: JSON.parse(a) };
  return { table: 'annotations', row };
}

/** `5000` of USD as `50.00`. */
function majorUnits(minor: number, code: string): string {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits ?? 2;
  const text = String(minor).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

export function serviceRow(item: Item): ExportedRow {
  const { id, names, descriptions, category, offers, active, order, createdAt, version } = Service.parse(item);
  const tiers = offers.map(({ price, ...offer }) => ({ ...offer, price: majorUnits(price, offer.currency) }));
  const row = { id, names, descriptions, category, tiers, active, sort: order, created_at: instant(createdAt), version };
  return { table: 'services', row };
}

export function bookingRow(item: Item): ExportedRow {
  const booking = Booking.parse(item);
  const { price, currency, payment } = booking;
  return {
    table: 'bookings',
    row: {
      id: booking.id,
      customer_id: booking.customerId,
      service_id: booking.serviceId,
      service_name: booking.serviceName,
      tier: booking.tier,
      starts_at: instant(booking.startsAt),
      ends_at: instant(booking.endsAt),
      status: booking.status,
      price: price === undefined || currency === undefined ? undefined : majorUnits(price, currency),
      currency,
      notes: booking.notes,
      calendar_event_id: booking.calendarEventId,
      meeting_url: booking.meetingUrl,
      payment_status: payment?.status,
      payment_method: payment?.method,
      payment_reference: payment?.reference,
      paid_at: instant(payment?.paidAt),
      created_at: instant(booking.createdAt),
      version: booking.version,
    },
  };
}

/**
 * What of a business's settings is written, attribute by attribute: anything else that is kept there, tokens, keys and hashes of
 * secrets among it, stays out because it is not named.
 */
const settings: readonly {
  readonly sort: string;
  readonly table: ExportedRow['table'];
  readonly attributes: readonly string[];
}[] = [
  {
    sort: 'BUSINESS',
    table: 'business',
    attributes: ['name', 'slug', 'industry', 'timezone', 'currency', 'languages', 'hours', 'brand'],
  },
  {
    sort: 'CHANNEL#',
    table: 'channels',
    attributes: ['id', 'provider', 'name', 'phoneNumberId', 'wabaId', 'accountSid', 'displayNumber', 'disconnectedAt'],
  },
  {
    sort: 'EMPLOYEE#',
    table: 'employees',
    attributes: ['id', 'name', 'email', 'role', 'overrides', 'language', 'active', 'joinedAt', 'lastSeenAt'],
  },
  { sort: 'ROLE#', table: 'roles', attributes: ['id', 'name', 'colour', 'permissions'] },
  { sort: 'RETENTION', table: 'retention', attributes: ['customer', 'business'] },
];

/** Undefined: not for an export. */
export function settingRow(item: Item): ExportedRow | undefined {
  const sort = String(item.sk);
  if (sort.startsWith('SERVICE#')) return serviceRow(item);
  const found = settings.find((one) => (one.sort.endsWith('#') ? sort.startsWith(one.sort) : sort === one.sort));
  if (!found) return undefined;
  return { table: found.table, row: Object.fromEntries(found.attributes.map((name) => [name, item[name]])) };
}

/** The shortcuts beside them only say whose they are. */
export const cannedRow = (item: Item): readonly ExportedRow[] => (String(item.sk).startsWith('R#') ? [canned(item)] : []);

const canned = ({ pk: _pk, sk: _sk, madeFrom: _made, gsi1pk: _gsi1pk, gsi1sk: _gsi1sk, ...row }: Item): ExportedRow => ({
  table: 'canned',
  row,
});

/** The names beside them only say whose they are. */
export const labelRow = ({ sk, id, name, colour, version }: Item): readonly ExportedRow[] =>
  String(sk).startsWith('LABEL#') ? [{ table: 'labels', row: { id, name, colour, version } }] : [];

/** Of the library: what it has, not its bytes. What has ended or is being deleted is not in it any more. */
export function fileRow(item: Item, now: number): readonly ExportedRow[] {
  const read = LibraryRow.parse(item);
  if (!isThere(read, now)) return [];
  const { id, kind, origin, at, name, employeeId, references, file } = read;
  const row = {
    id,
    kind,
    origin,
    name,
    at: instant(at),
    employee_id: employeeId,
    references,
    mime_type: file.mime,
    bytes: file.n,
    sha256: file.sha,
    width: file.w,
    height: file.h,
    duration_ms: file.ms,
    pages: file.pg,
    expires_at: instant(file.exp),
  };
  return [{ table: 'files', row }];
}

export const auditRow = (item: Item): ExportedRow => ({ table: 'audit', row: toAuditEntry(AuditItem.parse(item)) });

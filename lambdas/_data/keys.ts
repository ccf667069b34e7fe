import { createHash } from 'node:crypto';
import {
  type ChannelId,
  type ClientId,
  ConversationId,
  type CustomerId,
  type EmployeeId,
  type HookId,
  MessageId,
  TenantId,
} from '../../contract/ids.ts';

/** Every key of the table is made here; the table itself is described in docs/data-model.md. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Attribute names of the table and its index. */
export const inboxIndex = 'inbox';
export const inboxShards = 4;

/** Ends with the delimiter, so that no business's prefix is the beginning of another's. */
const owned = (tenant: TenantId): string => `T#${tenant}#`;

const short = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16);

export const hookKey = (id: HookId): Key => ({ pk: `HOOK#${id}`, sk: 'HOOK' });
export const userPartition = (sub: string): string => `USER#${sub}`;
export const memberSort = 'MEMBER#';
export const membershipKey = (sub: string, tenant: TenantId): Key => ({ pk: userPartition(sub), sk: `${memberSort}${tenant}` });
/** Reads a membership's key back, as it comes in a stream record. */
export function parseMembershipKey({ pk, sk }: Key): { sub: string; tenant: TenantId } | undefined {
  if (!pk.startsWith('USER#') || !sk.startsWith(memberSort)) return undefined;
  return { sub: pk.slice('USER#'.length), tenant: TenantId.parse(sk.slice(memberSort.length)) };
}
export const platformAdminKey = (sub: string): Key => ({ pk: userPartition(sub), sk: 'PLATFORM' });
export const sessionKey = (id: string): Key => ({ pk: `SESSION#${id}`, sk: 'SESSION' });
export const ticketKey = (ticket: string): Key => ({
  pk: `TICKET#${createHash('sha256').update(ticket).digest('base64url')}`,
  sk: 'TICKET',
});

/** An address is personal: the key holds its hash. */
export const signUpKey = (email: string): Key => ({
  pk: `SIGNUP#${createHash('sha256').update(email).digest('base64url')}`,
  sk: 'SIGNUP',
});
export const registrationKey = (tenant: TenantId): Key => ({ pk: `TENANT#${tenant}`, sk: 'TENANT' });
export const slugKey = (slug: string): Key => ({ pk: `SLUG#${slug}`, sk: 'SLUG' });

/** One partition a month: the log of a business never stops growing. */
export const auditPartition = (tenant: TenantId, month: string): string => `${owned(tenant)}AUDIT#${month}`;
/** Months are of UTC: 2026-11. */
export const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7);
export const auditKey = (tenant: TenantId, at: number, id: string): Key => ({
  pk: auditPartition(tenant, monthOf(at)),
  sk: `${digits13(at)}#${id}`,
});
/** In the index: everything that was done to one thing, whatever the month. */
export const auditedPartition = (tenant: TenantId, thing: string): string => `${owned(tenant)}AUDITED#${thing}`;

export const cursorKeyKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'CURSOR_KEY' });
export const businessKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'BUSINESS' });
export const channelKey = (tenant: TenantId, id: ChannelId): Key => ({ pk: owned(tenant), sk: `CHANNEL#${id}` });
export const employeeKey = (tenant: TenantId, id: EmployeeId): Key => ({ pk: owned(tenant), sk: `EMPLOYEE#${id}` });
export const serviceSort = 'SERVICE#';
export const serviceKey = (tenant: TenantId, id: string): Key => ({ pk: owned(tenant), sk: `${serviceSort}${id}` });
export const bookingKey = (tenant: TenantId, id: string): Key => ({ pk: `${owned(tenant)}BOOK#${id}`, sk: 'BOOKING' });
/** Of the index: every booking of a business by its time. */
export const bookingPartition = (tenant: TenantId): string => `${owned(tenant)}BOOKINGS`;
export const bookingSort = (startsAt: number, id: string): string => `${digits13(startsAt)}#${id}`;
export const exportSort = 'EXPORT#';
export const exportKey = (tenant: TenantId, id: string): Key => ({ pk: owned(tenant), sk: `${exportSort}${id}` });
/** Of what belongs to a business as a whole. */
export const businessPartition = (tenant: TenantId): string => owned(tenant);

export const identityKey = (tenant: TenantId, channel: ChannelId, identity: string): Key => ({
  pk: `${owned(tenant)}WHO#${channel}#${identity}`,
  sk: 'WHO',
});
export const customerKey = (tenant: TenantId, id: CustomerId): Key => ({ pk: `${owned(tenant)}CUST#${id}`, sk: 'CUSTOMER' });

export const conversationPartition = (tenant: TenantId, id: ConversationId): string => `${owned(tenant)}CONV#${id}`;
export const conversationKey = (tenant: TenantId, id: ConversationId): Key => ({
  pk: conversationPartition(tenant, id),
  sk: 'CONV',
});
export const inboxPartition = (tenant: TenantId, shard: number): string => `${owned(tenant)}INBOX#${shard}`;
/** Spreads the inbox of one business over several partitions, each good for 1,000 writes a second. */
export const inboxPartitionOf = (tenant: TenantId, id: ConversationId): string =>
  inboxPartition(tenant, createHash('sha256').update(id).digest().readUInt8(0) % inboxShards);
/** Milliseconds in 13 digits sort as text until the year 2286. */
export const digits13 = (ms: number): string => String(ms).padStart(13, '0');
export const inboxSort = (changedAt: number, id: ConversationId): string => `${digits13(changedAt)}#${id}`;

export const messageSort = 'M#';
export const messageKey = (tenant: TenantId, conversation: ConversationId, id: MessageId): Key => ({
  pk: conversationPartition(tenant, conversation),
  sk: `${messageSort}${id}`,
});
export const annotationSort = 'A#';
export const annotationsOf = (targetProviderId: string): string => `${annotationSort}${short(targetProviderId)}#`;
export const annotationKey = (tenant: TenantId, conversation: ConversationId, target: string, providerId: string): Key => ({
  pk: conversationPartition(tenant, conversation),
  sk: `${annotationsOf(target)}${short(providerId)}`,
});

export const unmatchedStatusKey = (tenant: TenantId, providerId: string): Key => ({
  pk: `${owned(tenant)}WAMID#${providerId}`,
  sk: 'STATUS',
});

export const connectionPartition = (tenant: TenantId): string => `${owned(tenant)}CONN`;
export const connectionSort = 'C#';
export const connectionKey = (tenant: TenantId, connectionId: string): Key => ({
  pk: connectionPartition(tenant),
  sk: `${connectionSort}${connectionId}`,
});

/** Of an inbound message: its provider time and its provider id, so that a repeat meets the same key. */
export const inboundMessageId = (sentAt: number, providerId: string): MessageId =>
  MessageId.parse(`${digits13(sentAt)}-${short(providerId)}`);
/** Of an outbound message: both parts are in the UUID version 7 that the client made. */
export const outboundMessageId = (clientId: ClientId): MessageId => {
  const hex = clientId.replaceAll('-', '').toLowerCase();
  return MessageId.parse(`${digits13(Number.parseInt(hex.slice(0, 12), 16))}-${hex}`);
};
/** Milliseconds. */
export const messageTime = (id: MessageId): number => Number(id.slice(0, 13));
/** The part after the time. */
export const messageTail = (id: MessageId): string => id.slice(14);
export const reactionAttribute = (person: string): string => `rx:${short(person)}`;

/** Reads a message's key back, as it comes in a stream record. */
export function parseMessageKey(
  key: Key,
): { tenant: TenantId; conversationId: ConversationId; messageId: MessageId } | undefined {
  const [t, tenant, conv, conversation] = key.pk.split('#');
  if (t !== 'T' || conv !== 'CONV' || !key.sk.startsWith(messageSort)) return undefined;
  return {
    tenant: TenantId.parse(tenant),
    conversationId: ConversationId.parse(conversation),
    messageId: MessageId.parse(key.sk.slice(messageSort.length)),
  };
}

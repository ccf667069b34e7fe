import { createHash } from 'node:crypto';
import type { CannedResponseId } from '../../contract/canned-responses.ts';
import {
  type ChannelId,
  type ClientId,
  ConversationId,
  CustomerId,
  type EmployeeId,
  type HookId,
  type KnowledgeId,
  MessageId,
  type RoleId,
  TenantId,
} from '../../contract/ids.ts';
import type { LabelId } from '../../contract/labels.ts';
import type { FileId, MediaKind } from '../../contract/message.ts';
import type { PlaygroundCaseId } from '../../contract/playground.ts';

/** Every key of the table is made here; the table itself is described in docs/data-model.md. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Names of the indexes: everything by activity; whose work it is; who waits. The last two hold keys only. */
export const inboxIndex = 'inbox';
export const workIndex = 'work';
export const waitingIndex = 'waiting';
/** Of `work`, what has something unread. */
export const unreadIndex = 'unread';
export const inboxShards = 4;

/** Ends with the delimiter, so that no business's prefix is the beginning of another's. */
const owned = (tenant: TenantId): string => `T#${tenant}#`;

const short = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16);

/** Of the index: what there is of a business outside its own partitions, so that all of it is found without a scan. */
export const tracesPartition = (tenant: TenantId): string => `${owned(tenant)}TRACES`;
/** Attributes of an item that is a business's although its key does not begin with the business. */
export const traced = (tenant: TenantId, { pk, sk }: Key) => ({ gsi1pk: tracesPartition(tenant), gsi1sk: `${pk} ${sk}` });

export const hookKey = (id: HookId): Key => ({ pk: `HOOK#${id}`, sk: 'HOOK' });
/** Which business a number of the provider belongs to. A hook's id has no `#`, so the two never meet. */
export const numberKey = (phoneNumberId: string): Key => ({ pk: `HOOK#NUMBER#${phoneNumberId}`, sk: 'NUMBER' });
export const userPartition = (sub: string): string => `USER#${sub}`;
export const memberSort = 'MEMBER#';
export const membershipKey = (sub: string, tenant: TenantId): Key => ({ pk: userPartition(sub), sk: `${memberSort}${tenant}` });
/** Reads a membership's key back, as it comes in a stream record. */
export function parseMembershipKey({ pk, sk }: Key): { sub: string; tenant: TenantId } | undefined {
  if (!pk.startsWith('USER#') || !sk.startsWith(memberSort)) return undefined;
  return { sub: pk.slice('USER#'.length), tenant: TenantId.parse(sk.slice(memberSort.length)) };
}
/** Not among what else is kept of a person: functions that write that must not be able to write this. */
export const platformAdminKey = (sub: string): Key => ({ pk: `PLATFORM#ADMIN#${sub}`, sk: 'ADMIN' });
/** A person's signed-in browsers, to be listed and ended. Under one prefix with the sessions, so that one transaction may write both. */
export const browsersPartition = (sub: string): string => `SESSION#${sub}`;
export const browserKey = (sub: string, id: string): Key => ({ pk: browsersPartition(sub), sk: id });
export const sessionKey = (id: string): Key => ({ pk: `SESSION#${id}`, sk: 'SESSION' });
/** Reads a session's id back, as it comes in a stream record. */
export const parseSessionKey = ({ pk, sk }: Key): string | undefined =>
  sk === 'SESSION' && pk.startsWith('SESSION#') ? pk.slice('SESSION#'.length) : undefined;
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
/** Reads a registration's key back, as it comes in a stream record. */
export const parseRegistrationKey = ({ pk, sk }: Key): TenantId | undefined =>
  sk === 'TENANT' && pk.startsWith('TENANT#') ? TenantId.parse(pk.slice('TENANT#'.length)) : undefined;
/** Stays when a business is gone, so that nobody makes one under its id again. */
export const goneKey = (tenant: TenantId): Key => ({ pk: `TENANT#${tenant}`, sk: 'GONE' });
export const slugKey = (slug: string): Key => ({ pk: `SLUG#${slug}`, sk: 'SLUG' });
/** How many businesses a person has made. */
export const foundedKey = (sub: string): Key => ({ pk: userPartition(sub), sk: 'FOUNDED' });
export const platformIndexPartition = (name: string): string => `PLATFORM#INDEX#${name}`;
export const platformCursorKeyKey: Key = { pk: platformIndexPartition('cursors'), sk: 'CURSOR_KEY' };
export const platformAuditPartition = (month: string): string => `PLATFORM#AUDIT#${month}`;
export const platformAuditKey = (at: number, id: string): Key => ({
  pk: platformAuditPartition(monthOf(at)),
  sk: `${digits13(at)}#${id}`,
});
/** What of the plan is used: the things there are, and what a month brought. */
export const usageKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'USAGE' });
export const monthlyUsageKey = (tenant: TenantId, month: string): Key => ({ pk: owned(tenant), sk: `MONTH#${month}` });

/** That administrators were mailed about the conversations of a month. */
export const usageNoticeKey = (tenant: TenantId, month: string, limit: number, level: string): Key => ({
  pk: owned(tenant),
  sk: `USAGE_NOTICE#${month}#${limit}#${level}`,
});

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

/** One partition a month (UTC): what the month cost a business, that of one conversation side by side. */
export const ledgerPartition = (tenant: TenantId, month: string): string => `${owned(tenant)}LEDGER#${month}`;
export const ledgerKey = (tenant: TenantId, at: number, conversation: ConversationId | undefined, entry: string): Key => ({
  pk: ledgerPartition(tenant, monthOf(at)),
  sk: `${conversation ?? 'NONE'}#${entry}`,
});
/** Beside the entries: what each day cost, and what each conversation cost. Ids are of small letters. */
export const costDaySort = 'DAY#';
/** `day`: of UTC, 2026-11-20. */
export const costDayKey = (tenant: TenantId, day: string): Key => ({
  pk: ledgerPartition(tenant, day.slice(0, 7)),
  sk: `${costDaySort}${day.slice(8)}`,
});
export const costConversationKey = (tenant: TenantId, month: string, conversation: ConversationId): Key => ({
  pk: ledgerPartition(tenant, month),
  sk: `CONV#${conversation}`,
});
/** Of the index: the conversations of a month by what they cost. */
export const costliestPartition = (tenant: TenantId, month: string): string => `${owned(tenant)}COSTLIEST#${month}`;
/** Apart from settings: whoever only tries the assistant may write what a model costs, and no setting. */
export const modelsPartition = (tenant: TenantId): string => `${owned(tenant)}MODELS`;
/** What models may still cost in a month (UTC), with what is reserved of it. */
export const budgetKey = (tenant: TenantId, month: string): Key => ({ pk: modelsPartition(tenant), sk: `BUDGET#${month}` });
/** Whether a provider of models answers this business. */
export const breakerKey = (tenant: TenantId, provider: string): Key => ({
  pk: modelsPartition(tenant),
  sk: `BREAKER#${provider}`,
});
export const assistantSettingsKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'ASSISTANT' });
export const transcriptionKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'TRANSCRIPTION' });
/** How long files are kept. */
export const retentionKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'RETENTION' });
/** Whose a job of Amazon Transcribe is: its events name nothing but the job. */
export const voiceJobKey = (job: string): Key => ({ pk: `VOICE#${job}`, sk: 'VOICE' });

export const cursorKeyKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'CURSOR_KEY' });
export const businessKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'BUSINESS' });
export const configurationPartition = owned;
export const channelSort = 'CHANNEL#';
export const channelKey = (tenant: TenantId, id: ChannelId): Key => ({ pk: owned(tenant), sk: `${channelSort}${id}` });
export const channelHealthSort = 'HEALTH#';
export const channelHealthKey = (tenant: TenantId, id: ChannelId): Key => ({
  pk: owned(tenant),
  sk: `${channelHealthSort}${id}`,
});
/** What the business keeps of its Meta apps; the routing record of `hookKey` is a copy. */
export const appHookSort = 'HOOK#';
export const appHookKey = (tenant: TenantId, id: HookId): Key => ({ pk: owned(tenant), sk: `${appHookSort}${id}` });
/** Partition of what a business has few of: settings, channels, people, roles. */
export const settingsPartition = owned;
export const employeeSort = 'EMPLOYEE#';
export const employeeKey = (tenant: TenantId, id: EmployeeId): Key => ({ pk: owned(tenant), sk: `${employeeSort}${id}` });
export const avatarKey = (tenant: TenantId, id: EmployeeId): Key => ({ pk: owned(tenant), sk: `AVATAR#${id}` });
/** Apart from the person, whose changes are transactions: coming and going must not meet them. */
export const seenKey = (tenant: TenantId, id: EmployeeId): Key => ({ pk: owned(tenant), sk: `SEEN#${id}` });
/** Whose an e-mail address is inside a business: the key holds its hash. */
export const addressKey = (tenant: TenantId, email: string): Key => ({
  pk: owned(tenant),
  sk: `ADDRESS#${createHash('sha256').update(email).digest('base64url')}`,
});
export const seatsKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'USAGE#employees' });
export const roleSort = 'ROLE#';
export const roleKey = (tenant: TenantId, id: RoleId): Key => ({ pk: owned(tenant), sk: `${roleSort}${id}` });
export const roleCountKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'ROLES' });
export const invitationSort = 'INVITATION#';
export const invitationKey = (tenant: TenantId, id: string): Key => ({ pk: owned(tenant), sk: `${invitationSort}${id}` });
/** By the hash of the token in the mailed link. */
export const invitationLinkKey = (tokenHash: string): Key => ({ pk: `INVITATION#${tokenHash}`, sk: 'INVITATION' });

/** Reads the key of an employee or a role back, as it comes in a stream record. */
export function parseTeamKey({
  pk,
  sk,
}: Key): { tenant: TenantId; employee: string } | { tenant: TenantId; role: string } | undefined {
  const [t, tenant, ...rest] = pk.split('#');
  if (t !== 'T' || rest.join('#') !== '') return undefined;
  if (sk.startsWith(employeeSort)) return { tenant: TenantId.parse(tenant), employee: sk.slice(employeeSort.length) };
  if (sk.startsWith(roleSort)) return { tenant: TenantId.parse(tenant), role: sk.slice(roleSort.length) };
  return undefined;
}
export const serviceSort = 'SERVICE#';
export const serviceKey = (tenant: TenantId, id: string): Key => ({ pk: owned(tenant), sk: `${serviceSort}${id}` });
export const bookingKey = (tenant: TenantId, id: string): Key => ({ pk: `${owned(tenant)}BOOK#${id}`, sk: 'BOOKING' });
/** Of the index: every booking of a business by its time. */
export const bookingPartition = (tenant: TenantId): string => `${owned(tenant)}BOOKINGS`;
export const bookingSort = (startsAt: number, id: string): string => `${digits13(startsAt)}#${id}`;
export const exportSort = 'EXPORT#';
export const exportKey = (tenant: TenantId, id: string): Key => ({ pk: owned(tenant), sk: `${exportSort}${id}` });
/** Which export was asked for last: two requests at the same moment meet here. */
export const latestExportKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'LATEST_EXPORT' });
/** Reads an export's key back, as it comes in a stream record. */
export function parseExportKey({ pk, sk }: Key): { tenant: TenantId; exportId: string } | undefined {
  const [t, tenant, ...rest] = pk.split('#');
  if (t !== 'T' || rest.join('#') !== '' || !sk.startsWith(exportSort)) return undefined;
  return { tenant: TenantId.parse(tenant), exportId: sk.slice(exportSort.length) };
}

export const identityKey = (tenant: TenantId, channel: ChannelId, identity: string): Key => ({
  pk: `${owned(tenant)}WHO#${channel}#${identity}`,
  sk: 'WHO',
});
/** Of the index: every name that a customer goes by. */
export const namesPartition = (tenant: TenantId, customer: CustomerId): string => `${owned(tenant)}NAMES#${customer}`;
export const customerKey = (tenant: TenantId, id: CustomerId): Key => ({ pk: `${owned(tenant)}CUST#${id}`, sk: 'CUSTOMER' });

/** What undoing its merging into another customer takes. */
export const mergeKey = (tenant: TenantId, id: CustomerId): Key => ({ pk: `${owned(tenant)}CUST#${id}`, sk: 'MERGE' });
/** What the business writes down of each customer besides the usual. */
export const customerFieldsKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'CUSTOMER_FIELDS' });
export const erasureSort = 'ERASURE#';
export const erasureKey = (tenant: TenantId, id: string): Key => ({ pk: owned(tenant), sk: `${erasureSort}${id}` });
/** Who and what was erased, as keyed hashes. */
export const erasedPartition = (tenant: TenantId): string => `${owned(tenant)}ERASED`;
export const erasedKey = (tenant: TenantId, hash: string): Key => ({ pk: erasedPartition(tenant), sk: hash });

/** Reads a customer's key back, as it comes in a stream record. */
export function parseCustomerKey({ pk, sk }: Key): { tenant: TenantId; customerId: CustomerId } | undefined {
  const [t, tenant, cust, id] = pk.split('#');
  if (t !== 'T' || cust !== 'CUST' || sk !== 'CUSTOMER') return undefined;
  return { tenant: TenantId.parse(tenant), customerId: CustomerId.parse(id) };
}

export const conversationPartition = (tenant: TenantId, id: ConversationId): string => `${owned(tenant)}CONV#${id}`;
export const conversationKey = (tenant: TenantId, id: ConversationId): Key => ({
  pk: conversationPartition(tenant, id),
  sk: 'CONV',
});
export const inboxPartition = (tenant: TenantId, shard: number | 'snoozed' | 'resolved'): string =>
  `${owned(tenant)}INBOX#${shard}`;
/** Open conversations: the inbox of one business is spread over several partitions, each good for 1,000 writes a second. */
export const openPartitions = (tenant: TenantId): string[] =>
  Array.from({ length: inboxShards }, (_, shard) => inboxPartition(tenant, shard));
/** All conversations, whatever their status. */
export const inboxPartitions = (tenant: TenantId): string[] => [
  ...openPartitions(tenant),
  inboxPartition(tenant, 'snoozed'),
  inboxPartition(tenant, 'resolved'),
];
export const inboxPartitionOf = (tenant: TenantId, id: ConversationId, status: 'open' | 'snoozed' | 'resolved'): string =>
  inboxPartition(tenant, status === 'open' ? createHash('sha256').update(id).digest().readUInt8(0) % inboxShards : status);
/** Of the index `work`: what somebody has, what nobody has, and what is put aside. */
export const workPartition = (tenant: TenantId, whose: EmployeeId | 'none' | 'snoozed'): string =>
  `${owned(tenant)}WORK#${whose}`;
/** Of the index `waiting`. */
export const waitingPartition = (tenant: TenantId): string => `${owned(tenant)}WAITING`;
/** Milliseconds in 13 digits sort as text until the year 2286. */
export const digits13 = (ms: number): string => String(ms).padStart(13, '0');
export const inboxSort = (changedAt: number, id: ConversationId): string => `${digits13(changedAt)}#${id}`;

/** What messages of a month (UTC) say, by time, for searching. */
export const textPartition = (tenant: TenantId, month: string): string => `${owned(tenant)}TEXT#${month}`;
export const textSort = (message: MessageId, conversation: ConversationId): string => `${message}#${conversation}`;
export const textKey = (tenant: TenantId, conversation: ConversationId, message: MessageId): Key => ({
  pk: textPartition(tenant, monthOf(messageTime(message))),
  sk: textSort(message, conversation),
});
export function parseTextSort(sort: string): { messageId: MessageId; conversationId: ConversationId } {
  const [message, conversation] = sort.split('#');
  return { messageId: MessageId.parse(message), conversationId: ConversationId.parse(conversation) };
}
/** The months that have texts. */
export const textMonthsKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'TEXT_MONTHS' });
/** What customers are found by: words of their names, user names, numbers from either end. */
export const findPartition = (tenant: TenantId): string => `${owned(tenant)}FIND`;
export const findKey = (tenant: TenantId, mark: string, id: CustomerId): Key => ({
  pk: findPartition(tenant),
  sk: `${mark}#${id}`,
});

export const messageSort = 'M#';
export const messageKey = (tenant: TenantId, conversation: ConversationId, id: MessageId): Key => ({
  pk: conversationPartition(tenant, conversation),
  sk: `${messageSort}${id}`,
});
/** What is said in a voice note, word by word. */
export const spokenKey = (tenant: TenantId, conversation: ConversationId, id: MessageId): Key => ({
  pk: conversationPartition(tenant, conversation),
  sk: `W#${id}`,
});
/** The file of a message, as the library lists it: with the conversation, so that whoever finds one finds both. */
export const fileRowSort = 'F#';
export const fileRowKey = (tenant: TenantId, conversation: ConversationId, id: MessageId): Key => ({
  pk: conversationPartition(tenant, conversation),
  sk: `${fileRowSort}${id}`,
});
/** Of the index: files of one kind by time. */
export const filesOfKind = (tenant: TenantId, kind: MediaKind): string => `${owned(tenant)}FILES#${kind}`;
export const filesSort = (at: number, id: FileId): string => `${digits13(at)}#${id}`;
/** Of the index: files whose bytes are being deleted. */
export const goneFilesPartition = (tenant: TenantId): string => `${owned(tenant)}GONE_FILES`;
export const filesPartition = (tenant: TenantId): string => `${owned(tenant)}FILES`;
/** What the files count for that are deleted at a time (milliseconds), or never. */
export const fileUsageSort = 'USAGE#';
export const fileUsageKey = (tenant: TenantId, until: number | undefined): Key => ({
  pk: filesPartition(tenant),
  sk: `${fileUsageSort}${until === undefined ? 'never' : digits13(until)}`,
});
/** A file that the business itself has, by its bytes; which messages show it; what a number's provider calls it; uploads under way. */
export const libraryFileKey = (tenant: TenantId, id: FileId): Key => ({ pk: filesPartition(tenant), sk: `LIB#${id}` });
export const fileShowingsOf = (id: FileId): string => `SHOWN#${id}#`;
export const fileShowingKey = (tenant: TenantId, id: FileId, conversation: ConversationId, message: MessageId): Key => ({
  pk: filesPartition(tenant),
  sk: `${fileShowingsOf(id)}${message}#${conversation}`,
});
/** Of the index: files of the business that a conversation shows. */
export const shownInPartition = (tenant: TenantId, conversation: ConversationId): string =>
  `${owned(tenant)}SHOWN#${conversation}`;
export const providerFilesOf = (id: FileId): string => `PROVIDER#${id}#`;
export const providerFileKey = (tenant: TenantId, id: FileId, channel: ChannelId): Key => ({
  pk: filesPartition(tenant),
  sk: `${providerFilesOf(id)}${channel}`,
});
export const uploadKey = (tenant: TenantId, id: string): Key => ({ pk: filesPartition(tenant), sk: `UPLOAD#${id}` });
/** What the assistant did about messages of a customer: the first of them, and how often mode or assignee had changed then. */
export const turnKey = (tenant: TenantId, conversation: ConversationId, from: number, epoch: number): Key => ({
  pk: conversationPartition(tenant, conversation),
  sk: `TURN#${digits13(from)}#${epoch}`,
});
/** What models are told of a conversation besides its last messages. */
export const summaryKey = (tenant: TenantId, conversation: ConversationId): Key => ({
  pk: conversationPartition(tenant, conversation),
  sk: 'SUMMARY',
});
/** Which notes of a conversation are pinned. */
export const pinsKey = (tenant: TenantId, conversation: ConversationId): Key => ({
  pk: conversationPartition(tenant, conversation),
  sk: 'PINS',
});
/** Requests for files that failed within the last hour, or are under way. */
export const fetchesPartition = (tenant: TenantId): string => `${owned(tenant)}FETCHES`;
export const fetchesOf = (channel: ChannelId): string => `${channel}#`;
export const fetchKey = (tenant: TenantId, channel: ChannelId, at: number, id: string): Key => ({
  pk: fetchesPartition(tenant),
  sk: `${fetchesOf(channel)}${digits13(at)}#${id}`,
});
/** When messages first came whose provider does not date them. Hashed: ids of providers may tell numbers of customers. */
export const arrivalsPartition = (tenant: TenantId): string => `${owned(tenant)}ARRIVALS`;
export const arrivalKey = (tenant: TenantId, channel: ChannelId, providerId: string): Key => ({
  pk: arrivalsPartition(tenant),
  sk: short(`${channel} ${providerId}`),
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

/** Of the index: all of a business's. */
export const unmatchedPartition = (tenant: TenantId): string => `${owned(tenant)}UNMATCHED`;

export const cannedPartition = (tenant: TenantId): string => `${owned(tenant)}CANNED`;
export const cannedSort = 'R#';
export const cannedKey = (tenant: TenantId, id: CannedResponseId): Key => ({
  pk: cannedPartition(tenant),
  sk: `${cannedSort}${id}`,
});
/** Whose a shortcut is. */
export const shortcutKey = (tenant: TenantId, shortcut: string): Key => ({
  pk: cannedPartition(tenant),
  sk: `SHORTCUT#${shortcut}`,
});

export const labelPartition = (tenant: TenantId): string => `${owned(tenant)}LABELS`;
export const labelSort = 'LABEL#';
export const labelKey = (tenant: TenantId, id: LabelId): Key => ({ pk: labelPartition(tenant), sk: `${labelSort}${id}` });
/** Whose a name is, whatever its case. */
export const labelNameKey = (tenant: TenantId, name: string): Key => ({
  pk: labelPartition(tenant),
  sk: `NAME#${name.normalize('NFC').toLowerCase()}`,
});
/** How many there are. */
export const labelCountKey = (tenant: TenantId): Key => ({ pk: labelPartition(tenant), sk: 'LABELS' });

export const connectionPartition = (tenant: TenantId): string => `${owned(tenant)}CONN`;
export const connectionSort = 'C#';
/** Whose turn it is to be given a conversation: beside the connections, so that whoever pushes reads it with them. */
export const turnsKey = (tenant: TenantId): Key => ({ pk: connectionPartition(tenant), sk: 'TURNS' });
/** Whether conversations are given out at all. */
export const assignmentKey = (tenant: TenantId): Key => ({ pk: owned(tenant), sk: 'ASSIGNMENT' });
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

/** What the assistant answers from: pages, files and texts, how many there are, and which words each revision of one is found by. */
export const knowledgePartition = (tenant: TenantId): string => `${owned(tenant)}KNOWLEDGE`;
export const knowledgeSort = 'SOURCE#';
export const knowledgeKey = (tenant: TenantId, id: KnowledgeId): Key => ({
  pk: knowledgePartition(tenant),
  sk: `${knowledgeSort}${id}`,
});
export const knowledgeCountKey = (tenant: TenantId): Key => ({ pk: knowledgePartition(tenant), sk: 'COUNT' });
/** What a person wrote or uploaded, as it came. */
export const knowledgeTextKey = (tenant: TenantId, id: KnowledgeId): Key => ({
  pk: knowledgePartition(tenant),
  sk: `TEXT#${id}`,
});
export const knowledgeTermsOf = (id: KnowledgeId): string => `TERMS#${id}#`;
export const knowledgeTermsKey = (tenant: TenantId, id: KnowledgeId, revision: string, part: number): Key => ({
  pk: knowledgePartition(tenant),
  sk: `${knowledgeTermsOf(id)}${revision}#${String(part).padStart(3, '0')}`,
});
/** The pieces themselves. */
export const passagesPartition = (tenant: TenantId): string => `${owned(tenant)}KNOWLEDGE#PASSAGES`;
export const passagesOf = (id: KnowledgeId, revision: string): string => `${id}#${revision}#`;
export const passageKey = (tenant: TenantId, id: KnowledgeId, revision: string, place: number): Key => ({
  pk: passagesPartition(tenant),
  sk: `${passagesOf(id, revision)}${String(place).padStart(4, '0')}`,
});
/** Where a word stands, by how much it says there: what is read from the end begins with the best. */
export const postingsPartition = (tenant: TenantId): string => `${owned(tenant)}KNOWLEDGE#WORDS`;
export const postingsOf = (term: string): string => `${term}#`;
/** After all of them, and before those of any other word: `$` follows `#`. */
export const postingsBeyond = (term: string): string => `${term}$`;
export const postingKey = (tenant: TenantId, term: string, weight: number, id: KnowledgeId, revision: string): Key => ({
  pk: postingsPartition(tenant),
  sk: `${postingsOf(term)}${String(weight).padStart(4, '0')}#${id}#${revision}`,
});

/** What the assistant says: what is being written, what is published, and every version that ever was. */
export const promptsPartition = (tenant: TenantId): string => `${owned(tenant)}PROMPTS`;
export const promptDraftKey = (tenant: TenantId): Key => ({ pk: promptsPartition(tenant), sk: 'DRAFT' });
export const publishedPromptsKey = (tenant: TenantId): Key => ({ pk: promptsPartition(tenant), sk: 'PUBLISHED' });
export const promptVersionSort = 'VERSION#';
export const promptVersionKey = (tenant: TenantId, number: number): Key => ({
  pk: promptsPartition(tenant),
  sk: `${promptVersionSort}${String(number).padStart(6, '0')}`,
});
/** How the turns ended that began with a version. Apart from it, which never changes. */
export const promptOutcomesSort = 'OUTCOMES#';
export const promptOutcomesKey = (tenant: TenantId, number: number): Key => ({
  pk: promptsPartition(tenant),
  sk: `${promptOutcomesSort}${String(number).padStart(6, '0')}`,
});

/** What the assistant is tried with before its texts are published, and how many there are of it. */
export const playgroundPartition = (tenant: TenantId): string => `${owned(tenant)}PLAYGROUND`;
export const playgroundCaseSort = 'CASE#';
export const playgroundCaseKey = (tenant: TenantId, id: PlaygroundCaseId): Key => ({
  pk: playgroundPartition(tenant),
  sk: `${playgroundCaseSort}${id}`,
});
export const playgroundCountKey = (tenant: TenantId): Key => ({ pk: playgroundPartition(tenant), sk: 'COUNT' });

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

import * as z from 'zod';
import { type ConversationSummary, Mode } from '../../contract/conversations.ts';
import { ChannelId, ConversationId, CustomerId, EmployeeId, MessageId, type TenantId } from '../../contract/ids.ts';
import { LabelId } from '../../contract/labels.ts';
import type { Content } from '../../contract/message.ts';
import { indexKeys } from './conversation-place.ts';
import { conversationKey, digits13, messageTail, messageTime } from './keys.ts';

/** The conversation and its inbox row in one: short names, because a write unit is 1 KB and the index holds it again. */
const Item = z.object({
  id: ConversationId,
  ch: ChannelId,
  cu: CustomerId,
  nm: z.string(),
  wa: z.string().optional(),
  us: z.string().optional(),
  un: z.string().optional(),
  /** As the business calls the customer. */
  on: z.string().optional(),
  /** The customer that this one is part of. */
  hd: CustomerId.optional(),
  /** Everything of the customer from before was erased, milliseconds; the erasure that removes this one. */
  nb: z.int().optional(),
  er: z.string().optional(),
  gr: z.string().optional(),
  lm: z.object({ i: MessageId, k: z.string(), p: z.string(), d: z.enum(['in', 'out', 'event', 'note']) }).optional(),
  /** Inbound messages applied, and up to which of them somebody has read. */
  is: z.int(),
  rs: z.int(),
  /** The tails of the last 8 applied, newest first, separated by commas: their numbers count down from `is`. */
  rc: z.string(),
  md: Mode,
  st: z.enum(['open', 'snoozed', 'resolved']),
  as: EmployeeId.optional(),
  /** Times in milliseconds, as all of them: since when it is where it is; put aside until; without an answer since. */
  sn: z.int().optional(),
  su: z.int().optional(),
  ws: z.int().optional(),
  /** Changes of mode or assignee. */
  ep: z.int().optional(),
  /** Inbound messages that the assistant has dealt with; the language of the last one. */
  an: z.int().optional(),
  lg: z.string().optional(),
  /** Automatic answers one after the other: how many, since when, and when the last one. */
  au: z.object({ n: z.int(), s: z.int(), t: z.int() }).optional(),
  /** Labels, separated by commas. */
  lb: z.string().optional(),
  /** Reactions, edits or deletions came before their message. */
  aw: z.literal(true).optional(),
  /** The last month (UTC) that it counted in, and whether the plan had no room for it. */
  mo: z.string().optional(),
  ol: z.literal(true).optional(),
  wc: z.int().optional(),
  ca: z.int(),
  v: z.int(),
});

export interface LastMessage {
  readonly id: MessageId;
  readonly kind: string;
  readonly preview: string;
  readonly direction: 'in' | 'out' | 'event' | 'note';
}

export interface Streak {
  readonly count: number;
  readonly since: number;
  readonly last: number;
}

export interface Conversation {
  readonly id: ConversationId;
  readonly channelId: ChannelId;
  readonly customer: {
    readonly id: CustomerId;
    readonly name: string;
    readonly waId?: string | undefined;
    readonly userId?: string | undefined;
    readonly username?: string | undefined;
  };
  /** As the business calls the customer, which is what people see. */
  readonly ownName?: string | undefined;
  /** The customer that this one was merged into: who people see. The names in `customer` stay those that lead here. */
  readonly headId?: CustomerId | undefined;
  /** What the provider sent before, or as of, this time was erased and does not come back. Milliseconds. */
  readonly notBefore?: number | undefined;
  readonly groupId?: string | undefined;
  readonly lastMessage?: LastMessage | undefined;
  /** Arrival counter of inbound messages. */
  readonly inSeq: number;
  readonly readSeq: number;
  /** Tails of the ids of the last applied inbound messages, newest first. */
  readonly recent: readonly string[];
  readonly mode: z.infer<typeof Mode>;
  readonly status: 'open' | 'snoozed' | 'resolved';
  readonly assigneeId?: EmployeeId | undefined;
  /** Since when it has this status and is whose it is. Messages do not move it. */
  readonly since: number;
  readonly snoozedUntil?: number | undefined;
  /** Of the first message that the customer wrote since somebody answered; the provider's time. */
  readonly waitingSince?: number | undefined;
  /** Grows with every change of mode or assignee, so that who answers can tell whether it still may. */
  readonly epoch: number;
  /** Up to which inbound message the assistant has answered, or left it to people. */
  readonly answeredSeq?: number | undefined;
  /** BCP 47: what the customer's last message is written in, as far as it could be told. */
  readonly language?: string | undefined;
  /** Automatic answers without a pause between them: how many, since when, and when the last one. */
  readonly streak?: Streak | undefined;
  readonly labels: readonly LabelId[];
  /** Some annotation may wait for its message. */
  readonly annotationsWait?: true | undefined;
  /** The last month (UTC) that it counted in: 2026-11 */
  readonly countedIn?: string | undefined;
  /** It counted beyond the limit of the plan. */
  readonly overLimit?: true | undefined;
  /** Milliseconds, as all times of this interface. */
  readonly windowClosesAt?: number | undefined;
  readonly changedAt: number;
  readonly version: number;
}

/** Whether an erasure is removing it: nobody is shown it, and nothing is added to it. */
export const isBeingErased = (stored: Readonly<Record<string, unknown>>): boolean => stored.er !== undefined;

export function toConversation(stored: unknown): Conversation {
  const item = Item.parse(stored);
  return {
    id: item.id,
    channelId: item.ch,
    customer: { id: item.cu, name: item.nm, waId: item.wa, userId: item.us, username: item.un },
    ownName: item.on,
    headId: item.hd,
    notBefore: item.nb,
    groupId: item.gr,
    lastMessage: item.lm && { id: item.lm.i, kind: item.lm.k, preview: item.lm.p, direction: item.lm.d },
    inSeq: item.is,
    readSeq: item.rs,
    recent: item.rc === '' ? [] : item.rc.split(','),
    mode: item.md,
    status: item.st,
    assigneeId: item.as,
    since: item.sn ?? item.ca,
    snoozedUntil: item.su,
    waitingSince: item.ws,
    epoch: item.ep ?? 0,
    answeredSeq: item.an,
    language: item.lg,
    streak: item.au && { count: item.au.n, since: item.au.s, last: item.au.t },
    labels: item.lb === undefined ? [] : item.lb.split(',').map((label) => LabelId.parse(label)),
    annotationsWait: item.aw,
    countedIn: item.mo,
    overLimit: item.ol,
    windowClosesAt: item.wc,
    changedAt: item.ca,
    version: item.v,
  };
}

/** WhatsApp's own limit for a profile name is 25 characters; this keeps the row small whatever comes. */
const longestName = 100;

/** Everything of the item that is not its key. Attributes that are undefined are absent. */
export function conversationAttributes(tenant: TenantId, conversation: Conversation) {
  const { customer, lastMessage: last, streak } = conversation;
  return {
    ...indexKeys(tenant, conversation),
    id: conversation.id,
    ch: conversation.channelId,
    cu: customer.id,
    nm: customer.name.slice(0, longestName).toWellFormed(),
    wa: customer.waId,
    us: customer.userId,
    un: customer.username,
    on: conversation.ownName,
    hd: conversation.headId,
    nb: conversation.notBefore,
    gr: conversation.groupId,
    lm: last && { i: last.id, k: last.kind, p: last.preview, d: last.direction },
    is: conversation.inSeq,
    rs: conversation.readSeq,
    rc: conversation.recent.join(','),
    md: conversation.mode,
    st: conversation.status,
    as: conversation.assigneeId,
    sn: conversation.since,
    su: conversation.snoozedUntil,
    ws: conversation.waitingSince,
    ep: conversation.epoch || undefined,
    an: conversation.answeredSeq,
    lg: conversation.language,
    au: streak && { n: streak.count, s: streak.since, t: streak.last },
    lb: conversation.labels.join(',') || undefined,
    aw: conversation.annotationsWait,
    mo: conversation.countedIn,
    ol: conversation.overLimit,
    wc: conversation.windowClosesAt,
    ca: conversation.changedAt,
    v: conversation.version,
  } satisfies Omit<z.infer<typeof Item>, 'er'> & ReturnType<typeof indexKeys>;
}

export const conversationItem = (tenant: TenantId, conversation: Conversation) => ({
  ...conversationKey(tenant, conversation.id),
  ...conversationAttributes(tenant, conversation),
});

/** A place in the inbox, newest first. */
export const cursorOf = ({ changedAt, id }: Pick<Conversation, 'changedAt' | 'id'>): string => `${digits13(changedAt)}-${id}`;

const instant = (ms: number): string => new Date(ms).toISOString();
const instantOf = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : instant(ms));

export function summaryOf(conversation: Conversation): ConversationSummary {
  const { customer, lastMessage: last, labels, headId } = conversation;
  return {
    id: conversation.id,
    channelId: conversation.channelId,
    customer: {
      ...customer,
      ...(headId !== undefined && { id: headId }),
      name: conversation.ownName ?? customer.name,
      phone: customer.waId && `+${customer.waId}`,
    },
    groupId: conversation.groupId,
    lastMessage: last && { ...last, at: instant(messageTime(last.id)) },
    unread: Math.max(0, conversation.inSeq - conversation.readSeq),
    mode: conversation.mode,
    status: conversation.status,
    snoozedUntil: instantOf(conversation.snoozedUntil),
    assigneeId: conversation.assigneeId,
    waitingSince: instantOf(conversation.waitingSince),
    labels: labels.length > 0 ? [...labels] : undefined,
    overLimit: conversation.overLimit,
    windowClosesAt: instantOf(conversation.windowClosesAt),
    changedAt: instant(conversation.changedAt),
    cursor: cursorOf(conversation),
    version: conversation.version,
  };
}

const previewLength = 80;

/** What stands for a message in the inbox: the beginning of what it says, or nothing where its kind must speak. */
export function previewOf(content: Content): string {
  const text = previewText(content).replace(/\s+/g, ' ').trim();
  const characters = Array.from(text.slice(0, 2 * previewLength));
  return characters.slice(0, previewLength).join('').toWellFormed();
}

function previewText(content: Content): string {
  switch (content.kind) {
    case 'text':
    case 'button':
    case 'nfm_reply':
    case 'note':
      return content.text;
    case 'image':
    case 'video':
    case 'audio':
    case 'voice':
    case 'document':
    case 'sticker':
      return content.media.caption ?? content.media.filename ?? '';
    case 'location':
      return content.name ?? content.address ?? '';
    case 'contacts':
      return content.cards.map(({ name }) => name).join(', ');
    case 'button_reply':
    case 'list_reply':
      return content.title;
    case 'product':
    case 'order':
      return content.text ?? '';
    case 'call_permission_reply':
    case 'system':
    case 'request_welcome':
    case 'work':
    case 'unsupported':
      return '';
    default:
      return content satisfies never;
  }
}

/** Whether an inbound message has been applied already. `seq`: what a stored message was numbered. */
export function isApplied({ recent, inSeq }: Conversation, id: MessageId, seq: number | undefined): boolean {
  if (recent.includes(messageTail(id))) return true;
  return seq !== undefined && recent.length > 0 && seq <= inSeq - recent.length;
}

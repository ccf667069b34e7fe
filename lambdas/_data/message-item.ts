import * as z from 'zod';
import { ConversationId, MessageId } from '../../contract/ids.ts';
import { Content, Failure, FileId, Message, type Reaction, Sender, Status, statuses } from '../../contract/message.ts';
import { FileItem, shownFile } from './file-item.ts';
import { messageSort, messageTime } from './keys.ts';
import { CorrectionItem, TranscriptItem, toTranscript } from './transcript-item.ts';

/**
 * A message as stored. Content is one JSON string: it may be nested deeper, and hold numbers longer, than DynamoDB allows,
 * and it is smaller. The stream's filter and the delivery rules use `status` and `rank`, which only outbound messages have.
 */
export const MessageItem = z.looseObject({
  pk: z.string(),
  sk: z.string(),
  dir: z.enum(['in', 'out', 'event', 'note']),
  /** Content, JSON. */
  c: z.string(),
  seq: z.int().optional(),
  pid: z.string().optional(),
  snd: Sender.optional(),
  by: Message.shape.author,
  /** Provider id of the quoted message. */
  re: z.string().optional(),
  fw: z.boolean().optional(),
  ff: z.boolean().optional(),
  prod: Message.shape.product,
  ref: Message.shape.referral,
  grp: z.string().optional(),
  status: Status.optional(),
  rank: z.int().optional(),
  fail: Failure.optional(),
  /** Of a message with a file: where the file is. Absent: it waits to be fetched. */
  file: FileItem.optional(),
  /** How often that has changed. */
  filev: z.int().optional(),
  /** The file of the business that it shows. */
  fid: FileId.optional(),
  /** Attempt that holds, or last held, the lease; its end in milliseconds; who took it. */
  att: z.int().optional(),
  lease: z.int().optional(),
  own: z.string().optional(),
  /** Of the assistant: changes of mode or assignee when it was written. It is sent only if there was none since. */
  ep: z.int().optional(),
  /** Newest edit and deletion, milliseconds. */
  ed: z.object({ t: z.int(), i: z.string() }).optional(),
  del: z.int().optional(),
  /** Of a note: since when it is pinned, milliseconds. */
  pin: z.int().optional(),
  /** Of a voice note: its transcript, and what a person wrote instead. */
  tr: TranscriptItem.optional(),
  trf: CorrectionItem.optional(),
});
export type MessageItem = z.infer<typeof MessageItem>;

/** `at_sent`, `at_read` ...: one attribute each, so that an update needs no map to exist. */
export const statusTimeAttribute = (status: Status): string => `at_${status}`;

/** When something was said last, and by which of the provider's events (several may fall into one second). */
export const Stamp = z.object({ t: z.int(), i: z.string() });
export type Stamp = z.infer<typeof Stamp>;
export const ReactionItem = Stamp.extend({ by: z.string(), e: z.string() });
const reactionPrefix = 'rx:';

const instant = (ms: number): string => new Date(ms).toISOString();

/** What cannot be read any more is shown as it is stored, never dropped. */
function contentOf(json: string): Content {
  try {
    return Content.parse(JSON.parse(json));
  } catch {
    return { kind: 'unsupported', raw: json.slice(0, 8192) };
  }
}

/** What happened between colleagues: never a conversation's last message. */
export const isInternal = ({ kind }: Content): boolean => kind === 'note' || kind === 'work';

const withPin = (content: Content, pin: number | undefined): Content =>
  content.kind === 'note' && pin !== undefined ? { ...content, pinnedAt: instant(pin) } : content;

function messageIdOf(item: Pick<MessageItem, 'sk'>): MessageId {
  return MessageId.parse(item.sk.slice(messageSort.length));
}

export function toMessage(item: MessageItem): Message {
  const id = messageIdOf(item);
  const conversationId = ConversationId.parse(item.pk.slice(item.pk.lastIndexOf('#') + 1));
  const content = contentOf(item.c);
  return {
    id,
    conversationId,
    direction: item.dir,
    content: withPin(content, item.pin),
    sentAt: instant(messageTime(id)),
    seq: item.seq,
    providerId: item.pid,
    sender: item.snd,
    author: item.by,
    status: item.status,
    statusAt: item.status && statusTimes(item),
    failure: item.fail,
    // A message that was deleted says and shows nothing any more.
    file: item.del === undefined ? shownFile(content, item.file, item.filev) : undefined,
    transcript: item.tr && item.del === undefined ? toTranscript(item.tr, item.trf) : undefined,
    replyTo: item.re,
    forwarded: item.fw,
    frequentlyForwarded: item.ff,
    product: item.prod,
    referral: item.ref,
    groupId: item.grp,
    reactions: reactionsOf(item),
    editedAt: item.ed && instant(item.ed.t),
    deletedAt: item.del === undefined ? undefined : instant(item.del),
  };
}

export function statusTimes(item: Readonly<Record<string, unknown>>): Partial<Record<Status, string>> {
  const times: Partial<Record<Status, string>> = {};
  for (const status of statuses) {
    const at = item[statusTimeAttribute(status)];
    if (typeof at === 'number') times[status] = instant(at);
  }
  return times;
}

/** Oldest first. A removed one stays stored as an empty emoji, so that an older one cannot come back; it is not shown. */
function reactionsOf(item: MessageItem): Reaction[] {
  return Object.entries(item)
    .filter(([name]) => name.startsWith(reactionPrefix))
    .map(([, value]) => ReactionItem.parse(value))
    .filter(({ e }) => e !== '')
    .sort((one, other) => one.t - other.t || (one.by < other.by ? -1 : 1))
    .map(({ by, e, t }) => ({ by, emoji: e, at: instant(t) }));
}

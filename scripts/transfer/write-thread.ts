import { MessageId } from '../../contract/ids.ts';
import { type Conversation, saveConversation } from '../../lambdas/_data/conversation.ts';
import { coversOther, withChangedLast, withInbound, withOther } from '../../lambdas/_data/conversation-changes.ts';
import { messageTime } from '../../lambdas/_data/keys.ts';
import { renumber } from '../../lambdas/_data/message.ts';
import { isInternal, MessageItem, toMessage } from '../../lambdas/_data/message-item.ts';
import { mostPinned, pinsItem } from '../../lambdas/_data/note.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import type { Channels } from './channels.ts';
import { claim, type Thread } from './claim.ts';
import type { Limiter } from './limiter.ts';
import { MessageRecord } from './message-records.ts';
import { messageItem, putNew } from './message-writes.ts';
import { ConversationRecord, CustomerRecord, type Summary } from './people-records.ts';
import type { Staging } from './staging.ts';
import type { Tally } from './tally.ts';

export interface Writing {
  readonly store: TenantTable;
  readonly staging: Staging;
  readonly channels: Channels;
  /** Of all requests for messages. */
  readonly limiter: Limiter;
  readonly tally: Tally;
}

/** Messages that are written side by side, and after which a killed import need not begin before. */
const page = 500;
const dayMs = 24 * 3_600_000;
/** Of history that comes after newer messages: below every number that counts, so that it is never unread. */
const historyFrom = -1_000_000_000;

/** One conversation with its customer and its messages. Doing it again changes nothing. */
export async function writeThread(writing: Writing, n: number): Promise<void> {
  const { store, staging, channels, tally } = writing;
  const { thread, rows } = threadOf(staging, n);
  for (let first = true; ; first = false) {
    const { conversation, made } = await claim(store, channels, thread);
    if (first) for (const table of ['customers', 'conversations'] as const) tally.add(table, made ? 'added' : 'present');
    staging.run('UPDATE threads SET customer_id = :customer, conversation_id = :conversation WHERE n = :n', {
      n,
      customer: conversation.customer.id,
      conversation: conversation.id,
    });
    const fresh = isFresh(conversation);
    const exported = fresh && rows.length === 1 && rows[0]?.summary !== undefined;
    const folded = await writeMessages(writing, n, conversation, { fresh, exported });
    const next = fresh ? withRows(folded, rows) : folded;
    if (isSame(next, conversation) || (await saveConversation(store, conversation, next)) === 'saved') break;
    // Its customer has just written: everything is compared with what is there now.
  }
  staging.run('UPDATE threads SET done = 1 WHERE n = :n', { n });
  if (tally.written > 0) staging.setMeta('wrote', 'yes');
}

const isSame = (one: Conversation, other: Conversation): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Nothing has happened in it since it was made. */
const isFresh = ({ inSeq, lastMessage, version }: Conversation): boolean => inSeq === 0 && !lastMessage && version === 1;

function threadOf(staging: Staging, n: number): { thread: Thread; rows: ConversationRecord[] } {
  const found = staging.one(
    'SELECT t.channel, t.grp, c.data FROM threads t JOIN customers c ON c.id = t.customer WHERE t.n = :n',
    { n },
  );
  const customer = CustomerRecord.parse(JSON.parse(String(found?.data)));
  const members = staging.all('SELECT id, at, data FROM conversations WHERE thread = :n ORDER BY at, id', { n });
  const rows = members.filter(({ data }) => data !== '').map(({ data }) => ConversationRecord.parse(JSON.parse(String(data))));
  const [first] = members;
  const firstMessage = Number(staging.one('SELECT min(at) AS at FROM messages WHERE thread = :n', { n })?.at ?? 0);
  const thread = {
    n,
    customer,
    channel: String(found?.channel ?? ''),
    group: String(found?.grp ?? ''),
    conversation: String(first?.id),
    createdAt: rows[0]?.createdAt ?? (firstMessage || customer.about.createdAt || customer.at),
  };
  return { thread, rows };
}

/** Writes the messages in order, and answers the conversation as it would be had they been received one after the other. */
async function writeMessages(
  writing: Writing,
  n: number,
  read: Conversation,
  { fresh, exported }: { readonly fresh: boolean; readonly exported: boolean },
): Promise<Conversation> {
  const { store, staging, limiter, tally } = writing;
  const place = { tenant: store.tenant, conversationId: read.id, customerId: read.customer.id };
  const newest = read.windowClosesAt === undefined ? 0 : read.windowClosesAt - dayMs;
  const done = fresh ? Number(staging.one('SELECT written FROM threads WHERE n = :n', { n })?.written ?? 0) : 0;
  let state = read;
  let count = 0;
  let late = 0;
  const pins: { id: MessageId; at: string }[] = [];
  const write = async (id: MessageId, record: MessageRecord, seq: number | undefined, at: unknown): Promise<void> => {
    const put = await limiter.run(() => putNew(store, messageItem(place, id, record, seq)));
    tally.add('messages', put.outcome);
    if (put.outcome === 'too-large') {
      staging.find({
        kind: 'skipped',
        table: 'messages',
        place: String(at),
        id: record.id,
        reason: 'the row is larger than the table takes',
      });
    }
    // It came by webhook, or by an import that was killed, with another number. History keeps the number it has.
    const numbered = put.outcome === 'present' && seq !== undefined && seq > 0 && put.existing?.seq !== seq;
    if (numbered) await renumber(store, place.conversationId, id, seq);
  };
  for (const messages of pagesOf(staging, n)) {
    const writes: Promise<void>[] = [];
    for (const { mid, data, place: at } of messages) {
      const record = quoting(staging, n, MessageRecord.parse(JSON.parse(String(data))));
      const id = MessageId.parse(mid);
      const said = { id, content: record.content, direction: record.direction };
      count += 1;
      let seq: number | undefined;
      if (record.direction === 'in' && messageTime(id) <= newest) {
        late += 1;
        seq = historyFrom + late;
      } else if (record.direction === 'in') {
        state = withInbound(state, said, record.at);
        // Messages of an export keep the number they arrived with, which need not be the order of their times.
        seq = exported && record.seq !== undefined ? record.seq : state.inSeq;
      } else if (isInternal(record.content)) {
        if (record.content.kind === 'note' && record.content.pinnedAt !== undefined)
          pins.push({ id, at: record.content.pinnedAt });
      } else if (!coversOther(state, id)) {
        state = withOther(state, said, record.at);
      }
      if (record.deletedAt !== undefined && state.lastMessage?.id === id) {
        const item = MessageItem.parse(messageItem(place, id, record, seq));
        state = withChangedLast(state, toMessage(item));
      }
      if (count > done) writes.push(write(id, record, seq, at));
    }
    await Promise.all(writes);
    if (fresh && count > done) staging.run('UPDATE threads SET written = :count WHERE n = :n', { n, count });
  }
  if (pins.length > 0) {
    const ids = pins.toSorted((one, other) => (one.at < other.at ? -1 : 1)).map(({ id }) => id);
    await putNew(store, pinsItem(store.tenant, read.id, ids.slice(-mostPinned)));
  }
  return state;
}

/** In the order in which they were said. */
function* pagesOf(staging: Staging, n: number): Generator<Record<string, unknown>[]> {
  let after = { at: -1, ord: 0, m: 0 };
  for (;;) {
    const messages = staging.all(
      `SELECT n AS m, mid, at, ord, place, data FROM messages
       WHERE thread = :n AND (at, ord, n) > (:at, :ord, :m) ORDER BY at, ord, n LIMIT ${page}`,
      { n, ...after },
    );
    const last = messages.at(-1);
    if (!last) return;
    after = { at: Number(last.at), ord: Number(last.ord), m: Number(last.m) };
    yield messages;
  }
}

/** A quote names the provider's id; older systems often keep their own id of the quoted message. */
function quoting(staging: Staging, n: number, record: MessageRecord): MessageRecord {
  if (record.replyTo === undefined) return record;
  const quoted = staging.one('SELECT pid FROM messages WHERE id = :id AND thread = :n', { id: record.replyTo, n });
  if (!quoted) return record;
  return { ...record, replyTo: typeof quoted.pid === 'string' ? quoted.pid : undefined };
}

/** What the old system says of the conversation itself. Its newest row counts. */
function withRows(folded: Conversation, rows: readonly ConversationRecord[]): Conversation {
  const last = rows
    .toSorted((one, other) => (one.updatedAt ?? one.createdAt ?? 0) - (other.updatedAt ?? other.createdAt ?? 0))
    .at(-1);
  if (!last) return { ...folded, readSeq: folded.inSeq };
  const { mode, status, assignee: assigneeId, unread, summary } = last;
  const said = { ...folded, mode, status, assigneeId, readSeq: folded.inSeq - Math.min(unread, folded.inSeq) };
  return summary && rows.length === 1 && fits(summary, folded) ? withSummary(said, summary) : said;
}

/** An export's own counters count when they can be those of the messages that came with it. */
const fits = (summary: Summary, { inSeq, lastMessage }: Conversation): boolean =>
  summary.inSeq >= inSeq && summary.readSeq <= summary.inSeq && summary.lastMessage?.id === lastMessage?.id;

const withSummary = (conversation: Conversation, summary: Summary): Conversation => ({
  ...conversation,
  inSeq: summary.inSeq,
  readSeq: summary.readSeq,
  recent: summary.recent,
  lastMessage: summary.lastMessage && {
    ...summary.lastMessage,
    kind: summary.lastMessage.kind.slice(0, 40),
    preview: summary.lastMessage.preview.slice(0, 160).toWellFormed(),
  },
  windowClosesAt: summary.windowClosesAt === undefined ? undefined : Date.parse(summary.windowClosesAt),
  changedAt: Date.parse(summary.changedAt),
  annotationsWait: summary.annotationsWait,
  since: summary.since === undefined ? conversation.since : Date.parse(summary.since),
  snoozedUntil: summary.snoozedUntil === undefined ? undefined : Date.parse(summary.snoozedUntil),
  waitingSince: summary.waitingSince === undefined ? undefined : Date.parse(summary.waitingSince),
  epoch: summary.epoch ?? conversation.epoch,
  labels: summary.labels ?? [],
  version: summary.version,
});

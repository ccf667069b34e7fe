import type { Message } from '../../../contract/message.ts';
import { messageIdOf } from '../composer/client-id.ts';
import type { OutboxEntry } from '../composer/outbox.ts';

export type Row =
  | { readonly type: 'top'; readonly key: 'top' }
  | { readonly type: 'day'; readonly key: string; readonly at: string }
  | { readonly type: 'unread'; readonly key: 'unread'; readonly count: number }
  /** `first`: begins a run of one author; only that one has a tail and, in a group, a name. */
  | { readonly type: 'message'; readonly key: string; readonly message: Message; readonly first: boolean }
  | { readonly type: 'event'; readonly key: string; readonly message: Message }
  | { readonly type: 'unsent'; readonly key: string; readonly entry: OutboxEntry; readonly first: boolean };

export interface TimelineParts {
  /** In reading order. */
  readonly messages: readonly Message[];
  /** Unsent messages of this conversation in the order they were typed: they stand last, where their author looks. */
  readonly entries: readonly OutboxEntry[];
  readonly unread: { readonly from: string; readonly count: number } | undefined;
  readonly dayKey: (instant: string) => string;
}

const runMs = 5 * 60_000;

/** Rows of a thread: messages with the days between them and the line where the unread ones begin. */
export function timeline({ messages, entries, unread, dayKey }: TimelineParts): Row[] {
  const rows: Row[] = [{ type: 'top', key: 'top' }];
  let day: string | undefined;
  let before: Message | undefined;
  for (const message of messages) {
    const today = dayKey(message.sentAt);
    if (today !== day) {
      rows.push({ type: 'day', key: `day:${today}`, at: message.sentAt });
      before = undefined;
    }
    day = today;
    if (message.id === unread?.from) {
      rows.push({ type: 'unread', key: 'unread', count: unread.count });
      before = undefined;
    }
    if (isEvent(message)) {
      rows.push({ type: 'event', key: message.id, message });
      before = undefined;
    } else {
      rows.push({ type: 'message', key: message.id, message, first: !continues(before, message) });
      before = message;
    }
  }
  const there = new Set(messages.map(({ id }): string => id));
  let last: Message | OutboxEntry | undefined = before;
  for (const entry of entries) {
    const key = messageIdOf(entry.clientId);
    if (there.has(key)) continue;
    rows.push({ type: 'unsent', key, entry, first: last === undefined || !('clientId' in last || last.direction === 'out') });
    last = entry;
  }
  return rows;
}

/** Things that happened stand in the middle; they are nobody's words. */
const isEvent = ({ direction, content }: Message): boolean =>
  direction === 'event' || content.kind === 'system' || content.kind === 'request_welcome';

function continues(before: Message | undefined, message: Message): boolean {
  return (
    before !== undefined &&
    before.direction === message.direction &&
    writer(before) === writer(message) &&
    Date.parse(message.sentAt) - Date.parse(before.sentAt) < runMs
  );
}

const writer = ({ sender, author }: Message): string =>
  [sender?.userId ?? sender?.waId ?? '', author?.type ?? '', author?.employeeId ?? ''].join('|');

/** Where the unread messages begin: the last `count` that customers sent. */
export function firstUnread(messages: readonly Message[], count: number): { from: string; count: number } | undefined {
  if (count <= 0) return undefined;
  const incoming = messages.filter(({ seq }) => seq !== undefined);
  const from = incoming.at(-count) ?? incoming[0];
  return from && { from: from.id, count };
}

/** The newest message a customer sent: reading up to it reads everything. */
export function newestIncoming(messages: readonly Message[]): Message | undefined {
  return messages.reduce<Message | undefined>(
    (newest, message) => (message.seq !== undefined && message.seq > (newest?.seq ?? -1) ? message : newest),
    undefined,
  );
}

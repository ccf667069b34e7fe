import type { Failure, Message, Reaction, Status } from '../../../contract/message.ts';

/** Position of a status on its way; the higher wins. A test holds it against the contract's `rankOf`. */
export const rank: Readonly<Record<Status, number>> = {
  queued: 0,
  sending: 1,
  unknown: 2,
  sent: 3,
  failed: 4,
  delivered: 5,
  read: 6,
  played: 7,
};

export interface StatusChange {
  readonly status: Status;
  readonly at: string;
  readonly failure?: Failure | undefined;
}

/**
 * One message out of two copies of it that came by different ways, `b` after `a`. But for reactions (see below) it does not
 * matter which is first, and a copy joined twice changes nothing: pushes, pages and answers can be joined as they come.
 */
export function joinMessages(a: Message, b: Message): Message {
  const newer = laterContent(a, b);
  const joined: Message = {
    ...(newer === a ? b : a),
    ...newer,
    reactions: joinReactions(a.reactions, b.reactions),
  };
  const seq = a.seq ?? b.seq;
  if (seq !== undefined) joined.seq = seq;
  const providerId = a.providerId ?? b.providerId;
  if (providerId !== undefined) joined.providerId = providerId;
  setStatus(joined, a, b);
  const transcript = laterTranscript(a, b);
  if (transcript !== undefined && joined.deletedAt === undefined) joined.transcript = transcript;
  else delete joined.transcript;
  const file = laterFile(a, b);
  if (file !== undefined && joined.deletedAt === undefined) joined.file = file;
  else delete joined.file;
  return same(joined, a) ? a : joined;
}

/** Deleting is final, and so is dropping a suggestion, otherwise the newest edit counts. */
function laterContent(a: Message, b: Message): Message {
  if ((a.deletedAt === undefined) !== (b.deletedAt === undefined)) return a.deletedAt === undefined ? b : a;
  if (a.content.kind === 'work' && b.content.kind === 'work') return a.content.dropped ? a : b;
  const [before, after] = [a.editedAt ?? '', b.editedAt ?? ''];
  // Pinning a note is no edit and has no time when it is taken down: the copy that came last decides.
  if (a.content.kind === 'note' && before === after) return b;
  return after > before ? b : a;
}

function laterTranscript({ transcript: a }: Message, { transcript: b }: Message): Message['transcript'] {
  return a !== undefined && b !== undefined && a.revision > b.revision ? a : (b ?? a);
}

function laterFile({ file: a }: Message, { file: b }: Message): Message['file'] {
  return a !== undefined && b !== undefined && a.revision > b.revision ? a : (b ?? a);
}

function setStatus(target: Message, a: Message, b: Message): void {
  const ahead = a.status === undefined || (b.status !== undefined && rank[b.status] > rank[a.status]) ? b : a;
  const behind = ahead === a ? b : a;
  if (ahead.status === undefined) return;
  target.status = ahead.status;
  target.statusAt = earliest(a.statusAt, b.statusAt);
  const failure = ahead.failure ?? (behind.status === ahead.status ? behind.failure : undefined);
  if (failure === undefined) delete target.failure;
  else target.failure = failure;
}

function earliest(a: Message['statusAt'] = {}, b: Message['statusAt'] = {}): NonNullable<Message['statusAt']> {
  const joined = { ...a, ...b };
  for (const status of keysOf(a)) {
    const [left, right] = [a[status], b[status]];
    if (left !== undefined && right !== undefined && left < right) joined[status] = left;
  }
  return joined;
}

/**
 * The newest per person. The API leaves removed reactions out, so of somebody who is in one copy only it cannot be told
 * whether they are new or gone: the copy that came last decides, and every reload puts it right.
 */
function joinReactions(a: readonly Reaction[], b: readonly Reaction[]): Reaction[] {
  const before = new Map(a.map((reaction) => [reaction.by, reaction]));
  return b.map((reaction) => {
    const known = before.get(reaction.by);
    return known !== undefined && known.at > reaction.at ? known : reaction;
  });
}

/** A status that was pushed alone, on the message it belongs to. */
export function withStatus(message: Message, change: StatusChange): Message {
  const copy: Message = { ...message, status: change.status, statusAt: { [change.status]: change.at } };
  if (change.failure === undefined) delete copy.failure;
  else copy.failure = change.failure;
  return joinMessages(message, copy);
}

/** Of two statuses that wait for their message, the one further on. */
export const furtherOn = (a: StatusChange, b: StatusChange): StatusChange => (rank[b.status] > rank[a.status] ? b : a);

function keysOf<T extends object>(value: T): (keyof T)[];
function keysOf(value: object): string[] {
  return Object.keys(value);
}

/** Messages are plain JSON of a few hundred bytes: comparing their text is cheaper than drawing a bubble for nothing. */
function same(a: Message, b: Message): boolean {
  return stable(a) === stable(b);
}

const stable = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );

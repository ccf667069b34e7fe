import * as z from 'zod';
import { Annotation, Content, Failure, Message, Reaction, Sender, Status } from '../../contract/message.ts';
import { Stamp } from '../../lambdas/_data/message-item.ts';
import { type columns, words } from './columns.ts';
import { contentOf } from './message-content.ts';
import { degrees, flag, id, json, line, type Times, text, time, whole, word } from './values.ts';

const At = z.object({ t: z.int(), i: z.string() });

export const MessageRecord = z.object({
  id: z.string(),
  /** Milliseconds. */
  at: z.int(),
  direction: z.enum(['in', 'out', 'event', 'note']),
  content: Content,
  seq: z.int().optional(),
  providerId: z.string().optional(),
  sender: Sender.optional(),
  author: Message.shape.author,
  replyTo: z.string().optional(),
  forwarded: z.boolean().optional(),
  frequentlyForwarded: z.boolean().optional(),
  product: Message.shape.product,
  referral: Message.shape.referral,
  group: z.string().optional(),
  status: Status.optional(),
  statusAt: z.partialRecord(Status, z.int()).optional(),
  failure: Failure.optional(),
  /** Without `by` the customer's. */
  reactions: z.array(z.object({ by: z.string().optional(), e: z.string(), ...At.shape })),
  edited: Stamp.optional(),
  deletedAt: z.int().optional(),
});
export type MessageRecord = z.infer<typeof MessageRecord>;

/** Of an export, and of systems that keep `{ emoji, user, created_at }`. */
const ReactionCell = z.object({
  emoji: z.string().max(64),
  by: z.string().min(1).max(200).optional(),
  at: Reaction.shape.at.optional(),
  stamp: z.string().max(2_000).optional(),
});
const Reactions = z.union([z.array(ReactionCell).max(1_100), z.record(z.string(), z.never()).transform(() => [])]);

const reactions = z.unknown().transform((cell, ctx): z.infer<typeof ReactionCell>[] => {
  // One emoji alone is the customer's.
  if (typeof cell === 'string' && cell.length <= 64 && !/^[[{]/.test(cell)) return [{ emoji: cell }];
  const parsed = json(Reactions).safeParse(cell);
  if (parsed.success) return parsed.data;
  ctx.addIssue({ code: 'custom', message: 'are not a list of { emoji, by, at }' });
  return z.NEVER;
});

export const messageSchema = (times: Times) =>
  z
    .looseObject({
      id,
      conversation: id.optional(),
      customer: id.optional(),
      direction: word(words.direction).optional(),
      sender: z.unknown().optional(),
      fromMe: flag.optional(),
      senderName: line(256).optional(),
      type: line(60).optional(),
      content: z.unknown().optional(),
      mediaId: text(4_096).optional(),
      mimeType: line(200).optional(),
      filename: line(1_000).optional(),
      caption: text(65_536).optional(),
      latitude: degrees(90).optional(),
      longitude: degrees(180).optional(),
      at: time(times),
      providerId: id.optional(),
      status: z.unknown().optional(),
      deliveredAt: time(times).optional(),
      readAt: time(times).optional(),
      failedAt: time(times).optional(),
      error: text(2_000).optional(),
      errorCode: line(60).optional(),
      replyTo: id.optional(),
      reactions: reactions.optional(),
      editedAt: time(times).optional(),
      deletedAt: time(times).optional(),
      seq: whole(-1_000_000_000, 1_000_000_000).optional(),
      statusAt: json(z.partialRecord(Status, z.iso.datetime())).optional(),
      failure: json(Failure).optional(),
      from: json(Sender).optional(),
      author: json(Message.shape.author).optional(),
      edited: json(Stamp).optional(),
      forwarded: flag.optional(),
      frequentlyForwarded: flag.optional(),
      product: json(Message.shape.product).optional(),
      referral: json(Message.shape.referral).optional(),
      group: id.optional(),
    })
    .transform((row, ctx): MessageRecord & { conversation: string } => {
      const conversation = row.conversation ?? (row.customer && `${ofCustomer}${row.customer}`);
      if (conversation === undefined) return wrong(ctx, 'conversation', 'is missing');
      const direction = directionOf(row.direction, row.sender, row.fromMe);
      if (!direction) return wrong(ctx, 'direction', 'does not say who wrote it');
      const said = contentOf(row);
      if (typeof said === 'string') return wrong(ctx, 'content', said);
      const content = direction === 'note' && said.kind === 'text' ? noteOf(said.text) : said;
      const delivery = direction === 'out' ? deliveryOf(row) : {};
      if (typeof delivery === 'string') return wrong(ctx, 'status', delivery);
      return {
        id: row.id,
        conversation,
        at: row.at,
        direction,
        content,
        seq: row.seq,
        providerId: row.providerId,
        sender: row.from,
        author: direction === 'out' || direction === 'note' ? (row.author ?? authorOf(row.sender, row.senderName)) : row.author,
        replyTo: row.replyTo,
        forwarded: row.forwarded || undefined,
        frequentlyForwarded: row.frequentlyForwarded || undefined,
        product: row.product,
        referral: row.referral,
        group: row.group,
        ...delivery,
        reactions: (row.reactions ?? []).map(({ emoji, by, at, stamp }, index) => ({
          by,
          e: emoji,
          t: at === undefined ? row.at : Date.parse(at),
          i: stamp ?? `import-${index}`,
        })),
        edited: row.edited ?? (row.editedAt === undefined ? undefined : { t: row.editedAt, i: 'import' }),
        deletedAt: row.deletedAt,
      };
    });

const noteOf = (text: string): Content => ({ kind: 'note', text, mentions: [] });

/** Stands for the conversation of a customer in systems that have no table of conversations. */
export const ofCustomer = 'customer:';

function wrong(ctx: z.RefinementCtx, field: keyof (typeof columns)['messages'], message: string): never {
  ctx.addIssue({ code: 'custom', path: [field], message });
  return z.NEVER;
}

function directionOf(direction: MessageRecord['direction'] | undefined, sender: unknown, fromMe: boolean | undefined) {
  if (direction !== undefined) return direction;
  const said = word(words.direction).safeParse(sender);
  if (said.success) return said.data;
  return fromMe === undefined ? undefined : fromMe ? ('out' as const) : ('in' as const);
}

function authorOf(sender: unknown, name: string | undefined): MessageRecord['author'] {
  const type = word(words.author).safeParse(sender);
  return { type: type.success ? type.data : 'employee', ...(name === undefined ? {} : { name }) };
}

interface DeliveryCells {
  readonly at: number;
  readonly status?: unknown;
  readonly deliveredAt?: number | undefined;
  readonly readAt?: number | undefined;
  readonly failedAt?: number | undefined;
  readonly error?: string | undefined;
  readonly errorCode?: string | undefined;
  readonly statusAt?: Partial<Record<Status, string>> | undefined;
  readonly failure?: Failure | undefined;
}

/** What became of a message that was sent; of one without any word of it, that it was sent. */
function deliveryOf(row: DeliveryCells): Pick<MessageRecord, 'status' | 'statusAt' | 'failure'> | string {
  const said = row.status === undefined ? undefined : word(words.messageStatus).safeParse(row.status);
  if (said?.success === false) return 'is a word this import does not know';
  const times: Partial<Record<Status, number>> = {};
  if (row.deliveredAt !== undefined) times.delivered = row.deliveredAt;
  if (row.readAt !== undefined) times.read = row.readAt;
  if (row.failedAt !== undefined) times.failed = row.failedAt;
  const status: Status = said?.data ?? (times.read ? 'read' : times.delivered ? 'delivered' : times.failed ? 'failed' : 'sent');
  times[status] ??= row.at;
  if (row.statusAt) for (const known of Status.options) if (row.statusAt[known]) times[known] = Date.parse(row.statusAt[known]);
  const failure = row.failure ?? (status === 'failed' ? failureOf(row) : undefined);
  return { status, statusAt: times, ...(failure && { failure }) };
}

const failureOf = ({ error, errorCode }: DeliveryCells): Failure => ({
  code: errorCode ?? 'before-import',
  title: error ?? 'It failed in the system this was imported from',
  advice: 'Send it again if it still matters.',
});

export const AnnotationRecord = z.object({
  id: z.string(),
  conversation: z.string(),
  person: z.string(),
  annotation: Annotation,
});
export type AnnotationRecord = z.infer<typeof AnnotationRecord>;

export const annotationSchema = () =>
  z
    .looseObject({ id, conversation: id, person: id, annotation: json(Annotation) })
    .transform(
      ({ id: own, conversation, person, annotation }): AnnotationRecord => ({ id: own, conversation, person, annotation }),
    );

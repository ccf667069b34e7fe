import * as z from 'zod';
import { Mode } from '../../contract/conversations.ts';
import { ChannelId, EmployeeId, MessageId } from '../../contract/ids.ts';
import { Instant } from '../../contract/instant.ts';
import { LabelId } from '../../contract/labels.ts';
import { About } from '../../lambdas/_data/customer-about.ts';
import { words } from './columns.ts';
import { id, json, line, phone, type Times, text, time, whole, word } from './values.ts';

const Learned = z.record(z.string(), z.int());

/** A customer as read: what the provider would have told, and what the business wrote down. */
export const CustomerRecord = z.object({
  id: z.string(),
  facts: z.object({
    name: z.string().optional(),
    waId: z.string().optional(),
    userId: z.string().optional(),
    parentUserId: z.string().optional(),
    username: z.string().optional(),
  }),
  /** When each fact was learned, and, for those without, when any was. */
  learned: Learned,
  version: z.int(),
  at: z.int(),
  about: About,
});
export type CustomerRecord = z.infer<typeof CustomerRecord>;

const labels = z.unknown().transform((cell, ctx): string[] => {
  const list = Array.isArray(cell) ? cell : parsedList(String(cell));
  const parsed = z.array(line(80)).max(100).safeParse(list);
  if (parsed.success) return parsed.data;
  ctx.addIssue({ code: 'custom', message: 'is not a list of labels' });
  return z.NEVER;
});

/** JSON, PostgreSQL's `{a,"b c"}`, or names with commas. */
function parsedList(cell: string): unknown {
  const inner = cell.trim();
  if (inner.startsWith('[')) {
    try {
      return JSON.parse(inner);
    } catch {
      return undefined;
    }
  }
  return inner
    .replace(/^\{(.*)\}$/s, '$1')
    .split(',')
    .map((one) => one.trim().replace(/^"(.*)"$/s, '$1'))
    .filter((one) => one !== '');
}

export const customerSchema = (times: Times) =>
  z
    .looseObject({
      id,
      name: text(256).optional(),
      phone: phone.optional(),
      userId: id.optional(),
      parentUserId: id.optional(),
      username: line(100).optional(),
      email: line(320).optional(),
      language: line(35).optional(),
      country: line(60).optional(),
      tags: labels.optional(),
      notes: text(20_000).optional(),
      ownName: line(100).optional(),
      fields: json(z.record(z.string(), z.string())).optional(),
      createdAt: time(times).optional(),
      updatedAt: time(times).optional(),
      learned: json(Learned).optional(),
      version: whole(1, 1_000_000_000).optional(),
    })
    .transform((row, ctx): CustomerRecord => {
      if (row.phone === undefined && row.userId === undefined) {
        ctx.addIssue({ code: 'custom', path: ['phone'], message: 'is missing, and there is no other name WhatsApp knows' });
        return z.NEVER;
      }
      const { name, phone: waId, userId, parentUserId, username, email, language, country, tags, notes } = row;
      const { ownName, fields, createdAt } = row;
      return {
        id: row.id,
        facts: { name, waId, userId, parentUserId, username: username?.replace(/^@/, '') },
        learned: row.learned ?? {},
        version: row.version ?? 1,
        at: row.updatedAt ?? createdAt ?? 0,
        about: { name: ownName, email, language, country, tags, notes, fields, createdAt },
      };
    });

/** What an export says of a conversation beyond its messages. */
export const Summary = z.object({
  inSeq: z.int().nonnegative(),
  readSeq: z.int().nonnegative(),
  recent: z.array(z.string().regex(/^[0-9A-Za-z_-]{8,40}$/)).max(8),
  lastMessage: z
    .object({ id: MessageId, kind: z.string(), preview: z.string(), direction: z.enum(['in', 'out', 'event']) })
    .optional(),
  windowClosesAt: Instant.optional(),
  changedAt: Instant,
  annotationsWait: z.literal(true).optional(),
  since: Instant.optional(),
  snoozedUntil: Instant.optional(),
  waitingSince: Instant.optional(),
  epoch: z.int().nonnegative().optional(),
  labels: z.array(LabelId).max(10).optional(),
  version: z.int().positive(),
});

export type Summary = z.infer<typeof Summary>;

export const ConversationRecord = z.object({
  id: z.string(),
  customer: z.string(),
  channel: ChannelId.optional(),
  group: z.string().optional(),
  mode: Mode,
  status: z.enum(['open', 'snoozed', 'resolved']),
  assignee: EmployeeId.optional(),
  unread: z.int(),
  createdAt: z.int().optional(),
  updatedAt: z.int().optional(),
  summary: Summary.optional(),
});
export type ConversationRecord = z.infer<typeof ConversationRecord>;

/** Ids of other systems name nobody here. */
const ours = <Schema extends z.ZodType>(schema: Schema) =>
  z.unknown().transform((cell): z.output<Schema> | undefined => {
    const parsed = schema.safeParse(cell);
    return parsed.success ? parsed.data : undefined;
  });

export const conversationSchema = (times: Times) =>
  z
    .looseObject({
      id,
      customer: id,
      channel: ours(ChannelId).optional(),
      group: id.optional(),
      mode: word(words.mode).optional(),
      status: word(words.conversationStatus).optional(),
      assignee: ours(EmployeeId).optional(),
      unread: whole(0, 1_000_000).optional(),
      createdAt: time(times).optional(),
      updatedAt: time(times).optional(),
      summary: json(Summary).optional(),
    })
    .transform(
      (row): ConversationRecord => ({
        id: row.id,
        customer: row.customer,
        channel: row.channel,
        group: row.group,
        mode: row.mode ?? 'ai',
        // Until when it is put aside only an export of ours tells.
        status: row.status === 'snoozed' && row.summary?.snoozedUntil === undefined ? 'open' : (row.status ?? 'open'),
        assignee: row.assignee,
        unread: row.unread ?? 0,
        createdAt: row.createdAt,
        updatedAt: row.updatedAt,
        summary: row.summary,
      }),
    );

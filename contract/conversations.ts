import * as z from 'zod';
import { ChannelId, ClientId, ConversationId, CustomerId, EmployeeId, MessageId } from './ids.ts';
import { Instant } from './instant.ts';
import { LabelId } from './labels.ts';
import { Annotation, Failure, FileId, Message, Status } from './message.ts';
import { Limit } from './page.ts';
import { routes } from './route.ts';

export const Mode = z.enum(['ai', 'human', 'hybrid']);

/**
 * What the inbox can be narrowed to. `all`, `mine`, `unassigned`, `ai` and `waiting` are open conversations; `unassigned`: nobody's
 * and not the assistant's either; `waiting`: the customer wrote last and nobody answers by machine, longest waiting first. `mine` and
 * `unassigned`: what came there last first, which messages do not change. The others: newest activity first.
 */
export const View = z.enum(['all', 'mine', 'unassigned', 'ai', 'waiting', 'snoozed', 'resolved']);
export type View = z.infer<typeof View>;

/** A row of the inbox. */
export const ConversationSummary = z
  .object({
    id: ConversationId,
    channelId: ChannelId,
    customer: z.object({
      id: CustomerId,
      name: z.string(),
      /** E.164, absent when the customer writes under a user name only. */
      phone: z.string().optional(),
      waId: z.string().optional(),
      userId: z.string().optional(),
      username: z.string().optional(),
    }),
    groupId: z.string().optional(),
    /** The newest message by the provider's time; its preview is at most 80 characters. */
    lastMessage: z
      .object({
        id: MessageId,
        kind: z.string(),
        preview: z.string(),
        direction: z.enum(['in', 'out', 'event', 'note']),
        at: Instant,
      })
      .optional(),
    unread: z.int().nonnegative(),
    mode: Mode,
    status: z.enum(['open', 'snoozed', 'resolved']),
    snoozedUntil: Instant.optional(),
    assigneeId: EmployeeId.optional(),
    /** Since when the customer has waited for an answer. */
    waitingSince: Instant.optional(),
    labels: z.array(LabelId).optional(),
    /** It began when the conversations of the month's plan were used up: the assistant is silent, people may answer. */
    overLimit: z.literal(true).optional(),
    /** Until when free-form messages may be sent: 24 hours after the customer's last message. Absent: never wrote. */
    windowClosesAt: Instant.optional(),
    /** When it last changed in a way that moves it up the inbox. */
    changedAt: Instant,
    /** Pass to `changedAfter` to be told what changed since. */
    cursor: z.string(),
    /** Grows with every change: of two copies the higher one is the newer. */
    version: z.int(),
  })
  .meta({ id: 'ConversationSummary' });
export type ConversationSummary = z.infer<typeof ConversationSummary>;

/** 1024 characters is the provider's limit. */
const Caption = z.string().trim().min(1).max(1024).optional();

/**
 * Free-form text: 4096 characters is the provider's limit. Files: by the id that `mediaUploads.complete` answers with; recordings
 * and voice notes have no caption, and a document has the name that the customer sees.
 */
export const SendableContent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string().trim().min(1).max(4096), previewUrl: z.boolean().optional() }),
  z.strictObject({ kind: z.literal('image'), fileId: FileId, caption: Caption }),
  z.strictObject({ kind: z.literal('video'), fileId: FileId, caption: Caption }),
  z.strictObject({ kind: z.literal('audio'), fileId: FileId }),
  z.strictObject({ kind: z.literal('voice'), fileId: FileId }),
  z.strictObject({
    kind: z.literal('document'),
    fileId: FileId,
    caption: Caption,
    name: z.string().trim().min(1).max(240).optional(),
  }),
]);
export type SendableContent = z.infer<typeof SendableContent>;

export const SendMessage = z.strictObject({
  clientId: ClientId,
  content: SendableContent,
  /** Id of the message being answered; shown as a quote. */
  replyTo: MessageId.optional(),
});
export type SendMessage = z.infer<typeof SendMessage>;

const ById = z.object({ id: ConversationId });

export const conversations = routes('conversations', {
  list: {
    method: 'GET',
    path: '/v1/conversations',
    access: 'conversations.view',
    summary:
      'The inbox, or one of its views; or, with changedAfter, everything that changed since a cursor whatever its status, oldest change first',
    query: z.strictObject({
      limit: Limit(50, 100),
      /** `all` unless said otherwise. Not together with `changedAfter`, nor is `label`. */
      view: View.optional(),
      label: LabelId.optional(),
      before: z.string().max(200).optional(),
      changedAfter: z.string().max(200).optional(),
    }),
    response: z.object({
      items: z.array(ConversationSummary),
      /** Pass as `before`. Of a view that is looked for, a page may be shorter than asked, even empty, and still have this. */
      next: z.string().optional(),
      now: Instant,
      /** When the next snoozed conversation is due: ask again then, which wakes it. Absent on later pages. */
      wakesAt: Instant.optional(),
    }),
  },
  unread: {
    method: 'GET',
    path: '/v1/unread-conversations',
    access: 'conversations.view',
    summary: 'How many open conversations with something unread wait for the caller: theirs, and those that nobody has',
    response: z.object({
      /** Each is counted up to 100. */
      mine: z.int().nonnegative(),
      unassigned: z.int().nonnegative(),
    }),
  },
  get: {
    method: 'GET',
    path: '/v1/conversations/{id}',
    access: 'conversations.view',
    summary: 'One conversation',
    params: ById,
    response: ConversationSummary,
  },
  messages: {
    method: 'GET',
    path: '/v1/conversations/{id}/messages',
    access: 'conversations.view',
    summary: 'A page of messages in reading order: the newest page, or the page before or after a message',
    params: ById,
    query: z.strictObject({ limit: Limit(50, 100), before: MessageId.optional(), after: MessageId.optional() }),
    response: z.object({
      items: z.array(Message),
      /** More in the direction asked for. */
      more: z.boolean(),
      /** Reactions, edits and deletions that arrived before their message; on the newest page only. */
      waiting: z.array(Annotation),
    }),
  },
  send: {
    method: 'POST',
    path: '/v1/conversations/{id}/messages',
    access: 'conversations.send',
    summary: 'Send a message. Sending the same clientId again answers with the message that is already there',
    params: ById,
    body: SendMessage,
    response: Message,
    status: 202,
  },
  read: {
    method: 'POST',
    path: '/v1/conversations/{id}/read',
    access: 'conversations.view',
    summary: 'Mark as read up to a message; the customer sees the blue ticks',
    params: ById,
    body: z.strictObject({ upTo: MessageId }),
    response: ConversationSummary,
  },
});

export const UnmatchedStatus = z
  .object({
    providerId: z.string(),
    status: Status,
    statusAt: z.partialRecord(Status, Instant),
    failure: Failure.optional(),
    opaque: z.string().optional(),
  })
  .meta({ id: 'UnmatchedStatus' });
export type UnmatchedStatus = z.infer<typeof UnmatchedStatus>;

export const unmatchedStatuses = routes('unmatched-statuses', {
  get: {
    method: 'GET',
    path: '/v1/unmatched-statuses/{providerId}',
    access: 'conversations.view',
    summary: 'Delivery status the provider reported for a message that was not sent from here (phone app, another tool)',
    params: z.object({ providerId: z.string().min(1).max(300) }),
    response: UnmatchedStatus,
  },
});

import * as z from 'zod';
import { ChannelId, ConversationId, EmployeeId, KnowledgeId, MessageId, RoleId, TenantId } from './ids.ts';

/**
 * `inbound.fifo`: one message, status or report on an account of the provider.
 * Group: tenant + channel + customer, or tenant + account. Deduplication: message id, or id + status, or what is reported and when.
 * `event` is the provider's own object, unread by the webhook beyond its ids: the worker parses it. Of Twilio, the form's fields.
 */
export const InboundJob = z.object({
  v: z.literal(1),
  tenant: TenantId,
  channelId: ChannelId,
  provider: z.enum(['meta', 'twilio']),
  /**
   * `echo`: what somebody of the business wrote in the WhatsApp Business app.
   * `account`: the event is `{ account, field, value }`, and concerns the numbers of that account.
   */
  type: z.enum(['message', 'echo', 'status', 'account']),
  /** Milliseconds. */
  receivedAt: z.int(),
  /** Inline, or, when it does not fit in a queue message, the S3 key it was put under. */
  event: z.union([z.object({ inline: z.unknown() }), z.object({ key: z.string() })]),
  /** The contacts[] entry that belongs to this message, if there is one. */
  contact: z.unknown().optional(),
  /** value.errors, which the provider puts beside a message it could not carry. */
  errors: z.unknown().optional(),
});
export type InboundJob = z.infer<typeof InboundJob>;

/**
 * `outbound.fifo`. Messages: group = conversation, deduplication = conversation and message id.
 * Read receipts: a group of their own per conversation, deduplication = a hash of the provider's id.
 */
export const OutboundJob = z.discriminatedUnion('type', [
  z.object({
    v: z.literal(1),
    type: z.literal('message'),
    tenant: TenantId,
    conversationId: ConversationId,
    messageId: MessageId,
  }),
  z.object({
    v: z.literal(1),
    type: z.literal('read-receipt'),
    tenant: TenantId,
    conversationId: ConversationId,
    channelId: ChannelId,
    providerId: z.string(),
    /** The customer sees that an answer is being written. */
    typing: z.literal(true).optional(),
  }),
]);
export type OutboundJob = z.infer<typeof OutboundJob>;

/** `exports.fifo`: an export to write, or to go on with. Group: the business. Deduplication: the export and how far it is. */
export const ExportJob = z.object({ v: z.literal(1), tenant: TenantId, exportId: z.string().regex(/^[0-9a-z]{26}$/) });
export type ExportJob = z.infer<typeof ExportJob>;

/** How often an export is tried before it counts as failed. Each time goes on where the one before got to. */
export const exportReceives = 5;

/**
 * `notices.fifo`: the conversations of a month are nearly (`soft`) or quite (`hard`) used up, and administrators are to be mailed;
 * or what models may cost in the month left no room for an answer (`models`), and those are to be mailed who may see the costs.
 * Group: the business. Deduplication: everything of it.
 */
export const UsageNoticeJob = z.object({
  v: z.literal(1),
  tenant: TenantId,
  /** UTC: 2026-11 */
  month: z.string().regex(/^\d{4}-\d{2}$/),
  level: z.enum(['soft', 'hard', 'models']),
  /** Conversations of the plan, or millionths of a US dollar, of that moment: a larger one is told of anew. */
  limit: z.int().nonnegative(),
});
export type UsageNoticeJob = z.infer<typeof UsageNoticeJob>;

/** How often mailing is tried. Who was mailed already is left out. */
export const noticeReceives = 5;

/**
 * `rights.fifo`: somebody, a role or the standing of a business was changed, and what sign-in looks at is to follow.
 * Group: the thing. Deduplication: the record of the stream that told of it.
 */
export const RightsJob = z.discriminatedUnion('type', [
  z.object({ v: z.literal(1), type: z.literal('person'), tenant: TenantId, employeeId: EmployeeId }),
  z.object({ v: z.literal(1), type: z.literal('role'), tenant: TenantId, roleId: RoleId }),
  z.object({ v: z.literal(1), type: z.literal('business'), tenant: TenantId }),
]);
export type RightsJob = z.infer<typeof RightsJob>;

/** `endings.fifo`: whose open pages are to be closed. Group: the thing that ended. Deduplication: as above. */
export const EndingJob = z.discriminatedUnion('type', [
  z.object({ v: z.literal(1), type: z.literal('business'), tenant: TenantId }),
  z.object({ v: z.literal(1), type: z.literal('membership'), tenant: TenantId, sub: z.string() }),
  z.object({ v: z.literal(1), type: z.literal('session'), session: z.string(), sub: z.string() }),
]);
export type EndingJob = z.infer<typeof EndingJob>;

/** How often each of these is tried: as often as AWS takes it for a passing disturbance, an hour at most. */
export const peopleReceives = 10;

/**
 * `assistant.fifo`: a customer wrote, and the assistant is to look whether something is to be answered. Group: conversation.
 * Deduplication: conversation and message. Given out after a moment, so that several messages in a row are answered together.
 */
export const TurnJob = z.object({
  v: z.literal(1),
  tenant: TenantId,
  conversationId: ConversationId,
  /** The arrival number of the message; absent where it is not known, because the message had come before. */
  seq: z.int().positive().optional(),
  /** When the message was taken in, milliseconds. */
  at: z.int(),
});
export type TurnJob = z.infer<typeof TurnJob>;

/** How long a job of the assistant waits for more of the same customer. */
export const turnDelaySeconds = 2;

/** As often a turn is given out; waiting a minute for a model that is down takes some. */
export const turnReceives = 10;

/** How often an event from the provider is tried before it goes to the dead-letter queue. */
export const inboundReceives = 5;

/**
 * As often an outbound job is given out. Waiting for a rate limit or a lease takes receives, also of the answers behind it in
 * the conversation: the worker gives up by its own count, before.
 */
export const outboundReceives = 10;

/** `media`: a file of a customer's message to fetch. Any order; asked for again, one that is there already changes nothing. */
export const MediaJob = z.object({
  v: z.literal(1),
  tenant: TenantId,
  channelId: ChannelId,
  conversationId: ConversationId,
  messageId: MessageId,
});
export type MediaJob = z.infer<typeof MediaJob>;

/** As often a file is tried, over the better part of a day: the provider keeps it for seven. */
export const mediaReceives = 20;

/** `transcription`: a stored voice note to write down. `attempt` tells one asking from another. */
export const TranscriptionJob = z.object({
  v: z.literal(1),
  tenant: TenantId,
  conversationId: ConversationId,
  messageId: MessageId,
  attempt: z.int().positive(),
  /** Asked for by a person; absent: whichever of the business's languages is heard. */
  language: z.string().optional(),
  /** Not to begin, but to see what became of a job whose end nobody has told of: its name, and the how-manieth look it is. */
  look: z.object({ job: z.string(), nth: z.int().positive() }).optional(),
});
export type TranscriptionJob = z.infer<typeof TranscriptionJob>;

/** As often a job of transcription is tried: over about two hours while the engine is busy or down. */
export const transcriptionReceives = 10;

/** `knowledge`: a page, file or text to read for the assistant, or to forget when it is gone. Any order; once is as good as twice. */
export const KnowledgeJob = z.object({ v: z.literal(1), tenant: TenantId, sourceId: KnowledgeId });
export type KnowledgeJob = z.infer<typeof KnowledgeJob>;

/** As often reading is tried: for about an hour while a page does not answer. */
export const knowledgeReceives = 6;

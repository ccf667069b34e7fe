import * as z from 'zod';

/**
 * Ids are branded, so that a conversation id cannot be passed where a customer id is meant.
 * None may contain `#` (the table's key delimiter), `*` or `?` (IAM wildcards): a tenant id becomes part of an IAM pattern.
 */
const ulid = /^[0-9a-hjkmnp-tv-z]{26}$/;

/** A business. A lower-case ULID. */
export const TenantId = z.string().regex(ulid).brand<'TenantId'>();
export type TenantId = z.infer<typeof TenantId>;

/** A WhatsApp number of a business. */
export const ChannelId = z.string().regex(ulid).brand<'ChannelId'>();
export type ChannelId = z.infer<typeof ChannelId>;

export const CustomerId = z.string().regex(ulid).brand<'CustomerId'>();
export type CustomerId = z.infer<typeof CustomerId>;

export const ConversationId = z.string().regex(ulid).brand<'ConversationId'>();
export type ConversationId = z.infer<typeof ConversationId>;

export const EmployeeId = z.string().regex(ulid).brand<'EmployeeId'>();
export type EmployeeId = z.infer<typeof EmployeeId>;

/**
 * Place of a message in its conversation: 13 digits of milliseconds, `-`, and what makes it unique
 * (a hash of the provider's id for inbound messages, the client id for outbound ones). Sorts by time.
 */
export const MessageId = z
  .string()
  .regex(/^\d{13}-[0-9A-Za-z_-]{8,40}$/)
  .brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;

/**
 * Made by the client for each message it sends: a UUID version 7, whose first 48 bits are the time in ms.
 * The message's key is computed from it alone, so sending the same one again can never make a second message.
 */
export const ClientId = z.uuidv7().brand<'ClientId'>();
export type ClientId = z.infer<typeof ClientId>;

/** Path segment of a webhook address: 128 random bits, base64url. Not a secret, but not guessable either. */
export const HookId = z
  .string()
  .regex(/^[0-9A-Za-z_-]{22}$/)
  .brand<'HookId'>();
export type HookId = z.infer<typeof HookId>;

/** A role that a business made for itself. */
export const RoleId = z.string().regex(ulid).brand<'RoleId'>();
export type RoleId = z.infer<typeof RoleId>;

/** A page, file or text that the assistant answers from. */
export const KnowledgeId = z.string().regex(ulid).brand<'KnowledgeId'>();
export type KnowledgeId = z.infer<typeof KnowledgeId>;

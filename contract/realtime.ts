import * as z from 'zod';
import { ConversationSummary, SendMessage } from './conversations.ts';
import { ConversationId, EmployeeId, MessageId } from './ids.ts';
import { Instant } from './instant.ts';
import { Failure, Message, Status } from './message.ts';
import { routes } from './route.ts';

/** Lets this browser open one WebSocket: single use, 30 s, only from the page's own origin. */
export const realtimeTicket = routes('realtime-ticket', {
  create: {
    method: 'POST',
    path: '/v1/realtime/ticket',
    access: 'conversations.view',
    reads: true,
    summary: 'A ticket to open the WebSocket with: wss://.../?ticket=...',
    response: z.object({ ticket: z.string(), url: z.string(), expiresAt: Instant }),
    status: 201,
  },
});

/** Echoed in the answer to a command. */
const requestId = z.string().min(1).max(64).optional();

/** What the browser may say. One JSON object a frame. */
export const Command = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ping'), requestId }),
  z.strictObject({
    type: z.literal('view'),
    requestId,
    conversationId: ConversationId.nullable(),
    /** Open in other windows that share this socket. */
    also: z.array(ConversationId).max(4).optional(),
    /** Counts on with every `view` of a connection: commands may overtake each other, and the latest counts. */
    order: z.int().positive().optional(),
  }),
  z.strictObject({ type: z.literal('typing'), requestId, conversationId: ConversationId }),
  z.strictObject({ type: z.literal('read'), requestId, conversationId: ConversationId, upTo: MessageId }),
  z.strictObject({ type: z.literal('send'), requestId, conversationId: ConversationId, message: SendMessage }),
]);
export type Command = z.infer<typeof Command>;

const OnlineEmployee = z.object({
  employeeId: EmployeeId,
  name: z.string(),
  /** Conversations this person has open. */
  viewing: z.array(ConversationId),
});

/** What the server says. Hints: the REST API is the truth. */
export const RealtimeEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('conversation.changed'), conversation: ConversationSummary }),
  /** Its customer is being erased: nothing of it is to be shown or kept any more. */
  z.object({ type: z.literal('conversation.removed'), conversationId: ConversationId }),
  z.object({ type: z.literal('message.changed'), message: Message }),
  z.object({
    type: z.literal('message.status'),
    conversationId: ConversationId,
    messageId: MessageId,
    status: Status,
    at: Instant,
    failure: Failure.optional(),
  }),
  z.object({
    type: z.literal('typing'),
    conversationId: ConversationId,
    employeeId: EmployeeId,
    name: z.string(),
    until: Instant,
  }),
  z.object({ type: z.literal('presence'), online: z.array(OnlineEmployee) }),
  z.object({ type: z.literal('command.done'), requestId: z.string().optional(), message: Message.optional() }),
  z.object({
    type: z.literal('command.failed'),
    requestId: z.string().optional(),
    code: z.string(),
    title: z.string(),
    detail: z.string(),
  }),
]);
export type RealtimeEvent = z.infer<typeof RealtimeEvent>;

/** One frame to one browser; several changes travel together. */
export const Frame = z.object({ v: z.literal(1), events: z.array(RealtimeEvent) });
export type Frame = z.infer<typeof Frame>;

import * as z from 'zod';
import { ConversationSummary, Mode } from './conversations.ts';
import { ClientId, ConversationId, EmployeeId, MessageId } from './ids.ts';
import { Instant } from './instant.ts';
import { LabelId } from './labels.ts';
import { Message } from './message.ts';
import { routes } from './route.ts';

const ById = z.object({ id: ConversationId });
const NoteById = z.object({ id: ConversationId, messageId: MessageId });
/** Who had it on the caller's screen, null for nobody: if that is not so any more, the answer is 409 `taken` and nothing changes. */
const from = EmployeeId.nullable();

/** Conversations that need a person are given to whoever is online, in turn. */
export const AutomaticAssignment = z
  .object({
    on: z.boolean(),
    /** Nobody is given more who has this many open conversations; people may take more themselves. */
    limit: z.int().min(1).max(100),
    version: z.int(),
  })
  .meta({ id: 'AutomaticAssignment' });
export type AutomaticAssignment = z.infer<typeof AutomaticAssignment>;

/** What people do with a conversation. Each leaves an event in its thread and is pushed to everybody. */
export const conversationWork = routes('conversation-work', {
  takeOver: {
    method: 'POST',
    path: '/v1/conversations/{id}/take-over',
    access: 'conversations.takeover',
    summary: 'Answer oneself: the assistant stops at once and the conversation is the caller’s',
    params: ById,
    body: z.strictObject({ from }),
    response: ConversationSummary,
  },
  handBack: {
    method: 'POST',
    path: '/v1/conversations/{id}/hand-back',
    access: 'conversations.takeover',
    summary: 'Give it back to the assistant, or let it suggest answers only (hybrid)',
    params: ById,
    body: z.strictObject({ mode: Mode.exclude(['human']).default('ai') }),
    response: ConversationSummary,
  },
  assign: {
    method: 'POST',
    path: '/v1/conversations/{id}/assign',
    access: 'conversations.assign',
    summary: 'Give it to a colleague, to oneself or to nobody; the note is a private one in the thread',
    params: ById,
    body: z.strictObject({ from, to: EmployeeId.nullable(), note: z.string().trim().min(1).max(2000).optional() }),
    response: ConversationSummary,
  },
  snooze: {
    method: 'POST',
    path: '/v1/conversations/{id}/snooze',
    access: 'conversations.assign',
    summary: 'Put it aside until a time of the next 90 days; a message of the customer brings it back before',
    params: ById,
    body: z.strictObject({ until: Instant }),
    response: ConversationSummary,
  },
  resolve: {
    method: 'POST',
    path: '/v1/conversations/{id}/resolve',
    access: 'conversations.assign',
    summary: 'Done: it leaves the inbox until the customer writes again',
    params: ById,
    response: ConversationSummary,
  },
  reopen: {
    method: 'POST',
    path: '/v1/conversations/{id}/reopen',
    access: 'conversations.assign',
    summary: 'Back into the inbox, from resolved or snoozed',
    params: ById,
    response: ConversationSummary,
  },
  label: {
    method: 'POST',
    path: '/v1/conversations/{id}/labels',
    access: 'conversations.assign',
    summary: 'Put labels on it and take labels off it; at most 10 on one conversation',
    params: ById,
    body: z.strictObject({ add: z.array(LabelId).max(10).default([]), remove: z.array(LabelId).max(10).default([]) }),
    response: ConversationSummary,
  },
  addNote: {
    method: 'POST',
    path: '/v1/conversations/{id}/notes',
    access: 'notes.write',
    summary:
      'Write a private note into the thread: the customer never sees it. The same clientId again answers with the note there is',
    params: ById,
    body: z.strictObject({
      clientId: ClientId,
      text: z.string().trim().min(1).max(4096),
      mentions: z.array(EmployeeId).max(20).default([]),
    }),
    response: Message,
    status: 201,
  },
  changeNote: {
    method: 'PATCH',
    path: '/v1/conversations/{id}/notes/{messageId}',
    access: 'notes.write',
    summary: 'Pin a note to the top of the thread, or take it down again; change the text of one’s own',
    params: NoteById,
    body: z.strictObject({ pinned: z.boolean(), text: z.string().trim().min(1).max(4096) }).partial(),
    response: Message,
  },
  pinned: {
    method: 'GET',
    path: '/v1/conversations/{id}/notes',
    access: 'conversations.view',
    summary: 'The pinned notes, newest first; at most 10',
    params: ById,
    response: z.object({ items: z.array(Message) }),
  },
  dropSuggestion: {
    method: 'POST',
    path: '/v1/conversations/{id}/suggestions/{messageId}/drop',
    access: 'conversations.send',
    summary: 'Do not use what the assistant suggests: it is shown to nobody any more',
    params: NoteById,
    response: Message,
  },
  automatic: {
    method: 'GET',
    path: '/v1/automatic-assignment',
    access: 'settings.view',
    summary: 'Whether conversations are given out by themselves, and how many each person is given',
    response: AutomaticAssignment,
  },
  changeAutomatic: {
    method: 'PATCH',
    path: '/v1/automatic-assignment',
    access: 'settings.edit',
    summary: 'Switch it on or off, or change the limit; what is given stays given',
    ifMatch: true,
    body: z.strictObject({ on: z.boolean(), limit: AutomaticAssignment.shape.limit }).partial(),
    response: AutomaticAssignment,
  },
});

/** Colleagues whom a conversation can be given to or who can be mentioned: names only, for everybody who may see the inbox. */
export const Colleague = z.object({ id: EmployeeId, name: z.string(), avatar: z.string().optional() }).meta({ id: 'Colleague' });
export type Colleague = z.infer<typeof Colleague>;

export const colleagues = routes('colleagues', {
  list: {
    method: 'GET',
    path: '/v1/colleagues',
    access: 'conversations.view',
    summary: 'Everybody who works for the business, by name (500 at most)',
    response: z.object({ items: z.array(Colleague) }),
  },
});

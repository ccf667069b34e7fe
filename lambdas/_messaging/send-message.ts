import { isDeepStrictEqual } from 'node:util';
import type { SendMessage } from '../../contract/conversations.ts';
import type { ConversationId, EmployeeId } from '../../contract/ids.ts';
import type { Message } from '../../contract/message.ts';
import { applyOutbound, type Conversation, getConversation, summaryOf } from '../_data/conversation.ts';
import { outboundMessageId } from '../_data/keys.ts';
import { type AddedOutbound, addOutbound, getMessage } from '../_data/message.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { Change } from '../_shared/frames.ts';
import { notFound } from '../_shared/http-request.ts';
import { log } from '../_shared/log.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { SendFifo } from '../_shared/queue.ts';
import type { Push } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { contentOf } from './file-content.ts';
import { messageJob } from './outbound-queue.ts';

export interface MessagingDependencies {
  readonly store: TenantTable;
  readonly enqueue: SendFifo;
  readonly push: Push;
}

export interface SendRequest {
  readonly conversationId: ConversationId;
  readonly message: SendMessage;
  readonly employee: { readonly id: EmployeeId; readonly name: string };
  /** Milliseconds. */
  readonly now: number;
}

/**
 * Accepts a message: written first, then queued. From the moment it is written it will be sent, because the relay queues
 * what this did not get to. The same client id again answers with the message that is there, and finishes what is missing.
 */
export async function sendMessage(
  { store, enqueue, push }: MessagingDependencies,
  { conversationId, message: { clientId, content, replyTo }, employee, now }: SendRequest,
): Promise<Message | ProblemResult> {
  const conversation = await getConversation(store, conversationId);
  if (conversation === undefined) return notFound();
  const quoted = replyTo && (await getMessage(store, conversationId, replyTo));
  if (replyTo && !quoted?.providerId) {
    return problem('invalid-body', 'Quote a message of this conversation that has been delivered.', [
      { path: 'replyTo', message: 'Not known to the provider' },
    ]);
  }
  const said = await contentOf(store, { conversationId, clientId, content }, now);
  if (isProblem(said)) return said;
  const author = { type: 'employee' as const, employeeId: employee.id, name: employee.name };
  const wanted = { conversationId, clientId, ...said, replyTo: quoted ? quoted.providerId : undefined, author };
  const added = isOpen(conversation, now) ? await addOutbound(store, wanted, now) : await sentBefore(store, wanted);
  const message = messageOf(added);
  if (isProblem(message)) return message;
  failPoint('send.after-message');

  const changed = await applyOutbound(store, conversationId, message, now);
  failPoint('send.after-conversation');
  const changes: Change[] = [{ to: { viewing: conversationId }, event: { type: 'message.changed', message } }];
  if (changed) changes.push({ to: 'everyone', event: { type: 'conversation.changed', conversation: summaryOf(changed) } });
  const queued =
    message.status === 'queued'
      ? enqueue(messageJob({ tenant: store.tenant, conversationId, messageId: message.id }))
      : undefined;
  await Promise.all([
    push(store, changes, now),
    queued?.catch((error: unknown) => {
      const fields = { tenant: store.tenant, conversationId, messageId: message.id };
      log.warn('an accepted message was not queued; the relay will do it', fields, error);
    }),
  ]);
  failPoint('send.after-queue');
  return message;
}

/** https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages#customer-service-windows */
const isOpen = ({ windowClosesAt }: Conversation, now: number): boolean => now < (windowClosesAt ?? 0);

type Wanted = Parameters<typeof addOutbound>[1];

/** The window has closed since: a message that was accepted before is still answered as such. */
async function sentBefore(
  store: TenantTable,
  { conversationId, clientId, content, replyTo }: Wanted,
): Promise<AddedOutbound | { readonly outcome: 'window-closed' }> {
  const message = await getMessage(store, conversationId, outboundMessageId(clientId));
  if (message === undefined) return { outcome: 'window-closed' };
  const same = isDeepStrictEqual(message.content, content) && message.replyTo === replyTo;
  return same ? { outcome: 'existing', message } : { outcome: 'different' };
}

function messageOf(added: AddedOutbound | { readonly outcome: 'window-closed' }): Message | ProblemResult {
  switch (added.outcome) {
    case 'added':
    case 'existing':
      return added.message;
    case 'different':
      return problem('client-id-reused', 'Make a new client id for each message.');
    case 'expired':
      return problem('client-id-expired', 'Make a new client id with the current time and send it again: it was not sent.');
    case 'file-gone':
      return problem('invalid-body', 'The file was deleted a moment ago. Upload it again.', [
        { path: 'content.fileId', message: 'Cannot be sent' },
      ]);
    case 'window-closed':
      return problem(
        'window-closed',
        'The customer wrote more than 24 hours ago. Only an approved template may be sent until the customer writes again.',
      );
    default:
      return added satisfies never;
  }
}

import type { ConversationId } from '../../contract/ids.ts';
import type { Annotation, Message } from '../../contract/message.ts';
import { annotate, dropWaiting, keepWaiting } from '../_data/annotation.ts';
import { type Conversation, changeConversation, getConversation } from '../_data/conversation.ts';
import { withChangedLast } from '../_data/conversation-changes.ts';
import { findByProviderId } from '../_data/message.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { isOfBefore } from './take-message.ts';

/** Undefined: it waits for its message, or was here before. `gone`: the conversation was erased. */
export type Annotated = { readonly message: Message; readonly conversation: Conversation | undefined } | 'gone' | undefined;

/** Puts a reaction, edit or deletion on its message, or keeps it until that message arrives. */
export async function takeAnnotation(
  store: TenantTable,
  conversationId: ConversationId,
  annotation: Annotation,
  person: string,
): Promise<Annotated> {
  const found = await findByProviderId(store, conversationId, annotation.target);
  if (found) return apply(store, found, annotation, person);
  const conversation = await getConversation(store, conversationId);
  if (!conversation) return 'gone';
  if (isOfBefore(conversation, Date.parse(annotation.at))) return undefined;
  const waiting = { annotation, person };
  await keepWaiting(store, conversationId, waiting);
  failPoint('inbound.after-waiting-kept');
  // Always a new version, also when it says so already: somebody may just be taking the word back.
  await changeConversation(store, conversationId, (read) => ({ ...read, annotationsWait: true, version: read.version + 1 }));
  failPoint('inbound.after-waiting-said');
  // The message may have arrived since the first look, and have found nothing waiting.
  const arrived = await findByProviderId(store, conversationId, annotation.target);
  if (!arrived) return undefined;
  const applied = await apply(store, arrived, annotation, person);
  await dropWaiting(store, conversationId, waiting);
  return applied;
}

async function apply(store: TenantTable, target: Message, annotation: Annotation, person: string): Promise<Annotated> {
  const result = await annotate(store, target.conversationId, target.id, annotation, person);
  failPoint('inbound.after-annotation');
  if (result.outcome === 'absent') return undefined;
  const { message } = result;
  if (annotation.type === 'reaction') return result.outcome === 'applied' ? { message, conversation: undefined } : undefined;
  // Also when nothing changed on the message: the crash may have come right here.
  const conversation = await changeConversation(store, target.conversationId, (read) => withChangedLast(read, message));
  return result.outcome === 'applied' ? { message, conversation } : undefined;
}

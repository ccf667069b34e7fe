import type { ConversationId } from '../../contract/ids.ts';
import type { TurnJob } from '../../contract/queues.ts';
import type { Conversation } from '../_data/conversation.ts';
import { inboundMessageId } from '../_data/keys.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { SendFifo } from '../_shared/queue.ts';
import { opaqueId } from '../_shared/queue-json.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { ReceivedMessage } from './take-message.ts';

/**
 * Asks the assistant to answer, where it may. `conversation`: after the message; absent for a message that was taken before, whose
 * taker may have died right then. What the assistant has dealt with already it leaves.
 */
export async function askAssistant(
  { store: { tenant }, think }: { readonly store: TenantTable; readonly think: SendFifo },
  conversationId: ConversationId,
  { message: { direction, groupId }, at, providerId }: ReceivedMessage,
  conversation: Conversation | undefined,
  now: number,
): Promise<void> {
  if (direction !== 'in' || groupId !== undefined || (conversation && !mayAnswer(conversation, now))) return;
  failPoint('inbound.before-assistant');
  await think({
    group: conversationId,
    deduplication: opaqueId(conversationId, inboundMessageId(at, providerId)),
    body: { v: 1, tenant, conversationId, seq: conversation?.inSeq, at: now } satisfies TurnJob,
  });
}

/** The shortest time after which a business may want the assistant back. */
const shortestSilenceMs = 5 * 60_000;

/** Where people answer, only the assistant knows whether it is to come back; it is asked when nobody has done anything for a while. */
const mayAnswer = ({ mode, answeredSeq, since }: Conversation, now: number): boolean =>
  mode !== 'human' || (answeredSeq !== undefined && now >= since + shortestSilenceMs);

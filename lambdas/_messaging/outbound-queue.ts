import type { ChannelId, ConversationId, MessageId, TenantId } from '../../contract/ids.ts';
import type { OutboundJob } from '../../contract/queues.ts';
import type { FifoMessage } from '../_shared/queue.ts';
import { opaqueId } from '../_shared/queue-json.ts';

interface MessagePlace {
  readonly tenant: TenantId;
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
}

/**
 * The job to send a message. Whoever queues it, and however often: the queue takes it once in 5 minutes, and the worker
 * sends it once at all. The conversation is part of the id, as two conversations may have a message of the same client id.
 */
export const messageJob = ({ tenant, conversationId, messageId }: MessagePlace): FifoMessage => ({
  group: conversationId,
  deduplication: `${conversationId}/${messageId}`,
  body: { v: 1, type: 'message', tenant, conversationId, messageId } satisfies OutboundJob,
});

interface ReadPlace {
  readonly tenant: TenantId;
  readonly conversationId: ConversationId;
  readonly channelId: ChannelId;
  /** The provider's id of the message that was read; it marks the older ones too. */
  readonly providerId: string;
  /** The customer is to see that an answer is being written. */
  readonly typing?: true;
}

/**
 * The provider's id has the customer's phone number in it: only its hash shows in the queue's metadata. A group of its own:
 * a receipt that has to wait does not hold up messages.
 */
export const readReceiptJob = ({ tenant, conversationId, channelId, providerId, typing }: ReadPlace): FifoMessage => ({
  group: `${conversationId}.read`,
  deduplication: opaqueId(typing ? 'typing' : 'read', conversationId, providerId),
  body: { v: 1, type: 'read-receipt', tenant, conversationId, channelId, providerId, typing } satisfies OutboundJob,
});

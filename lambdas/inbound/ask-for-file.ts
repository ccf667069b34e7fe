import type { ChannelId, ConversationId } from '../../contract/ids.ts';
import type { MediaJob } from '../../contract/queues.ts';
import { hasFile } from '../_data/file-item.ts';
import { inboundMessageId } from '../_data/keys.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { SendJob } from '../_shared/signed-queue.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { ReceivedMessage } from './take-message.ts';

/**
 * Queues the file of a message to be fetched, before the message counts as taken. A repeat of the message asks again: one that
 * is there already costs the worker one refused write, one that was forgotten would be gone for good.
 */
export async function askForFile(
  { store, channelId, fetchFile }: { readonly store: TenantTable; readonly channelId: ChannelId; readonly fetchFile: SendJob },
  conversationId: ConversationId,
  { message: { content }, at, providerId }: ReceivedMessage,
): Promise<void> {
  if (!hasFile(content) || content.media.providerMediaId === undefined) return;
  failPoint('inbound.before-file');
  const messageId = inboundMessageId(at, providerId);
  await fetchFile({ v: 1, tenant: store.tenant, channelId, conversationId, messageId } satisfies MediaJob);
}

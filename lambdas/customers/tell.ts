import type { CustomerId } from '../../contract/ids.ts';
import { summaryOf } from '../_data/conversation.ts';
import { type InternalMessage, shownInternal } from '../_data/work-message.ts';
import type { Change } from '../_shared/frames.ts';
import type { Push } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { readConversations } from './read-customer.ts';

export interface Desk {
  readonly store: TenantTable;
  readonly push: Push;
}

/** Shows everybody the conversations of these customers as they are now, and what their threads say of it. */
export async function tellOf(
  { store, push }: Desk,
  ids: readonly CustomerId[],
  messages: readonly InternalMessage[],
  now: number,
): Promise<void> {
  const conversations = await readConversations(store, ids);
  const changes: Change[] = [
    ...conversations.map((one) => ({
      to: 'everyone' as const,
      event: { type: 'conversation.changed' as const, conversation: summaryOf(one) },
    })),
    ...messages.map((message) => ({
      to: { viewing: message.conversationId },
      event: { type: 'message.changed' as const, message: shownInternal(store, message) },
    })),
  ];
  await push(store, changes, now);
}

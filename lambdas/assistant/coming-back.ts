import { assistantSettings } from '../_data/assistant-settings.ts';
import { type Conversation, saveConversation, summaryOf } from '../_data/conversation.ts';
import { returned } from '../_data/conversation-work.ts';
import { messageTime } from '../_data/keys.ts';
import { pageOfMessages } from '../_data/message.ts';
import { internalId, internalPut, shownInternal } from '../_data/work-message.ts';
import type { Push } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';

interface Desk {
  readonly store: TenantTable;
  readonly push: Push;
  readonly clock: () => number;
}

const minuteMs = 60_000;
/** Where nobody has said anything among so many messages, somebody did long ago or never. */
const looked = 24;

/**
 * A conversation that people answer, as the assistant's again, if nobody of them has said or done anything for as long as the
 * business wants. Undefined: it stays with people, or somebody is at it right now. 2 read units and the messages; 4 write units, index 3.
 */
export async function comeBackTo({ store, push, clock }: Desk, read: Conversation): Promise<Conversation | undefined> {
  const { on, returnAfterMinutes } = await assistantSettings(store);
  if (!on || returnAfterMinutes === null || read.groupId !== undefined || read.status !== 'open') return undefined;
  const { items } = await pageOfMessages(store, read.id, { limit: looked });
  const last = items.findLastIndex(({ direction }) => direction === 'out' || direction === 'note');
  const spoke = items[last];
  const since = Math.max(read.since, spoke ? messageTime(spoke.id) : 0);
  const asked = items.slice(last + 1).filter(({ direction }) => direction === 'in').length;
  const now = clock();
  if (asked === 0 || now < since + returnAfterMinutes * minuteMs) return undefined;
  const next = returned(read, asked, now);
  const event = { id: internalId(now), conversationId: read.id, content: { kind: 'work', event: 'returned' } } as const;
  if ((await saveConversation(store, read, next, [internalPut(store, event)])) === 'conflict') return undefined;
  await push(
    store,
    [
      { to: 'everyone', event: { type: 'conversation.changed', conversation: summaryOf(next) } },
      { to: { viewing: read.id }, event: { type: 'message.changed', message: shownInternal(store, event) } },
    ],
    now,
  );
  return next;
}

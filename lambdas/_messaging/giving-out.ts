import type { ConversationSummary } from '../../contract/conversations.ts';
import type { EmployeeId } from '../../contract/ids.ts';
import type { Present } from '../_data/connection.ts';
import type { Change } from '../_shared/frames.ts';
import { log } from '../_shared/log.ts';
import type { Push } from '../_shared/realtime.ts';
import { giveOut, needsSomebody } from './give-out.ts';

/**
 * A push after which conversations that need somebody are given out, where the business wants that. The query for whom to tell
 * says whether it does, so nobody else pays anything, and no clock has to run: it happens when something happens. That is when a
 * conversation needs somebody (again), when somebody did something with one, which may leave room, and when somebody comes.
 * As a push it never fails: the next occasion gives what this one did not.
 */
export const givingOut =
  (push: Push): Push =>
  async (store, changes, now) => {
    let present: Present | undefined;
    let told: readonly Change[] = [];
    const tell = (connected: Present['connections'], who: Present) => {
      present = who;
      told = typeof changes === 'function' ? changes(connected, who) : changes;
      return told;
    };
    if (typeof changes !== 'function' && changes.length === 0) return;
    await push(store, tell, now);
    if (present?.turns === undefined || !told.some(isOccasion)) return;
    try {
      await giveOut({ store, push, now }, onlineOf(present, told), told.flatMap(summaryOf));
    } catch (error) {
      log.warn('a conversation was given to nobody', { tenant: store.tenant }, error);
    }
  };

const summaryOf = ({ event }: Change): ConversationSummary[] =>
  event.type === 'conversation.changed' ? [event.conversation] : [];

function isOccasion({ event }: Change): boolean {
  if (event.type === 'conversation.changed') return needsSomebody(event.conversation);
  if (event.type === 'message.changed') return event.message.content.kind === 'work';
  return event.type === 'presence';
}

/** Whoever has just come or gone is told of in the change itself: the query may lag behind. */
function onlineOf({ connections }: Present, told: readonly Change[]): EmployeeId[] {
  for (const { event } of told) if (event.type === 'presence') return event.online.map(({ employeeId }) => employeeId);
  return connections.map(({ employeeId }) => employeeId);
}

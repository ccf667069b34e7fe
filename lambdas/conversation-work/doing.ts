import type { ConversationSummary } from '../../contract/conversations.ts';
import type { ConversationId, EmployeeId, TenantId } from '../../contract/ids.ts';
import type { WorkEvent } from '../../contract/message.ts';
import { type Conversation, summaryOf } from '../_data/conversation.ts';
import { assigned, handedBack, reopened, resolved, snoozed, takenOver } from '../_data/conversation-work.ts';
import { isSendingByMachine } from '../_data/discarded.ts';
import { getEmployee } from '../_data/employee.ts';
import { messageTime } from '../_data/keys.ts';
import { type Colleague, type InternalMessage, internalId, type WorkContent } from '../_data/work-message.ts';
import { type Decision, type Desk, workOn } from '../_messaging/work-on.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

/** What of a request an order is made from. */
export interface Asking {
  readonly tenant: TenantId;
  readonly employee: Colleague;
  readonly params: { readonly id: ConversationId };
  readonly now: number;
}

/** Who asks, for which conversation. */
export interface Order extends Desk {
  readonly id: ConversationId;
  readonly me: Colleague;
}

export type Answer = Promise<ConversationSummary | ProblemResult>;

/** `from`: who had it on the caller's screen, null for nobody. */
export const takeOver = (order: Order, from: EmployeeId | null): Answer =>
  fromAssistant(order, async (read) => {
    const next = takenOver(read, order.me.id, order.now);
    const late = next !== read && (await takenMeanwhile(order.store, read, from));
    if (late) return late;
    const before = read.assigneeId === order.me.id ? undefined : await personOf(order.store, read.assigneeId);
    return told(order, read, next, { event: 'taken-over', from: before, to: asPerson(order.me) });
  });

export const handBack = (order: Order, mode: 'ai' | 'hybrid'): Answer =>
  doing(order, async (read) => {
    const next = handedBack(read, mode, order.now);
    const before = next.assigneeId === read.assigneeId ? undefined : await personOf(order.store, read.assigneeId);
    return told(order, read, next, { event: mode === 'ai' ? 'handed-back' : 'suggesting', from: before });
  });

export interface Assignment {
  readonly from: EmployeeId | null;
  readonly to: EmployeeId | null;
  readonly note?: string | undefined;
}

export const assign = (order: Order, { from, to, note }: Assignment): Answer =>
  fromAssistant(order, async (read) => {
    const receiver = to === null ? undefined : await getEmployee(order.store, to);
    if (to !== null && !receiver?.active) return nobodyThere('to');
    const next = assigned(read, receiver?.id, order.now);
    if (next === read) return { next };
    const late = await takenMeanwhile(order.store, read, from);
    if (late) return late;
    const before = await personOf(order.store, read.assigneeId);
    const event: WorkEvent = receiver ? 'assigned' : 'unassigned';
    const { messages = [] } = told(order, read, next, { event, from: before, to: receiver && asPerson(receiver) });
    return { next, messages: note === undefined ? messages : [...messages, transferNote(order, read, note)] };
  });

/** 90 days: what is put aside for longer is forgotten. */
const longestMs = 90 * 24 * 3_600_000;

export const snooze = (order: Order, until: number): Answer =>
  doing(order, (read) => {
    if (until <= order.now || until > order.now + longestMs) {
      return problem('invalid-body', 'Choose a time within the next 90 days.', [
        { path: 'until', message: 'Past, or more than 90 days ahead' },
      ]);
    }
    const next = snoozed(read, until, order.now);
    return told(order, read, next, { event: 'snoozed', until: new Date(until).toISOString() });
  });

export const resolve = (order: Order): Answer =>
  doing(order, (read) => told(order, read, resolved(read, order.now), { event: 'resolved' }));

export const reopen = (order: Order): Answer =>
  doing(order, (read) => told(order, read, reopened(read, order.now), { event: 'reopened' }));

async function doing(
  order: Order,
  decide: (read: Conversation) => Decision | ProblemResult | Promise<Decision | ProblemResult>,
): Answer {
  const worked = await workOn(order, order.id, decide);
  return isProblem(worked) ? worked : summaryOf(worked);
}

/** How long a change waits for an answer of the assistant that is at the provider at this very moment, and how often it looks. */
const silenceMs = 3_000;
const lookMs = 40;

/**
 * A change after which the assistant says nothing more: what it has written and not sent is discarded, and what is being sent is out
 * before whoever made the change is answered.
 */
async function fromAssistant(order: Order, decide: Parameters<typeof doing>[1]): Answer {
  let spoke = false;
  const answer = await doing(order, (read) => {
    spoke = read.mode === 'ai' && read.answeredSeq !== undefined;
    return decide(read);
  });
  for (let waited = 0; spoke && waited < silenceMs && !isProblem(answer); waited += lookMs) {
    if (!(await isSendingByMachine(order.store, order.id))) break;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  return answer;
}

/** After whatever the assistant said before: clocks differ. */
const timeOf = ({ now }: Order, { mode, lastMessage }: Conversation): number =>
  mode === 'ai' && lastMessage?.direction === 'out' ? Math.max(now, messageTime(lastMessage.id) + 1) : now;

function told(order: Order, read: Conversation, next: Conversation, content: Omit<WorkContent, 'kind'>): Decision {
  if (next === read) return { next };
  return { next, messages: [internal(order, internalId(timeOf(order, read)), { kind: 'work', ...content })] };
}

const internal = ({ id: conversationId, me }: Order, id: InternalMessage['id'], content: InternalMessage['content']) => ({
  id,
  conversationId,
  content,
  author: me,
});

/** A moment after the event, so that it is read after it. */
const transferNote = (order: Order, read: Conversation, text: string) =>
  internal(order, internalId(timeOf(order, read) + 1), { kind: 'note', text, mentions: [] });

const asPerson = ({ id, name }: Colleague) => ({ employeeId: id, name });

async function personOf(store: TenantTable, id: EmployeeId | undefined) {
  const employee = id && (await getEmployee(store, id));
  return employee ? asPerson(employee) : undefined;
}

/** Somebody was faster: who, so that the two can talk. */
async function takenMeanwhile(
  store: TenantTable,
  { assigneeId }: Conversation,
  from: EmployeeId | null,
): Promise<ProblemResult | undefined> {
  if ((assigneeId ?? null) === from) return undefined;
  const who = await personOf(store, assigneeId);
  const holder = who?.name ?? (assigneeId === undefined ? 'Nobody' : 'A former colleague');
  return problem('taken', `${holder} has this conversation now. Look at it again before you change that.`, [
    { path: 'from', message: `${holder} has it now` },
  ]);
}

/** Another business's person answers the same. */
export const nobodyThere = (path: string): ProblemResult =>
  problem('not-found', 'This colleague does not work here, or no longer. Load the colleagues again.', [
    { path, message: 'Not a colleague' },
  ]);

import { type Mutant, stage, unit } from './mutant.ts';

const doing = unit('lambdas/conversation-work/doing');
const notes = unit('lambdas/conversation-work/notes');
const views = unit('lambdas/_data/conversation-views');
const wake = unit('lambdas/_messaging/wake');

/** Case 13: what several people and the customer do with one conversation at once. */
export const workMutants: readonly Mutant[] = [
  {
    case: 13,
    breaks: 'a conversation is taken from whoever has it, seen or not',
    file: 'lambdas/conversation-work/doing.ts',
    find: 'if ((assigneeId ?? null) === from) return undefined;',
    replace: 'if (from === from) return undefined;',
    ...doing,
  },
  {
    case: 13,
    breaks: 'a change is written over what came in between',
    file: 'lambdas/_data/conversation.ts',
    find: "ConditionExpression: 'v = :read',",
    replace: "ConditionExpression: 'v <> :read OR v = :read',",
    ...doing,
    only: 'one winner',
  },
  {
    case: 13,
    breaks: 'taking over again counts as another change',
    file: 'lambdas/_data/conversation-work.ts',
    find: "if (read.mode === 'human' && read.assigneeId === me && read.status === 'open') return read;",
    replace: '',
    ...doing,
  },
  {
    case: 13,
    breaks: 'a conversation is given to somebody who has left',
    file: 'lambdas/conversation-work/doing.ts',
    find: 'if (to !== null && !receiver?.active)',
    replace: 'if (to !== null && !receiver)',
    ...doing,
  },
  {
    case: 13,
    breaks: 'what a customer writes does not bring back what is put aside',
    file: 'lambdas/_data/conversation-changes.ts',
    find: "    status: 'open',\n    snoozedUntil: undefined,",
    replace: "    status: conversation.status === 'snoozed' ? 'snoozed' : 'open',\n    snoozedUntil: conversation.snoozedUntil,",
    ...doing,
  },
  {
    case: 13,
    breaks: 'an answer leaves the customer waiting',
    file: 'lambdas/_data/conversation-changes.ts',
    find: "waitingSince: said.direction === 'out' ? undefined : conversation.waitingSince,",
    replace: '',
    ...views,
  },
  {
    case: 13,
    breaks: 'messages move the place in `mine`, and pay for it',
    file: 'lambdas/_data/conversation-place.ts',
    find: '? ([workPartition(tenant, owner), since] as const)',
    replace: '? ([workPartition(tenant, owner), changedAt] as const)',
    ...views,
  },
  {
    case: 13,
    breaks: 'what was resolved is missing from what changed',
    file: 'lambdas/_data/keys.ts',
    find: "  inboxPartition(tenant, 'resolved'),\n];",
    replace: '];',
    ...views,
  },
  {
    case: 13,
    breaks: 'a page of what is looked for ends where looking ends',
    file: 'lambdas/_data/conversation-views.ts',
    find: '  return { items, next: from };',
    replace: '  return { items };',
    ...views,
  },
  {
    case: 13,
    breaks: 'what is put aside again is woken by the time before',
    file: 'lambdas/_data/conversation-work.ts',
    find: "read.status === 'snoozed' && (read.snoozedUntil ?? 0) <= now ? reopened(read, now) : read;",
    replace: 'reopened(read, now);',
    ...views,
  },
  {
    case: 13,
    breaks: 'everybody who looks wakes it once more',
    file: 'lambdas/_messaging/work-on.ts',
    find: 'if (next === read) {',
    replace: 'if (next === read && messages.length === 0) {',
    ...wake,
  },
  {
    case: 13,
    breaks: 'anybody changes what a note says',
    file: 'lambdas/conversation-work/notes.ts',
    find: 'if (change.text !== undefined && note.message.author?.employeeId !== me.id) {',
    replace: 'if (change.text === null) {',
    ...notes,
  },
  {
    case: 13,
    breaks: 'pins are counted without looking who else pins',
    file: 'lambdas/_data/note.ts',
    find: "{ ConditionExpression: 'ids = :read', ExpressionAttributeValues: { ':read': ids } }",
    replace: '{}',
    ...notes,
  },
  {
    case: 13,
    breaks: 'a colleague’s screen is told of the conversation and not of what the thread says',
    file: 'lambdas/_messaging/work-on.ts',
    find: 'await push(store, [toEveryone(next), ...shown], now);',
    replace: 'await push(store, [toEveryone(next)], now);',
    ...stage('work'),
    only: 'see what the other does',
  },
];

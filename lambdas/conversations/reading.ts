import type * as z from 'zod';
import type { ConversationSummary, conversations } from '../../contract/conversations.ts';
import type { ConversationId, EmployeeId } from '../../contract/ids.ts';
import { listWaiting } from '../_data/annotation.ts';
import { changedAfter, getConversation, summaryOf } from '../_data/conversation.ts';
import { countUnread, listView } from '../_data/conversation-views.ts';
import { pageOfMessages } from '../_data/message.ts';
import { wakeDue } from '../_messaging/wake.ts';
import type { Desk } from '../_messaging/work-on.ts';
import { notFound } from '../_shared/http-request.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Routes = typeof conversations.routes;
type Inbox = z.infer<Routes['list']['response']>;
type Thread = z.infer<Routes['messages']['response']>;

const notBoth = (one: string, other: string): ProblemResult =>
  problem('invalid-query', `Ask with ${one} or with ${other}.`, [{ path: other, message: `Excludes ${one}` }]);

export async function listInbox(
  desk: Desk,
  me: EmployeeId,
  { limit, view, label, before, changedAfter: cursor }: z.infer<Routes['list']['query']>,
): Promise<Inbox | ProblemResult> {
  const { store, now } = desk;
  for (const [name, value] of Object.entries({ before, view, label })) {
    if (value !== undefined && cursor !== undefined) return notBoth(name, 'changedAfter');
  }
  const read = () =>
    cursor === undefined
      ? listView(store, { view: view ?? 'all', label, limit, before, me })
      : changedAfter(store, { limit, cursor });
  // Later pages are read right after the first one.
  const [first, woken] = await Promise.all([read(), before === undefined ? wakeDue(desk) : undefined]);
  const page = woken && woken.due > 0 ? await read() : first;
  if (page === 'bad-cursor') {
    const path = cursor === undefined ? 'before' : 'changedAfter';
    return problem('invalid-query', 'Pass a cursor as it was answered, or none to begin anew.', [
      { path, message: 'Not a cursor' },
    ]);
  }
  return {
    items: page.items.map(summaryOf),
    next: page.next,
    now: new Date(now).toISOString(),
    wakesAt: woken?.wakesAt === undefined ? undefined : new Date(woken.wakesAt).toISOString(),
  };
}

const unreadAtMost = 100;

export async function unreadOf(store: TenantTable, me: EmployeeId): Promise<z.infer<Routes['unread']['response']>> {
  const [mine, unassigned] = await Promise.all([countUnread(store, me, unreadAtMost), countUnread(store, 'none', unreadAtMost)]);
  return { mine, unassigned };
}

export async function oneConversation(store: TenantTable, id: ConversationId): Promise<ConversationSummary | ProblemResult> {
  const conversation = await getConversation(store, id);
  return conversation ? summaryOf(conversation) : notFound();
}

export async function pageOfThread(
  store: TenantTable,
  id: ConversationId,
  { limit, before, after }: z.infer<Routes['messages']['query']>,
): Promise<Thread | ProblemResult> {
  if (before !== undefined && after !== undefined) return notBoth('before', 'after');
  const newest = before === undefined && after === undefined;
  const [conversation, page, waiting] = await Promise.all([
    getConversation(store, id),
    pageOfMessages(store, id, { limit, before, after }),
    newest ? listWaiting(store, id) : [],
  ]);
  return conversation ? { ...page, waiting } : notFound();
}

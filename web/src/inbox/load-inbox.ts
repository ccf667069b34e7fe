import type { Call, Input, Output } from '../api/client.ts';
import type { ServerClock } from '../clock/server-clock.ts';
import { byActivity, Inbox, latestCursor } from './inbox-state.ts';

const perPage = 50;
const reloadPagesAtMost = 5;
const catchUpPagesAtMost = 200;

export interface InboxLoader {
  readonly call: Call;
  readonly clock: ServerClock;
}

type Page = Output<'GET /v1/conversations'>;

async function page({ call, clock }: InboxLoader, query: Input<'GET /v1/conversations'>['query']): Promise<Page> {
  const asked = clock.own();
  const answer = await call('GET /v1/conversations', { query });
  clock.learn(answer.now, asked);
  return answer;
}

/** The newest rows: at first one page, later as many as are shown (reading a conversation changes a row without moving it). */
export async function loadInbox(
  loader: InboxLoader,
  known: Inbox | undefined,
): Promise<{ inbox: Inbox; cursor: string | undefined }> {
  const first = await page(loader, { limit: perPage });
  let inbox = Inbox.ofPage(first.items, first.next);
  for (let count = 1; count < reloadPagesAtMost && reachesShortOf(inbox, known); count++) inbox = await loadMore(loader, inbox);
  return { inbox, cursor: latestCursor(first.items) };
}

function reachesShortOf(inbox: Inbox, known: Inbox | undefined): boolean {
  if (!known || typeof inbox.edge !== 'object') return false;
  return known.edge === 'end'
    ? inbox.rows.size < known.rows.size
    : known.edge !== undefined && byActivity(inbox.edge, known.edge) < 0;
}

/** The page below what is loaded. */
export async function loadMore(loader: InboxLoader, inbox: Inbox): Promise<Inbox> {
  if (typeof inbox.edge !== 'object') return inbox;
  const more = await page(loader, { limit: perPage, before: inbox.edge.next });
  return inbox.join(Inbox.ofPage(more.items, more.next));
}

/** Everything that changed since the cursor, page by page; `found` is called for each. Answers the cursor to go on from. */
export async function catchUp(loader: InboxLoader, cursor: string, found: (inbox: Inbox) => void): Promise<string> {
  let reached = cursor;
  let from: string | undefined = cursor;
  for (let count = 0; from !== undefined && count < catchUpPagesAtMost; count++) {
    const { items, next }: Page = await page(loader, { limit: 100, changedAfter: from });
    found(Inbox.ofRows(items));
    // Not `next`: that one goes on exactly there, a row's cursor looks a little further back.
    reached = latestCursor(items) ?? reached;
    from = next;
  }
  return reached;
}

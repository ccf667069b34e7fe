import type { Call, Input, Output } from '../api/client.ts';
import type { ServerClock } from '../clock/server-clock.ts';
import { Inbox, latestCursor } from './inbox-state.ts';
import { partsOf, type Shelf } from './views.ts';

const perPage = 50;
const reloadPagesAtMost = 5;
const emptyPagesAtMost = 10;
const catchUpPagesAtMost = 200;

export interface InboxLoader {
  readonly call: Call;
  readonly clock: ServerClock;
  /** Employee id: whose `mine` it is. */
  readonly me: string;
}

type Page = Output<'GET /v1/conversations'>;

async function page({ call, clock }: InboxLoader, query: Input<'GET /v1/conversations'>['query']): Promise<Page> {
  const asked = clock.own();
  const answer = await call('GET /v1/conversations', { query });
  clock.learn(answer.now, asked);
  return answer;
}

function narrowed(shelf: Shelf) {
  const { view, label } = partsOf(shelf);
  return { view, ...(label === undefined ? {} : { label }) };
}

export interface Loaded {
  readonly inbox: Inbox;
  /** Where catching up begins: only from rows of all views can that be told. */
  readonly cursor: string | undefined;
  readonly wakesAt: string | undefined;
}

/** The first rows of a view: one page, later as many as are shown (reading a conversation changes a row without moving it). */
export async function loadInbox(loader: InboxLoader, view: Shelf, known: Inbox | undefined): Promise<Loaded> {
  const [first, newest] = await Promise.all([
    page(loader, { limit: perPage, ...narrowed(view) }),
    view === 'all' ? undefined : page(loader, { limit: 1 }),
  ]);
  let inbox = Inbox.ofPage(first.items, first.next, view);
  const shown = known?.shown(view, loader.me).length ?? 0;
  for (let count = 1; count < reloadPagesAtMost && inbox.edge(view) !== 'end' && inbox.rows.size < shown; count++) {
    inbox = await nextPage(loader, inbox, view);
  }
  return { inbox: await filled(loader, inbox, view), cursor: latestCursor((newest ?? first).items), wakesAt: first.wakesAt };
}

/** The page below what is loaded. */
export async function loadMore(loader: InboxLoader, inbox: Inbox, view: Shelf): Promise<Inbox> {
  return inbox.edge(view) === 'end' ? inbox : filled(loader, await nextPage(loader, inbox, view), view, inbox.rows.size);
}

async function nextPage(loader: InboxLoader, inbox: Inbox, view: Shelf): Promise<Inbox> {
  const edge = inbox.edge(view);
  if (typeof edge !== 'object') return inbox;
  const { items, next } = await page(loader, { limit: perPage, ...narrowed(view), before: edge.next });
  return inbox.join(Inbox.ofPage(items, next, view, edge.at));
}

/** A page of a view that is looked for may be empty and go on: nobody should have to ask for each. */
async function filled(loader: InboxLoader, inbox: Inbox, view: Shelf, before = 0): Promise<Inbox> {
  let more = inbox;
  for (let count = 0; count < emptyPagesAtMost && more.edge(view) !== 'end' && more.rows.size <= before; count++) {
    more = await nextPage(loader, more, view);
  }
  return more;
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

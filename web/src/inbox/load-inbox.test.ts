import { describe, expect, it } from 'vitest';
import type { Call, Input } from '../api/client.ts';
import { ServerClock } from '../clock/server-clock.ts';
import { Inbox } from './inbox-state.ts';
import { catchUp, type InboxLoader, loadInbox, loadMore } from './load-inbox.ts';

interface Row {
  readonly id: string;
  changed: number;
  version: number;
}

const at = (ms: number): string => new Date(1_700_000_000_000 + ms).toISOString();

/** An inbox of `count` rows behind the API, oldest first; cursors are times, and look 5 s further back unless they begin with `+`. */
function server(count: number) {
  const rows: Row[] = Array.from({ length: count }, (_, index) => ({
    id: `c${String(index).padStart(4, '0')}`,
    changed: index * 1000,
    version: 1,
  }));
  const asked: Input<'GET /v1/conversations'>['query'][] = [];
  const summary = ({ id, changed, version }: Row) => ({
    id,
    changedAt: at(changed),
    cursor: String(changed),
    version,
    unread: 0,
    status: 'open',
    mode: 'human',
  });
  const answer = async (_: string, { query }: Input<'GET /v1/conversations'>) => {
    asked.push(query);
    const { before, changedAfter } = query ?? {};
    const limit = Number(query?.limit ?? 50);
    const sorted = rows.toSorted((a, b) => a.changed - b.changed);
    let found: Row[];
    let next: string | undefined;
    if (changedAfter === undefined) {
      found = sorted.filter(({ changed }) => before === undefined || changed < Number(before)).toReversed();
      if (found.length > limit) next = String(found[limit - 1]?.changed);
    } else {
      const from = changedAfter.startsWith('+') ? Number(changedAfter) : Number(changedAfter) - 5000;
      found = sorted.filter(({ changed }) => changed > from);
      if (found.length > limit) next = `+${found[limit - 1]?.changed}`;
    }
    return { items: found.slice(0, limit).map(summary), next, now: at(0) };
  };
  const loader: InboxLoader = { call: answer as unknown as Call, clock: new ServerClock(() => 0), me: 'me' };
  return { rows, asked, loader };
}

describe('loading the inbox', () => {
  it('begins with one page and goes on where it ended, without a hole or a repeat', async () => {
    const { asked, loader } = server(120);
    const { inbox, cursor } = await loadInbox(loader, 'all', undefined);
    expect(asked).toEqual([{ limit: 50, view: 'all' }]);
    expect(cursor).toBe('119000');
    const all = await loadMore(loader, await loadMore(loader, inbox, 'all'), 'all');
    expect(all.shown('all', 'me')).toHaveLength(120);
    expect(all.edge('all')).toBe('end');
    expect(await loadMore(loader, all, 'all')).toBe(all);
    expect(asked).toHaveLength(3);
  });

  it('loads again as many pages as are shown, because reading changes a row without moving it', async () => {
    const { rows, asked, loader } = server(300);
    let { inbox } = await loadInbox(loader, 'all', undefined);
    inbox = await loadMore(loader, inbox, 'all');
    const low = rows[210];
    if (!low) throw new Error('there are 300 rows');
    low.version = 2;
    asked.length = 0;
    const again = await loadInbox(loader, 'all', inbox);
    expect(inbox.join(again.inbox).rows.get(low.id)?.version).toBe(2);
    expect(asked).toHaveLength(2);
  });

  it('catches up with everything, however many pages, and goes on from the last change', async () => {
    const { rows, asked, loader } = server(400);
    for (const row of rows.slice(0, 250)) Object.assign(row, { changed: row.changed + 1_000_000, version: 2 });
    let inbox = new Inbox();
    const reached = await catchUp(loader, '399000', (found) => {
      inbox = inbox.join(found);
    });
    expect([...inbox.rows.values()].filter(({ version }) => version === 2)).toHaveLength(250);
    expect(reached).toBe('1249000');
    expect(asked).toHaveLength(3);
    expect(asked[1]).toMatchObject({ changedAfter: expect.stringMatching(/^\+/) });
  });

  it('stays where it was when nothing changed', async () => {
    const { loader } = server(0);
    expect(await catchUp(loader, '77', () => undefined)).toBe('77');
  });
});

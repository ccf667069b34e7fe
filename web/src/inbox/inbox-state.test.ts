import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConversationSummary, View } from '../../../contract/conversations.ts';
import { inboxKey, makeQueries } from '../business/queries.ts';
import { Inbox, latestCursor } from './inbox-state.ts';
import { byActivity, views } from './views.ts';

const me = '01jd0000000000000000000007';
const at = (step: number): string => new Date(1_700_000_000_000 + step * 1000).toISOString();

function row(id: number, version: number, changed: number, over: Partial<ConversationSummary> = {}): ConversationSummary {
  const made = {
    id: `01jd${String(id).padStart(22, '0')}`,
    channelId: '01jd0000000000000000000009',
    customer: { id: '01jd0000000000000000000008', name: `Customer ${id}` },
    unread: version,
    mode: 'human',
    status: 'open',
    changedAt: at(changed),
    cursor: `c${changed}`,
    version,
    ...over,
  };
  return made as unknown as ConversationSummary;
}

describe('the inbox', () => {
  it('forgets a conversation whose customer was erased, and nothing else', () => {
    const inbox = Inbox.ofRows([row(1, 1, 1), row(2, 1, 2)]);
    const [one = ''] = inbox.rows.keys();
    expect([...inbox.without(one).rows.values()].map(({ id }) => id)).toEqual([...inbox.rows.keys()].slice(1));
    expect([...inbox.without('nobody').rows.keys()]).toEqual([...inbox.rows.keys()]);
  });

  it('does not take back what was erased: neither from what it knew, nor from an answer that was on its way', () => {
    const queries = makeQueries();
    const shown = () => queries.getQueryData<Inbox>(inboxKey('b'))?.rows.size;
    const inbox = Inbox.ofPage([row(1, 1, 1)], undefined);
    const [one = ''] = inbox.rows.keys();
    queries.setQueryData(inboxKey('b'), inbox);
    queries.setQueryData(inboxKey('b'), inbox.without(one));
    expect(shown()).toBe(0);
    queries.setQueryData(inboxKey('b'), inbox);
    queries.setQueryData(inboxKey('b'), (known: Inbox | undefined) => known?.join(Inbox.ofRows([row(1, 9, 9)])));
    expect(shown()).toBe(0);
    // Erased before its page has come.
    expect(new Inbox().without(one).join(inbox).rows.size).toBe(0);
    const without = inbox.without(one);
    expect(without.without(one)).toBe(without);
  });

  it('ends in the newest version of every row, whatever order pushes, pages and catch-ups come in', () => {
    const changes = fc.array(fc.tuple(fc.nat(6), fc.boolean()), { minLength: 1, maxLength: 40 });
    void fc.assert(
      fc.property(changes, fc.array(fc.nat(1000), { maxLength: 80 }), (steps, picks) => {
        const truth = new Map<number, ConversationSummary>();
        const told: Inbox[] = [];
        for (const [step, [id, moves]] of steps.entries()) {
          const before = truth.get(id);
          const changed = moves || !before ? step : (Date.parse(before.changedAt) - 1_700_000_000_000) / 1000;
          truth.set(id, row(id, (before?.version ?? 0) + 1, changed));
          told.push(Inbox.ofPage([...truth.values()], undefined));
          const newest = truth.get(id);
          if (newest) told.push(Inbox.ofRows([newest]));
        }
        // Each at least once, some more often, in an order of the generator's choice.
        const place = (index: number): number => (index * 7919 + (picks[index % picks.length] ?? 0)) % 1009;
        const order = [...told.keys()].toSorted((one, other) => place(one) - place(other));
        let inbox = new Inbox();
        for (const pick of [...picks, ...order]) inbox = inbox.join(told[pick % told.length] ?? inbox);
        expect(inbox.shown('all', me)).toEqual([...truth.values()].toSorted(byActivity));
      }),
    );
  });

  it('never takes an older version, nor the same one again', () => {
    const inbox = Inbox.ofPage([row(1, 5, 10)], undefined);
    expect(inbox.join(Inbox.ofRows([row(1, 4, 99)]))).toBe(inbox);
    expect(inbox.join(Inbox.ofRows([row(1, 5, 10)]))).toBe(inbox);
    expect(inbox.join(Inbox.ofRows([row(1, 6, 11)])).shown('all', me)[0]?.version).toBe(6);
  });

  it('moves a row up when it changes, and hides one that lies below what is loaded', () => {
    const page = Inbox.ofPage([row(1, 1, 30), row(2, 1, 20)], 'next');
    expect(
      page
        .join(Inbox.ofRows([row(2, 2, 40)]))
        .shown('all', me)
        .map(({ version }) => version),
    ).toEqual([2, 1]);
    const withOld = page.join(Inbox.ofRows([row(3, 7, 5)]));
    expect(withOld.shown('all', me)).toHaveLength(2);
    expect(withOld.join(Inbox.ofPage([row(3, 7, 5), row(4, 1, 4)], undefined)).shown('all', me)).toHaveLength(4);
  });

  it('remembers the page that continues it, also when the rows above are loaded again', () => {
    const both = Inbox.ofPage([row(1, 1, 30)], 'a').join(Inbox.ofPage([row(2, 1, 20)], 'b'));
    expect(both.edge('all')).toMatchObject({ next: 'b' });
    expect(both.join(Inbox.ofPage([row(1, 2, 31)], 'c')).edge('all')).toMatchObject({ next: 'b' });
    expect(Inbox.ofPage([], undefined).shown('all', me)).toEqual([]);
  });

  it('goes on catching up from the latest change of an answer', () => {
    expect(latestCursor([row(1, 1, 3), row(2, 1, 9), row(3, 1, 4)])).toBe('c9');
    expect(latestCursor([])).toBeUndefined();
  });

  it('knows the views of the contract', () => {
    expect([...views].toSorted()).toEqual([...View.options].toSorted());
  });

  it('moves a row from view to view with what happens to it, without asking', () => {
    const mine = { assigneeId: me as ConversationSummary['assigneeId'], mode: 'human' } as const;
    const open = Inbox.ofPage([row(1, 1, 30, { mode: 'ai' }), row(2, 1, 20)], undefined, 'all')
      .join(Inbox.ofPage([], undefined, 'mine'))
      .join(Inbox.ofPage([], undefined, 'resolved'));
    const ids = (inbox: Inbox, view: View): number[] => inbox.shown(view, me).map(({ id }) => Number(id.slice(-4)));
    expect(ids(open, 'mine')).toEqual([]);
    const taken = open.join(Inbox.ofRows([row(1, 2, 40, mine)]));
    expect([ids(taken, 'mine'), ids(taken, 'all')]).toEqual([[1], [1, 2]]);
    const done = taken.join(Inbox.ofRows([row(1, 3, 50, { ...mine, status: 'resolved' })]));
    expect([ids(done, 'mine'), ids(done, 'all'), ids(done, 'resolved')]).toEqual([[], [2], [1]]);
    // Not loaded yet: nothing is claimed of it.
    expect(ids(done, 'ai')).toEqual([]);
  });

  it('puts the longest waiting first', () => {
    const waits = [5, 1, 3].map((since, index) => row(index + 1, 1, 90 - since, { waitingSince: at(since) }));
    const found = Inbox.ofPage(waits, undefined, 'waiting').shown('waiting', me);
    expect(found.map(({ waitingSince }) => waitingSince)).toEqual([at(1), at(3), at(5)]);
  });

  it('goes on after a page that is empty', () => {
    const first = Inbox.ofPage([row(1, 1, 30, { status: 'resolved' })], 'a', 'resolved');
    const edge = first.edge('resolved');
    const from = typeof edge === 'object' ? edge.at : undefined;
    const second = first.join(Inbox.ofPage([], 'b', 'resolved', from));
    expect(second.edge('resolved')).toMatchObject({ next: 'b', at: { id: row(1, 1, 30).id } });
    expect(second.shown('resolved', me)).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import type { Socket } from './connection.ts';
import { type Locks, SharedConnection, type Word } from './shared-connection.ts';

interface Held {
  readonly tab: string;
  readonly end: () => void;
  readonly stolen: () => void;
}

/** A browser with tabs that can be closed or frozen, and a network that always answers. */
function browser() {
  const held = new Map<string, Held>();
  const queues = new Map<string, { tab: string; take: () => void }[]>();
  const gone = new Set<string>();
  const frozen = new Set<string>();
  const channels = new Map<string, { onmessage: ((event: MessageEvent<Word>) => void) | null }>();
  const timers: { tab: string; ms: number; work: () => void; off: boolean }[] = [];
  const tickets: string[] = [];
  const sockets: { tab: string; socket: Socket; said: unknown[]; closed: boolean }[] = [];
  const next = (name: string): void => {
    held.delete(name);
    const queue = queues.get(name) ?? [];
    while (queue.length > 0) {
      const one = queue.shift();
      if (!one || gone.has(one.tab)) continue;
      one.take();
      return;
    }
  };
  const locksOf = (tab: string): Locks => ({
    request: (name, { signal, steal }, work) =>
      new Promise((resolve, reject) => {
        const abort = () => reject(new Error('AbortError'));
        if (signal?.aborted) return abort();
        signal?.addEventListener('abort', abort);
        const take = (): void => {
          if (signal?.aborted) {
            next(name);
            return;
          }
          const mine: Held = { tab, end: () => next(name), stolen: abort };
          held.set(name, mine);
          void work().then((value) => {
            if (held.get(name) === mine) next(name);
            resolve(value);
          });
        };
        const holder = held.get(name);
        if (steal && holder) {
          held.delete(name);
          holder.stolen();
        }
        if (held.has(name)) queues.set(name, [...(queues.get(name) ?? []), { tab, take }]);
        else take();
      }),
  });
  const turn = async (): Promise<void> => {
    for (let count = 0; count < 5; count++) await new Promise((resolve) => setTimeout(resolve, 0));
  };
  const open = (tab: string) => {
    const heard: unknown[] = [];
    const counts = { opens: 0, doubts: 0 };
    const connection = new SharedConnection({
      name: 'live',
      tabs: {
        tab,
        locks: locksOf(tab),
        channel: () => {
          const own: { onmessage: ((event: MessageEvent<Word>) => void) | null } = { onmessage: null };
          channels.set(tab, own);
          return {
            postMessage: (data) => {
              if (gone.has(tab)) return;
              for (const [other, { onmessage }] of channels) {
                if (other !== tab && !gone.has(other) && !frozen.has(other)) onmessage?.(new MessageEvent('message', { data }));
              }
            },
            close: () => channels.delete(tab),
            set onmessage(listener) {
              own.onmessage = listener;
            },
            get onmessage() {
              return own.onmessage;
            },
          };
        },
      },
      ticket: async () => {
        tickets.push(tab);
        return { ticket: `t${tickets.length}`, url: 'wss://rt' };
      },
      open: () => {
        const said: unknown[] = [];
        const socket: Socket = {
          send: (text) => said.push(JSON.parse(text)),
          close: () => {
            entry.closed = true;
          },
          onopen: null,
          onmessage: null,
          onclose: null,
        };
        const entry = { tab, socket, said, closed: false };
        sockets.push(entry);
        setTimeout(() => socket.onopen?.(), 0);
        return socket;
      },
      now: () => 0,
      random: () => 0,
      later: (work, ms) => {
        const timer = { tab, ms, work, off: false };
        timers.push(timer);
        return () => {
          timer.off = true;
        };
      },
      onOpen: () => {
        counts.opens += 1;
      },
      onEvents: (events) => heard.push(...events),
      onDoubt: () => {
        counts.doubts += 1;
      },
    });
    connection.start();
    return { connection, heard, counts };
  };
  return {
    open,
    turn,
    tickets,
    sockets,
    live: () => sockets.filter(({ closed, tab }) => !closed && !gone.has(tab)),
    push: (...events: unknown[]) =>
      sockets.findLast(({ closed }) => !closed)?.socket.onmessage?.({ data: JSON.stringify({ v: 1, events }) }),
    /** The tab is closed, or its process ends. */
    kill: async (tab: string) => {
      gone.add(tab);
      for (const { tab: of, end } of [...held.values()]) if (of === tab) end();
      await turn();
    },
    freeze: (tab: string) => frozen.add(tab),
    thaw: (tab: string) => frozen.delete(tab),
    /** As long as it takes to wait for somebody's answer. */
    patience: async () => {
      for (const timer of timers.filter(({ ms, off, tab }) => ms === 4000 && !off && !frozen.has(tab))) {
        timer.off = true;
        timer.work();
      }
      await turn();
    },
  };
}

const typing = { type: 'typing', conversationId: 'c', employeeId: 'e', name: 'N', until: '2026-01-01T00:00:00.000Z' };

describe('tabs that share a socket', () => {
  it('have one, for which one of them asks a ticket, and hear the same', async () => {
    const { open, turn, tickets, live, push } = browser();
    const tabs = [open('a'), open('b'), open('c')];
    await turn();
    expect(tickets).toEqual(['a']);
    expect(live()).toHaveLength(1);
    expect(tabs.map(({ connection }) => connection.state.get().status)).toEqual(['open', 'open', 'open']);
    expect(tabs.map(({ counts }) => counts.opens)).toEqual([1, 1, 1]);
    push(typing);
    expect(tabs.map(({ heard }) => heard)).toEqual([[typing], [typing], [typing]]);
    push('not an event frame'.length, typing);
    expect(tabs.map(({ heard }) => heard.length)).toEqual([3, 3, 3]);
  });

  it('tell a tab that comes later how it stands: it catches up, without a socket', async () => {
    const { open, turn, tickets } = browser();
    open('a');
    await turn();
    const late = open('b');
    await turn();
    expect([late.connection.state.get().status, late.counts.opens]).toEqual(['open', 1]);
    expect(tickets).toEqual(['a']);
  });

  it('give it to the next when its tab goes, and all catch up', async () => {
    const { open, turn, tickets, live, kill } = browser();
    open('a');
    const b = open('b');
    const c = open('c');
    await turn();
    await kill('a');
    await turn();
    expect(tickets).toEqual(['a', 'b']);
    expect(live().map(({ tab }) => tab)).toEqual(['b']);
    expect([b.counts.opens, c.counts.opens]).toEqual([2, 2]);
    b.connection.stop();
    await turn();
    expect(live().map(({ tab }) => tab)).toEqual(['c']);
    expect(c.connection.state.get().status).toBe('open');
  });

  it('take it from a tab that sleeps; that one follows when it wakes', async () => {
    const { open, turn, live, freeze, thaw, patience } = browser();
    const a = open('a');
    const b = open('b');
    await turn();
    freeze('a');
    b.connection.wake();
    expect(b.counts.doubts).toBe(1);
    await patience();
    await turn();
    expect(live().map(({ tab }) => tab)).toEqual(['b']);
    thaw('a');
    a.connection.wake();
    await turn();
    expect(a.connection.state.get().status).toBe('open');
    await patience();
    expect(live().map(({ tab }) => tab)).toEqual(['b']);
  });

  it('leave it where it is as long as its tab answers', async () => {
    const { open, turn, tickets, patience } = browser();
    open('a');
    const b = open('b');
    await turn();
    b.connection.wake();
    await patience();
    expect(tickets).toEqual(['a']);
  });

  it('say what each has on screen, and forget what was on the screen of one that was closed', async () => {
    const { open, turn, sockets, kill } = browser();
    const a = open('a');
    const b = open('b');
    await turn();
    expect(a.connection.send({ type: 'view', conversationId: 'one' })).toBe(true);
    expect(b.connection.send({ type: 'view', conversationId: 'two' })).toBe(true);
    expect(b.connection.send({ type: 'typing', conversationId: 'two' })).toBe(true);
    const said = (): unknown[] => sockets[0]?.said ?? [];
    expect(said().at(-2)).toEqual({ type: 'view', conversationId: 'two', also: ['one'], order: 2 });
    expect(said().at(-1)).toEqual({ type: 'typing', conversationId: 'two' });
    await kill('b');
    await turn();
    expect(said().at(-1)).toEqual({ type: 'view', conversationId: 'one', order: 3 });
    a.connection.send({ type: 'view', conversationId: null });
    expect(said().at(-1)).toEqual({ type: 'view', conversationId: null, order: 4 });
  });

  it('are silent after signing out', async () => {
    const { open, turn, live, heard, push } = (() => {
      const one = browser();
      const a = one.open('a');
      const b = one.open('b');
      return { ...one, heard: [a, b], push: one.push, open: [a, b] };
    })();
    await turn();
    for (const { connection } of open) connection.stop();
    await turn();
    push(typing);
    expect(live()).toEqual([]);
    expect(heard.map((one) => one.heard)).toEqual([[], []]);
    expect(open[0]?.connection.send({ type: 'ping' })).toBe(false);
  });
});

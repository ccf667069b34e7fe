import { describe, expect, it } from 'vitest';
import { backoffMs, RealtimeConnection, type Socket } from './connection.ts';

const minute = 60_000;

interface Fake extends Socket {
  readonly url: string;
  readonly said: string[];
  closed: boolean;
}

/** A network under the test's hand: sockets that open when told, and time that passes when told. */
function network({ random = 0 } = {}) {
  let now = 0;
  let serial = 0;
  const sockets: Fake[] = [];
  const heard: unknown[] = [];
  const counts = { tickets: 0, opens: 0, doubts: 0 };
  let timers: { at: number; serial: number; work: () => void }[] = [];
  const state = { ticketFails: false };
  const connection = new RealtimeConnection({
    ticket: async () => {
      counts.tickets += 1;
      if (state.ticketFails) throw new Error('offline');
      return { ticket: `t${counts.tickets}`, url: 'wss://rt' };
    },
    open: (url) => {
      const socket: Fake = {
        url,
        said: [],
        closed: false,
        send: (text) => socket.said.push(text),
        close: () => {
          socket.closed = true;
        },
        onopen: null,
        onmessage: null,
        onclose: null,
      };
      sockets.push(socket);
      return socket;
    },
    now: () => now,
    random: () => random,
    later: (work, ms) => {
      const timer = { at: now + ms, serial: serial++, work };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
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
  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
  const pass = async (ms: number, answering = true): Promise<void> => {
    const end = now + ms;
    await turn();
    for (;;) {
      const next = timers.toSorted((a, b) => a.at - b.at || a.serial - b.serial).find(({ at }) => at <= end);
      if (!next) break;
      now = Math.max(now, next.at);
      timers = timers.filter((one) => one !== next);
      const before = sockets.at(-1)?.said.length ?? 0;
      next.work();
      const socket = sockets.at(-1);
      if (answering && socket && socket.said.length > before && !socket.closed) {
        socket.onmessage?.({ data: JSON.stringify({ v: 1, events: [{ type: 'command.done' }] }) });
      }
      await turn();
    }
    now = end;
  };
  /** How long it waits before it tries again, after waiting for just that long. */
  const waitOut = async (): Promise<number> => {
    const state = connection.state.get();
    if (state.status !== 'waiting') throw new Error(`It is ${state.status}`);
    const ms = state.retryAt - now;
    await pass(ms);
    return ms;
  };
  const jump = (ms: number): void => {
    now += ms;
  };
  const open = async (): Promise<Fake> => {
    await turn();
    const socket = sockets.at(-1);
    if (!socket) throw new Error('No socket was opened');
    socket.onopen?.();
    return socket;
  };
  return { connection, sockets, heard, counts, state, turn, pass, waitOut, jump, open };
}

describe('the live connection', () => {
  it('opens with a ticket, hands events on and says so each time it is open', async () => {
    const { connection, heard, counts, open } = network();
    connection.start();
    expect(connection.send({ type: 'ping' })).toBe(false);
    const socket = await open();
    expect(socket.url).toBe('wss://rt?ticket=t1');
    expect(connection.state.get()).toEqual({ status: 'open' });
    expect(counts.opens).toBe(1);
    socket.onmessage?.({ data: JSON.stringify({ v: 1, events: [{ type: 'presence', online: [] }] }) });
    expect(heard).toEqual([{ type: 'presence', online: [] }]);
    expect(connection.send({ type: 'view', conversationId: null })).toBe(true);
    expect(socket.said).toEqual(['{"type":"view","conversationId":null}']);
  });

  it('takes a frame it cannot read as a doubt, not as a crash', async () => {
    const { connection, heard, counts, open } = network();
    connection.start();
    const socket = await open();
    for (const data of ['{', 'null', '{"v":2,"events":[]}', '{"v":1}', 7]) socket.onmessage?.({ data });
    expect(heard).toEqual([]);
    expect(counts.doubts).toBe(5);
  });

  it('comes back after a loss, later each time, with a new ticket, and at once when woken', async () => {
    const { connection, sockets, counts, pass, open, turn } = network();
    connection.start();
    (await open()).onclose?.();
    expect(connection.state.get()).toEqual({ status: 'waiting', retryAt: 250 });
    await pass(250);
    sockets.at(-1)?.onclose?.();
    expect(connection.state.get()).toEqual({ status: 'waiting', retryAt: 250 + 500 });
    connection.wake();
    await turn();
    expect(sockets).toHaveLength(3);
    expect(counts.tickets).toBe(3);
    await open();
    expect(counts.opens).toBe(2);
  });

  it('starts with short pauses again after a connection that held', async () => {
    const { connection, sockets, pass, waitOut, open } = network();
    connection.start();
    const pauses: number[] = [];
    for (let loss = 0; loss < 4; loss++) {
      await open();
      sockets.at(-1)?.onclose?.();
      pauses.push(await waitOut());
    }
    await open();
    await pass(20_000);
    sockets.at(-1)?.onclose?.();
    pauses.push(await waitOut());
    expect(pauses).toEqual([250, 500, 1000, 2000, 250]);
  });

  it('asks after a minute of silence, without looking for what it missed, and gives up a socket that no longer answers', async () => {
    const { connection, sockets, counts, pass, open } = network();
    connection.start();
    const socket = await open();
    await pass(3 * minute + 30_000);
    expect(socket.said).toEqual(['{"type":"ping"}', '{"type":"ping"}', '{"type":"ping"}']);
    expect(counts.doubts).toBe(0);
    expect(socket.closed).toBe(false);
    await pass(minute + 11_000, false);
    expect(socket.closed).toBe(true);
    expect(sockets).not.toHaveLength(1);
  });

  it('asks nothing while it hears something, but keeps the 10 idle minutes from passing', async () => {
    const { connection, counts, pass, open } = network();
    connection.start();
    const socket = await open();
    for (let second = 0; second < 299; second += 13) {
      await pass(13_000);
      socket.onmessage?.({ data: JSON.stringify({ v: 1, events: [] }) });
    }
    expect(socket.said).toEqual([]);
    await pass(13_000);
    expect(socket.said).toEqual(['{"type":"ping"}']);
    expect(counts.doubts).toBe(1);
  });

  it('renews itself before the two hours are over', async () => {
    const { connection, sockets, pass, open } = network({ random: 1 });
    connection.start();
    await open();
    await pass(109 * minute);
    expect(sockets).toHaveLength(1);
    await pass(6 * minute + 1000);
    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.closed).toBe(true);
  });

  it('notices that the machine slept and asks what it missed', async () => {
    const { connection, counts, pass, jump, open } = network();
    connection.start();
    const socket = await open();
    await pass(minute);
    expect(counts.doubts).toBe(0);
    jump(2 * 60 * minute - minute - 1);
    await pass(1000);
    expect(counts.doubts).toBeGreaterThan(0);
    expect(socket.said.length).toBeGreaterThan(0);
  });

  it('does not hang on a socket that never opens, nor on a ticket it cannot get', async () => {
    const { connection, sockets, counts, state, pass, turn } = network();
    connection.start();
    await turn();
    await pass(16_000);
    expect(sockets.length).toBeGreaterThan(1);
    state.ticketFails = true;
    connection.stop();
    connection.start();
    const before = counts.tickets;
    await pass(minute);
    expect(counts.tickets).toBeGreaterThan(before + 2);
  });

  it('is silent after it was stopped', async () => {
    const { connection, sockets, counts, pass, open } = network();
    connection.start();
    const socket = await open();
    connection.stop();
    expect(socket.closed).toBe(true);
    connection.wake();
    await pass(3 * 60 * minute);
    expect(sockets).toHaveLength(1);
    expect(counts.tickets).toBe(1);
  });

  it('spreads returning browsers over half of the pause, never beyond half a minute', () => {
    expect([backoffMs(0, 0), backoffMs(0, 1), backoffMs(3, 0), backoffMs(99, 1)]).toEqual([250, 500, 2000, 30_000]);
  });
});

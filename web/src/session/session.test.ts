import { describe, expect, it } from 'vitest';
import { Refused, Unreachable } from '../api/client.ts';
import { claimFor } from './kept.ts';
import { type Channel, Session, subjectOf } from './session.ts';
import { memoryStorage } from './test-storage.ts';

const jwt = (sub: string, serial = 0): string => `e30.${btoa(JSON.stringify({ sub, serial }))}.x`;
const ended = new Refused(401, { title: 'ended' }, 'session-expired');

/** A browser with tabs over one cookie. The server replaces the cookie with each refresh and ends the session on an old one. */
function browser() {
  const server = { subject: 'sara' as string | undefined, down: false, serial: 0, refreshes: 0, atOnce: 0, mostAtOnce: 0 };
  const channels = new Set<Channel>();
  const storage = memoryStorage();
  let turn: Promise<unknown> = Promise.resolve();
  let now = 0;
  const timers: { at: number; work: () => void; off: boolean }[] = [];
  const call = async (endpoint: string): Promise<unknown> => {
    if (endpoint === 'POST /v1/session/logout') {
      if (server.down) throw new Unreachable('down');
      server.subject = undefined;
      return undefined;
    }
    server.atOnce += 1;
    server.mostAtOnce = Math.max(server.mostAtOnce, server.atOnce);
    await new Promise((resolve) => setTimeout(resolve, 1));
    server.atOnce -= 1;
    if (server.down) throw new Unreachable('down');
    if (endpoint === 'POST /v1/session/login') server.subject = 'sara';
    if (server.subject === undefined) throw ended;
    server.refreshes += 1;
    server.serial += 1;
    return { accessToken: jwt(server.subject, server.serial), expiresIn: 300 };
  };
  const tab = (): Session => {
    const channel: Channel = {
      onmessage: null,
      postMessage: (word) => {
        for (const other of channels) if (other !== channel) other.onmessage?.({ data: word } as MessageEvent);
      },
    };
    channels.add(channel);
    return new Session({
      now: () => now,
      channel,
      exclusively: (_, work) => {
        const mine = turn.then(work);
        turn = mine.catch(() => undefined);
        return mine;
      },
      later: (work, ms) => {
        const timer = { at: now + ms, work, off: false };
        timers.push(timer);
        return () => {
          timer.off = true;
        };
      },
      storage,
      call: call as never,
    });
  };
  const pass = async (ms: number): Promise<void> => {
    now += ms;
    for (const timer of [...timers]) {
      if (timer.off || timer.at > now) continue;
      timer.off = true;
      timer.work();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { server, tab, pass, storage };
}

describe('a session', () => {
  it('opens with the cookie and gives its token without asking again', async () => {
    const { server, tab } = browser();
    const session = tab();
    await session.start();
    expect(session.state.get()).toEqual({ status: 'signed-in', subject: 'sara' });
    expect(await session.token()).toBe(jwt('sara', 1));
    expect(await session.token()).toBe(jwt('sara', 1));
    expect(server.refreshes).toBe(1);
  });

  it('refreshes once for many that ask at the same time, one tab after the other', async () => {
    const { server, tab } = browser();
    const [one, other] = [tab(), tab()];
    await Promise.all([one.start(), other.start()]);
    expect(server.refreshes).toBe(1);
    const stale = await one.token();
    const tokens = await Promise.all([one.token(stale), one.token(stale), other.token(stale), other.token(stale)]);
    expect(new Set(tokens)).toEqual(new Set([jwt('sara', 2)]));
    expect(server.refreshes).toBe(2);
    expect(server.mostAtOnce).toBe(1);
  });

  it('refreshes by itself before the token expires', async () => {
    const { server, tab, pass } = browser();
    const session = tab();
    await session.start();
    await pass(200_000);
    expect(server.refreshes).toBe(1);
    await pass(45_000);
    expect(server.refreshes).toBe(2);
  });

  it('says that it ended when the server ended it, and only signed out when nobody was signed in', async () => {
    const { server, tab } = browser();
    const [session, other] = [tab(), tab()];
    await session.start();
    server.subject = undefined;
    expect(await session.token(await session.token())).toBeUndefined();
    expect(session.state.get()).toEqual({ status: 'signed-out', ended: true });
    expect(other.state.get()).toEqual({ status: 'signed-out', ended: true });
    const fresh = tab();
    await fresh.start();
    expect(fresh.state.get()).toEqual({ status: 'signed-out', ended: false });
  });

  it('does not take a missing network for a sign-out', async () => {
    const { server, tab } = browser();
    const session = tab();
    server.down = true;
    await session.start();
    expect(session.state.get()).toEqual({ status: 'unreachable' });
    server.down = false;
    await session.start();
    const token = await session.token();
    server.down = true;
    await expect(session.token(token)).rejects.toBeInstanceOf(Unreachable);
    expect(session.state.get()).toEqual({ status: 'signed-in', subject: 'sara' });
  });

  it('goes on without the server as whoever was signed in here last, until the server can say', async () => {
    const { server, tab, pass, storage } = browser();
    claimFor(storage, 'sara');
    server.down = true;
    const session = tab();
    await session.start();
    expect([session.state.get(), session.confirmed.get()]).toEqual([{ status: 'signed-in', subject: 'sara' }, false]);
    await expect(session.token()).rejects.toBeInstanceOf(Unreachable);
    server.down = false;
    expect(await session.token()).toBe(jwt('sara', 1));
    expect([session.state.get(), session.confirmed.get()]).toEqual([{ status: 'signed-in', subject: 'sara' }, true]);

    // The answer does not come, and does not fail either.
    const slow = tab();
    const started = slow.start();
    await pass(3000);
    expect(slow.state.get()).toEqual({ status: 'signed-in', subject: 'sara' });
    await started;
  });

  it('says that it ended when it was ended while nobody could ask, and is another’s when somebody else signed in', async () => {
    const { server, tab, storage } = browser();
    claimFor(storage, 'sara');
    server.down = true;
    const session = tab();
    await session.start();
    server.down = false;
    server.subject = undefined;
    expect(await session.token()).toBeUndefined();
    expect(session.state.get()).toEqual({ status: 'signed-out', ended: true });

    server.down = true;
    const other = tab();
    await other.start();
    server.down = false;
    server.subject = 'omar';
    await other.token();
    expect(other.state.get()).toEqual({ status: 'signed-in', subject: 'omar' });
  });

  it('does not go on as somebody who signed out while the server could not be told', async () => {
    const { server, tab, storage } = browser();
    claimFor(storage, 'sara');
    const session = tab();
    await session.start();
    server.down = true;
    await expect(session.signOut()).rejects.toBeInstanceOf(Unreachable);
    const reloaded = tab();
    await reloaded.start();
    expect(reloaded.state.get()).toEqual({ status: 'unreachable' });
  });

  it('signs out in every tab', async () => {
    const { tab } = browser();
    const [one, other] = [tab(), tab()];
    await one.start();
    expect(other.state.get().status).toBe('signed-in');
    await one.signOut();
    expect([one, other].map(({ state }) => state.get())).toEqual(
      Array.from({ length: 2 }, () => ({ status: 'signed-out', ended: false })),
    );
    expect(await other.token()).toBeUndefined();
  });

  it('stays signed out after a reload although the server could not be told, and tells it then', async () => {
    const { server, tab } = browser();
    const session = tab();
    await session.start();
    server.down = true;
    await expect(session.signOut()).rejects.toBeInstanceOf(Unreachable);
    expect(session.state.get()).toEqual({ status: 'signed-out', ended: false });
    const reloaded = tab();
    await reloaded.start();
    expect(reloaded.state.get()).toEqual({ status: 'unreachable' });
    expect(server.subject).toBe('sara');
    server.down = false;
    await reloaded.start();
    expect(reloaded.state.get()).toEqual({ status: 'signed-out', ended: false });
    expect(server.subject).toBeUndefined();
    await reloaded.signIn('sara@example.com', 'x');
    await tab().start();
    expect(reloaded.state.get().status).toBe('signed-in');
  });

  it('reads who a token is for, and nobody from one it cannot read', () => {
    expect(subjectOf(jwt('omar'))).toBe('omar');
    expect(subjectOf('x')).toBe('');
    expect(subjectOf('a.%%.c')).toBe('');
  });
});

import type * as z from 'zod';
import type { Command, RealtimeEvent } from '../../../contract/realtime.ts';
import { Store } from '../look/store.ts';
import { type Connected, type ConnectionParts, RealtimeConnection } from './connection.ts';

type Said = z.input<typeof Command>;

/** What the tabs of one person say to each other about the one socket that they share. */
export type Word =
  /** A tab came, or woke up: how is the socket? Whoever holds it answers. */
  | { readonly type: 'hello'; readonly from: string }
  | { readonly type: 'state'; readonly state: Connected }
  | { readonly type: 'events'; readonly events: readonly RealtimeEvent[] }
  | { readonly type: 'doubt' }
  | { readonly type: 'say'; readonly from: string; readonly command: Said };

export interface WordChannel {
  postMessage(word: Word): void;
  close(): void;
  onmessage: ((event: MessageEvent<Word>) => void) | null;
}

/** The part of `navigator.locks` that is needed here. */
export interface Locks {
  request(name: string, options: { signal?: AbortSignal; steal?: boolean }, held: () => Promise<void>): Promise<unknown>;
}

export interface Tabs {
  /** Of this tab, among those of the browser. */
  readonly tab: string;
  readonly locks: Locks;
  readonly channel: (name: string) => WordChannel;
}

interface SharedParts extends ConnectionParts {
  /** Tabs of the same person in the same business have the same. */
  readonly name: string;
  /** Undefined where the browser cannot bring its tabs together: then each has a socket of its own. */
  readonly tabs: Tabs | undefined;
}

/** A tab that holds the socket and does not answer for so long is frozen or hangs, and another takes its place. */
const answerWithinMs = 4000;
/** Of the contract. */
const alsoAtMost = 4;

/**
 * One socket for all tabs of a person: whoever gets the lock holds it and tells the others what it hears. When that tab goes, the
 * browser gives the lock to the next, which connects; every tab then catches up by its own cursor, so nothing is lost between.
 */
export class SharedConnection {
  readonly state = new Store<Connected>({ status: 'stopped' });
  readonly #parts: SharedParts;
  #channel: WordChannel | undefined;
  #connection: RealtimeConnection | undefined;
  /** Standing in the queue for the lock, or holding it; aborted: neither any more. */
  #turn: AbortController | undefined;
  #release: () => void = () => undefined;
  #callOff: () => void = () => undefined;
  /** What each tab has on screen, what was said last at the end. Kept by whoever holds the socket. */
  readonly #views = new Map<string, string>();
  readonly #watched = new Set<string>();
  #said = 0;
  #gone = new AbortController();

  constructor(parts: SharedParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.state.get().status !== 'stopped') return;
    this.state.set({ status: 'connecting' });
    const { tabs, name } = this.#parts;
    if (!tabs) {
      this.#hold();
      return;
    }
    this.#gone = new AbortController();
    this.#channel = tabs.channel(name);
    this.#channel.onmessage = ({ data }) => this.#heard(data);
    // As long as this tab lives it holds a lock of its own: that is how the others notice that it went.
    tabs.locks
      .request(`${name}:${tabs.tab}`, { signal: this.#gone.signal }, () => untilAborted(this.#gone.signal))
      .catch(() => undefined);
    this.#queue(false);
    this.#hello();
  }

  stop(): void {
    this.#gone.abort();
    this.#turn?.abort();
    this.#turn = undefined;
    this.#callOff();
    this.#letGo();
    this.#channel?.close();
    this.#channel = undefined;
    this.state.set({ status: 'stopped' });
  }

  /** False when there is no open socket. */
  send(command: Said): boolean {
    if (this.state.get().status !== 'open') return false;
    const from = this.#parts.tabs?.tab ?? '';
    if (this.#connection) this.#say(from, command);
    else this.#channel?.postMessage({ type: 'say', from, command });
    return true;
  }

  /** The page is visible again or the network is back. */
  wake(): void {
    if (this.state.get().status === 'stopped') return;
    if (this.#connection) {
      this.#connection.wake();
      return;
    }
    // This tab may have slept while the one that holds the socket did not.
    this.#parts.onDoubt();
    this.#hello();
  }

  #queue(steal: boolean): void {
    const { tabs, name } = this.#parts;
    if (!tabs) return;
    this.#turn?.abort();
    const turn = new AbortController();
    this.#turn = turn;
    const held = (): Promise<void> =>
      turn.signal.aborted
        ? Promise.resolve()
        : new Promise((resolve) => {
            this.#release = resolve;
            this.#hold();
          });
    const over = (): void => {
      if (this.#turn !== turn) return;
      // Another tab has taken it, because this one did not answer.
      this.#letGo();
      this.#queue(false);
    };
    tabs.locks.request(name, steal ? { steal } : { signal: turn.signal }, held).then(over, over);
  }

  #hold(): void {
    this.#callOff();
    this.#views.clear();
    const tell = (word: Word): void => this.#channel?.postMessage(word);
    const { onEvents, onDoubt } = this.#parts;
    const connection = new RealtimeConnection({
      ...this.#parts,
      onEvents: (events) => {
        tell({ type: 'events', events });
        onEvents(events);
      },
      onDoubt: () => {
        tell({ type: 'doubt' });
        onDoubt();
      },
    });
    this.#connection = connection;
    connection.state.follow(() => {
      if (this.#connection !== connection) return;
      this.state.set(connection.state.get());
      tell({ type: 'state', state: connection.state.get() });
    });
    connection.start();
  }

  #letGo(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.stop();
    this.#release();
  }

  #hello(): void {
    const { tabs, later } = this.#parts;
    if (!tabs || this.#connection) return;
    this.#callOff();
    this.#callOff = later(() => this.#queue(true), answerWithinMs);
    this.#channel?.postMessage({ type: 'hello', from: tabs.tab });
  }

  #heard(word: Word): void {
    const { onOpen, onEvents, onDoubt } = this.#parts;
    if (this.#connection) {
      if (word.type === 'say') this.#say(word.from, word.command);
      if (word.type === 'hello') {
        this.#channel?.postMessage({ type: 'state', state: this.state.get() });
        if (this.state.get().status === 'waiting') this.#connection.wake();
      }
      return;
    }
    switch (word.type) {
      case 'state': {
        this.#callOff();
        const opens = word.state.status === 'open' && this.state.get().status !== 'open';
        this.state.set(word.state);
        if (opens) onOpen();
        break;
      }
      case 'events':
        onEvents(word.events);
        break;
      case 'doubt':
        onDoubt();
        break;
      case 'hello':
      case 'say':
        break;
    }
  }

  #say(from: string, command: Said): void {
    if (command.type !== 'view') {
      this.#connection?.send(command);
      return;
    }
    this.#views.delete(from);
    if (command.conversationId !== null) this.#views.set(from, command.conversationId);
    this.#watch(from);
    this.#sayViews();
  }

  /** A tab that was closed does not say so. */
  #watch(tab: string): void {
    const { tabs, name } = this.#parts;
    if (!tabs || tab === tabs.tab || this.#watched.has(tab)) return;
    this.#watched.add(tab);
    tabs.locks
      .request(`${name}:${tab}`, { signal: this.#gone.signal }, async () => {
        this.#watched.delete(tab);
        if (this.#views.delete(tab)) this.#sayViews();
      })
      .catch(() => undefined);
  }

  #sayViews(): void {
    const [conversationId = null, ...others] = [...new Set([...this.#views.values()].reverse())];
    const also = others.slice(0, alsoAtMost);
    this.#said += 1;
    this.#connection?.send({ type: 'view', conversationId, ...(also.length > 0 ? { also } : {}), order: this.#said });
  }
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });

/** How the tabs of this browser find each other. */
export function tabsOfBrowser(): Tabs | undefined {
  if (!('locks' in navigator) || typeof BroadcastChannel === 'undefined') return undefined;
  return {
    tab: crypto.randomUUID(),
    locks: {
      request: (name, options, held) => navigator.locks.request(name, options, held),
    },
    channel: (name) => new BroadcastChannel(name),
  };
}

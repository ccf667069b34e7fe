import type * as z from 'zod';
import type { Command, Frame, RealtimeEvent } from '../../../contract/realtime.ts';
import { Store } from '../look/store.ts';

export type Connected =
  | { readonly status: 'connecting' }
  | { readonly status: 'open' }
  /** `retryAt`: own clock, ms. */
  | { readonly status: 'waiting'; readonly retryAt: number }
  | { readonly status: 'stopped' };

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

export interface ConnectionParts {
  readonly ticket: () => Promise<{ readonly ticket: string; readonly url: string }>;
  readonly open: (url: string) => Socket;
  readonly now: () => number;
  readonly random: () => number;
  readonly later: (work: () => void, ms: number) => () => void;
  /** After every connect: what was pushed in between is missing. */
  readonly onOpen: () => void;
  readonly onEvents: (events: readonly RealtimeEvent[]) => void;
  /** This page slept, or the server fell silent: something may have been missed although the socket looks open. */
  readonly onDoubt: () => void;
}

/** API Gateway closes after 10 idle minutes and after 2 hours. */
const pingEveryMs = 5 * 60_000;
/** A network that forgot this socket (a sleeping router, a changed address) closes nothing: only silence tells. */
const silentAfterMs = 60_000;
const renewAfterMs = 110 * 60_000;
const answerWithinMs = 10_000;
const openWithinMs = 15_000;
const steadyAfterMs = 10_000;
const lookEveryMs = 15_000;

/** Full jitter, so that a thousand browsers do not come back in the same second. */
export const backoffMs = (failures: number, random: number): number =>
  Math.min(30_000, 500 * 2 ** Math.min(failures, 10)) * (0.5 + random / 2);

/** Keeps one WebSocket open, whatever happens to the network, the laptop or the server. */
export class RealtimeConnection {
  readonly state = new Store<Connected>({ status: 'stopped' });
  readonly #parts: ConnectionParts;
  /** Counts connection attempts: what belongs to an older one is ignored. */
  #attempt = 0;
  #failures = 0;
  #socket: Socket | undefined;
  #heardAt = 0;
  #timers: (() => void)[] = [];

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.state.get().status === 'stopped') void this.#connect();
  }

  stop(): void {
    this.#drop();
    this.state.set({ status: 'stopped' });
  }

  /** False when there is no open socket; the caller then does without or uses REST. */
  send(command: z.input<typeof Command>): boolean {
    if (this.state.get().status !== 'open') return false;
    this.#socket?.send(JSON.stringify(command));
    return true;
  }

  /** The page is visible again or the network is back. */
  wake(): void {
    const { status } = this.state.get();
    if (status === 'waiting') void this.#connect();
    else if (status === 'open') this.#probe();
  }

  async #connect(): Promise<void> {
    this.#drop();
    const attempt = this.#attempt;
    this.state.set({ status: 'connecting' });
    try {
      const { ticket, url } = await this.#parts.ticket();
      if (attempt !== this.#attempt) return;
      const socket = this.#parts.open(`${url}?ticket=${encodeURIComponent(ticket)}`);
      this.#socket = socket;
      const mine = (work: () => void) => () => {
        if (attempt === this.#attempt) work();
      };
      socket.onopen = mine(() => this.#opened());
      socket.onmessage = ({ data }) => mine(() => this.#heard(data))();
      socket.onclose = mine(() => this.#failed());
      this.#later(
        mine(() => this.state.get().status === 'connecting' && this.#failed()),
        openWithinMs,
      );
    } catch {
      // No ticket: offline, signed out or a server in trouble. All of them pass or are shown elsewhere.
      if (attempt === this.#attempt) this.#failed();
    }
  }

  #opened(): void {
    this.#heardAt = this.#parts.now();
    this.state.set({ status: 'open' });
    this.#later(() => {
      this.#failures = 0;
    }, steadyAfterMs);
    this.#later(() => void this.#connect(), renewAfterMs + this.#parts.random() * 5 * 60_000);
    this.#repeat(() => this.#probe(), pingEveryMs);
    this.#listen();
    this.#watchSleep(this.#parts.now());
    this.#parts.onOpen();
  }

  #heard(data: unknown): void {
    this.#heardAt = this.#parts.now();
    const frame = frameOf(data);
    if (frame) this.#parts.onEvents(frame.events);
    else this.#parts.onDoubt();
  }

  #failed(): void {
    this.#drop();
    const pause = backoffMs(this.#failures, this.#parts.random());
    this.#failures += 1;
    this.state.set({ status: 'waiting', retryAt: this.#parts.now() + pause });
    this.#later(() => void this.#connect(), pause);
  }

  /** Asks for a sign of life, and what was missed: silence means the socket is dead although nobody closed it. */
  #probe(): void {
    this.#ask();
    this.#parts.onDoubt();
  }

  #ask(): void {
    const asked = this.#parts.now();
    this.send({ type: 'ping' });
    this.#later(() => {
      if (this.#heardAt < asked) this.#failed();
    }, answerWithinMs);
  }

  /** Where something is heard, nothing is asked. */
  #listen(): void {
    const silent = this.#parts.now() - this.#heardAt;
    if (silent >= silentAfterMs) this.#ask();
    this.#later(() => this.#listen(), silent >= silentAfterMs ? silentAfterMs : silentAfterMs - silent);
  }

  /** Timers stand still while a laptop sleeps: a late one tells. */
  #watchSleep(before: number): void {
    this.#later(() => {
      const now = this.#parts.now();
      if (now - before > lookEveryMs * 3) this.#probe();
      this.#watchSleep(now);
    }, lookEveryMs);
  }

  #repeat(work: () => void, ms: number): void {
    this.#later(() => {
      work();
      this.#repeat(work, ms);
    }, ms);
  }

  #later(work: () => void, ms: number): void {
    const attempt = this.#attempt;
    const cancel = this.#parts.later(() => {
      if (attempt === this.#attempt) work();
    }, ms);
    this.#timers.push(cancel);
  }

  #drop(): void {
    this.#attempt += 1;
    for (const cancel of this.#timers.splice(0)) cancel();
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}

function frameOf(data: unknown): Frame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const frame: Partial<Frame> | null = JSON.parse(data);
    return frame?.v === 1 && Array.isArray(frame.events) ? { v: 1, events: frame.events } : undefined;
  } catch {
    return undefined;
  }
}

export function openSocket(url: string): Socket {
  const socket = new WebSocket(url);
  const wrapped: Socket = {
    send: (text) => socket.send(text),
    close: () => socket.close(),
    onopen: null,
    onmessage: null,
    onclose: null,
  };
  socket.onopen = () => wrapped.onopen?.();
  socket.onmessage = ({ data }) => wrapped.onmessage?.({ data });
  socket.onclose = () => wrapped.onclose?.();
  return wrapped;
}

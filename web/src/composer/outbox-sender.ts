import type { Message } from '../../../contract/message.ts';
import { isPassing, Refused } from '../api/client.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';

export interface SenderParts {
  readonly outbox: Outbox;
  readonly send: (entry: OutboxEntry) => Promise<Message>;
  readonly sent: (message: Message) => void;
  /** Asked of what has waited for long: why it must not be sent without a person, if so. Throws when the API cannot tell. */
  readonly stillFits: (entry: OutboxEntry) => Promise<'window-closed' | 'too-late' | undefined>;
  readonly newClientId: (conversationId: string) => string;
  /** Server time, ms. */
  readonly now: () => number;
  /** One tab at a time: two must not mint two ids for one message. */
  readonly exclusively: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
}

/** After this long without reaching the API nothing leaves unseen any more: the moment may have passed. */
export const staleAfterMs = 10 * 60_000;
const mintsAtMost = 2;

type Outcome = 'done' | 'again' | 'later';

/**
 * Sends what waits in the outbox, conversation by conversation, in the order it was typed. A try whose answer was lost is
 * repeated with the same client id, which the API answers with the message that is already there.
 */
export class OutboxSender {
  readonly #parts: SenderParts;
  readonly #busy = new Set<string>();
  readonly #stop = new AbortController();
  #awake = new AbortController();

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Something may be sendable now: a new message, the network is back, the page was opened. */
  kick(): void {
    this.#awake.abort();
    this.#awake = new AbortController();
    for (const { conversationId, state } of this.#parts.outbox.entries.get()) {
      if (state === 'waiting' && !this.#busy.has(conversationId)) void this.#drain(conversationId);
    }
  }

  stop(): void {
    this.#stop.abort();
  }

  /** A person asks to try again: with the same id first, because the earlier try may have arrived after all. */
  retry(clientId: string): void {
    const { outbox, now, newClientId } = this.#parts;
    const entry = outbox.find(clientId);
    if (!entry) return;
    const reused = entry.reason === 'client-id-reused';
    const { reason: _, detail: __, ...rest } = entry;
    const again: OutboxEntry = {
      ...rest,
      ...(reused ? { clientId: newClientId(entry.conversationId) } : {}),
      state: 'waiting',
      pressedAt: now(),
    };
    outbox.put(again, clientId);
    this.kick();
  }

  async #drain(conversationId: string): Promise<void> {
    const { outbox, exclusively, wait, random } = this.#parts;
    this.#busy.add(conversationId);
    let failures = 0;
    let mints = 0;
    try {
      while (!this.#stop.signal.aborted) {
        const outcome = await exclusively(`frontdesk:send:${conversationId}`, async () => {
          outbox.reload();
          const entry = outbox.entries.get().find((one) => one.conversationId === conversationId && one.state === 'waiting');
          return entry ? this.#attempt(entry, mints) : undefined;
        });
        if (outcome === undefined) return;
        if (outcome === 'done') [failures, mints] = [0, 0];
        if (outcome === 'again') mints += 1;
        if (outcome === 'later') {
          failures += 1;
          const pause = Math.min(30_000, 1000 * 2 ** (failures - 1)) * (0.5 + random() / 2);
          await wait(pause, AbortSignal.any([this.#stop.signal, this.#awake.signal]));
        }
      }
    } finally {
      this.#busy.delete(conversationId);
    }
  }

  async #attempt(entry: OutboxEntry, mints: number): Promise<Outcome> {
    const { outbox, send, sent, stillFits, now, newClientId } = this.#parts;
    try {
      const reason = now() - entry.pressedAt > staleAfterMs ? await stillFits(entry) : undefined;
      if (reason) {
        outbox.put({ ...entry, state: 'failed', reason });
        return 'done';
      }
      const message = await send(entry);
      sent(message);
      outbox.remove(entry.clientId);
      return 'done';
    } catch (error) {
      if (isPassing(error)) return 'later';
      const refused = error instanceof Refused ? error : undefined;
      // Signed out: it waits for the person to come back.
      if (refused?.status === 401) return 'later';
      if (refused?.code === 'client-id-expired' && mints < mintsAtMost) {
        outbox.put({ ...entry, clientId: newClientId(entry.conversationId) }, entry.clientId);
        return 'again';
      }
      outbox.put({ ...entry, state: 'failed', reason: refused?.code ?? 'internal', detail: refused?.detail ?? '' });
      return 'done';
    }
  }
}

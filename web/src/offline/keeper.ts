import type { QueryCacheNotifyEvent, QueryClient } from '@tanstack/react-query';
import { colleaguesKey, inboxKey, labelsKey, threadsKey } from '../business/queries.ts';
import type { Outbox, OutboxEntry } from '../composer/outbox.ts';
import { Inbox } from '../inbox/inbox-state.ts';
import { Thread } from '../thread/thread-state.ts';
import { DeviceStore } from './device-store.ts';
import { isFresh, type KeptThread, keptForMs, rowsToKeep, threadOf, threadsAtMost, threadToKeep } from './kept.ts';

interface KeeperParts {
  readonly subject: string;
  readonly business: string;
  readonly queries: QueryClient;
  readonly outbox: Outbox;
  readonly now: () => number;
  readonly later: (work: () => void, ms: number) => () => void;
}

/** What is read from the device when there is no server. */
export interface Restored {
  readonly at: number;
  readonly inbox: Inbox;
}

/** Writing at every push would cost more than it saves. */
const settleMs = 1500;

/** Keeps the last conversations of one business on this device, and what has not been sent. */
export class Keeper {
  readonly #parts: KeeperParts;
  readonly #store: DeviceStore;
  readonly #threads = new Set<string>();
  #inbox = false;
  #waiting: (() => void) | undefined;
  readonly #unfollow: (() => void)[] = [];

  private constructor(parts: KeeperParts, store: DeviceStore) {
    this.#parts = parts;
    this.#store = store;
  }

  static async open(parts: KeeperParts): Promise<Keeper> {
    const keeper = new Keeper(parts, await DeviceStore.claim(parts.subject));
    await keeper.#bringUnsentBack();
    return keeper;
  }

  /** From here on, everything that is loaded or pushed. */
  follow(): void {
    const { queries } = this.#parts;
    this.#unfollow.push(queries.getQueryCache().subscribe((event) => this.#changed(event)));
  }

  async restore(): Promise<Restored | undefined> {
    const { business, queries, now } = this.#parts;
    const kept = await this.#store.inbox(business);
    if (!kept || !isFresh(kept.at, now())) return undefined;
    // Old by now: asked for again as soon as that is possible.
    const before = { updatedAt: 0 };
    if (kept.labels && !queries.getQueryData(labelsKey(business))) queries.setQueryData(labelsKey(business), kept.labels, before);
    if (kept.colleagues && !queries.getQueryData(colleaguesKey(business)))
      queries.setQueryData(colleaguesKey(business), kept.colleagues, before);
    return { at: kept.at, inbox: Inbox.ofRows(kept.rows) };
  }

  async thread(id: string): Promise<Thread | undefined> {
    const kept = await this.#store.thread(this.#parts.business, id);
    return kept && isFresh(kept.at, this.#parts.now()) ? threadOf(kept) : undefined;
  }

  /** Its customer was erased. */
  async drop(id: string): Promise<void> {
    this.#threads.delete(id);
    await this.#store.dropThread(this.#parts.business, id);
    this.#inbox = true;
    await this.flush();
  }

  close(): void {
    for (const unfollow of this.#unfollow) unfollow();
    this.#waiting?.();
    this.#store.close();
  }

  #changed({ type, query }: QueryCacheNotifyEvent): void {
    if (type !== 'updated' || query.state.data === undefined) return;
    const [kind, business, id] = query.queryKey;
    if (business !== this.#parts.business) return;
    if (kind === inboxKey('')[0]) this.#inbox = true;
    else if (kind === threadsKey('')[0] && typeof id === 'string') this.#threads.add(id);
    else return;
    this.#waiting ??= this.#parts.later(() => {
      this.#waiting = undefined;
      this.flush().catch(() => undefined);
    }, settleMs);
  }

  /** Writes what has changed. The device may be full: then it keeps what it had. */
  async flush(): Promise<void> {
    const { business, queries, now } = this.#parts;
    const at = now();
    const known = queries.getQueryData(inboxKey(business));
    if (this.#inbox && known instanceof Inbox) {
      this.#inbox = false;
      await this.#store.keepInbox(business, {
        at,
        rows: rowsToKeep(known),
        labels: queries.getQueryData(labelsKey(business)),
        colleagues: queries.getQueryData(colleaguesKey(business)),
      });
    }
    const threads = new Map<string, KeptThread>();
    for (const id of this.#threads) {
      const thread = queries.getQueryData([...threadsKey(business), id]);
      const kept = thread instanceof Thread ? threadToKeep(thread, at) : undefined;
      if (kept) threads.set(id, kept);
    }
    this.#threads.clear();
    if (threads.size > 0) await this.#store.keepThreads(business, threads, threadsAtMost, at - keptForMs);
  }

  /**
   * The browser's own storage may lose its last seconds when it is killed; this one does not. What it has and the other has not
   * is taken back: sent in the meantime, it is answered with the message that is there.
   */
  async #bringUnsentBack(): Promise<void> {
    const { business, outbox } = this.#parts;
    outbox.restore(await this.#store.unsent(business));
    let before = outbox.entries.get();
    await this.#store.keepUnsent(business, before, []);
    let written = Promise.resolve();
    this.#unfollow.push(
      outbox.entries.follow(() => {
        const now = outbox.entries.get();
        const [put, remove] = differences(before, now);
        before = now;
        if (put.length + remove.length === 0) return;
        written = written.then(() => this.#store.keepUnsent(business, put, remove)).catch(() => undefined);
      }),
    );
  }
}

function differences(
  before: readonly OutboxEntry[],
  now: readonly OutboxEntry[],
): [put: readonly OutboxEntry[], remove: readonly string[]] {
  const there = new Set(now.map(({ clientId }) => clientId));
  return [
    now.filter((entry) => !before.includes(entry)),
    before.flatMap(({ clientId }) => (there.has(clientId) ? [] : [clientId])),
  ];
}

import type { QueryClient } from '@tanstack/react-query';
import type { Outbox } from '../composer/outbox.ts';
import type { Inbox } from '../inbox/inbox-state.ts';
import { later } from '../look/browser.ts';
import { Store } from '../look/store.ts';
import type { Keeper } from '../offline/keeper.ts';
import type { Thread } from '../thread/thread-state.ts';

interface DeviceParts {
  /** Whose desk it is: what is kept on this device is kept for them. */
  readonly subject: string;
  readonly business: string;
  readonly queries: QueryClient;
  readonly outbox: Outbox;
  /** Whether the server has told rows already. */
  readonly hasRows: () => boolean;
  readonly closing: AbortSignal;
}

/** What this device keeps of a business, and shows when the server cannot be asked. */
export class Device {
  /** As long as nothing newer could be loaded. */
  readonly kept = new Store<Inbox | undefined>(undefined);
  /** Own clock, ms: when what is shown was last known to be right. Counts while there is no connection. */
  readonly asOf = new Store(Date.now());
  readonly #parts: DeviceParts;
  #opened: (keeper: Promise<Keeper | undefined>) => void = () => undefined;
  /** Parts of the page may ask for what is kept before this is open. */
  readonly #keeper = new Promise<Keeper | undefined>((resolve) => {
    this.#opened = resolve;
  });

  constructor(parts: DeviceParts) {
    this.#parts = parts;
  }

  /** `keeps`: whoever only looks takes nothing along. `onOpen`: what was left unsent here is back in the outbox. */
  open(keeps: boolean, onOpen: () => void): void {
    this.#opened(keeps ? this.#open(onOpen).catch(() => undefined) : Promise.resolve(undefined));
  }

  async #open(onOpen: () => void): Promise<Keeper | undefined> {
    const { Keeper } = await import('../offline/keeper.ts');
    const { subject, business, queries, outbox, closing } = this.#parts;
    const keeper = await Keeper.open({ subject, business, queries, outbox, now: Date.now, later });
    if (closing.aborted) {
      keeper.close();
      return undefined;
    }
    closing.addEventListener('abort', () => keeper.close());
    keeper.follow();
    onOpen();
    return keeper;
  }

  async restore(): Promise<void> {
    const restored = await (await this.#keeper)?.restore().catch(() => undefined);
    if (!restored || this.#parts.hasRows()) return;
    this.asOf.set(restored.at);
    this.kept.set(restored.inbox);
  }

  async thread(id: string): Promise<Thread | null> {
    return (await (await this.#keeper)?.thread(id)) ?? null;
  }

  /** A phone may end a hidden page without a word. */
  flush(): void {
    void this.#keeper.then((keeper) => keeper?.flush()).catch(() => undefined);
  }

  drop(id: string): void {
    void this.#keeper.then((keeper) => keeper?.drop(id)).catch(() => undefined);
  }
}

import type { QueryClient } from '@tanstack/react-query';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import { type Call, isPassing } from '../api/client.ts';
import type { ServerClock } from '../clock/server-clock.ts';
import { Inbox } from '../inbox/inbox-state.ts';
import { catchUp, loadInbox, loadMore } from '../inbox/load-inbox.ts';
import type { Shelf } from '../inbox/views.ts';
import { later, pause } from '../look/browser.ts';
import { inboxKey, viewKey } from './queries.ts';
import { Unread } from './unread.ts';

interface InboxFeedParts {
  readonly call: Call;
  readonly clock: ServerClock;
  readonly queries: QueryClient;
  readonly business: string;
  /** Employee id: whose `mine` it is. */
  readonly me: string;
  /** Shows what this device has kept. */
  readonly restore: () => Promise<void>;
  readonly closing: AbortSignal;
}

/** What a browser's timer can count. */
const longestTimerMs = 2 ** 31 - 1;
const triesAtMost = 6;

/** The rows of the inbox: pages of views, pushes, and what changed while nobody told. */
export class InboxFeed {
  readonly unread: Unread;
  readonly #parts: InboxFeedParts;
  #cursor: string | undefined;
  #catchingUp: Promise<void> | undefined;
  #catchUpAgain = false;
  #wakes: () => void = () => undefined;

  constructor(parts: InboxFeedParts) {
    this.#parts = parts;
    const { call, me, closing } = parts;
    this.unread = new Unread({ call, me, later, closing });
    parts.closing.addEventListener('abort', () => this.#wakes());
  }

  get inbox(): Inbox | undefined {
    return this.#parts.queries.getQueryData<Inbox>(inboxKey(this.#parts.business));
  }

  async load(view: Shelf): Promise<true> {
    const { inbox, cursor, wakesAt } = await loadInbox(this.#parts, view, this.inbox).catch(async (error: unknown) => {
      if (isPassing(error)) await this.#parts.restore();
      throw error;
    });
    // Later loads must not move the cursor: what changed below the first page is still to be caught up with.
    this.#cursor ??= cursor;
    this.#put(inbox);
    this.#wakeAt(wakesAt);
    return true;
  }

  async more(view: Shelf): Promise<void> {
    const known = this.inbox;
    if (known) this.#put(await loadMore(this.#parts, known, view));
  }

  put(row: ConversationSummary): void {
    const known = this.inbox?.rows.get(row.id);
    if (known === undefined || known.version < row.version) this.unread.heard(known, row);
    this.#put(Inbox.ofRows([row]));
  }

  /** Its customer was erased. */
  remove(id: string): void {
    const known = this.inbox?.rows.get(id);
    if (known) this.unread.heard(known, { ...known, unread: 0 });
    this.#parts.queries.setQueryData(inboxKey(this.#parts.business), this.inbox?.without(id));
  }

  reloadViews(): Promise<void> {
    return this.#parts.queries.invalidateQueries({ queryKey: viewKey(this.#parts.business) });
  }

  catchUp(): Promise<void> {
    this.#catchUpAgain = this.#catchingUp !== undefined;
    this.#catchingUp ??= this.#catchUpNow().finally(() => {
      this.#catchingUp = undefined;
      if (this.#catchUpAgain) void this.catchUp();
    });
    return this.#catchingUp;
  }

  async #catchUpNow(): Promise<void> {
    const { closing } = this.#parts;
    for (let failures = 0; failures < triesAtMost && !closing.aborted; failures++) {
      if (this.#cursor === undefined) {
        await this.reloadViews();
        return;
      }
      try {
        this.#cursor = await catchUp(this.#parts, this.#cursor, (found) => this.#put(found));
        return;
      } catch {
        // Unreachable now: the connection will tell when to ask again; until then a few tries of our own.
        await pause(1000 * 2 ** failures, closing);
      }
    }
  }

  /** Snoozed conversations come back when somebody asks for the list at their time. */
  #wakeAt(instant: string | undefined): void {
    this.#wakes();
    if (instant === undefined) return;
    const ms = Math.min(longestTimerMs, Math.max(1000, Date.parse(instant) - this.#parts.clock.now() + 500));
    this.#wakes = later(() => void this.reloadViews(), ms);
  }

  #put(found: Inbox): void {
    this.#parts.queries.setQueryData(inboxKey(this.#parts.business), (this.inbox ?? new Inbox()).join(found));
  }
}

import type { QueryClient } from '@tanstack/react-query';
import type { ConversationSummary, View } from '../../../contract/conversations.ts';
import type { Message } from '../../../contract/message.ts';
import type { RealtimeEvent } from '../../../contract/realtime.ts';
import type { Me } from '../../../contract/session.ts';
import { type Call, callerFor, isPassing, Refused } from '../api/client.ts';
import { ServerClock } from '../clock/server-clock.ts';
import { clientIdMaker } from '../composer/client-id.ts';
import { Outbox, type OutboxEntry } from '../composer/outbox.ts';
import { OutboxSender } from '../composer/outbox-sender.ts';
import { windowState } from '../composer/window.ts';
import { Inbox } from '../inbox/inbox-state.ts';
import { keepView, keptView } from '../inbox/kept-view.ts';
import { catchUp, loadInbox, loadMore } from '../inbox/load-inbox.ts';
import { partsOf, type Shelf, shelfOf } from '../inbox/views.ts';
import { exclusively, later, pause } from '../look/browser.ts';
import { Store } from '../look/store.ts';
import type { Keeper } from '../offline/keeper.ts';
import { Colleagues } from '../realtime/colleagues.ts';
import { openSocket } from '../realtime/connection.ts';
import { SharedConnection, tabsOfBrowser } from '../realtime/shared-connection.ts';
import type { Session } from '../session/session.ts';
import { meKey } from '../shell/signed.tsx';
import { loadOlder, loadThread } from '../thread/load-thread.ts';
import { Thread } from '../thread/thread-state.ts';
import { Commands } from './commands.ts';
import { Notices } from './notices.ts';
import { colleaguesKey, inboxKey, pinnedKey, threadKey, threadsKey, viewKey } from './queries.ts';
import { watched } from './watched.ts';
import { Work } from './work.ts';

export type Membership = Me['memberships'][number];

interface DeskParts {
  readonly membership: Membership;
  readonly queries: QueryClient;
  readonly session: Pick<Session, 'token' | 'confirmed'>;
  /** Whose desk it is: what is kept on this device is kept for them. */
  readonly subject: string;
  readonly storage: Storage;
}

const panelShut = 'frontdesk:panel-shut';
const typingEveryMs = 3000;
const leavingMs = 150;
/** What a browser's timer can count. */
const longestTimerMs = 2 ** 31 - 1;

/** Everything that runs for one business while its inbox is open: the live connection, the outbox, the shared clock. */
export class Desk {
  /** What the person is here and may do. Kept up to date: permissions and the business's own words change while the page is open. */
  membership: Membership;
  readonly queries: QueryClient;
  readonly storage: Storage;
  readonly call: Call;
  readonly clock = new ServerClock(Date.now);
  readonly outbox: Outbox;
  readonly sender: OutboxSender;
  readonly colleagues: Colleagues;
  readonly connection: SharedConnection;
  readonly newClientId: () => string;
  readonly work: Work;
  readonly notices = new Notices(later);
  readonly commands = new Commands();
  /** Whether the list makes room for a search. */
  readonly searching = new Store(false);
  readonly panel: Store<boolean>;
  readonly view: Store<Shelf>;
  /** What this device has kept, as long as nothing newer could be loaded. */
  readonly kept = new Store<Inbox | undefined>(undefined);
  /** Own clock, ms: when what is shown was last known to be right. Counts while there is no connection. */
  readonly asOf = new Store(Date.now());
  /** Whether the server has answered since the page began. */
  readonly confirmed: Store<boolean>;
  readonly #subject: string;
  #opened: (keeper: Promise<Keeper | undefined>) => void = () => undefined;
  /** Parts of the page may ask for what is kept before this is open. */
  readonly #keeper = new Promise<Keeper | undefined>((resolve) => {
    this.#opened = resolve;
  });
  #cursor: string | undefined;
  #viewing: string | undefined;
  #catchingUp: Promise<void> | undefined;
  #catchUpAgain = false;
  #connects = 0;
  #typed = { in: '', at: 0 };
  #wakes: () => void = () => undefined;
  #leaving: () => void = () => undefined;
  readonly #closing = new AbortController();

  constructor({ membership, queries, session, subject, storage }: DeskParts) {
    this.confirmed = session.confirmed;
    this.#subject = subject;
    this.membership = membership;
    this.queries = queries;
    this.storage = storage;
    this.call = watched(callerFor({ token: session.token, business: membership.business.id }), () => {
      void queries.invalidateQueries({ queryKey: meKey });
    });
    this.view = new Store<Shelf>(keptView(storage, this.business));
    this.panel = new Store(storage.getItem(panelShut) === null);
    const now = () => this.clock.now();
    this.newClientId = clientIdMaker(now, (bytes) => crypto.getRandomValues(bytes));
    this.work = new Work({
      call: this.call,
      me: membership.employeeId,
      notices: this.notices,
      put: (row) => this.putRow(row),
      nameOf: (id) => this.nameOf(id),
    });
    this.outbox = new Outbox(storage, membership.business.id);
    this.colleagues = new Colleagues(membership.employeeId, now);
    this.sender = new OutboxSender({
      outbox: this.outbox,
      send: async ({ clientId, conversationId, text, replyTo }) => {
        await this.#silenceAssistant(conversationId);
        return this.call('POST /v1/conversations/{id}/messages', {
          params: { id: conversationId },
          body: { clientId, content: { kind: 'text', text }, ...(replyTo === undefined ? {} : { replyTo }) },
        });
      },
      sent: (message) => this.#putMessage(message),
      newClientId: this.newClientId,
      stillFits: (entry) => this.#stillFits(entry),
      now,
      exclusively,
      wait: pause,
      random: Math.random,
    });
    this.connection = new SharedConnection({
      name: `frontdesk:live:${this.business}:${this.me}`,
      tabs: tabsOfBrowser(),
      ticket: () => this.call('POST /v1/realtime/ticket', {}),
      open: openSocket,
      now: Date.now,
      random: Math.random,
      later,
      onOpen: () => this.#connected(),
      onEvents: (events) => {
        for (const event of events) this.#heard(event);
      },
      onDoubt: () => this.#lookAgain(false),
    });
  }

  get business(): string {
    return this.membership.business.id;
  }

  chooseView(view: View): void {
    this.view.set(shelfOf(view, partsOf(this.view.get()).label));
    keepView(this.storage, this.business, view);
  }

  /** Until the page is loaded anew: whoever comes back wants to see everything. */
  chooseLabel(label: string | undefined): void {
    this.view.set(shelfOf(partsOf(this.view.get()).view, label));
  }

  /** Beside the conversation, where there is room for a third pane. */
  showPanel(shown: boolean): void {
    this.panel.set(shown);
    if (shown) this.storage.removeItem(panelShut);
    else this.storage.setItem(panelShut, 'yes');
  }

  may(permission: Membership['permissions'][number]): boolean {
    return this.membership.permissions.includes(permission);
  }

  open(): void {
    const { signal } = this.#closing;
    const wake = () => {
      this.outbox.reload();
      this.connection.wake();
      this.sender.kick();
    };
    window.addEventListener('online', wake, { signal });
    window.addEventListener('pageshow', wake, { signal });
    window.addEventListener('storage', () => this.outbox.reload(), { signal });
    document.addEventListener(
      'visibilitychange',
      () => {
        // A hidden page is not looking: it is sent summaries only, and loads what it missed when it is seen again.
        this.#sayView();
        if (document.visibilityState === 'visible') wake();
        // A phone may end a hidden page without a word.
        else void this.#keeper.then((keeper) => keeper?.flush()).catch(() => undefined);
      },
      { signal },
    );
    const typing = setInterval(() => this.colleagues.expire(), 1000);
    signal.addEventListener('abort', () => clearInterval(typing));
    let open = false;
    this.connection.state.follow(() => {
      const { status } = this.connection.state.get();
      if (open && status !== 'open') this.asOf.set(Date.now());
      open = status === 'open';
    });
    this.#opened(this.#keep().catch(() => undefined));
    if (!this.confirmed.get()) void this.#restore();
    this.connection.start();
    this.sender.kick();
  }

  /** Whoever only looks takes nothing along. */
  async #keep(): Promise<Keeper | undefined> {
    if (this.membership.impersonatedUntil !== undefined) return undefined;
    const { Keeper } = await import('../offline/keeper.ts');
    const { queries, outbox } = this;
    const keeper = await Keeper.open({ subject: this.#subject, business: this.business, queries, outbox, now: Date.now, later });
    const { signal } = this.#closing;
    if (signal.aborted) {
      keeper.close();
      return undefined;
    }
    signal.addEventListener('abort', () => keeper.close());
    keeper.follow();
    this.sender.kick();
    return keeper;
  }

  async #restore(): Promise<void> {
    const restored = await (await this.#keeper)?.restore().catch(() => undefined);
    if (!restored || this.#inbox()) return;
    this.asOf.set(restored.at);
    this.kept.set(restored.inbox);
  }

  async keptThread(id: string): Promise<Thread | null> {
    return (await (await this.#keeper)?.thread(id)) ?? null;
  }

  close(): void {
    this.#closing.abort();
    this.#leaving();
    this.#wakes();
    this.connection.stop();
    this.sender.stop();
    this.outbox.close();
    this.colleagues.forget();
  }

  get me(): Membership['employeeId'] {
    return this.membership.employeeId;
  }

  /** As far as it is known here: of colleagues who are or were connected, or when the list of all has been asked for. */
  nameOf(employeeId: string): string | undefined {
    if (employeeId === this.me) return this.membership.name;
    const all = this.queries.getQueryData<readonly { id: string; name: string }[]>(colleaguesKey(this.business));
    const { online } = this.colleagues.seen.get();
    return (all?.find(({ id }) => id === employeeId) ?? online.find((one) => one.employeeId === employeeId))?.name;
  }

  async loadView(view: Shelf): Promise<true> {
    const { inbox, cursor, wakesAt } = await loadInbox(this, view, this.#inbox()).catch(async (error: unknown) => {
      if (isPassing(error)) await this.#restore();
      throw error;
    });
    // Later loads must not move the cursor: what changed below the first page is still to be caught up with.
    this.#cursor ??= cursor;
    this.#putRows(inbox);
    this.#wakeAt(wakesAt);
    return true;
  }

  async moreConversations(view: Shelf): Promise<void> {
    const known = this.#inbox();
    if (known) this.#putRows(await loadMore(this, known, view));
  }

  putRow(row: ConversationSummary): void {
    this.#putRows(Inbox.ofRows([row]));
  }

  /** A message or note that the API answered with. */
  putMessage(message: Message): void {
    this.#putMessage(message);
  }

  /** Opened by its address, a conversation may be none of those in the list. */
  async conversation(id: string): Promise<true> {
    const row = await this.call('GET /v1/conversations/{id}', { params: { id } });
    this.putRow(row);
    return true;
  }

  thread(id: string): Promise<Thread> {
    return loadThread(this.call, id, this.#thread(id));
  }

  reloadThread(id: string): void {
    void this.queries.invalidateQueries({ queryKey: threadKey(this.business, id) });
  }

  async olderMessages(id: string): Promise<void> {
    const known = this.#thread(id);
    if (known) this.queries.setQueryData(threadKey(this.business, id), await loadOlder(this.call, id, known));
  }

  /** Which conversation the person looks at: its messages are pushed whole, and colleagues see that somebody is there. */
  look(conversationId: string | undefined): void {
    this.#viewing = conversationId;
    this.#leaving();
    // Who goes from one conversation to the next leaves the first for a moment: that alone is no news.
    if (conversationId === undefined) this.#leaving = later(() => this.#sayView(), leavingMs);
    else this.#sayView();
  }

  typing(conversationId: string): void {
    const now = Date.now();
    // Who goes on to another conversation and writes there is seen there at once.
    if (now - this.#typed.at < typingEveryMs && this.#typed.in === conversationId) return;
    this.#typed = { in: conversationId, at: now };
    this.connection.send({ type: 'typing', conversationId });
  }

  async read(id: string, upTo: string): Promise<void> {
    // Whoever only looks leaves no trace: what the employees have not read stays unread.
    if (this.membership.impersonatedUntil !== undefined) return;
    this.putRow(await this.call('POST /v1/conversations/{id}/read', { params: { id }, body: { upTo } }));
  }

  say(conversationId: string, text: string, replyTo: string | undefined): void {
    this.outbox.put({
      clientId: this.newClientId(),
      conversationId,
      text,
      ...(replyTo === undefined ? {} : { replyTo }),
      pressedAt: this.clock.now(),
      state: 'waiting',
    });
    this.sender.kick();
  }

  /** Whoever answers where the assistant does takes over: the two must not talk at once. */
  async #silenceAssistant(id: string): Promise<void> {
    // After a start without the server nothing of it may be known yet.
    const row = this.#inbox()?.rows.get(id) ?? (await this.call('GET /v1/conversations/{id}', { params: { id } }));
    if (row.mode !== 'ai' || !this.may('conversations.takeover')) return;
    try {
      this.putRow(
        await this.call('POST /v1/conversations/{id}/take-over', { params: { id }, body: { from: row.assigneeId ?? null } }),
      );
    } catch (error) {
      // Somebody else has just done it: then the assistant is silent already.
      if (!(error instanceof Refused) || isPassing(error)) throw error;
    }
  }

  /** For what could not be sent for a while: whether it is still an answer to what was said last, and may still be sent. */
  async #stillFits({ conversationId, pressedAt }: OutboxEntry): Promise<'window-closed' | 'too-late' | undefined> {
    const row = await this.call('GET /v1/conversations/{id}', { params: { id: conversationId } });
    this.putRow(row);
    if (windowState(row.windowClosesAt, this.clock.now()).state !== 'open') return 'window-closed';
    const last = row.lastMessage;
    return last !== undefined && last.direction === 'in' && Date.parse(last.at) > pressedAt ? 'too-late' : undefined;
  }

  /** Snoozed conversations come back when somebody asks for the list at their time. */
  #wakeAt(instant: string | undefined): void {
    this.#wakes();
    if (instant === undefined) return;
    const ms = Math.min(longestTimerMs, Math.max(1000, Date.parse(instant) - this.clock.now() + 500));
    this.#wakes = later(() => void this.queries.invalidateQueries({ queryKey: viewKey(this.business) }), ms);
  }

  #sayView(): void {
    this.#leaving();
    const seen = document.visibilityState === 'visible' ? this.#viewing : undefined;
    this.connection.send({ type: 'view', conversationId: seen ?? null });
  }

  #connected(): void {
    this.#connects += 1;
    this.#sayView();
    this.sender.kick();
    this.#lookAgain(this.#connects > 1);
  }

  /** Pushes are hints: whenever one may have been lost, ask what is true. */
  #lookAgain(rows: boolean): void {
    void this.#catchUp();
    if (rows) void this.queries.invalidateQueries({ queryKey: viewKey(this.business) });
    void this.queries.invalidateQueries({ queryKey: threadsKey(this.business) });
  }

  #catchUp(): Promise<void> {
    this.#catchUpAgain = this.#catchingUp !== undefined;
    this.#catchingUp ??= this.#catchUpNow().finally(() => {
      this.#catchingUp = undefined;
      if (this.#catchUpAgain) void this.#catchUp();
    });
    return this.#catchingUp;
  }

  async #catchUpNow(): Promise<void> {
    for (let failures = 0; failures < 6 && !this.#closing.signal.aborted; failures++) {
      if (this.#cursor === undefined) {
        await this.queries.invalidateQueries({ queryKey: viewKey(this.business) });
        return;
      }
      try {
        this.#cursor = await catchUp(this, this.#cursor, (found) => this.#putRows(found));
        return;
      } catch {
        // Unreachable now: the connection will tell when to ask again; until then a few tries of our own.
        await pause(1000 * 2 ** failures, this.#closing.signal);
      }
    }
  }

  #heard(event: RealtimeEvent): void {
    switch (event.type) {
      case 'conversation.changed':
        this.putRow(event.conversation);
        break;
      case 'conversation.removed':
        this.#remove(event.conversationId);
        break;
      case 'message.changed':
        this.#putMessage(event.message);
        break;
      case 'message.status': {
        const { messageId, status, at, failure } = event;
        this.#changeThread(event.conversationId, (thread) => thread.withStatus(messageId, { status, at, failure }));
        break;
      }
      case 'presence':
      case 'typing':
        this.colleagues.heard(event);
        break;
      case 'command.done':
      case 'command.failed':
        break;
    }
  }

  #putMessage(message: Message): void {
    const { conversationId, replyTo } = message;
    if (message.content.kind === 'note')
      void this.queries.invalidateQueries({ queryKey: pinnedKey(this.business, conversationId) });
    this.#changeThread(conversationId, (thread) => thread.withMessage(message));
    // Answers something we sent a moment ago: its provider id came with no push, only a page has it.
    if (replyTo !== undefined && this.#thread(conversationId)?.mayHold(replyTo)) this.reloadThread(conversationId);
  }

  /** Its customer was erased: nothing of it stays on this device either. */
  #remove(id: string): void {
    this.queries.setQueryData(inboxKey(this.business), this.#inbox()?.without(id));
    this.queries.removeQueries({ queryKey: threadKey(this.business, id) });
    void this.#keeper.then((keeper) => keeper?.drop(id)).catch(() => undefined);
  }

  #changeThread(id: string, change: (thread: Thread) => Thread): void {
    // A conversation being opened may hear of a message before its first page has come.
    const known = this.#thread(id) ?? (id === this.#viewing ? new Thread() : undefined);
    if (known) this.queries.setQueryData(threadKey(this.business, id), change(known));
  }

  #putRows(found: Inbox): void {
    this.queries.setQueryData(inboxKey(this.business), (this.#inbox() ?? new Inbox()).join(found));
  }

  #inbox(): Inbox | undefined {
    return this.queries.getQueryData<Inbox>(inboxKey(this.business));
  }

  #thread(id: string): Thread | undefined {
    return this.queries.getQueryData<Thread>(threadKey(this.business, id));
  }
}

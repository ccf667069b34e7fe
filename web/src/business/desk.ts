import type { QueryClient } from '@tanstack/react-query';
import type { View } from '../../../contract/conversations.ts';
import type { Message } from '../../../contract/message.ts';
import type { RealtimeEvent } from '../../../contract/realtime.ts';
import type { Me } from '../../../contract/session.ts';
import { type Call, callerFor, type Input } from '../api/client.ts';
import { ServerClock } from '../clock/server-clock.ts';
import { clientIdMaker, type MakeClientId } from '../composer/client-id.ts';
import { Outbox, type OutboxEntry } from '../composer/outbox.ts';
import type { OutboxSender } from '../composer/outbox-sender.ts';
import { keepView, keptView } from '../inbox/kept-view.ts';
import { partsOf, type Shelf, shelfOf } from '../inbox/views.ts';
import { later } from '../look/browser.ts';
import { Store } from '../look/store.ts';
import { Colleagues } from '../realtime/colleagues.ts';
import { openSocket } from '../realtime/connection.ts';
import { SharedConnection, tabsOfBrowser } from '../realtime/shared-connection.ts';
import type { Session } from '../session/session.ts';
import { meKey } from '../shell/signed.tsx';
import { Commands } from './commands.ts';
import { Device } from './device.ts';
import { InboxFeed } from './inbox-feed.ts';
import { Notices } from './notices.ts';
import { Overlap } from './overlap.ts';
import { colleaguesKey } from './queries.ts';
import { type SendingParts, senderFor, sendMessage } from './sending.ts';
import { Threads } from './threads.ts';
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
  readonly #makeClientId: MakeClientId;
  readonly work: Work;
  readonly notices = new Notices(later);
  readonly commands = new Commands();
  /** Whether the list makes room for a search. */
  readonly searching = new Store(false);
  readonly panel: Store<boolean>;
  readonly view: Store<Shelf>;
  /** Files on their way, of all conversations. What carries them is loaded with the first. */
  readonly files = new Store<readonly OutboxEntry[]>([]);
  /** Whether the server has answered since the page began. */
  readonly confirmed: Store<boolean>;
  readonly threads: Threads;
  readonly feed: InboxFeed;
  readonly device: Device;
  readonly #sending: SendingParts;
  readonly #overlap: Overlap;
  #viewing: string | undefined;
  #connects = 0;
  #typed = { in: '', at: 0 };
  #leaving: () => void = () => undefined;
  readonly #closing = new AbortController();

  constructor({ membership, queries, session, subject, storage }: DeskParts) {
    this.confirmed = session.confirmed;
    this.membership = membership;
    this.queries = queries;
    this.storage = storage;
    this.call = watched(callerFor({ token: session.token, business: membership.business.id }), () => {
      void queries.invalidateQueries({ queryKey: meKey });
    });
    this.view = new Store<Shelf>(keptView(storage, this.business));
    this.panel = new Store(storage.getItem(panelShut) === null);
    const now = () => this.clock.now();
    this.#makeClientId = clientIdMaker(now, (bytes) => crypto.getRandomValues(bytes));
    this.outbox = new Outbox(storage, membership.business.id);
    const { call, clock, business, me } = this;
    const closing = this.#closing.signal;
    this.threads = new Threads({ call, queries, business });
    const hasRows = () => this.feed.inbox !== undefined;
    this.device = new Device({ subject, business, queries, outbox: this.outbox, hasRows, closing });
    this.feed = new InboxFeed({ call, clock, queries, business, me, restore: () => this.device.restore(), closing });
    this.work = new Work({
      call,
      me,
      notices: this.notices,
      put: (row) => this.feed.put(row),
      nameOf: (id) => this.nameOf(id),
    });
    this.colleagues = new Colleagues(me, now);
    this.#overlap = new Overlap({
      me,
      changedAt: (id) => this.feed.inbox?.rows.get(id)?.changedAt,
      reload: (id) => this.threads.reload(id),
      later,
    });
    this.#sending = {
      call,
      outbox: this.outbox,
      newClientId: (id) => this.newClientId(id),
      now,
      mayTakeOver: () => this.may('conversations.takeover'),
      known: (id) => this.feed.inbox?.rows.get(id),
      put: (row) => this.feed.put(row),
      sent: (message) => this.putMessage(message),
    };
    this.sender = senderFor(this.#sending);
    this.connection = new SharedConnection({
      name: `frontdesk:live:${this.business}:${this.me}`,
      tabs: tabsOfBrowser(),
      // After a network fell silent a browser asks over each of the connections it kept before it opens a new one.
      ticket: () => this.call('POST /v1/realtime/ticket', {}, { timeoutMs: 6_000 }),
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
        else this.device.flush();
      },
      { signal },
    );
    const typing = setInterval(() => this.colleagues.expire(), 1000);
    signal.addEventListener('abort', () => clearInterval(typing));
    let open = false;
    this.connection.state.follow(() => {
      const { status } = this.connection.state.get();
      if (open && status !== 'open') this.device.asOf.set(Date.now());
      open = status === 'open';
    });
    this.device.open(this.membership.impersonatedUntil === undefined, () => this.sender.kick());
    if (!this.confirmed.get()) void this.device.restore();
    this.connection.start();
    this.sender.kick();
  }

  close(): void {
    this.#closing.abort();
    this.#leaving();
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

  /** A message or note that the API answered with. */
  putMessage(message: Message): void {
    this.threads.put(message);
  }

  /** Opened by its address, a conversation may be none of those in the list. */
  async conversation(id: string): Promise<true> {
    this.feed.put(await this.call('GET /v1/conversations/{id}', { params: { id } }));
    return true;
  }

  /** Which conversation the person looks at: its messages are pushed whole, and colleagues see that somebody is there. */
  look(conversationId: string | undefined): void {
    this.#viewing = conversationId;
    this.threads.look(conversationId);
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
    this.feed.put(await this.call('POST /v1/conversations/{id}/read', { params: { id }, body: { upTo } }));
  }

  /** Sorts after all that is known of the conversation: what answers a message stands below it. */
  newClientId(conversationId: string): string {
    return this.#makeClientId(conversationId, this.threads.get(conversationId)?.newest());
  }

  say(conversationId: string, text: string, replyTo: string | undefined): void {
    this.outbox.put({
      clientId: this.newClientId(conversationId),
      conversationId,
      text,
      ...(replyTo === undefined ? {} : { replyTo }),
      pressedAt: this.clock.now(),
      state: 'waiting',
    });
    this.sender.kick();
  }

  send(id: string, body: Input<'POST /v1/conversations/{id}/messages'>['body']): Promise<Message> {
    return sendMessage(this.#sending, id, body);
  }

  #sayView(): void {
    this.#leaving();
    const seen = document.visibilityState === 'visible' ? this.#viewing : undefined;
    this.#overlap.asked(seen);
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
    void this.feed.catchUp().then(() => this.feed.unread.load());
    if (rows) void this.feed.reloadViews();
    this.threads.reloadAll();
  }

  #heard(event: RealtimeEvent): void {
    switch (event.type) {
      case 'conversation.changed':
        this.feed.put(event.conversation);
        break;
      case 'conversation.removed':
        this.#remove(event.conversationId);
        break;
      case 'message.changed':
        this.putMessage(event.message);
        this.colleagues.said(event.message);
        break;
      case 'message.status': {
        const { conversationId, messageId, status, at, failure } = event;
        this.threads.putStatus(conversationId, messageId, { status, at, failure });
        break;
      }
      case 'presence':
        this.#overlap.heard(event);
        this.colleagues.heard(event);
        break;
      case 'typing':
        this.colleagues.heard(event);
        break;
      case 'command.done':
      case 'command.failed':
        break;
    }
  }

  /** Its customer was erased: nothing of it stays on this device either. */
  #remove(id: string): void {
    this.feed.remove(id);
    this.threads.remove(id);
    this.device.drop(id);
  }
}

import { callPublic, isPassing, type Output, Refused } from '../api/client.ts';
import { Store } from '../look/store.ts';
import { ownerOf } from './kept.ts';

export type SessionState =
  | { readonly status: 'starting' }
  /** The server could not be asked whether this browser is signed in. */
  | { readonly status: 'unreachable' }
  /** `ended`: was signed in, and the server ended it. */
  | { readonly status: 'signed-out'; readonly ended: boolean }
  | { readonly status: 'signed-in'; readonly subject: string };

interface Token {
  readonly value: string;
  readonly subject: string;
  /** On the clock of `now`. */
  readonly refreshAt: number;
  readonly expiresAt: number;
}

type Word = { readonly type: 'token'; readonly token: Token } | { readonly type: 'signed-out'; readonly ended: boolean };

export interface Channel {
  postMessage(word: Word): void;
  onmessage: ((event: MessageEvent<Word>) => void) | null;
}

export interface SessionParts {
  readonly now: () => number;
  /** Other tabs of this browser: they share the cookie, so they take turns and pass the token on. */
  readonly channel: Channel;
  readonly exclusively: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  readonly later: (work: () => void, ms: number) => () => void;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly call?: typeof callPublic;
}

type Answer = Output<'POST /v1/session/login'>;
type Signed = Output<'POST /v1/session/refresh'>;

const lock = 'frontdesk:session';
/** Somebody signed out while the server could not be told: the cookie must not let the next person in. */
const leaving = 'frontdesk:leaving';
/** On a network that is there and does not answer, what is kept on this device is shown after this long. */
const patienceMs = 3000;

/**
 * Who is signed in. The access token lives in this object only; the refresh token in a cookie that no script can read.
 * Refreshing happens one at a time, across all tabs: the cookie is replaced each time, and an old one ends the session.
 */
export class Session {
  readonly state = new Store<SessionState>({ status: 'starting' });
  /**
   * Whether the server has said that the session goes on. Before it could be asked, whoever was signed in here last finds what
   * this device has kept for them, and what they write waits.
   */
  readonly confirmed = new Store(false);
  readonly #parts: SessionParts;
  readonly #call: typeof callPublic;
  #token: Token | undefined;
  #refreshing: Promise<Token | undefined> | undefined;
  #cancelTimer: () => void = () => undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#call = parts.call ?? callPublic;
    parts.channel.onmessage = ({ data }) => (data.type === 'token' ? this.#take(data.token) : this.#end(data.ended));
  }

  /** Looks whether the cookie still opens a session. */
  async start(): Promise<void> {
    this.state.set({ status: 'starting' });
    const { storage, later } = this.#parts;
    const waited = later(() => this.#goOnWithoutAnswer(), patienceMs);
    try {
      if (storage.getItem(leaving) !== null) await this.#leave();
      else await this.#refresh(undefined);
    } catch {
      this.#goOnWithoutAnswer();
      if (this.state.get().status === 'starting') this.state.set({ status: 'unreachable' });
    } finally {
      waited();
    }
  }

  #goOnWithoutAnswer(): void {
    const { storage } = this.#parts;
    const subject = ownerOf(storage);
    if (this.state.get().status !== 'starting' || storage.getItem(leaving) !== null || subject === undefined) return;
    this.state.set({ status: 'signed-in', subject });
  }

  /** A token the API will take; `stale` is one it did not. Undefined when signed out; throws when the server cannot be asked. */
  readonly token = async (stale?: string): Promise<string | undefined> => {
    const token = this.#token;
    if (token && token.value !== stale && token.expiresAt > this.#parts.now()) return token.value;
    if (this.state.get().status === 'signed-out') return undefined;
    return (await this.#refresh(stale ?? token?.value))?.value;
  };

  async signIn(email: string, password: string): Promise<Answer> {
    const answer = await this.#call('POST /v1/session/login', { body: { email, password } });
    if ('accessToken' in answer) this.#accept(answer);
    return answer;
  }

  async answerChallenge(email: string, session: string, newPassword: string): Promise<void> {
    this.#accept(await this.#call('POST /v1/session/challenge', { body: { email, session, newPassword } }));
  }

  async answerSecondFactor(email: string, session: string, code: string): Promise<void> {
    this.#accept(await this.#call('POST /v1/session/second-factor', { body: { email, session, code } }));
  }

  /** Ends the session at once, here and in the other tabs. If the server cannot be told now, the next start tells it first. */
  async signOut(): Promise<void> {
    this.#parts.storage.setItem(leaving, '1');
    this.#parts.channel.postMessage({ type: 'signed-out', ended: false });
    this.#end(false);
    await this.#leave();
  }

  async #leave(): Promise<void> {
    await this.#parts.exclusively(lock, () => this.#call('POST /v1/session/logout', {}));
    this.#parts.storage.removeItem(leaving);
    this.#end(false);
  }

  #refresh(stale: string | undefined): Promise<Token | undefined> {
    this.#refreshing ??= this.#parts
      .exclusively(lock, () => this.#refreshNow(stale))
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  async #refreshNow(stale: string | undefined): Promise<Token | undefined> {
    // While this tab waited for its turn another may have passed its token on.
    const passed = this.#token;
    if (passed && passed.value !== stale && passed.refreshAt > this.#parts.now()) return passed;
    try {
      return this.#accept(await this.#call('POST /v1/session/refresh', {}));
    } catch (error) {
      if (!(error instanceof Refused) || isPassing(error)) throw error;
      const ended = this.state.get().status === 'signed-in';
      if (ended) this.#parts.channel.postMessage({ type: 'signed-out', ended });
      this.#end(ended);
      return undefined;
    }
  }

  #accept({ accessToken, expiresIn }: Signed): Token {
    this.#parts.storage.removeItem(leaving);
    const now = this.#parts.now();
    const token: Token = {
      value: accessToken,
      subject: subjectOf(accessToken),
      refreshAt: now + expiresIn * 800,
      expiresAt: now + Math.max(expiresIn - 10, expiresIn / 2) * 1000,
    };
    this.#parts.channel.postMessage({ type: 'token', token });
    this.#take(token);
    return token;
  }

  #take(token: Token): void {
    this.#token = token;
    this.confirmed.set(true);
    const state = this.state.get();
    if (state.status !== 'signed-in' || state.subject !== token.subject) {
      this.state.set({ status: 'signed-in', subject: token.subject });
    }
    this.#cancelTimer();
    this.#cancelTimer = this.#parts.later(
      () => {
        // A failure here is no news: the next call asks again and shows what is wrong.
        this.#refresh(token.value).catch(() => undefined);
      },
      Math.max(1000, token.refreshAt - this.#parts.now()),
    );
  }

  #end(ended: boolean): void {
    this.#token = undefined;
    this.confirmed.set(false);
    this.#cancelTimer();
    this.state.set({ status: 'signed-out', ended });
  }
}

/** `sub` of a JWT: only to notice that another person has signed in, never to trust. */
export function subjectOf(token: string): string {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const claims: { sub?: unknown } = JSON.parse(atob(payload));
    return typeof claims.sub === 'string' ? claims.sub : '';
  } catch {
    return '';
  }
}

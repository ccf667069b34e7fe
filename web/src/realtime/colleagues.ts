import type { Message } from '../../../contract/message.ts';
import type { RealtimeEvent } from '../../../contract/realtime.ts';
import { Store } from '../look/store.ts';

type Presence = Extract<RealtimeEvent, { type: 'presence' }>;
type Typing = Extract<RealtimeEvent, { type: 'typing' }>;

export interface Colleague {
  readonly employeeId: string;
  readonly name: string;
}

interface Seen {
  readonly online: Presence['online'];
  readonly typing: readonly Typing[];
}

/** Who else is at the desk, which conversations they have open and where they are writing. Nothing of this is kept. */
export class Colleagues {
  readonly seen = new Store<Seen>({ online: [], typing: [] });
  readonly #me: string;
  readonly #now: () => number;

  constructor(me: string, now: () => number) {
    this.#me = me;
    this.#now = now;
  }

  heard(event: Presence | Typing): void {
    const { online, typing } = this.seen.get();
    if (event.type === 'presence') {
      this.seen.set({ online: event.online.filter(({ employeeId }) => employeeId !== this.#me), typing });
    } else if (event.employeeId !== this.#me) {
      const others = typing.filter((one) => one.employeeId !== event.employeeId || one.conversationId !== event.conversationId);
      this.seen.set({ online, typing: [...others, event] });
    }
  }

  /** Whoever was writing this has written it. */
  said({ conversationId, author }: Pick<Message, 'conversationId' | 'author'>): void {
    const { online, typing } = this.seen.get();
    const still = typing.filter((one) => one.conversationId !== conversationId || one.employeeId !== author?.employeeId);
    if (still.length < typing.length) this.seen.set({ online, typing: still });
  }

  /** Forgets who has stopped writing; to be called about every second while anybody writes. */
  expire(): void {
    const { online, typing } = this.seen.get();
    const still = typing.filter(({ until }) => Date.parse(until) > this.#now());
    if (still.length < typing.length) this.seen.set({ online, typing: still });
  }

  /** The connection is gone: nobody knows who is there. */
  forget(): void {
    this.seen.set({ online: [], typing: [] });
  }
}

export const viewersOf = (seen: Seen, conversationId: string): readonly Colleague[] =>
  seen.online.filter(({ viewing }) => viewing.some((id) => id === conversationId));

export const writersOf = (seen: Seen, conversationId: string): readonly Colleague[] =>
  seen.typing.filter((one) => one.conversationId === conversationId);

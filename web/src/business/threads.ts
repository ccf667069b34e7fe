import type { QueryClient } from '@tanstack/react-query';
import type { Message } from '../../../contract/message.ts';
import type { Call } from '../api/client.ts';
import { keptOfNewest, type Stretch } from '../thread/load-around.ts';
import { loadOlder, loadThread } from '../thread/load-thread.ts';
import type { StatusChange } from '../thread/message-join.ts';
import { Thread } from '../thread/thread-state.ts';
import { pinnedKey, Shortened, stretchesKey, threadKey, threadsKey } from './queries.ts';

interface ThreadsParts {
  readonly call: Call;
  readonly queries: QueryClient;
  readonly business: string;
}

/** The messages of conversations that are or were open: pages, pushes and answers come together here. */
export class Threads {
  readonly #parts: ThreadsParts;
  #open: string | undefined;

  constructor(parts: ThreadsParts) {
    this.#parts = parts;
  }

  /** The one that the person looks at now. Of those left behind only the end is kept. */
  look(id: string | undefined): void {
    this.#open = id;
    if (id === undefined) return;
    const { queries, business } = this.#parts;
    for (const { queryKey } of queries.getQueryCache().findAll({ queryKey: threadsKey(business) })) {
      const [, , other] = queryKey;
      if (typeof other === 'string' && other !== id) this.shorten(other, keptOfNewest);
    }
  }

  load(id: string): Promise<Thread> {
    return loadThread(this.#parts.call, id, this.get(id));
  }

  reload(id: string): void {
    void this.#parts.queries.invalidateQueries({ queryKey: threadKey(this.#parts.business, id) });
  }

  reloadAll(): void {
    void this.#parts.queries.invalidateQueries({ queryKey: threadsKey(this.#parts.business) });
  }

  async older(id: string): Promise<void> {
    const known = this.get(id);
    if (known) this.#set(id, await loadOlder(this.#parts.call, id, known));
  }

  /** A stretch that has met it. */
  join(id: string, stretch: Thread): void {
    const known = this.get(id);
    if (known) this.#set(id, known.join(stretch));
  }

  /** Lets go of all but the newest `count`. */
  shorten(id: string, count: number): void {
    const known = this.get(id);
    const part = known?.newestPart(count);
    if (known && part && part !== known) this.#set(id, new Shortened(known, part));
  }

  put(message: Message): void {
    const { id, conversationId, replyTo } = message;
    const { queries, business } = this.#parts;
    if (message.content.kind === 'note') void queries.invalidateQueries({ queryKey: pinnedKey(business, conversationId) });
    this.#change(conversationId, id, (thread) => thread.withMessage(message));
    // Answers something we sent a moment ago: its provider id came with no push, only a page has it.
    if (replyTo !== undefined && this.get(conversationId)?.mayHold(replyTo)) this.reload(conversationId);
  }

  putStatus(conversationId: string, messageId: string, change: StatusChange): void {
    this.#change(conversationId, messageId, (thread) => thread.withStatus(messageId, change));
  }

  remove(id: string): void {
    const { queries, business } = this.#parts;
    queries.removeQueries({ queryKey: threadKey(business, id) });
    queries.removeQueries({ queryKey: stretchesKey(business, id) });
  }

  get(id: string): Thread | undefined {
    return this.#parts.queries.getQueryData<Thread>(threadKey(this.#parts.business, id));
  }

  #change(id: string, messageId: string, change: (thread: Thread) => Thread): void {
    const { queries, business } = this.#parts;
    // A conversation being opened may hear of a message before its first page has come.
    const known = this.get(id) ?? (id === this.#open ? new Thread() : undefined);
    if (known) this.#set(id, change(known));
    // Far from the newest, only what stands there changes; what is new belongs to the end.
    queries.setQueriesData<Stretch | null>({ queryKey: stretchesKey(business, id) }, (stretch) =>
      stretch?.thread.messages.has(messageId) ? { ...stretch, thread: change(stretch.thread) } : stretch,
    );
  }

  #set(id: string, thread: Thread | Shortened): void {
    this.#parts.queries.setQueryData(threadKey(this.#parts.business, id), thread);
  }
}

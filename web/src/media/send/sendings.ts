import type { SendableContent } from '../../../../contract/conversations.ts';
import type { Upload } from '../../../../contract/media-uploads.ts';
import type { Message } from '../../../../contract/message.ts';
import { isPassing, Refused } from '../../api/client.ts';
import type { FileOnItsWay, OutboxEntry } from '../../composer/outbox.ts';
import type { Store } from '../../look/store.ts';
import { NotTaken } from './post.ts';

interface Described {
  /** What is shown until the message is there. */
  readonly shown: Omit<FileOnItsWay, 'step' | 'part'>;
  readonly caption: string;
  /** Id of the message being answered. */
  readonly replyTo?: string | undefined;
}
export interface Chosen extends Described {
  readonly file: Blob;
}
/** One that the business has already: it is sent without its bytes. */
interface Known extends Described {
  readonly fileId: string;
}

interface Announced {
  readonly kind: FileOnItsWay['kind'];
  readonly mimeType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly name?: string;
}

export interface SendingsParts {
  readonly entries: Store<readonly OutboxEntry[]>;
  readonly newId: (conversationId: string) => string;
  /** Server time, ms. */
  readonly now: () => number;
  readonly hash: (file: Blob, signal: AbortSignal) => Promise<string>;
  readonly create: (announced: Announced, key: string, signal: AbortSignal) => Promise<Upload>;
  readonly post: (
    form: NonNullable<Upload['post']>,
    file: Blob,
    signal: AbortSignal,
    onPart: (part: number) => void,
  ) => Promise<void>;
  readonly complete: (uploadId: Upload['id'], signal: AbortSignal) => Promise<Upload>;
  readonly send: (
    conversationId: string,
    clientId: string,
    content: SendableContent,
    replyTo: string | undefined,
  ) => Promise<Message>;
  readonly sent: (message: Message) => void;
  /** What is shown of it is not needed any more. */
  readonly release: (preview: string) => void;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

interface Kept extends Described {
  readonly stop: AbortController;
  /** Its bytes, until the business has them: then only the message is still to be sent. */
  has: Pick<Chosen, 'file'> | Pick<Known, 'fileId'>;
}

const tries = 3;

/**
 * Files on their way, each until its message is there. They are kept in this page only: a browser's store is no place for
 * hundreds of megabytes, so without a connection a file is not queued but fails, and a person tries again.
 */
export class Sendings {
  readonly #parts: SendingsParts;
  readonly #kept = new Map<string, Kept>();
  /** The last one of each conversation: they arrive in the order in which they were chosen. */
  readonly #last = new Map<string, Promise<void>>();

  constructor(parts: SendingsParts) {
    this.#parts = parts;
  }

  add(conversationId: string, { shown, caption, replyTo, ...has }: Chosen | Known): void {
    const clientId = this.#parts.newId(conversationId);
    this.#kept.set(clientId, { shown, caption, replyTo, has, stop: new AbortController() });
    const entry: OutboxEntry = {
      clientId,
      conversationId,
      text: caption,
      pressedAt: this.#parts.now(),
      state: 'waiting',
      file: { ...shown, step: 'reading', part: 0 },
    };
    this.#parts.entries.set([...this.#parts.entries.get(), entry]);
    this.#queue(entry);
  }

  cancel(clientId: string): void {
    this.#kept.get(clientId)?.stop.abort();
    this.#forget(clientId);
  }

  retry(clientId: string): void {
    const { entries, newId, now } = this.#parts;
    const [kept, entry] = [this.#kept.get(clientId), this.#find(clientId)];
    if (!kept || entry?.state !== 'failed' || !entry.file) return;
    const { reason, detail: _, ...rest } = entry;
    // With the same id where the message may have arrived after all.
    const renamed = reason === 'client-id-expired' || reason === 'client-id-reused';
    const again: OutboxEntry = {
      ...rest,
      clientId: renamed ? newId(entry.conversationId) : clientId,
      state: 'waiting',
      pressedAt: now(),
      file: { ...entry.file, step: 'reading', part: 0 },
    };
    this.#kept.delete(clientId);
    this.#kept.set(again.clientId, kept);
    entries.set(entries.get().map((one) => (one === entry ? again : one)));
    this.#queue(again);
  }

  #queue({ clientId, conversationId }: OutboxEntry): void {
    const before = this.#last.get(conversationId) ?? Promise.resolve();
    this.#last.set(
      conversationId,
      before.then(() => this.#run(clientId)),
    );
  }

  async #run(clientId: string): Promise<void> {
    const [kept, entry] = [this.#kept.get(clientId), this.#find(clientId)];
    if (!kept || entry?.state !== 'waiting') return;
    try {
      const fileId = 'fileId' in kept.has ? kept.has.fileId : await this.#upload(entry, kept, kept.has.file);
      kept.has = { fileId };
      const content = contentOf(kept, fileId);
      const message = await this.#trying(kept, () => this.#parts.send(entry.conversationId, clientId, content, kept.replyTo));
      this.#parts.sent(message);
      this.#forget(clientId);
    } catch (error) {
      if (!kept.stop.signal.aborted) this.#change(clientId, { state: 'failed', ...reasonOf(error) });
    }
  }

  async #upload({ clientId, conversationId }: OutboxEntry, kept: Kept, file: Blob): Promise<string> {
    const { hash, create, post, complete, newId } = this.#parts;
    const { shown, stop } = kept;
    const { signal } = stop;
    const announced: Announced = {
      kind: shown.kind,
      mimeType: shown.mimeType,
      bytes: file.size,
      sha256: await hash(file, signal),
      ...(shown.name === undefined ? {} : { name: shown.name.slice(0, 240) }),
    };
    const key = newId(conversationId);
    const upload = await this.#trying(kept, () => create(announced, key, signal));
    if (upload.fileId !== undefined) return upload.fileId;
    const form = upload.post;
    if (form) {
      await this.#trying(kept, () => post(form, file, signal, (part) => this.#step(clientId, 'sending', part)));
    }
    this.#step(clientId, 'checking', 1);
    const { fileId } = await this.#trying(kept, () => complete(upload.id, signal));
    if (fileId === undefined) throw new NotTaken();
    return fileId;
  }

  /** A connection that comes and goes is nobody's business; one that stays away is. */
  async #trying<T>({ stop: { signal } }: Kept, work: () => Promise<T>): Promise<T> {
    for (let round = 1; ; round++) {
      signal.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        if (round === tries || !isPassing(error)) throw error;
        await this.#parts.wait(1000 * 3 ** (round - 1), signal);
      }
    }
  }

  #step(clientId: string, step: FileOnItsWay['step'], part: number): void {
    const file = this.#find(clientId)?.file;
    if (file) this.#change(clientId, { file: { ...file, step, part } });
  }

  #find(clientId: string): OutboxEntry | undefined {
    return this.#parts.entries.get().find((one) => one.clientId === clientId);
  }

  #change(clientId: string, change: Partial<OutboxEntry>): void {
    const { entries } = this.#parts;
    entries.set(entries.get().map((one) => (one.clientId === clientId ? { ...one, ...change } : one)));
  }

  #forget(clientId: string): void {
    const { entries, release } = this.#parts;
    const preview = this.#kept.get(clientId)?.shown.preview;
    this.#kept.delete(clientId);
    entries.set(entries.get().filter((one) => one.clientId !== clientId));
    if (preview !== undefined) release(preview);
  }
}

function contentOf({ shown: { kind, name }, caption }: Described, fileId: string): SendableContent {
  const text = caption.trim();
  const said = text === '' ? {} : { caption: text };
  switch (kind) {
    case 'audio':
    case 'voice':
      return { kind, fileId };
    case 'document':
      return { kind, fileId, ...said, ...(name === undefined ? {} : { name: name.slice(0, 240) }) };
    default:
      return { kind, fileId, ...said };
  }
}

function reasonOf(error: unknown): Pick<OutboxEntry, 'reason' | 'detail'> {
  if (error instanceof NotTaken) return { reason: 'not-taken' };
  if (isPassing(error)) return { reason: 'unreachable' };
  if (error instanceof Refused) return { reason: error.code, detail: error.detail };
  return { reason: 'unreadable' };
}

import type { SendableKind } from '../../../contract/media-uploads.ts';
import { Store } from '../look/store.ts';
import { personalKey } from '../session/kept.ts';

/** A file that a person sends. */
export interface FileOnItsWay {
  readonly kind: SendableKind;
  readonly mimeType: string;
  readonly bytes: number;
  readonly name?: string;
  /** Address of it in this page. */
  readonly preview?: string;
  readonly durationMs?: number;
  readonly peaks?: readonly number[];
  readonly step: 'reading' | 'sending' | 'checking';
  /** How much of it is there, 0 to 1. */
  readonly part: number;
}

/** A message on its way to the API. It stays here, through reloads, until the API has it or a person throws it away. */
export interface OutboxEntry {
  readonly clientId: string;
  readonly conversationId: string;
  readonly text: string;
  /** Id of the message being answered. */
  readonly replyTo?: string;
  /** Server time in ms when a person last pressed send. */
  readonly pressedAt: number;
  readonly state: 'waiting' | 'failed';
  /** Why it failed: a problem code, or `too-late`: it could not be sent for so long that a person must decide again. */
  readonly reason?: string;
  /** The API's own words, in English. */
  readonly detail?: string;
  /** Of one with a file, which only this page has; `text` is its caption. */
  readonly file?: FileOnItsWay;
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isEntry(value: unknown): value is OutboxEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry: Partial<Record<keyof OutboxEntry, unknown>> = value;
  return (
    isText(entry.clientId) &&
    isText(entry.conversationId) &&
    isText(entry.text) &&
    typeof entry.pressedAt === 'number' &&
    (entry.state === 'waiting' || entry.state === 'failed')
  );
}

function parse(json: string | null): OutboxEntry[] {
  try {
    const value: unknown = JSON.parse(json ?? '[]');
    return Array.isArray(value) ? value.filter(isEntry) : [];
  } catch {
    return [];
  }
}

/** The unsent messages of one business in this browser. Storage is the truth, so that tabs agree. */
export class Outbox {
  readonly entries: Store<readonly OutboxEntry[]>;
  readonly #storage: Storage;
  readonly #key: string;
  #closed = false;

  constructor(storage: Storage, business: string) {
    this.#storage = storage;
    this.#key = personalKey('outbox', business);
    this.entries = new Store<readonly OutboxEntry[]>(parse(storage.getItem(this.#key)));
  }

  /** Reads again what another tab may have changed. */
  reload(): void {
    const stored = this.#storage.getItem(this.#key);
    if (stored !== JSON.stringify(this.entries.get())) this.entries.set(parse(stored));
  }

  /** The person leaves: what ends only now must not be written down any more. */
  close(): void {
    this.#closed = true;
  }

  /** Takes back what the storage has lost. */
  restore(lost: readonly unknown[]): void {
    this.reload();
    const missing = lost.filter(isEntry).filter(({ clientId }) => !this.find(clientId));
    if (missing.length > 0) this.#write([...this.entries.get(), ...missing].sort((a, b) => a.pressedAt - b.pressedAt));
  }

  /** Adds an entry, or replaces the one with `replaces` in its place. */
  put(entry: OutboxEntry, replaces: string = entry.clientId): void {
    this.reload();
    const known = this.entries.get();
    const at = known.findIndex(({ clientId }) => clientId === replaces);
    this.#write(at < 0 ? [...known, entry] : known.with(at, entry));
  }

  remove(clientId: string): void {
    this.reload();
    if (this.find(clientId)) this.#write(this.entries.get().filter((entry) => entry.clientId !== clientId));
  }

  find(clientId: string): OutboxEntry | undefined {
    return this.entries.get().find((entry) => entry.clientId === clientId);
  }

  #write(entries: readonly OutboxEntry[]): void {
    if (this.#closed) return;
    try {
      if (entries.length === 0) this.#storage.removeItem(this.#key);
      else this.#storage.setItem(this.#key, JSON.stringify(entries));
    } catch {
      // Storage full: the message is still sent from memory, it only does not survive a reload.
    }
    this.entries.set(entries);
  }
}

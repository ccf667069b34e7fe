import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import type { OutboxEntry } from '../composer/outbox.ts';
import type { KeptInbox, KeptThread } from './kept.ts';

type OfBusiness = [subject: string, business: string];
type InBusiness = [subject: string, business: string, id: string];

interface Schema extends DBSchema {
  /** Whose device this is now. Nothing is written for anybody else: not by a tab either that has not heard of it yet. */
  owner: { key: 'owner'; value: string };
  inboxes: { key: OfBusiness; value: KeptInbox };
  threads: { key: InBusiness; value: KeptThread };
  outbox: { key: InBusiness; value: OutboxEntry };
}

type Kind = 'inboxes' | 'threads' | 'outbox';
type Change = IDBPTransaction<Schema, ('owner' | Kind)[], 'readwrite'>;

const kinds: readonly Kind[] = ['inboxes', 'threads', 'outbox'];

const everythingOf = (...key: readonly string[]): IDBKeyRange => IDBKeyRange.bound([...key], [...key, []]);

const openDatabase = (): Promise<IDBPDatabase<Schema>> =>
  openDB<Schema>('frontdesk', 1, {
    upgrade(db) {
      db.createObjectStore('owner');
      for (const kind of kinds) db.createObjectStore(kind);
    },
  });

async function empty(tx: Change): Promise<void> {
  for (const kind of kinds) await tx.objectStore(kind).clear();
}

/** What one person keeps on this device, apart for each business. */
export class DeviceStore {
  readonly #db: IDBPDatabase<Schema>;
  readonly #subject: string;

  private constructor(db: IDBPDatabase<Schema>, subject: string) {
    this.#db = db;
    this.#subject = subject;
  }

  /** From now on the device is this person's: what another one left is removed in the same transaction. */
  static async claim(subject: string): Promise<DeviceStore> {
    const db = await openDatabase();
    const tx = db.transaction(['owner', ...kinds], 'readwrite');
    const owner = tx.objectStore('owner');
    if ((await owner.get('owner')) !== subject) {
      await empty(tx);
      await owner.put(subject, 'owner');
    }
    await tx.done;
    return new DeviceStore(db, subject);
  }

  inbox(business: string): Promise<KeptInbox | undefined> {
    return this.#db.get('inboxes', [this.#subject, business]);
  }

  thread(business: string, id: string): Promise<KeptThread | undefined> {
    return this.#db.get('threads', [this.#subject, business, id]);
  }

  unsent(business: string): Promise<OutboxEntry[]> {
    return this.#db.getAll('outbox', everythingOf(this.#subject, business));
  }

  keepInbox(business: string, inbox: KeptInbox): Promise<void> {
    return this.#write(async (tx) => {
      await tx.objectStore('inboxes').put(inbox, [this.#subject, business]);
    });
  }

  /** Those that were kept longest ago make room, and go in any case when they are older than `since` (own clock, ms). */
  keepThreads(business: string, threads: ReadonlyMap<string, KeptThread>, atMost: number, since: number): Promise<void> {
    return this.#write(async (tx) => {
      const store = tx.objectStore('threads');
      for (const [id, thread] of threads) await store.put(thread, [this.#subject, business, id]);
      const range = everythingOf(this.#subject, business);
      const [keys, kept] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
      const byAge = keys.map((key, index) => ({ key, at: kept[index]?.at ?? 0 })).sort((a, b) => b.at - a.at);
      for (const [place, { key, at }] of byAge.entries()) if (place >= atMost || at < since) await store.delete(key);
    });
  }

  dropThread(business: string, id: string): Promise<void> {
    return this.#write(async (tx) => {
      await tx.objectStore('threads').delete([this.#subject, business, id]);
    });
  }

  /** On the disk before it answers: an unsent message outlives the browser. */
  keepUnsent(business: string, put: readonly OutboxEntry[], remove: readonly string[]): Promise<void> {
    return this.#write(async (tx) => {
      const store = tx.objectStore('outbox');
      for (const entry of put) await store.put(entry, [this.#subject, business, entry.clientId]);
      for (const clientId of remove) await store.delete([this.#subject, business, clientId]);
    }, 'strict');
  }

  /** What is kept of businesses that are this person's no more is removed. */
  forgetOthers(businesses: ReadonlySet<string>): Promise<void> {
    return this.#write(async (tx) => {
      for (const kind of kinds) {
        const store = tx.objectStore(kind);
        for (const key of await store.getAllKeys()) if (!businesses.has(key[1])) await store.delete(key);
      }
    });
  }

  close(): void {
    this.#db.close();
  }

  async #write(work: (tx: Change) => Promise<void>, durability: 'strict' | 'relaxed' = 'relaxed'): Promise<void> {
    const tx = this.#db.transaction(['owner', ...kinds], 'readwrite', { durability });
    if ((await tx.objectStore('owner').get('owner')) === this.#subject) await work(tx);
    await tx.done;
  }
}

/** Nothing of this person is left. Tabs that are still writing for them find that nobody owns the device any more. */
export async function wipeDevice(subject: string): Promise<void> {
  const db = await openDatabase();
  const tx = db.transaction(['owner', ...kinds], 'readwrite');
  const owner = tx.objectStore('owner');
  if ((await owner.get('owner')) === subject) {
    await empty(tx);
    await owner.clear();
  }
  await tx.done;
  db.close();
}

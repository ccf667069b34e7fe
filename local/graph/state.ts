import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Customer = z.object({
  waId: z.string().optional(),
  userId: z.string().optional(),
  username: z.string().optional(),
  name: z.string(),
  /** When the customer last wrote (ms): free-form messages are allowed for 24 hours from then. */
  lastWroteAt: z.number().optional(),
});

const Entry = z.object({
  id: z.string(),
  direction: z.enum(['in', 'out']),
  /** Milliseconds. */
  at: z.number(),
  type: z.string(),
  content: z.unknown(),
  replyTo: z.string().optional(),
  /** Inbound: `sending` until the platform has taken it. Outbound: as reported to the platform. */
  status: z.enum(['sending', 'accepted', 'sent', 'delivered', 'read', 'failed']),
  opaque: z.string().optional(),
  reactions: z.object({ customer: z.string().optional(), business: z.string().optional() }),
  edited: z.boolean().optional(),
  deleted: z.boolean().optional(),
});
export type Entry = z.infer<typeof Entry>;

const Thread = z.object({
  phoneNumberId: z.string(),
  /** WhatsApp id, business-scoped id where there is none, or group id. */
  with: z.string(),
  customer: Customer,
  entries: z.array(Entry),
});
export type Thread = z.infer<typeof Thread>;

const Medium = z.object({
  id: z.string(),
  phoneNumberId: z.string(),
  mimeType: z.string(),
  /** Hexadecimal. */
  sha256: z.string(),
  size: z.number(),
  expiresAt: z.number(),
});
export type Medium = z.infer<typeof Medium>;

const Saved = z.object({
  threads: z.array(Thread),
  media: z.array(Medium),
  profiles: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** More than a person looks at; keeps the file small under load tests. */
const entriesKept = 500;

/** What the provider knows. Kept in memory and, a moment after a change, in one file. */
export class State {
  readonly media = new Map<string, Medium>();
  readonly profiles = new Map<string, Record<string, unknown>>();
  private readonly threads = new Map<string, Thread>();
  private readonly byEntry = new Map<string, Thread>();
  private readonly listeners = new Set<(thread: Thread) => void>();
  private readonly file: string;
  private timer: NodeJS.Timeout | undefined;

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    this.file = join(dataDir, 'state.json');
    const saved = read(this.file);
    for (const thread of saved?.threads ?? []) this.adopt(thread);
    for (const medium of saved?.media ?? []) this.media.set(medium.id, medium);
    for (const [number, profile] of Object.entries(saved?.profiles ?? {})) this.profiles.set(number, profile);
  }

  /** The thread with the customer of this WhatsApp id, user id or group id; found under either id, made when new. */
  thread(phoneNumberId: string, customer: { waId?: string | undefined; userId?: string | undefined; groupId?: string }): Thread {
    const found = this.find(phoneNumberId, customer.waId ?? customer.groupId ?? customer.userId ?? '');
    if (found !== undefined) return found;
    const byUserId = customer.userId === undefined ? undefined : this.find(phoneNumberId, customer.userId);
    if (byUserId !== undefined) return byUserId;
    const thread: Thread = {
      phoneNumberId,
      with: customer.waId ?? customer.groupId ?? customer.userId ?? '',
      customer: { waId: customer.waId, userId: customer.userId, name: '' },
      entries: [],
    };
    this.adopt(thread);
    return thread;
  }

  find(phoneNumberId: string, id: string): Thread | undefined {
    const direct = this.threads.get(`${phoneNumberId}/${id}`);
    if (direct !== undefined || !id.includes('.')) return direct;
    return this.list(phoneNumberId).find(({ customer }) => customer.userId === id);
  }

  list(phoneNumberId: string): Thread[] {
    return [...this.threads.values()].filter((thread) => thread.phoneNumberId === phoneNumberId);
  }

  entry(id: string): { thread: Thread; entry: Entry } | undefined {
    const thread = this.byEntry.get(id);
    const entry = thread?.entries.find((candidate) => candidate.id === id);
    return thread === undefined || entry === undefined ? undefined : { thread, entry };
  }

  add(thread: Thread, entry: Entry): void {
    thread.entries.push(entry);
    this.byEntry.set(entry.id, thread);
    for (const old of thread.entries.splice(0, Math.max(0, thread.entries.length - entriesKept))) this.byEntry.delete(old.id);
    this.changed(thread);
  }

  /** Tells those who look at the thread, and saves. */
  changed(thread: Thread): void {
    for (const listener of this.listeners) listener(thread);
    this.save();
  }

  save(): void {
    this.timer ??= setTimeout(() => this.flush(), 1000).unref();
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const saved: z.infer<typeof Saved> = {
      threads: [...this.threads.values()],
      media: [...this.media.values()],
      profiles: Object.fromEntries(this.profiles),
    };
    writeFileSync(`${this.file}.new`, JSON.stringify(saved));
    renameSync(`${this.file}.new`, this.file);
  }

  subscribe(listener: (thread: Thread) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private adopt(thread: Thread): void {
    this.threads.set(`${thread.phoneNumberId}/${thread.with}`, thread);
    for (const { id } of thread.entries) this.byEntry.set(id, thread);
  }
}

function read(file: string): z.infer<typeof Saved> | undefined {
  try {
    return Saved.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Missing, torn or of an older shape: the stand-in starts empty, as after --fresh.
    return undefined;
  }
}

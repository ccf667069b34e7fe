import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { withPrefix } from './sid.ts';

const StoredFile = z.object({ type: z.string(), size: z.int(), sha256: z.string() });
export type StoredFile = z.infer<typeof StoredFile>;

const Saved = z.object({
  /** When a customer last wrote to a number (ms). */
  lastWrote: z.record(z.string(), z.number()),
  /** By the path that leads to them. */
  files: z.record(z.string(), StoredFile),
});

/** A number of an account. */
export interface Place {
  readonly accountSid: string;
  readonly number: string;
}

const keyOf = ({ accountSid, number }: Place, customer: string): string => `${accountSid}/${number}/${withPrefix(customer)}`;

/** What Twilio remembers of customers and files. Kept in memory and, a moment after a change, in one file. */
export class State {
  private readonly lastWrote: Map<string, number>;
  private readonly files: Map<string, StoredFile>;
  private readonly path: string;
  private timer: NodeJS.Timeout | undefined;

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    this.path = join(dataDir, 'state.json');
    const saved = read(this.path);
    this.lastWrote = new Map(Object.entries(saved?.lastWrote ?? {}));
    this.files = new Map(Object.entries(saved?.files ?? {}));
  }

  wrote(place: Place, customer: string, at: number): void {
    this.lastWrote.set(keyOf(place, customer), at);
    this.save();
  }

  lastWroteAt(place: Place, customer: string): number | undefined {
    return this.lastWrote.get(keyOf(place, customer));
  }

  keep(path: string, file: StoredFile): void {
    this.files.set(path, file);
    this.save();
  }

  file(path: string): StoredFile | undefined {
    return this.files.get(path);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const saved: z.infer<typeof Saved> = {
      lastWrote: Object.fromEntries(this.lastWrote),
      files: Object.fromEntries(this.files),
    };
    writeFileSync(`${this.path}.new`, JSON.stringify(saved));
    renameSync(`${this.path}.new`, this.path);
  }

  private save(): void {
    this.timer ??= setTimeout(() => this.flush(), 1000).unref();
  }
}

function read(path: string): z.infer<typeof Saved> | undefined {
  try {
    return Saved.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Missing, torn or of an older shape: the stand-in starts empty, as after --fresh.
    return undefined;
  }
}

import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Table } from './columns.ts';

/**
 * Everything that was read, on disk, because messages come in any order and their conversations may come later: sorting and
 * finding what belongs together is left to SQLite, and memory stays what it is however long the files are. It is the checkpoint
 * as well: an import that was killed goes on from what is written here. It holds customers' data, so only its owner may read it,
 * and it is removed when the import is done.
 */
const schema = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE customers (id TEXT PRIMARY KEY, place TEXT, same TEXT, data TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE identities (identity TEXT PRIMARY KEY, customer TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE conversations (
    id TEXT PRIMARY KEY, place TEXT, customer TEXT NOT NULL, channel TEXT NOT NULL, grp TEXT NOT NULL, at INTEGER NOT NULL,
    thread INTEGER, data TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE messages (
    n INTEGER PRIMARY KEY, id TEXT UNIQUE, place TEXT, conversation TEXT NOT NULL, mid TEXT NOT NULL, at INTEGER NOT NULL,
    ord INTEGER NOT NULL, pid TEXT, thread INTEGER, data TEXT NOT NULL
  );
  CREATE TABLE annotations (id TEXT PRIMARY KEY, place TEXT, conversation TEXT NOT NULL, data TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE services (id TEXT PRIMARY KEY, place TEXT, data TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE bookings (id TEXT PRIMARY KEY, place TEXT, customer TEXT NOT NULL, service TEXT, data TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE threads (
    n INTEGER PRIMARY KEY, customer TEXT NOT NULL, channel TEXT NOT NULL, grp TEXT NOT NULL, messages INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0, written INTEGER NOT NULL DEFAULT 0, customer_id TEXT, conversation_id TEXT,
    UNIQUE (customer, channel, grp)
  );
  CREATE TABLE findings (
    n INTEGER PRIMARY KEY, kind TEXT NOT NULL, tbl TEXT NOT NULL, file TEXT, row INTEGER, id TEXT, reason TEXT NOT NULL
  );
`;

/** Where a row stands: `<file>:<row>`. */
export const placeOf = (file: string, row: number): string => `${file}:${row}`;
export function parsePlace(place: string): { readonly file: string; readonly row: number } {
  const colon = place.lastIndexOf(':');
  return { file: place.slice(0, colon), row: Number(place.slice(colon + 1)) };
}

export interface Finding {
  /** `skipped`: not imported. `note`: imported, with something to know about it. */
  readonly kind: 'skipped' | 'note';
  readonly table: Table;
  readonly place?: string | undefined;
  readonly id?: string | undefined;
  readonly reason: string;
}

type Row = Readonly<Record<string, SQLInputValue>>;

export class Staging {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** `fingerprint`: of the files and of what they are imported into. Something else that is there is thrown away. */
  static open(folder: string, fingerprint: string): Staging {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o700);
    const file = join(folder, 'staging.db');
    if (existsSync(file)) {
      const staging = Staging.#connect(file);
      if (staging.meta('fingerprint') === fingerprint) return staging;
      staging.close();
      Staging.remove(folder);
    }
    const staging = Staging.#connect(file);
    staging.#db.exec(`BEGIN; ${schema} COMMIT`);
    staging.setMeta('fingerprint', fingerprint);
    return staging;
  }

  static #connect(file: string): Staging {
    const db = new DatabaseSync(file);
    // 16 MB of pages. A killed process loses nothing this way; a lost machine may, and then the import begins anew.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000; PRAGMA temp_store = FILE');
    return new Staging(db);
  }

  static remove(folder: string): void {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(join(folder, `staging.db${end}`), { force: true });
  }

  close(): void {
    this.#db.close();
  }

  /** All or nothing. */
  transaction(work: () => void): void {
    this.#db.exec('BEGIN');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  begin(): void {
    this.#db.exec('BEGIN');
  }

  commit(): void {
    this.#db.exec('COMMIT');
  }

  run(sql: string, row: Row = {}): number {
    return Number(this.#prepared(sql).run(row).changes);
  }

  all(sql: string, row: Row = {}): Record<string, unknown>[] {
    return this.#prepared(sql).all(row);
  }

  one(sql: string, row: Row = {}): Record<string, unknown> | undefined {
    return this.#prepared(sql).get(row);
  }

  count(sql: string, row: Row = {}): number {
    return Number(this.one(sql, row)?.count ?? 0);
  }

  /** Nothing else may use the same words while this is under way. */
  each(sql: string, row: Row = {}): IterableIterator<Record<string, unknown>> {
    return this.#db.prepare(sql).iterate(row);
  }

  meta(name: string): string | undefined {
    const exists = this.#db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'").get();
    const value = exists && this.one('SELECT value FROM meta WHERE name = :name', { name })?.value;
    return typeof value === 'string' ? value : undefined;
  }

  setMeta(name: string, value: string): void {
    this.run('INSERT INTO meta VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value', { name, value });
  }

  find({ kind, table, place, id, reason }: Finding): void {
    const { file, row } = place === undefined ? { file: null, row: null } : parsePlace(place);
    this.run('INSERT INTO findings (kind, tbl, file, row, id, reason) VALUES (:kind, :tbl, :file, :row, :id, :reason)', {
      kind,
      tbl: table,
      file,
      row,
      id: id?.slice(0, 200) ?? null,
      reason,
    });
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

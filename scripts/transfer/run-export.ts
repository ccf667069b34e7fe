import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import { beginning, readBusiness } from '../../lambdas/_transfer/read-business.ts';
import {
  type ExportedRow,
  type ExportFile,
  importedTables,
  lineOf,
  manifestName,
  manifestOf,
} from '../../lambdas/_transfer/tables.ts';
import { columns, type Table } from './columns.ts';
import { csvLine } from './csv-lines.ts';
import type { Progress } from './progress.ts';

export interface ExportOptions {
  readonly store: TenantTable;
  readonly slug: string;
  /** An empty folder, or one that is to be made. */
  readonly to: string;
  readonly format: 'ndjson' | 'csv';
  readonly progress: Progress;
  /** Milliseconds. */
  readonly now: number;
}

/** The folder holds something already. */
export class NotEmpty extends Error {}

/** Writes everything of a business into files, one for each table, and a manifest that says what they are. */
export async function runExport({ store, slug, to, format, progress, now }: ExportOptions): Promise<readonly ExportFile[]> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  if ((await readdir(to)).length > 0) throw new NotEmpty(`${to} is not empty: an export goes into a folder of its own`);
  const files = new Map<string, TableFile>();
  progress.begin('rows', 0);
  for await (const { rows } of readBusiness(store, beginning, now)) {
    for (const row of rows) {
      const file = files.get(row.table) ?? new TableFile(to, row.table, format);
      files.set(row.table, file);
      await file.add(row);
    }
    progress.add(rows.length);
  }
  progress.end();
  const written: ExportFile[] = [];
  for (const file of files.values()) written.push(await file.close());
  written.sort((one, other) => (one.name < other.name ? -1 : 1));
  await writeFile(join(to, manifestName), `${JSON.stringify(manifestOf(slug, now, written), null, 2)}\n`);
  return written;
}

const isImported = (table: string): table is Table => importedTables.some((one) => one === table);

/** Columns of a table as the import calls them first. */
const columnsOf = (table: Table): string[] => Object.values<readonly string[]>(columns[table]).flatMap(([first]) => first ?? []);

class TableFile {
  readonly #table: string;
  readonly #name: string;
  readonly #stream: WriteStream;
  readonly #hash: Hash = createHash('sha256');
  readonly #columns: readonly string[] | undefined;
  #rows = 0;
  #bytes = 0;

  constructor(folder: string, table: ExportedRow['table'], format: 'ndjson' | 'csv') {
    this.#table = table;
    // What is not imported again has no columns of a fixed name.
    this.#columns = format === 'csv' && isImported(table) ? columnsOf(table) : undefined;
    this.#name = `${table}.${this.#columns ? 'csv' : 'ndjson'}`;
    this.#stream = createWriteStream(join(folder, this.#name), { mode: 0o600 });
    // Spreadsheets take a file for UTF-8 only by its byte order mark.
    if (this.#columns) this.#write(`\ufeff${csvLine(this.#columns)}`);
  }

  async add({ row }: ExportedRow): Promise<void> {
    this.#rows += 1;
    const full = !this.#write(this.#columns ? csvLine(this.#columns.map((name) => row[name])) : lineOf(row));
    if (full) await once(this.#stream, 'drain');
  }

  async close(): Promise<ExportFile> {
    this.#stream.end();
    await finished(this.#stream);
    return { name: this.#name, table: this.#table, rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  #write(text: string): boolean {
    const bytes = Buffer.from(text);
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    return this.#stream.write(bytes);
  }
}

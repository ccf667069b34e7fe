import { columns, type Table } from './columns.ts';
import { isNothing } from './values.ts';

export type Cells = Readonly<Record<string, unknown>>;

const snake = (name: string): string =>
  name
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');

/** Names of one file's columns are few; a hostile one's are not kept without end. */
const mostNames = 2_000;

/** Reads the cells of one table's rows by the fields they stand for. */
export class Fields {
  /** Columns with values that nobody reads. */
  readonly unread = new Set<string>();
  readonly #known: ReadonlyMap<string, readonly { readonly field: string; readonly rank: number }[]>;
  readonly #names = new Map<string, string>();

  constructor(table: Table) {
    const known = new Map<string, { field: string; rank: number }[]>();
    for (const [field, names] of Object.entries<readonly string[]>(columns[table])) {
      for (const [rank, name] of names.entries()) known.set(name, [...(known.get(name) ?? []), { field, rank }]);
    }
    this.#known = known;
  }

  /** Fields with something in them; of several columns for one field the first of its list that has a value. */
  read(cells: Cells): Record<string, unknown> {
    const found: Record<string, { readonly rank: number; readonly cell: unknown }> = {};
    for (const [column, cell] of Object.entries(cells)) {
      if (isNothing(cell)) continue;
      const places = this.#known.get(this.#nameOf(column));
      if (!places && this.unread.size < 100) this.unread.add(column.slice(0, 80));
      for (const { field, rank } of places ?? []) {
        const other = found[field];
        if (!other || rank < other.rank) found[field] = { rank, cell };
      }
    }
    return Object.fromEntries(Object.entries(found).map(([field, { cell }]) => [field, cell]));
  }

  /** As its column is called first, for messages about it. */
  #nameOf(column: string): string {
    const known = this.#names.get(column);
    if (known !== undefined) return known;
    const name = snake(column);
    if (this.#names.size < mostNames) this.#names.set(column, name);
    return name;
  }
}

/** The column name that people know a field by. */
export function columnOf(table: Table, field: string): string {
  const names: Readonly<Record<string, readonly string[]>> = columns[table];
  return names[field]?.[0] ?? field;
}

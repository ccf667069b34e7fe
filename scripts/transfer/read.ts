import type * as z from 'zod';
import type { Table } from './columns.ts';
import { columnOf, Fields } from './fields.ts';
import { type Input, rowsOf, type Source } from './files.ts';
import { messageIdFrom } from './ids.ts';
import type { Read } from './json-rows.ts';
import { annotationSchema, messageSchema } from './message-records.ts';
import { conversationSchema, customerSchema } from './people-records.ts';
import { bookingSchema, serviceSchema } from './sales-records.ts';
import { placeOf, type Staging } from './staging.ts';
import { ofCell } from './values.ts';

export interface ReadOptions {
  readonly now: number;
  readonly assumeUtc: boolean;
  /** Of the business: for prices and names that do not say. */
  readonly currency: string;
  readonly language: string;
}

export interface ReadProgress {
  bytes(count: number): void;
}

/** Rows that go into the staging area at once. */
const batch = 2_000;

/** Reads and checks every row of every file. What cannot be taken is written down with its row and the reason. */
export async function readInput(staging: Staging, input: Input, options: ReadOptions, progress: ReadProgress): Promise<void> {
  const keep = keepers(staging, options, input.manifest !== undefined);
  for (const source of input.sources)
    await readSource(staging, source, { ...keep[source.table], guarded: !!input.manifest }, progress);
}

type Outcome = 'kept' | { readonly id?: string; readonly reason: string };

interface Keeper {
  readonly table: Table;
  keep(fields: Readonly<Record<string, unknown>>, place: string, n: number): Outcome;
}

async function readSource(
  staging: Staging,
  source: Source,
  { table, keep, guarded }: Keeper & { readonly guarded: boolean },
  progress: ReadProgress,
): Promise<void> {
  const fields = new Fields(table);
  let open = 0;
  let rows = 0;
  const outcomeOf = (read: Read, place: string): Outcome => {
    if ('problem' in read) return { reason: `the row ${read.problem}` };
    if (!isObject(read.cells)) return { reason: 'the row is not an object' };
    return keep(fields.read(read.cells), place, read.row);
  };
  const take = (read: Read): void => {
    const place = placeOf(source.name, read.row);
    rows += 1;
    const outcome = outcomeOf(read, place);
    if (outcome !== 'kept') staging.find({ kind: 'skipped', table, place, ...outcome });
  };
  for await (const read of rowsOf(source, { guarded, onBytes: progress.bytes })) {
    if (open === 0) staging.begin();
    take(read);
    open += 1;
    if (open < batch) continue;
    staging.commit();
    open = 0;
  }
  if (open > 0) staging.commit();
  staging.transaction(() => {
    staging.run('INSERT INTO meta VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = value + :value', {
      name: `rows ${table}`,
      value: String(rows),
    });
    if (fields.unread.size > 0) {
      const list = [...fields.unread].sort().join(', ');
      staging.find({ kind: 'note', table, reason: `columns of ${source.name} that nothing was read from: ${list}` });
    }
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const idOf = (fields: Readonly<Record<string, unknown>>): string => String(fields.id ?? '').slice(0, 200);

function keepers(staging: Staging, options: ReadOptions, exported: boolean): Readonly<Record<Table, Keeper>> {
  /** In an export the later of two rows counts: what it is about changed while it was written. */
  const put = (table: Table, sql: string, row: Parameters<Staging['run']>[1] & { readonly id: string }): Outcome => {
    if (staging.run(`INSERT INTO ${sql} ON CONFLICT (id) DO NOTHING`, row) > 0) return 'kept';
    if (exported) {
      staging.run(`DELETE FROM ${table} WHERE id = :id`, { id: row.id });
      staging.run(`INSERT INTO ${sql}`, row);
      return 'kept';
    }
    const first = staging.one(`SELECT place FROM ${table} WHERE id = :id`, { id: row.id })?.place;
    return { id: row.id, reason: `id: is the same as in ${String(first)}` };
  };
  const keeper = <Schema extends z.ZodType>(
    table: Table,
    schema: Schema,
    keep: (record: z.output<Schema>, place: string, n: number) => Outcome,
  ): Keeper => ({
    table,
    keep(fields, place, n) {
      const parsed = schema.safeParse(fields);
      return parsed.success ? keep(parsed.data, place, n) : { id: idOf(fields), reason: reasonOf(table, fields, parsed.error) };
    },
  });
  return {
    services: keeper('services', serviceSchema(options), (record, place) =>
      put('services', 'services VALUES (:id, :place, :data)', { id: record.id, place, data: JSON.stringify(record) }),
    ),
    customers: keeper('customers', customerSchema(options), (record, place) =>
      put('customers', 'customers (id, place, data) VALUES (:id, :place, :data)', {
        id: record.id,
        place,
        data: JSON.stringify(record),
      }),
    ),
    conversations: keeper('conversations', conversationSchema(options), (record, place) =>
      put(
        'conversations',
        'conversations (id, place, customer, channel, grp, at, data) VALUES (:id, :place, :customer, :channel, :grp, :at, :data)',
        {
          id: record.id,
          place,
          customer: record.customer,
          channel: record.channel ?? '',
          grp: record.group ?? '',
          at: record.createdAt ?? record.updatedAt ?? 0,
          data: JSON.stringify(record),
        },
      ),
    ),
    messages: keeper('messages', messageSchema(options), ({ conversation, ...record }, place, n) =>
      put(
        'messages',
        'messages (id, place, conversation, mid, at, ord, pid, data) VALUES (:id, :place, :conversation, :mid, :at, :ord, :pid, :data)',
        {
          id: record.id,
          place,
          conversation,
          mid: messageIdFrom(record.id, record.at, record.providerId),
          at: record.at,
          ord: record.seq ?? n,
          pid: record.providerId ?? null,
          data: JSON.stringify(record),
        },
      ),
    ),
    annotations: keeper('annotations', annotationSchema(), (record, place) =>
      put('annotations', 'annotations VALUES (:id, :place, :conversation, :data)', {
        id: record.id,
        place,
        conversation: record.conversation,
        data: JSON.stringify(record),
      }),
    ),
    bookings: keeper('bookings', bookingSchema(options), (record, place) =>
      put('bookings', 'bookings VALUES (:id, :place, :customer, :service, :data)', {
        id: record.id,
        place,
        customer: record.customer,
        service: record.service ?? null,
        data: JSON.stringify(record),
      }),
    ),
  };
}

/** `phone: has no country code`. Never what the cell holds: reports are passed around. */
function reasonOf(table: Table, fields: Readonly<Record<string, unknown>>, error: z.ZodError): string {
  const said = error.issues.slice(0, 3).map((issue) => {
    const field = String(issue.path[0] ?? '');
    const name = columnOf(table, field);
    const ownWords = issue.code === 'custom' && issue.params?.of !== ofCell;
    if (fields[field] === undefined && !ownWords) return `${name}: is missing`;
    return `${name}: ${issue.code === 'custom' ? issue.message : 'does not fit'}`;
  });
  return [...new Set(said)].join('; ');
}

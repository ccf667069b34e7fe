import type * as z from 'zod';
import type { AuditEntry, audit } from '../../contract/audit.ts';
import { type AuditBounds, type AuditQuestion, beginOfMonth, readAudit } from '../_data/audit-log.ts';
import { csvFile, csvLine } from '../_shared/csv.ts';
import type { Cursors } from '../_shared/cursor.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

export interface AuditDependencies {
  cursors(store: TenantTable, now: number): Promise<Cursors>;
  /** Milliseconds: nothing was done before the business was there. */
  createdAt(store: TenantTable): Promise<number | undefined>;
}

type ListQuery = z.output<typeof audit.routes.list.query>;
type Filters = z.output<typeof audit.routes.csv.query>;
type Page = z.output<typeof audit.routes.list.response>;

/** Of one page: about 125 read units at most. A page that ends here is short or empty and says where the next one begins. */
const pageLooks = 1_000;
const pageQueries = 24;

/** Of one table: 10,000 rows, and what Lambda passes on in one answer (6 MB, where a quote is two bytes). */
const tableBounds: AuditBounds = { entries: 10_000, looks: 60_000, queries: 240 };
const tableBytes = 5_000_000;

/** Clocks of servers differ: an entry may be a little ahead of ours. */
const clockSkewMs = 60_000;

export async function auditPage(
  { cursors, createdAt }: AuditDependencies,
  store: TenantTable,
  { limit, cursor, ...filters }: ListQuery,
  now: number,
): Promise<Page | ProblemResult> {
  const asked = { list: 'audit', ...filters };
  const signed = await cursors(store, now);
  const place = cursor === undefined ? undefined : signed.take(asked, cursor);
  if (cursor !== undefined && place === undefined) {
    return problem('invalid-query', 'The cursor belongs to another list or question. Ask for the first page again.', [
      { path: 'cursor', message: 'Not a cursor of this list' },
    ]);
  }
  const question = await questionOf(filters, () => createdAt(store), now);
  const bounds = { entries: limit, looks: pageLooks, queries: pageQueries };
  const { entries, next } = await readAudit(store, question, bounds, place);
  return { items: entries, ...(next !== undefined && { next: signed.give(asked, next) }) };
}

async function questionOf(
  { by, thing, action, from, to }: Filters,
  createdAt: () => Promise<number | undefined>,
  now: number,
): Promise<AuditQuestion> {
  // The log of one thing is one partition; only months are walked back to a beginning.
  const since = thing === undefined ? beginOfMonth((await createdAt()) ?? 0) : 0;
  return {
    by,
    thing,
    action,
    from: Math.max(since, from === undefined ? 0 : Date.parse(from)),
    to: Math.min(now + clockSkewMs, to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to)),
  };
}

const columns = [
  'time (UTC)',
  'action',
  'by',
  'by id',
  'by type',
  'thing',
  'thing id',
  'thing type',
  'before',
  'after',
  'address',
  'request',
];

function lineOf({ at, action, by, thing, before, after, from = '', requestId = '' }: AuditEntry): string {
  const values = (changed: object | undefined): string => (changed === undefined ? '' : JSON.stringify(changed));
  const people = [by.name, by.id, by.type, thing.name, thing.id, thing.type];
  return csvLine([at, action, ...people, values(before), values(after), from, requestId]);
}

/** A table that had to end early says so in its last line: where, and how to get the rest. */
export async function auditTable(
  { createdAt }: Pick<AuditDependencies, 'createdAt'>,
  store: TenantTable,
  filters: Filters,
  now: number,
  bounds: AuditBounds = tableBounds,
): Promise<string> {
  const question = await questionOf(filters, () => createdAt(store), now);
  const { entries, next } = await readAudit(store, question, bounds);
  const lines = [csvLine(columns)];
  let [bytes, endedAt] = [0, next === undefined ? undefined : Number(next.slice(0, 13))];
  for (const entry of entries) {
    const line = lineOf(entry);
    // As it travels: inside the JSON that Lambda hands to API Gateway.
    bytes += Buffer.byteLength(JSON.stringify(line));
    if (bytes > tableBytes) {
      endedAt = Date.parse(entry.at);
      break;
    }
    lines.push(line);
  }
  if (endedAt !== undefined) {
    const to = new Date(endedAt).toISOString();
    lines.push(csvLine([`There may be more: ask for the time up to ${to} to get the rest`]));
  }
  return csvFile(lines);
}

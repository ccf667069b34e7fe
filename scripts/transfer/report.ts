import { type Table, tables } from './columns.ts';
import type { Staging } from './staging.ts';
import type { Counts, Tally } from './tally.ts';

export interface Report {
  readonly business: string;
  readonly from: string;
  readonly dryRun: boolean;
  readonly tables: Readonly<
    Record<string, { readonly rows: number; readonly skipped: number; readonly accepted: number } & Partial<Counts>>
  >;
  /** Rows that are not imported. `row` counts as spreadsheets do: the header is 1. In JSON the first row is 1. */
  readonly skipped: readonly ReportedRow[];
  readonly notes: readonly ReportedRow[];
}

interface ReportedRow {
  readonly table: string;
  readonly file?: string;
  readonly row?: number;
  readonly id?: string;
  readonly reason: string;
}

/** More than this in one list is of no use to people, and is kept out of memory. The counts are of all. */
const mostListed = 10_000;

export function reportOf(
  staging: Staging,
  { business, from, tally }: { readonly business: string; readonly from: string; readonly tally: Tally | undefined },
): Report {
  const rowsOf = (table: Table): number => Number(staging.meta(`rows ${table}`) ?? 0);
  const counted = tables.filter((table) => rowsOf(table) > 0);
  return {
    business,
    from,
    dryRun: tally === undefined,
    tables: Object.fromEntries(
      counted.map((table) => {
        const rows = rowsOf(table);
        const skipped = staging.count("SELECT count(*) AS count FROM findings WHERE kind = 'skipped' AND tbl = :table", {
          table,
        });
        return [table, { rows, skipped, accepted: rows - skipped, ...tally?.counts[table] }];
      }),
    ),
    skipped: listed(staging, 'skipped'),
    notes: listed(staging, 'note'),
  };
}

function listed(staging: Staging, kind: string): ReportedRow[] {
  const found = staging.all(
    `SELECT tbl, file, row, id, reason FROM findings WHERE kind = :kind ORDER BY tbl, file, row, n LIMIT ${mostListed}`,
    { kind },
  );
  return found.map(({ tbl, file, row, id, reason }) => ({
    table: String(tbl),
    ...(file !== null && { file: String(file), row: Number(row) }),
    ...(id !== null && { id: String(id) }),
    reason: String(reason),
  }));
}

/** For people: Markdown, without anything of what customers wrote. */
export function readable({ business, from, dryRun, tables: counts, skipped, notes }: Report): string {
  const done = dryRun ? 'would be imported' : 'accepted';
  const lines = [
    `# ${dryRun ? 'Dry run of the import' : 'Import'} of ${from} into ${business}`,
    '',
    `| table | rows | ${done} | skipped |${dryRun ? '' : ' written now | there already |'}`,
    `|---|---|---|---|${dryRun ? '' : '---|---|'}`,
    ...Object.entries(counts).map(
      ([table, { rows, accepted, skipped: left, added, present }]) =>
        `| ${table} | ${rows} | ${accepted} | ${left} |${dryRun ? '' : ` ${added ?? 0} | ${present ?? 0} |`}`,
    ),
  ];
  const list = (title: string, found: readonly ReportedRow[]): void => {
    if (found.length === 0) return;
    lines.push('', `## ${title}`, '');
    for (const { table, file, row, id, reason } of found) {
      const where = file === undefined ? table : `${file} row ${row}`;
      lines.push(`- ${where}${id === undefined ? '' : ` (${plain(id)})`}: ${plain(reason)}`);
    }
    if (found.length === mostListed) lines.push(`- and more: only the first ${mostListed} are listed`);
  };
  list('Skipped', skipped);
  list('To know', notes);
  return `${lines.join('\n')}\n`;
}

/** Ids and column names come from the file: nothing of them may break out of its line, or turn a terminal's text around. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');

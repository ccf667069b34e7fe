import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TenantId } from '../../contract/ids.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { Progress } from './progress.ts';
import { type ImportOptions, runImport } from './run-import.ts';
import { type Expected, writeSample } from './sample.ts';

let table: TestTable;
let folder: string;
let expected: Expected[];

beforeAll(async () => {
  table = await startDynamo();
  folder = mkdtempSync(join(tmpdir(), 'import-'));
  expected = await writeSample(join(folder, 'old'), { messages: 1_000, customers: 60, broken: true });
}, 60_000);

afterAll(async () => {
  await table.close();
  rmSync(folder, { recursive: true, force: true });
});

const quiet = new Progress(Object.assign(Object.create(process.stderr), { write: () => true, isTTY: false }));
const options = (tenant: string, more: Partial<ImportOptions> = {}): ImportOptions => ({
  store: table.of(TenantId.parse(tenant)),
  business: { slug: 'samia-tarot', currency: 'USD', language: 'ar' },
  connected: [],
  from: join(folder, 'old'),
  dryRun: false,
  assumeUtc: false,
  operator: 'test',
  progress: quiet,
  clock: () => Date.UTC(2026, 10, 23),
  work: join(folder, `work-${tenant}`),
  ...more,
});

describe('an import', () => {
  it('works', async () => {
    const report = await runImport(options('01jd00000000000000000000b1'));
    const got = report.skipped.map(({ table, file, row, reason }) => ({ table, file, row, reason }));
    const sort = (list: { table: string; row?: number }[]) =>
      list.toSorted((a, b) => (a.table < b.table ? -1 : a.table > b.table ? 1 : (a.row ?? 0) - (b.row ?? 0)));
    expect(sort(got)).toEqual(sort(expected));
    expect(expected).toHaveLength(50);
  });
});

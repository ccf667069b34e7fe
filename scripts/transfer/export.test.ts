import { appendFileSync, cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TenantId } from '../../contract/ids.ts';
import { runExport } from './run-export.ts';
import { CannotImport, runImport } from './run-import.ts';
import { quiet, Transfers } from './transfer-testing.ts';

let transfers: Transfers;

beforeAll(async () => {
  transfers = await Transfers.open({ messages: 400, customers: 40, broken: true });
}, 60_000);

afterAll(() => transfers.close());

const aConversation = async (tenant: TenantId) => {
  const found = (await transfers.items(tenant)).find(({ sk }) => sk === 'CONV');
  return { pk: found?.pk, sk: found?.sk };
};

describe('an export', () => {
  it.each(['ndjson', 'csv'] as const)('as %s makes an equal business of an empty one', async (format) => {
    const [first, second] = [transfers.newTenant(), transfers.newTenant()];
    await runImport(transfers.options(first));
    // What an import alone would not make: read, moved on, edited here.
    await transfers.table.platform.client.send(
      new UpdateCommand({
        TableName: transfers.table.platform.table,
        Key: await aConversation(first),
        UpdateExpression: 'SET v = v + :one, rs = :one',
        ExpressionAttributeValues: { ':one': 1 },
      }),
    );
    const to = join(transfers.folder, `export-${format}`);
    const files = await runExport({
      store: transfers.table.of(first),
      slug: 'samia-tarot',
      to,
      format,
      progress: quiet(),
      now: transfers.now,
    });
    expect(Object.fromEntries(files.map(({ table: name, rows }) => [name, rows]))).toMatchObject({
      customers: 40,
      conversations: 40,
      messages: 400,
      services: 12,
      bookings: 10,
    });
    const report = await runImport(transfers.options(second, { from: to }));
    expect(report.skipped).toEqual([]);
    expect(await transfers.everything(second)).toEqual(await transfers.everything(first));
  });

  it('neutralises formulas in spreadsheets', () => {
    const cells = readFileSync(join(transfers.folder, 'export-csv', 'customers.csv'), 'utf8').split(/\r\n|,/);
    expect(cells.filter((cell) => /^"?[=+\-@]/.test(cell))).toEqual([]);
    expect(readFileSync(join(transfers.folder, 'export-csv', 'customers.csv'), 'utf8')).toContain(
      `"'=HYPERLINK(""http://x.example"",""Rana"")"`,
    );
  });

  it('is refused by the import when a file was changed or is missing', async () => {
    const copy = join(transfers.folder, 'changed');
    cpSync(join(transfers.folder, 'export-ndjson'), copy, { recursive: true });
    appendFileSync(join(copy, 'messages.ndjson'), '\n');
    rmSync(join(copy, 'bookings.ndjson'));
    await expect(runImport(transfers.options(transfers.newTenant(), { from: copy }))).rejects.toThrow(CannotImport);
    await expect(runImport(transfers.options(transfers.newTenant(), { from: copy }))).rejects.toThrow(
      /bookings.ndjson is missing; messages.ndjson was changed/,
    );
  });
});

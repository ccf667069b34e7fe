import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aTenant } from '../../test/engine/factory.ts';
import { fullBusiness } from '../../test/engine/full-business.ts';
import { backfillTraces } from './traces.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const kinds = /^(HOOK|USER|INVITATION|SLUG|PLATFORM#INDEX)#/;
const places = async () =>
  (await table.scan())
    .filter(({ pk }) => kinds.test(String(pk)))
    .map(({ pk, sk, gsi1pk, gsi1sk }) => ({ pk, sk, gsi1pk, gsi1sk }))
    .toSorted((one, other) => (`${one.pk} ${one.sk}` < `${other.pk} ${other.sk}` ? -1 : 1));

it('gives items from before the index the place that they would have now, once, and only when it is told to', async () => {
  for (const mark of ['one', 'two']) await fullBusiness(table, table.of(aTenant()), mark);
  const { client, table: TableName } = table.platform;
  await client.send(new PutCommand({ TableName, Item: { pk: 'PLATFORM#INDEX#cursors', sk: 'CURSOR_KEY' } }));
  const wanted = await places();
  const traced = wanted.filter(({ gsi1pk }) => gsi1pk !== undefined);
  expect(traced.length).toBeGreaterThan(10);
  for (const { pk, sk } of traced) {
    await client.send(new UpdateCommand({ TableName, Key: { pk, sk }, UpdateExpression: 'REMOVE gsi1pk, gsi1sk' }));
  }
  const before = await table.scan();
  expect(await backfillTraces(table.platform)).toMatchObject({ missing: traced.length, written: 0 });
  expect(await table.scan()).toEqual(before);

  const run = await backfillTraces(table.platform, { apply: true, pageSize: 7 });
  expect(run).toMatchObject({ missing: traced.length, written: traced.length, looked: before.length });
  expect(run.units).toBeGreaterThan(0);
  expect(await places()).toEqual(wanted);
  expect(await backfillTraces(table.platform, { apply: true })).toMatchObject({ missing: 0, written: 0 });
});

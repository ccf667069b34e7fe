import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aRegistration, noon } from '../../test/engine/factory.ts';
import { inboundDesk, text } from '../../test/engine/inbound-desk.ts';
import { putRegistration, removeRegistration } from '../_data/registration.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

it('an event of a business that is being removed, or is gone, leaves nothing', async () => {
  const desk = inboundDesk(table);
  const { store } = desk;
  const rows = async () => (await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${store.tenant}#`));
  const registration = aRegistration(store, { status: 'deleting', deletedAfter: noon });
  await putRegistration(table.platform, registration);
  await desk.take([text('before', 0)]);
  expect(await desk.inbox()).toHaveLength(1);

  const removing = { ...registration, removing: noon, version: 2 };
  await putRegistration(table.platform, removing);
  for (const { pk, sk } of await rows()) {
    await store.client.send(new DeleteCommand({ TableName: store.table, Key: { pk, sk } }));
  }
  // A process may know it late, by a minute: the removal waits longer.
  desk.clock(noon + 2 * 3_600_000);
  await desk.take([text('meanwhile', 1)]);
  expect(await rows()).toEqual([]);

  await removeRegistration(table.platform, removing, noon);
  desk.clock(noon + 3 * 3_600_000);
  await desk.take([text('replayed', 2)]);
  expect(await rows()).toEqual([]);
});

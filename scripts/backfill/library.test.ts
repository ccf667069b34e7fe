import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getFileRow, receivedFileId, rowKeyOf } from '../../lambdas/_data/file-row.ts';
import { fileUsage } from '../../lambdas/_data/file-usage.ts';
import { fileUsageKey, inboundMessageId, messageKey } from '../../lambdas/_data/keys.ts';
import { addInbound } from '../../lambdas/_data/message.ts';
import { claimFile, keepFile } from '../../lambdas/_data/received-file.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, aTenant, noon } from '../../test/engine/factory.ts';
import { backfillLibrary } from './library.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

/** Files of a business as the worker keeps them. */
async function received(store: TenantTable, count: number) {
  const { id: conversationId } = await aConversation(store);
  const places = [];
  for (let index = 0; index < count; index++) {
    const place = { conversationId, messageId: inboundMessageId(noon + index, `wamid.${index}`) };
    const media = { providerMediaId: 'm', mimeType: 'application/pdf', filename: `${index}.pdf` };
    await addInbound(store, {
      id: place.messageId,
      conversationId,
      direction: 'in',
      content: { kind: 'document', media },
      seq: 1,
    });
    const claim = await claimFile(store, place, { now: noon, leaseMs: 1000 });
    if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
    const facts = { mime: 'application/pdf', n: 10 + index, pg: 1 };
    await keepFile(store, place, claim.owner, facts, { kind: 'document', name: media.filename, now: noon });
    places.push(place);
  }
  return places;
}

it('lists files from before the library as they would be now, once, and only when it is told to', async () => {
  const { client, table: TableName } = table.platform;
  const wanted = [];
  for (const store of [table.of(aTenant()), table.of(aTenant())]) {
    const places = await received(store, 5);
    wanted.push({ store, places, rows: await rowsOf(store, places), usage: await fileUsage(store, noon) });
    // As it was before: messages with files, and neither rows nor counts. One is listed already.
    for (const place of places.slice(1)) {
      await client.send(new DeleteCommand({ TableName, Key: { ...rowKeyOf(store, receivedFileId(place)) } }));
    }
    // A message that was taken back has nothing to list.
    const [gone] = await received(store, 1);
    if (!gone) throw new Error('unreachable');
    const Key = { ...messageKey(store.tenant, gone.conversationId, gone.messageId) };
    await client.send(
      new UpdateCommand({ TableName, Key, UpdateExpression: 'SET del = :at', ExpressionAttributeValues: { ':at': noon } }),
    );
    await client.send(new DeleteCommand({ TableName, Key: { ...rowKeyOf(store, receivedFileId(gone)) } }));
    await client.send(
      new UpdateCommand({
        TableName,
        Key: { ...fileUsageKey(store.tenant, undefined) },
        UpdateExpression: 'SET documentFiles = :files, documentBytes = :bytes',
        ExpressionAttributeValues: { ':files': 1, ':bytes': 10 },
      }),
    );
  }
  const before = await table.scan();
  expect(await backfillLibrary(table.platform)).toMatchObject({ missing: 8, written: 0, looked: before.length });
  expect(await table.scan()).toEqual(before);
  expect(await backfillLibrary(table.platform, { apply: true, pageSize: 3 })).toMatchObject({ missing: 8, written: 8 });
  for (const { store, places, rows, usage } of wanted) {
    expect([await rowsOf(store, places), await fileUsage(store, noon)]).toEqual([rows, usage]);
  }
  expect(await backfillLibrary(table.platform, { apply: true })).toMatchObject({ missing: 0, written: 0 });
});

const rowsOf = (store: TenantTable, places: Awaited<ReturnType<typeof received>>) =>
  Promise.all(places.map((place) => getFileRow(store, receivedFileId(place))));

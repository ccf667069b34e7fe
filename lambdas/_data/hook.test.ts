import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aChannel, aHookId, aTenant } from '../../test/engine/factory.ts';
import { claimNumber, type Hook, publishHook, releaseNumber } from './hook.ts';
import { hookKey } from './keys.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const aHook = (): Hook => ({
  ...{ id: aHookId(), tenant: aTenant(), provider: 'meta', appId: '7', channels: {}, secrets: [] },
  ...{ verify: '0'.repeat(64), version: 1 },
});

describe('the copy that webhooks are checked by', () => {
  it('is the newest one, in whatever order copies come', async () => {
    const hook = aHook();
    const versions = [3, 1, 2, 5, 5, 4].map((version) => ({ ...hook, version, verify: String(version).repeat(64) }));
    for (const one of versions) await publishHook(table.platform, one);
    const { client, table: TableName } = table.platform;
    const { Item } = await client.send(new GetCommand({ TableName, Key: hookKey(hook.id) }));
    expect(Item).toMatchObject({ version: 5, verify: '5'.repeat(64) });
  });
});

describe('a number of the provider', () => {
  const [owner, stranger] = [
    { tenant: aTenant(), channelId: aChannel() },
    { tenant: aTenant(), channelId: aChannel() },
  ];

  it('belongs to the first who claims it, until they let it go', async () => {
    expect(await claimNumber(table.platform, '111', owner)).toBe('claimed');
    expect(await claimNumber(table.platform, '111', stranger)).toEqual(owner);
    // Not even with the name of the channel that has it.
    const pretended = { ...stranger, channelId: owner.channelId };
    expect(await claimNumber(table.platform, '111', pretended)).toEqual(owner);
    expect(await claimNumber(table.platform, '111', stranger, owner.channelId)).toEqual(owner);
    for (const one of [stranger, pretended]) await releaseNumber(table.platform, '111', one);
    expect(await claimNumber(table.platform, '111', owner)).toBe('claimed');
    await releaseNumber(table.platform, '111', owner);
    expect(await claimNumber(table.platform, '111', stranger)).toBe('claimed');
  });

  it('is taken over from a channel of the same business only', async () => {
    const successor = { ...owner, channelId: aChannel() };
    expect(await claimNumber(table.platform, '222', owner)).toBe('claimed');
    expect(await claimNumber(table.platform, '222', successor)).toEqual(owner);
    expect(await claimNumber(table.platform, '222', successor, owner.channelId)).toBe('claimed');
    await releaseNumber(table.platform, '222', owner);
    expect(await claimNumber(table.platform, '222', stranger)).toEqual(successor);
  });
});

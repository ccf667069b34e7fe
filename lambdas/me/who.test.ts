import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { aTeam } from '../../test/engine/team.ts';
import { putPlatformAdmin } from '../_data/membership.ts';
import { who } from './who.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const asked: string[] = [];
const ask = (sub: string) =>
  who(
    {
      table: table.platform,
      accounts: {
        emailOf: async (one) => {
          asked.push(one);
          return one === 'newcomer' ? 'newcomer@desk.test' : undefined;
        },
      },
    },
    sub,
    noon,
  );

it('knows the address of somebody who works for nobody yet', async () => {
  expect(await ask('newcomer')).toEqual({ email: 'newcomer@desk.test', platformAdmin: false, memberships: [] });
});

it('does not ask the pool about people it has an address of', async () => {
  asked.length = 0;
  const team = await aTeam(table);
  const agent = await team.hire('agent', { email: 'agent@desk.test' });
  await putPlatformAdmin(table.platform, 'owner', 'owner@desk.test');
  expect(await ask(agent.sub)).toMatchObject({ email: 'agent@desk.test', memberships: [{ role: 'agent' }] });
  expect(await ask('owner')).toMatchObject({ email: 'owner@desk.test', platformAdmin: true });
  expect(asked).toEqual([]);
});

it('is empty for an account that is gone', async () => {
  expect((await ask('gone')).email).toBe('');
});

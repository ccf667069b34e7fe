import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aTeam } from '../../test/engine/team.ts';
import { everybody } from './everybody.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

it('are those who work here now, by name, and nothing but names', async () => {
  const [team, other] = [await aTeam(table), await aTeam(table)];
  const omar = await team.hire('agent', { name: 'Omar' });
  const lina = await team.hire('viewer', { name: 'Lina' });
  await team.hire('agent', { name: 'Gone', active: false });
  await other.hire('agent', { name: 'Elsewhere' });
  expect(await everybody(team.store)).toEqual({
    items: [
      { id: lina.id, name: 'Lina' },
      { id: omar.id, name: 'Omar' },
    ],
  });
});

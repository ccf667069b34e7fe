import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { aTeam, type TestTeam } from '../../test/engine/team.ts';
import { type Employee, employeeChange, getEmployee } from '../_data/employee.ts';
import { transact } from '../_data/transact.ts';
import { deactivate, updateEmployee } from './team.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

/** The team of a request that is overtaken: everything is read and decided, then this happens, then it writes. */
function overtaken(team: TestTeam, happens: () => Promise<unknown>): TestTeam {
  let happened = false;
  const client = new Proxy(team.store.client, {
    get(target, name) {
      if (name !== 'send') return Reflect.get(target, name);
      return async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
        if (command.constructor.name === 'TransactWriteCommand' && !happened) {
          happened = true;
          await happens();
        }
        return target.send(command);
      };
    },
  });
  return { ...team, store: { ...team.store, client } };
}
const change = (by: Employee, { id, version: ifMatch }: Employee) => ({
  ...{ by, id, ifMatch, now: noon },
  ...{ sourceIp: '192.0.2.1', requestId: 'request' },
});
const turnedInto = (team: TestTeam, was: Employee, role: 'viewer' | 'agent') =>
  transact(team.store, [employeeChange(team.store, was, { role }).write]);

describe('what a change was decided on', () => {
  it('is who makes it: nobody gives what was taken from them before it was written', async () => {
    const team = await aTeam(table);
    const [one, two, agent] = [await team.hire('admin'), await team.hire('admin'), await team.hire('agent')];
    const late = overtaken(team, () => turnedInto(team, one, 'viewer'));
    expect(await updateEmployee(late, change(one, agent), { role: 'admin' })).toMatchObject({ code: 'forbidden' });
    expect(await getEmployee(team.store, agent.id)).toEqual(agent);
    expect(await getEmployee(team.store, two.id)).toEqual(two);
  });

  it('is the administrator who stays', async () => {
    const team = await aTeam(table);
    const [one, two] = [await team.hire('admin'), await team.hire('admin')];
    const late = overtaken(team, () => turnedInto(team, two, 'agent'));
    expect(await deactivate(late, change(one, one))).toMatchObject({ code: 'last-admin' });
    expect(await getEmployee(team.store, one.id)).toEqual(one);
  });

  it('is who is changed', async () => {
    const team = await aTeam(table);
    const [one, agent] = [await team.hire('admin'), await team.hire('agent')];
    const late = overtaken(team, () => turnedInto(team, agent, 'viewer'));
    expect(await updateEmployee(late, change(one, agent), { name: 'Nora' })).toMatchObject({
      code: 'changed',
      errors: [{ path: 'role' }],
    });
  });
});

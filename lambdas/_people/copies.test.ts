import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RoleId } from '../../contract/ids.ts';
import type { Permission } from '../../contract/permissions.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { aTeam, type TestTeam } from '../../test/engine/team.ts';
import type { Employee } from '../_data/employee.ts';
import { type CustomRole, getRole, noteSpreading, roleAdded, roleChange } from '../_data/role.ts';
import { transact } from '../_data/transact.ts';
import { ulid } from '../_shared/ulid.ts';
import { type CopyDependencies, copyRole } from './copies.ts';

let table: TestTable;
let team: TestTeam;
let role: CustomRole;
let people: Employee[];
const many = 30;
const step = 5;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  team = await aTeam(table);
  role = {
    ...{ id: RoleId.parse(ulid(noon)), name: 'Front desk', colour: '#1d7a5f', permissions: ['bookings.view'] },
    ...{ holders: many, madeFrom: 'test', version: 1, spread: 1 },
  };
  await transact(team.store, roleAdded(team.store, role, 50));
  people = [];
  for (let n = 0; n < many; n++) {
    people.push(await team.hire(role.id));
    if (n % 3 === 0) await team.hire('agent');
  }
  people.sort((one, other) => (one.id < other.id ? -1 : 1));
});

async function change(permissions: Permission[]): Promise<void> {
  const { write, role: next } = roleChange(team.store, role, { permissions });
  await transact(team.store, [write]);
  role = next;
}
/** A process whose time is up after so many writes, also of those that change nothing because they are done. */
function cutOffAfter(writes: number): CopyDependencies {
  let left = writes;
  const client = new Proxy(table.platform.client, {
    get(target, name) {
      if (name !== 'send') return Reflect.get(target, name);
      return async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
        if (/^(Put|Update)/.test(command.constructor.name) && left-- <= 0) throw new Error('cut off');
        return target.send(command);
      };
    },
  });
  const platform = { ...table.platform, client };
  return { platform, store: { ...platform, tenant: team.store.tenant } };
}
async function expectEverybody(permissions: Permission[], roleVersion: number): Promise<void> {
  for (const person of people) {
    expect(await team.membershipOf(person)).toMatchObject({ role: role.id, permissions, roleVersion });
  }
  expect(await getRole(team.store, role.id)).toMatchObject({ spread: roleVersion, version: roleVersion });
}

describe('a role of many people', () => {
  it('reaches all of them although no process lives for more than a step and a half: each goes on where it ended', async () => {
    await change(['audit.view']);
    for (let tries = 1; tries < many / step; tries++) {
      await expect(copyRole(cutOffAfter(step + 2), role.id, step)).rejects.toThrow('cut off');
      expect(await getRole(team.store, role.id)).toMatchObject({ spread: 1, spreading: { after: people[tries * step - 1]?.id } });
    }
    expect(await copyRole(cutOffAfter(step + 2), role.id, step)).toBe('spread');
    await expectEverybody(['audit.view'], 2);
  });

  it('is given to all of them by two at the same time', async () => {
    await change(['audit.view']);
    const both = await Promise.all([copyRole(team, role.id, step), copyRole(team, role.id, step)]);
    expect(both).toContain('spread');
    await expectEverybody(['audit.view'], 2);
    expect(await copyRole(team, role.id, step)).toBe('already');
  });

  it('that changes again meanwhile is begun anew: what was noted for the version before counts no more', async () => {
    await change(['audit.view']);
    await expect(copyRole(cutOffAfter(step * 3), role.id, step)).rejects.toThrow('cut off');
    expect((await getRole(team.store, role.id))?.spreading).toMatchObject({ version: 2 });
    const [before, last] = [role, people.at(-1)];
    await change(['bookings.edit', 'audit.view']);
    // Whoever still copies the version before hears of the new one with its next note.
    expect(last && (await noteSpreading(team.store, before, last.id))).toMatchObject({ version: 3, spreading: { version: 2 } });
    await copyRole(team, role.id, step);
    await expectEverybody(role.permissions, 3);
  });

  it('never goes back in what it noted', async () => {
    await change(['audit.view']);
    const [early, late] = [people[4], people[20]];
    if (!early || !late) throw new Error('unreachable');
    await noteSpreading(team.store, role, late.id);
    expect(await noteSpreading(team.store, role, early.id)).toMatchObject({ spreading: { version: 2, after: late.id } });
  });
});

import { describe, expect, inject, it } from 'vitest';
import { stageNames } from '../../../lib/config.ts';
import { set, statement, the } from '../weakenings/weaken.ts';
import { copyOf, isObject, listOf, readTemplates, type World, worldOf } from '../world.ts';
import { allows } from './ask.ts';
import { type DeployedStage, deploy } from './deployed.ts';

const world = worldOf(readTemplates(inject('assembly')));
const own = { tenant: 'a1' };
const month = 'T#a1#AUDIT#2026-11';

/** What changes or removes an item that is there; a `PutItem` over it is refused by the condition of `lambdas/_data/audit.ts`. */
const changing = ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete', 'PartiQLInsert'];
const inOneRequest: readonly (readonly string[] | undefined)[] = [
  [month],
  ['T#b2#AUDIT#2020-01'],
  ['T#a1#CONV#01', month],
  [month, 'T#a1#CONV#01'],
  ['PLATFORM#AUDIT#2026-11'],
  undefined,
];
/** Of the whole table: each would do away with the log, or let it expire. */
const ofTheTable = ['DeleteTable', 'UpdateTimeToLive', 'UpdateTable', 'ImportTable', 'RestoreTableFromBackup'];

/** Who may touch what is in an audit log, as `<role>: <action> <keys>`; any session tag may be theirs. */
async function whoMayChangeLogs(stage: DeployedStage): Promise<string[]> {
  const found: string[] = [];
  for (const role of stage.roles) {
    const ask = async (name: string, keys?: readonly string[]): Promise<void> => {
      const question = { action: `dynamodb:${name}`, resource: stage.tableArn, ...(keys && { keys }) };
      if (await allows(stage, role, own, question)) found.push(`${role.name}: ${name} ${keys?.join(', ') ?? ''}`);
    };
    for (const action of changing) for (const keys of inOneRequest) await ask(action, keys);
    for (const action of ofTheTable) await ask(action);
  }
  return found;
}

describe('the audit log', () => {
  it.each(stageNames)('of %s can be changed by no role there is, and removed by one, with its business', async (name) => {
    const stage = deploy(world, name);
    expect(stage.roles.length).toBeGreaterThan(30);
    expect(await whoMayChangeLogs(stage)).toEqual(ofRemoval(name));
    const add = { action: 'dynamodb:PutItem', resource: stage.tableArn, keys: [month] };
    const adding = await Promise.all(stage.roles.map((role) => allows(stage, role, own, add)));
    expect(stage.roles.filter((_, index) => adding[index])).toEqual([stage.tenantRole]);
  });
});

/** The end of a business is the end of its log: entries of the business that the session is for, and nothing beside them. */
const ofRemoval = (name: string): string[] => [`frontdesk-${name}-removal: DeleteItem ${month}`];

const policyOf = (copy: World, where: string): Record<string | number, unknown> => {
  const { PolicyDocument } = the(copy, 'AWS::IAM::Policy', new RegExp(`/${where}/`)).properties;
  if (!isObject(PolicyDocument)) throw new Error(`${where} has no policy`);
  return PolicyDocument;
};

const weakened: readonly [what: string, change: (copy: World) => void][] = [
  [
    'without its refusal the tenant role rewrites the log',
    (copy) => {
      const document = policyOf(copy, 'TenantRole');
      const kept = listOf(document.Statement).filter((one) => isObject(one) && one.Effect !== 'Deny');
      set(document, ['Statement'], kept);
    },
  ],
  [
    'a refusal of changes alone lets entries be removed',
    (copy) => set(statement(copy, 'TenantRole', 'dynamodb:UpdateItem', 'Deny'), ['Action'], 'dynamodb:UpdateItem'),
  ],
  [
    'a refusal for all keys of a request lets an entry through beside another row',
    (copy) => {
      const refusal = statement(copy, 'TenantRole', 'dynamodb:UpdateItem', 'Deny');
      set(refusal, ['Condition'], { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['T#*#AUDIT#*'] } });
    },
  ],
  [
    'a function with a pattern of its own for rows of businesses',
    (copy) => {
      const condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['T#*'] } };
      set(statement(copy, 'Memberships', 'dynamodb:PutItem'), ['Condition'], condition);
      set(statement(copy, 'Memberships', 'dynamodb:PutItem'), ['Action'], ['dynamodb:PutItem', 'dynamodb:DeleteItem']);
    },
  ],
  [
    'a function that may do everything with the table',
    (copy) => {
      const own = statement(copy, 'Me', 'dynamodb:GetItem');
      set(own, ['Condition'], undefined);
      set(own, ['Action'], 'dynamodb:*');
    },
  ],
  [
    'the platform rewrites its own log',
    (copy) => set(statement(copy, 'Platform', 'dynamodb:Query'), ['Action'], ['dynamodb:Query', 'dynamodb:UpdateItem']),
  ],
];

describe('a weakened role is found: ', () => {
  it.each(weakened)('%s', async (_, change) => {
    const copy = copyOf(world, 'prod');
    change(copy);
    expect(await whoMayChangeLogs(deploy(worldOf(copy.templates), 'prod'))).not.toEqual(ofRemoval('prod'));
  });
});

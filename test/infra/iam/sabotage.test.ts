import { describe, expect, inject, it } from 'vitest';
import { readTemplates, worldOf } from '../world.ts';
import { allows, type Question } from './ask.ts';
import { type DeployedRole, deploy } from './deployed.ts';

const stage = deploy(worldOf(readTemplates(inject('assembly'))), 'prod');
const own = { tenant: 'a1' };
const variable = `\${aws:PrincipalTag/tenant}`;

/** The tenant role with one thing in its policies changed; the same text must have been there. */
function sabotaged(find: string, replace: string): DeployedRole {
  const text = JSON.stringify(stage.tenantRole.policies);
  if (!text.includes(find)) throw new Error(`The tenant role says nothing of ${find}`);
  return { ...stage.tenantRole, policies: JSON.parse(text.replaceAll(find, replace)) };
}

const read = (...keys: string[]): Question => ({
  action: 'dynamodb:GetItem',
  resource: stage.tableArn,
  ...(keys.length > 0 && { keys }),
});

/** One line that would open a hole, and the question of the matrix that finds it open. */
const twins: readonly [what: string, role: DeployedRole, question: Question][] = [
  ['a pattern without its delimiter lets a neighbour in', sabotaged(`T#${variable}#*`, `T#${variable}*`), read('T#a11#CONV#01')],
  ['a pattern without the tag lets everybody in', sabotaged(`T#${variable}#*`, 'T#*'), read('T#b2#CONV#01')],
  ['a registration without the tag shows everybody’s', sabotaged(`TENANT#${variable}`, 'TENANT#*'), read('TENANT#b2')],
  ['a key that may be absent lets requests without one in', sabotaged(',"Null":{"dynamodb:LeadingKeys":"false"}', ''), read()],
  ['ForAnyValue lets a mixed batch through', sabotaged('ForAllValues:', 'ForAnyValue:'), read('T#a1#CONV#01', 'T#b2#CONV#01')],
  [
    'a wildcard action scans',
    sabotaged('"dynamodb:GetItem"', '"dynamodb:*"'),
    { action: 'dynamodb:PartiQLSelect', resource: stage.tableArn, keys: ['T#a1#CONV#01'] },
  ],
  [
    'files without the tag are everybody’s',
    sabotaged(`/tenants/${variable}/*`, '/tenants/*'),
    { action: 's3:GetObject', resource: `${stage.mediaArn}/tenants/b2/media/1` },
  ],
  [
    'secrets without their context are everybody’s',
    sabotaged(`,"Condition":{"StringEquals":{"kms:EncryptionContext:tenant":"${variable}"}}`, ''),
    { action: 'kms:Decrypt', resource: stage.keyArn, encryptionContext: { tenant: 'b2' } },
  ],
];

describe('the matrix would notice: ', () => {
  it.each(twins)('%s', async (_, role, question) => {
    expect(await allows(stage, stage.tenantRole, own, question)).toBe(false);
    expect(await allows(stage, role, own, question)).toBe(true);
  });

  it('a trust policy without its conditions lets everybody act for a business', async () => {
    const statements = stage.tenantRole.trust.Statement.map(({ Condition: _, ...statement }) => statement);
    const open = { ...stage.tenantRole, trust: { ...stage.tenantRole.trust, Statement: statements } };
    const roles = stage.roles.map((role) => (role === stage.tenantRole ? open : role));
    const admin = { ...stage.tenantRole, name: 'me', arn: stage.tenantRole.arn.replace('prod-tenant', 'prod-me') };
    const policies = [
      { name: 'all', policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }] } },
    ];
    const question: Question = { action: 'sts:AssumeRole', resource: stage.tenantRole.arn };
    expect(await allows(stage, { ...admin, policies }, {}, question)).toBe(false);
    expect(await allows({ ...stage, roles }, { ...admin, policies }, {}, question)).toBe(true);
  });
});

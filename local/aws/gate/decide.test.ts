import { runSimulation } from '@cloud-copilot/iam-simulate';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type Access, Gate } from './decide.ts';
import { Policies, Policy } from './policy.ts';
import type { Principal } from './principals.ts';

const place = { account: '000000000000', region: 'eu-central-1' };
const table = 'arn:aws:dynamodb:eu-central-1:000000000000:table/rows';

function gateFor(
  statements: readonly Record<string, unknown>[],
  simulator = runSimulation,
): { decide: (access: Access, tags?: Record<string, string>) => Promise<boolean>; policy: Policy } {
  const policies = new Policies();
  const policy = Policy.parse({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  });
  const trust = Policy.parse({ Version: '2012-10-17', Statement: [] });
  const arn = 'arn:aws:iam::000000000000:role/tenant';
  policies.putRole({
    arn,
    name: 'tenant',
    id: 'AROA',
    trust,
    inline: [{ name: 'p', policy }],
    managed: [],
    maxSessionSeconds: 3600,
  });
  const gate = new Gate(policies, place, simulator);
  return {
    policy,
    decide: async (access, tags = { tenant: 'a1' }) => (await gate.decide(principalOf(tags), access)).allowed,
  };
}

function principalOf(tags: Record<string, string>): Principal {
  return {
    roleArn: 'arn:aws:iam::000000000000:role/tenant',
    sessionArn: 'arn:aws:sts::000000000000:assumed-role/tenant/inbound',
    tags,
    functionName: 'inbound',
  };
}

const rows = {
  Action: ['dynamodb:GetItem', 'dynamodb:Query'],
  Resource: [table, `${table}/index/*`],
  Condition: {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`T#\${aws:PrincipalTag/tenant}#*`] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  },
};
const get = (...keys: string[]): Access => ({
  action: 'dynamodb:GetItem',
  resource: table,
  context: keys.length === 0 ? {} : { 'dynamodb:LeadingKeys': keys },
});

describe('the gate', () => {
  it('asks the simulator once for requests that policies cannot tell apart', async () => {
    const simulator = vi.fn(runSimulation);
    const { decide } = gateFor([rows], simulator);
    for (let conversation = 0; conversation < 1000; conversation += 1)
      expect(await decide(get(`T#a1#CONV#${conversation}`))).toBe(true);
    for (let conversation = 0; conversation < 1000; conversation += 1)
      expect(await decide(get(`T#a11#CONV#${conversation}`))).toBe(false);
    expect(simulator).toHaveBeenCalledTimes(2);
  });

  it('never lets a cached answer stand for a different request', async () => {
    const { decide } = gateFor([rows]);
    for (let round = 0; round < 2; round += 1) {
      expect(await decide(get('T#a1#CONV#1'))).toBe(true);
      expect(await decide(get('T#a11#CONV#1'))).toBe(false);
      expect(await decide(get('T#a1'))).toBe(false);
      expect(await decide(get('T#a1#CONV#1', 'T#a11#'))).toBe(false);
      expect(await decide(get())).toBe(false);
      expect(await decide(get('T#a1#CONV#1'), { tenant: 'a11' })).toBe(false);
      expect(await decide(get('T#a1#CONV#1'), {})).toBe(false);
      expect(await decide({ action: 'dynamodb:Scan', resource: table, context: {} })).toBe(false);
      expect(await decide({ ...get('T#a1#'), resource: `${table}2` })).toBe(false);
    }
  });

  it('answers as the simulator does, for any request and any of these policies', async () => {
    const character = fc.constantFrom('a', 'A', '1', '#', '*', '?', '/', ':', 'b');
    const text = fc.string({ unit: character, minLength: 1, maxLength: 5 });
    const pattern = fc.oneof(
      text,
      fc.constant(`T#\${aws:PrincipalTag/tenant}#*`),
      fc.constant('a*'),
      fc.constant('?1'),
      fc.constant('*'),
    );
    const operator = fc.constantFrom(
      'StringEquals',
      'StringLike',
      'StringNotLike',
      'StringNotEquals',
      'StringEqualsIgnoreCase',
      'ForAllValues:StringLike',
      'ForAllValues:StringNotEquals',
      'ForAnyValue:StringLike',
      'StringLikeIfExists',
      'Null',
    );
    const statement = fc.record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      Action: fc.constantFrom('dynamodb:GetItem', 'dynamodb:*'),
      Resource: fc.constantFrom(table, '*', `${table}*`),
      Condition: fc.tuple(operator, fc.array(pattern, { minLength: 1, maxLength: 3 })).map(([name, patterns]) => ({
        [name]: { 'dynamodb:LeadingKeys': name === 'Null' ? 'false' : patterns },
      })),
    });
    const keys = fc.array(
      fc.oneof(
        text,
        text.map((tail) => `T#a1#${tail}`),
      ),
      { maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(statement, { minLength: 1, maxLength: 3 }),
        fc.array(keys, { minLength: 4, maxLength: 8 }),
        async (statements, requests) => {
          const { decide, policy } = gateFor(statements);
          for (const request of requests) {
            const access = get(...request);
            const direct = await runSimulation(
              {
                request: {
                  principal: principalOf({}).sessionArn,
                  action: access.action,
                  resource: { resource: table, accountId: place.account },
                  contextVariables: {
                    'aws:PrincipalTag/tenant': 'a1',
                    ...(request.length > 0 && { 'dynamodb:LeadingKeys': request }),
                  },
                },
                identityPolicies: [{ name: 'p', policy }],
                serviceControlPolicies: [],
                resourceControlPolicies: [],
              },
              {},
            );
            expect(await decide(access)).toBe(direct.resultType !== 'error' && direct.overallResult === 'Allowed');
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses, loudly, a policy that asks for a condition it gives no value to', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { decide } = gateFor([{ ...rows, Condition: { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk'] } } }]);
    expect(await decide(get('T#a1#'))).toBe(false);
    expect(complaint).toHaveBeenCalledWith(expect.stringContaining('dynamodb:Attributes'));
    complaint.mockRestore();
  });

  it('refuses a resource with a wildcard in it', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { decide } = gateFor([
      { Action: 's3:GetObject', Resource: `arn:aws:s3:::media/tenants/\${aws:PrincipalTag/tenant}/*` },
    ]);
    const object = (key: string): Access => ({ action: 's3:GetObject', resource: `arn:aws:s3:::media/${key}`, context: {} });
    expect(await decide(object('tenants/a1/x'))).toBe(true);
    expect(await decide(object('tenants/*/x'))).toBe(false);
    complaint.mockRestore();
  });

  it('forgets its answers when a policy changes', async () => {
    const policies = new Policies();
    const gate = new Gate(policies, place);
    const empty = Policy.parse({ Version: '2012-10-17', Statement: [] });
    const role = {
      arn: principalOf({}).roleArn,
      name: 'tenant',
      id: 'AROA',
      trust: empty,
      inline: [],
      managed: [],
      maxSessionSeconds: 3600,
    };
    policies.putRole(role);
    expect((await gate.decide(principalOf({ tenant: 'a1' }), get('T#a1#'))).allowed).toBe(false);
    policies.attach('late', Policy.parse({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...rows }] }), ['tenant']);
    expect((await gate.decide(principalOf({ tenant: 'a1' }), get('T#a1#'))).allowed).toBe(true);
  });
});

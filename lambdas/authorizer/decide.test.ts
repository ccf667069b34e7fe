import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { api } from '../../contract/api.ts';
import { EmployeeId, TenantId } from '../../contract/ids.ts';
import type { Route } from '../../contract/route.ts';
import { aRegistration } from '../../test/engine/factory.ts';
import type { Membership, Place } from '../_data/membership.ts';
import { type AuthorizerDependencies, decide, withoutBusiness } from './decide.ts';

const tenant = TenantId.parse('01j0000000000000000000000a');
const other = TenantId.parse('01j0000000000000000000000b');
const membership: Membership = {
  sub: 'person',
  tenant,
  employeeId: EmployeeId.parse('01j00000000000000000000001'),
  name: 'Işık',
  email: 'isik@example.test',
  role: 'agent',
  permissions: ['conversations.view', 'conversations.send'],
  active: true,
  version: 1,
};

const now = Date.UTC(2026, 10, 23, 9);
const business = aRegistration({ tenant });
const dependencies: AuthorizerDependencies = {
  verify: async (token) => {
    if (token === 'good.token.here') return { sub: 'person', until: now + 900_000 };
    if (token === 'bad.token.here') return undefined;
    throw new Error(`not set up: ${token}`);
  },
  place: async (sub, named) => {
    if (sub !== 'person') throw new Error(`not set up: ${sub}`);
    return { member: named === tenant ? membership : undefined, business };
  },
  platformAdmin: async () => undefined,
  clock: () => now,
};

const at = (place: Partial<Place>) => ({ ...dependencies, place: async () => ({ member: membership, business, ...place }) });

const good = { Authorization: 'Bearer good.token.here', 'X-Business-Id': tenant };
const event = (headers: Record<string, string | string[]>, route: [string, string] = ['POST', '/v1/conversations/{id}/read']) =>
  ({
    methodArn: 'arn:aws:execute-api:eu-central-1:123456789012:api/live/POST/v1/conversations/x/read',
    httpMethod: route[0],
    resource: route[1],
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()])),
    headers: {},
    requestContext: { requestId: 'r' },
  }) as unknown as APIGatewayRequestAuthorizerEvent;

it('a membership that says it is another person’s, or of another business, lets nobody in', async () => {
  for (const member of [
    { ...membership, tenant: other },
    { ...membership, sub: 'somebody else' },
  ]) {
    const answer = await decide(event(good), at({ member }));
    expect(answer).toMatchObject({ context: {}, policyDocument: { Statement: [{ Effect: 'Deny' }] } });
  }
});

describe('a member', () => {
  it('may call the whole stage, as what the membership says', async () => {
    expect(await decide(event(good), dependencies)).toEqual({
      principalId: 'person',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: 'arn:aws:execute-api:eu-central-1:123456789012:api/live/*/*',
          },
        ],
      },
      context: {
        sub: 'person',
        until: String(now + 900_000),
        tenant,
        employeeId: membership.employeeId,
        name: 'I%C5%9F%C4%B1k',
        permissions: 'conversations.view conversations.send',
      },
    });
  });
});

describe('is denied', () => {
  const denied = {
    principalId: 'person',
    policyDocument: { Statement: [{ Effect: 'Deny', Resource: 'arn:aws:execute-api:eu-central-1:123456789012:api/live/*/*' }] },
    context: {},
  };
  it.each([
    ['a business the person does not work for', { ...good, 'X-Business-Id': other }],
    ['a business that cannot be', { ...good, 'X-Business-Id': '*' }],
    ['no business', { Authorization: good.Authorization }],
    ['two businesses', { ...good, 'X-Business-Id': [tenant, other] }],
  ])('%s', async (_, headers) => {
    expect(await decide(event(headers), dependencies)).toMatchObject(denied);
  });
  it('a business that is gone', async () => {
    expect(await decide(event(good), at({ business: undefined }))).toMatchObject(denied);
  });
  it('a visit of the platform that is over', async () => {
    const visiting = (until: number) => at({ member: { ...membership, impersonation: { until, reason: 'Asked for help' } } });
    expect(await decide(event(good), visiting(now))).toMatchObject(denied);
    expect(await decide(event(good), visiting(now + 1))).toMatchObject({
      context: { tenant, readOnly: 'yes', until: String(now + 1) },
    });
  });
  it('nobody of a suspended business, but everybody is told', async () => {
    const suspended = at({ business: { ...business, status: 'suspended' } });
    expect(await decide(event(good), suspended)).toMatchObject({ context: { tenant, suspended: 'yes' } });
  });
  it('an ended membership', async () => {
    const ended = at({ member: { ...membership, active: false } });
    expect(await decide(event(good), ended)).toMatchObject(denied);
  });
});

describe('is signed out', () => {
  it.each([
    ['no token', { 'X-Business-Id': tenant }],
    ['a bad token', { ...good, Authorization: 'Bearer bad.token.here' }],
    ['another scheme', { ...good, Authorization: 'Basic good.token.here' }],
    ['two tokens', { ...good, Authorization: ['Bearer good.token.here', 'Bearer bad.token.here'] }],
    ['more than a token', { ...good, Authorization: 'Bearer good.token.here bad.token.here' }],
  ])('with %s', async (_, headers) => {
    expect(await decide(event(headers), dependencies)).toBe('signed-out');
  });
});

describe('a route without a business', () => {
  const route: [string, string] = ['GET', '/v1/me'];

  it('needs a good token only, and a business named by mistake does not matter', async () => {
    const expected = { policyDocument: { Statement: [{ Effect: 'Allow' }] }, context: { sub: 'person' } };
    expect(await decide(event({ Authorization: good.Authorization }, route), dependencies)).toMatchObject(expected);
    expect(await decide(event({ ...good, 'X-Business-Id': other }, route), dependencies)).toMatchObject(expected);
    expect(await decide(event({ Authorization: 'Bearer bad.token.here' }, route), dependencies)).toBe('signed-out');
  });
  it('is known as one here when the contract says so', () => {
    for (const { access, path } of api.flatMap<Route>(({ routes }) => Object.values(routes))) {
      if (access !== 'public')
        expect([path, withoutBusiness.test(path)]).toEqual([path, ['signed-in', 'platform'].includes(access)]);
    }
  });
  it('says who administers the platform', async () => {
    const boss = { ...dependencies, platformAdmin: async () => 'boss@example.test' };
    expect(await decide(event(good, ['GET', '/v1/platform/businesses']), boss)).toMatchObject({
      context: { sub: 'person', platform: 'boss%40example.test' },
    });
    expect(await decide(event(good), boss)).toMatchObject({ context: { tenant } });
    expect(JSON.stringify(await decide(event(good), boss))).not.toContain('boss');
  });
});

import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { api } from '../../contract/api.ts';
import { EmployeeId, TenantId } from '../../contract/ids.ts';
import type { Membership } from '../_data/membership.ts';
import { type AuthorizerDependencies, decide, groupsWithoutBusiness } from './decide.ts';

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
  business: { name: 'B', slug: 'b', timezone: 'UTC', languages: ['en'] },
};

const dependencies: AuthorizerDependencies = {
  verify: async (token) => {
    if (token === 'good.token.here') return { sub: 'person' };
    if (token === 'bad.token.here') return undefined;
    throw new Error(`not set up: ${token}`);
  },
  membership: async (sub, business) => {
    if (sub !== 'person') throw new Error(`not set up: ${sub}`);
    return business === tenant ? membership : undefined;
  },
};

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
  it('an ended membership', async () => {
    const ended = { ...dependencies, membership: async () => ({ ...membership, active: false }) };
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
    for (const group of api) {
      for (const { access } of Object.values(group.routes)) {
        expect([...groupsWithoutBusiness].some(({ feature }) => feature === group.feature)).toBe(access === 'signed-in');
      }
    }
  });
});

import type { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RequestAuthorizer } from '../../local/gateway/request-authorizer.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aTenant, noon } from '../../test/engine/factory.ts';
import { aTeam, type TestTeam } from '../../test/engine/team.ts';
import type { Employee } from '../_data/employee.ts';
import { getPlace, getPlatformAdmin, type Place } from '../_data/membership.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { decide } from './decide.ts';

type Send = DynamoDBDocumentClient['send'];
type Command = Parameters<Send>[0];

let table: TestTable;
let team: TestTeam;
let agent: Employee;
/** Calls of the table, by name. */
let calls: string[];
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  team = await aTeam(table);
  agent = await team.hire('agent');
  calls = [];
});

/** The table, with every call written down and, if wanted, answered by somebody else. */
function watched(instead: (command: Command, answer: () => Promise<unknown>) => Promise<unknown> = (_, answer) => answer()) {
  const client = new Proxy(table.platform.client, {
    get(target, name) {
      if (name !== 'send') return Reflect.get(target, name);
      return (command: Command) => {
        calls.push(command.constructor.name);
        return instead(command, () => target.send(command));
      };
    },
  });
  return { ...table.platform, client };
}

/** The authorizer behind API Gateway's cache, as the local stage runs them. */
function gateway(platform: PlatformTable) {
  const ask = async (event: unknown) => {
    const answer = await decide(event as APIGatewayRequestAuthorizerEvent, {
      verify: async (token) => ({ sub: token.split('.')[1] ?? '', until: noon + 900_000 }),
      place: getPlace.bind(undefined, platform),
      platformAdmin: getPlatformAdmin.bind(undefined, platform),
      clock: () => noon,
    });
    return { ok: true as const, payload: answer };
  };
  const identitySources = ['Authorization', 'X-Business-Id'].map((name) => `method.request.header.${name}`);
  const authorizer = new RequestAuthorizer({ id: 'member', identitySources, ttlSeconds: 60 }, ask, () => noon);
  const call = (sub: string, tenant: string = team.store.tenant) => {
    const headers = { Authorization: `Bearer a.${sub}.c`, 'X-Business-Id': tenant };
    const methodArn = 'arn:aws:execute-api:eu-central-1:123456789012:api/live/GET/v1/conversations';
    return authorizer.decide({ headers, query: null }, methodArn, () => ({ headers, methodArn, resource: '/v1/conversations' }));
  };
  return { authorizer, call };
}

describe('a request', () => {
  it('asks the table once for a cold token, and never for a warm one', async () => {
    const { authorizer, call } = gateway(watched());
    table.consumed();
    expect(await call(agent.sub)).toMatchObject({ allowed: true, context: { tenant: team.store.tenant } });
    expect(calls).toEqual(['BatchGetCommand']);
    expect(table.consumed().read).toBe(2);
    for (let n = 0; n < 20; n++) expect(await call(agent.sub)).toMatchObject({ allowed: true });
    expect(calls).toHaveLength(1);
    authorizer.forget();
    await call(agent.sub);
    expect(calls).toHaveLength(2);
  });

  it('for a business that is not one’s own asks once too, and is refused', async () => {
    const { call } = gateway(watched());
    const elsewhere = await aTeam(table);
    for (const tenant of [elsewhere.store.tenant, aTenant()]) {
      calls = [];
      expect(await call(agent.sub, tenant)).toMatchObject({ allowed: false });
      expect(calls).toHaveLength(1);
    }
  });
});

describe('what DynamoDB left out for want of capacity', () => {
  const leavesOut = (times: number) => {
    let left = times;
    return watched(async (command, answer) => {
      if (left-- <= 0) return answer();
      const { RequestItems } = command.input as BatchGetCommand['input'];
      return { Responses: {}, UnprocessedKeys: RequestItems };
    });
  };
  const place = (platform: PlatformTable): Promise<Place> => getPlace(platform, agent.sub, team.store.tenant);

  it('is asked for again, and nobody is refused for it', async () => {
    const { member, business } = await place(leavesOut(2));
    expect(member).toMatchObject({ employeeId: agent.id });
    expect(business).toMatchObject({ tenant: team.store.tenant, status: 'active' });
    expect(calls).toHaveLength(3);
  });

  it('fails the request in the end, and lets nobody in', async () => {
    await expect(place(leavesOut(9))).rejects.toThrow('left out');
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { clientId, employee } from '../helpers/api.ts';
import type { Answer } from '../helpers/aws.ts';
import { functions } from '../helpers/functions.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import { Browser } from '../helpers/socket.ts';
import type { Stage } from '../helpers/stage.ts';
import { type Item, RawTable } from '../helpers/table.ts';
import { environmentOf, Thief } from '../helpers/thief.ts';

const S = (text: unknown) => ({ S: String(text) });
const canary = 'canary-of-case-17';

let stage: Stage;
let table: string;
let mine: string;
let theirs: string;
/** A conversation of the other business: what a thief is after. */
let target: Item;
let environments: Map<string, Record<string, string>>;

/** Every kind of call a function could make for an item, its own business's or another's. */
function attempts(thief: Thief, item: Item, own: Item): Record<string, () => Promise<Answer>> {
  const key = { pk: S(item.pk), sk: S(item.sk) };
  const ownKey = { pk: S(own.pk), sk: S(own.sk) };
  const everything = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': S(item.pk) } };
  const read = (name: string, body: Record<string, unknown>) => () => thief.dynamodb(name, { TableName: table, ...body });
  return {
    GetItem: read('GetItem', { Key: key }),
    Query: read('Query', everything),
    'Query of the index': read('Query', {
      IndexName: 'inbox',
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': S(item.gsi1pk) },
    }),
    PutItem: read('PutItem', { Item: { ...key, stolen: { BOOL: true } }, ConditionExpression: 'attribute_not_exists(pk)' }),
    UpdateItem: read('UpdateItem', {
      Key: key,
      UpdateExpression: 'SET stolen = :yes',
      ExpressionAttributeValues: { ':yes': { BOOL: true } },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
    DeleteItem: read('DeleteItem', { Key: key, ConditionExpression: 'attribute_not_exists(pk)' }),
    'BatchGetItem with one of its own': () =>
      thief.dynamodb('BatchGetItem', { RequestItems: { [table]: { Keys: [ownKey, key] } } }),
    'TransactWriteItems with one of its own': () =>
      thief.dynamodb('TransactWriteItems', {
        TransactItems: [ownKey, key].map((Key) => ({
          ConditionCheck: { TableName: table, Key, ConditionExpression: 'attribute_exists(pk)' },
        })),
      }),
  };
}

const wholesale = (thief: Thief): Record<string, () => Promise<Answer>> => ({
  Scan: () => thief.dynamodb('Scan', { TableName: table }),
  PartiQL: () => thief.dynamodb('ExecuteStatement', { Statement: `SELECT * FROM "${table}"` }),
  'PartiQL for one': () =>
    thief.dynamodb('ExecuteStatement', { Statement: `SELECT * FROM "${table}" WHERE pk = '${String(target.pk)}'` }),
  DeleteTable: () => thief.dynamodb('DeleteTable', { TableName: table }),
});

function expectDenied(name: string, { status, body }: Answer): void {
  expect.soft(status, name).toBe(400);
  expect.soft(body.__type, name).toContain('AccessDenied');
  expect.soft(JSON.stringify(body), name).not.toContain(canary);
}

beforeAll(async () => {
  stage = sharedStage();
  table = stage.outputs.table;
  mine = stage.business('samia').id;
  theirs = stage.business('isik').id;
  const customer = newCustomer(canary);
  await say(stage.channel('isik'), customer, canary);
  const ours = newCustomer('Of our own');
  await say(stage.channel('samia'), ours, 'hello');
  const [agent, other] = [await employee(stage, 'samia'), await employee(stage, 'isik')];
  const own = await agent.heardFrom(ours.waId);
  await other.heardFrom(customer.waId);
  // Every function has something to do once, so that each has a process.
  await agent.me();
  await agent.send(own?.id ?? '', 'warm');
  await agent.unmatchedStatus('wamid.none');
  for (const path of [
    'canned-responses',
    'search/customers?q=Of',
    `customers/${own.customer.id}`,
    'labels',
    'media',
    'colleagues',
    `conversations/${own.id}/notes`,
  ]) {
    await agent.call('GET', `/v1/${path}`);
  }
  await agent.call('POST', `/v1/conversations/${own.id}/media-links`, { items: [] });
  const admin = await employee(stage, 'samia', 'admin');
  const key = { 'idempotency-key': clientId() };
  for (const path of [
    'channels',
    'employees',
    'invitations',
    'roles',
    'business',
    'audit',
    'account/sessions',
    'platform/businesses',
    'transcription',
    'assistant',
    'knowledge',
    'prompts',
    'playground/cases',
  ]) {
    await admin.call('GET', `/v1/${path}`);
  }
  await admin.call('POST', '/v1/business/exports', undefined, key);
  // Refused for their bodies, by the functions themselves.
  for (const path of ['businesses', 'joining/look-up', 'sign-up', 'media/uploads'])
    await admin.call('POST', `/v1/${path}`, {}, key);
  await agent.call('POST', '/v1/session/refresh');
  // Unsigned, and to nobody's address.
  const form = { method: 'POST', body: new URLSearchParams({ MessageSid: 'SM1' }) };
  expect((await fetch(`${stage.url}/hooks/webhook-twilio/${'0'.repeat(22)}`, form)).status).toBe(403);
  await stage.control('POST', '/_stage/invoke', { function: 'secrets-rewrap', payload: { tenant: mine } });
  await stage.control('POST', '/_stage/invoke', { function: 'business-removal', payload: {} });
  await stage.control('POST', '/_stage/invoke', { function: 'customer-erasure', payload: {} });
  await stage.control('POST', '/_stage/invoke', { function: 'knowledge-refresh', payload: {} });
  for (const worker of ['usage-notices', 'memberships', 'ended-memberships', 'transcription', 'media', 'knowledge-fetch']) {
    await stage.control('POST', '/_stage/invoke', { function: worker, payload: { Records: [] } });
  }
  const turn = { v: 1, tenant: mine, conversationId: `01jd${'0'.repeat(22)}`, at: Date.now() };
  const record = { messageId: 'm', receiptHandle: 'r', body: JSON.stringify(turn), attributes: { ApproximateReceiveCount: '1' } };
  await stage.control('POST', '/_stage/invoke', { function: 'assistant', payload: { Records: [record] } });
  const detail = { TranscriptionJobName: 'frontdesk-dev-nobody', TranscriptionJobStatus: 'COMPLETED' };
  await stage.control('POST', '/_stage/invoke', { function: 'transcription-done', payload: { detail } });
  const browser = await Browser.open(agent);
  await browser.command({ type: 'ping' });
  await settled(stage);
  const rows = await new RawTable(stage).scan(`T#${theirs}#CONV#`);
  const found = rows.find(({ sk, ...row }) => sk === 'CONV' && JSON.stringify(row).includes(canary));
  if (!found) throw new Error('The conversation to steal is not in the table');
  target = found;
  const running = (await functions(stage)).filter(({ pids }) => pids.length > 0);
  environments = new Map(
    await Promise.all(running.map(async ({ name, pids }) => [name, await environmentOf(pids[0] ?? 0)] as const)),
  );
  await browser.close();
});

describe('case 17: a function that forgets whose business it works for', () => {
  it('is every one of ours: all of them run here', async () => {
    const all = (await functions(stage)).map(({ name }) => name).sort();
    expect([...environments.keys()].sort()).toEqual(all);
    expect(all.length).toBeGreaterThanOrEqual(25);
  });

  it('reaches no row of any business with its own role', async () => {
    for (const [name, environment] of environments) {
      const thief = new Thief(environment);
      for (const [attempt, run] of Object.entries({ ...attempts(thief, target, target), ...wholesale(thief) })) {
        expectDenied(`${name}: ${attempt}`, await run());
      }
    }
  });

  it('reaches its own business and no other once it has become the tenant role', async () => {
    const own = (await new RawTable(stage).scan(`T#${mine}#CONV#`)).find(({ sk }) => sk === 'CONV');
    if (!own) throw new Error('No conversation of our own');
    let able = 0;
    for (const [name, environment] of environments) {
      const role = environment.TENANT_ROLE_ARN;
      if (!role) continue;
      const tenant = await new Thief(environment).become(role, { tenant: mine });
      if (!tenant) throw new Error(`${name} is given the tenant role's name and may not assume it`);
      able += 1;
      const allowed = await tenant.dynamodb('GetItem', { TableName: table, Key: { pk: S(own.pk), sk: S(own.sk) } });
      expect.soft(allowed.status, name).toBe(200);
      for (const [attempt, run] of Object.entries({ ...attempts(tenant, target, own), ...wholesale(tenant) })) {
        expectDenied(`${name} for its own business: ${attempt}`, await run());
      }
      // Platform items belong to no business.
      const hook = stage.channel('isik').webhook.split('/').at(-1);
      for (const [pk, sk] of [
        [`HOOK#${hook}`, 'HOOK'],
        ['PLATFORM#ADMIN#x', 'ADMIN'],
        ['', ''],
        ['T#', 'BUSINESS'],
        [`T#${mine}`, 'X'],
        [`T#${mine}1#`, 'X'],
      ]) {
        expectDenied(`${name}: ${pk}`, await tenant.dynamodb('GetItem', { TableName: table, Key: { pk: S(pk), sk: S(sk) } }));
      }
    }
    expect(able).toBeGreaterThanOrEqual(5);
  });

  it('cannot become the tenant role without naming one business, or with a pattern for all', async () => {
    const [environment] = [...environments.values()].filter(({ TENANT_ROLE_ARN }) => TENANT_ROLE_ARN);
    if (!environment?.TENANT_ROLE_ARN) throw new Error('No function has the tenant role');
    const thief = new Thief(environment);
    expect(await thief.become(environment.TENANT_ROLE_ARN, {})).toBeUndefined();
    const odd: Record<string, string>[] = [
      { tenant: '' },
      { tenant: '*' },
      { Tenant: mine },
      { business: mine },
      { tenant: mine, admin: 'yes' },
    ];
    for (const tags of odd) {
      const tenant = await thief.become(environment.TENANT_ROLE_ARN, tags);
      if (!tenant) continue;
      // AWS may let an odd tag through; it must then open nothing.
      const answer = await tenant.dynamodb('GetItem', { TableName: table, Key: { pk: S(target.pk), sk: S(target.sk) } });
      expectDenied(JSON.stringify(tags), answer);
    }
  });

  it('reaches no file of another business', async () => {
    const bucket = [...environments.values()].map(({ MEDIA_BUCKET }) => MEDIA_BUCKET).find((name) => name);
    for (const [name, environment] of environments) {
      const role = environment.TENANT_ROLE_ARN;
      const tenant = role ? await new Thief(environment).become(role, { tenant: mine }) : undefined;
      for (const thief of [new Thief(environment), ...(tenant ? [tenant] : [])]) {
        for (const path of [
          `${bucket}/tenants/${theirs}/media/x`,
          `${bucket}/tenants/${mine}/../${theirs}/x`,
          `${bucket}?list-type=2`,
        ]) {
          expect.soft((await thief.s3('GET', path)).status, `${name} ${path}`).toBe(403);
        }
        expect.soft((await thief.s3('PUT', `${bucket}/tenants/${theirs}/media/x`)).status, name).toBe(403);
      }
    }
  });
});

describe('case 16: what the functions really did', () => {
  const Calls = z.array(
    z.looseObject({
      action: z.string(),
      allowed: z.boolean(),
      tenant: z.string().nullish(),
      function: z.string().nullish(),
      principal: z.string(),
    }),
  );

  it('was all allowed by their policies, and for a business always with its own credentials', async () => {
    const calls = Calls.parse(await stage.control('GET', '/_stage/calls')).filter(
      ({ principal }) => !principal.endsWith('/thief'),
    );
    expect(calls.length).toBeGreaterThan(100);
    const rowCalls = calls.filter(({ action, tenant }) => action.startsWith('dynamodb:') && tenant);
    // Other files make businesses of their own on the same stage.
    expect([...new Set(rowCalls.map(({ tenant }) => tenant))]).toEqual(expect.arrayContaining([mine, theirs]));
  });
});

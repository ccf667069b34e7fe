import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChannelId, HookId, TenantId } from '../../contract/ids.ts';
import { promptsNumbered } from '../../lambdas/_assistant/prompts.ts';
import { cursorsOf } from '../../lambdas/_data/cursor-key.ts';
import { type Hook, putHook } from '../../lambdas/_data/hook.ts';
import { employeeKey, promptVersionKey } from '../../lambdas/_data/keys.ts';
import { readItem } from '../../lambdas/_data/write.ts';
import { open, seal } from '../../lambdas/_shared/secrets.ts';
import { tenantTable } from '../../lambdas/_shared/tenant.ts';
import { aws } from '../../lambdas/_webhooks/aws.ts';
import { type HookRecords, hookRecords } from '../../lambdas/_webhooks/hook-record.ts';
import { Directory } from '../../lambdas/inbound/directory.ts';
import { clientsOf } from '../../local/aws/clients.ts';
import { policyOf, startTestStage, type TestStage, trustOf } from '../../local/aws/testing.ts';
import { place } from '../../local/parts.ts';
import { aChannel, aHookId, anEmployee, aTenant, noon } from './factory.ts';

/** A business with a secret word of its own in everything that a process keeps. */
interface Guest {
  readonly tenant: TenantId;
  readonly canary: string;
  readonly row: ReturnType<typeof employeeKey>;
  readonly sealed: string;
  readonly hookId: HookId;
  /** A place in a list of its own, handed out at the beginning. */
  readonly cursor: string;
  readonly conversation: string;
}

let stage: TestStage;
let hooks: HookRecords;
let guests: readonly [Guest, Guest];
/** The same in both businesses, so that only the business keeps their customers apart. */
const channel: ChannelId = aChannel();
const contact = { identities: ['wa:12025550143'] as const, facts: { name: 'Sara' }, at: noon };
const list = { list: 'conversations', limit: 20 };
const directory = new Directory(
  async () => undefined,
  async () => 'ai',
);
const before = { ...process.env };

beforeAll(async () => {
  stage = await startTestStage();
  const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
  const table = await stage.provision('AWS::DynamoDB::Table', 'Table', {
    AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map(string),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'inbox',
        KeySchema: [
          { AttributeName: 'gsi1pk', KeyType: 'HASH' },
          { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  const key = await stage.provision('AWS::KMS::Key', 'Secrets', {
    KeyPolicy: policyOf({ Principal: { AWS: `arn:aws:iam::${place.account}:root` }, Action: 'kms:*', Resource: '*' }),
  });
  const rows = (pattern: string) => ({
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  });
  const warm = await stage.provision('AWS::IAM::Role', 'Function', {
    AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
    Policies: [
      {
        PolicyName: 'own',
        PolicyDocument: policyOf(
          { Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: `arn:aws:iam::${place.account}:role/*` },
          { Action: 'dynamodb:GetItem', Resource: table.attributes.Arn, Condition: rows('HOOK#*') },
          {
            Action: 'kms:Decrypt',
            Resource: key.attributes.Arn,
            Condition: { StringEquals: { 'kms:EncryptionContext:purpose': 'webhook' } },
          },
        ),
      },
    ],
  });
  const tag = '${aws:PrincipalTag/tenant}';
  const actions = ['GetItem', 'PutItem', 'UpdateItem'].map((action) => `dynamodb:${action}`);
  const tenantRole = await stage.provision('AWS::IAM::Role', 'Tenant', {
    AssumeRolePolicyDocument: trustOf({ AWS: warm.attributes.Arn }),
    Policies: [
      {
        PolicyName: 'rows',
        PolicyDocument: policyOf(
          { Action: actions, Resource: table.attributes.Arn, Condition: rows(`T#${tag}#*`) },
          {
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Resource: key.attributes.Arn,
            Condition: { StringEquals: { 'kms:EncryptionContext:tenant': tag } },
          },
        ),
      },
    ],
  });
  Object.assign(process.env, await stage.environmentOf(warm.ref), {
    TABLE_NAME: table.ref,
    TENANT_ROLE_ARN: tenantRole.attributes.Arn,
    SECRETS_KEY_ARN: key.attributes.Arn,
  });
  hooks = hookRecords(aws(process.env), table.ref);
  const engine = { client: clientsOf(stage.aws.engines, place.region).dynamodb, table: table.ref };
  guests = [await aGuest(engine, aTenant()), await aGuest(engine, aTenant())];
  stage.aws.calls.clear();
}, 30_000);

afterAll(async () => {
  process.env = before;
  await stage.close();
});

async function aGuest(engine: Parameters<typeof putHook>[0], tenant: TenantId): Promise<Guest> {
  const canary = randomUUID();
  const store = tenantTable(tenant);
  const row = employeeKey(tenant, anEmployee());
  const hook: Hook = {
    id: aHookId(),
    tenant,
    provider: 'meta',
    appId: '1',
    channels: { '106540352242922': channel },
    secrets: [{ sealed: await seal(tenant, 'webhook', canary) }],
    verify: 'a'.repeat(64),
    version: 1,
  };
  await putHook(engine, hook);
  await engine.client.send(new PutCommand({ TableName: engine.table, Item: { ...row, canary } }));
  const version = { number: 1, texts: { greeting: { en: canary } }, at: noon, by: { id: anEmployee(), name: 'Lina' }, note: '' };
  await engine.client.send(new PutCommand({ TableName: engine.table, Item: { ...promptVersionKey(tenant, 1), ...version } }));
  // Not by the directory that is tried: it must find out itself.
  const met = await new Directory(
    async () => undefined,
    async () => 'ai',
  ).find(store, channel, contact, noon);
  if (met === 'erased') throw new Error('Nobody was erased');
  const { conversationId } = met;
  return {
    tenant,
    canary,
    row,
    sealed: await seal(tenant, 'channel', canary),
    hookId: hook.id,
    cursor: (await cursorsOf(store, noon)).give(list, canary),
    conversation: conversationId,
  };
}

/** Everything a warm process keeps for a business, as a request of that business sees it. */
async function whatIsKept({ tenant, sealed, hookId, cursor, row }: Guest, now: number, alsoRows: boolean) {
  const store = tenantTable(tenant);
  const [secret, cursors, hook, known, prompts, item] = await Promise.all([
    open(tenant, 'channel', sealed, now),
    cursorsOf(store, now),
    hooks.load(hookId, now),
    directory.find(store, channel, contact, now),
    promptsNumbered(store, 1),
    alsoRows ? readItem(store, row) : undefined,
  ]);
  return {
    ...{
      tenant: store.tenant,
      secret,
      place: cursors.take(list, cursor),
      conversation: known !== 'erased' && known.conversationId,
      greeting: prompts.say('greeting', 'en', {}),
    },
    ...{ hookOf: hook?.tenant, hookSecret: hook?.secrets[0]?.secret, ...(alsoRows && { row: item?.canary }) },
  };
}

const rounds = 10_000;
const sideBySide = 40;
/** Three hours in all: credentials, data keys and hooks run out and are fetched again among the rounds. */
const stepMs = 1_080;

describe('case 21: two businesses in one warm process', () => {
  it(`alternating ${rounds} times, side by side, never see each other's`, async () => {
    let round = 0;
    const wrong: unknown[] = [];
    const work = async () => {
      while (round < rounds) {
        const number = round++;
        const now = noon + number * stepMs;
        process.env.FRONTDESK_CLOCK_OFFSET_MS = String(number * stepMs);
        const own = guests[number % 2 === 0 ? 0 : 1];
        const alsoRows = number % 10 < 2;
        const seen = await whatIsKept(own, now, alsoRows);
        const { tenant, canary, conversation } = own;
        const expected = {
          ...{ tenant, secret: canary, place: canary, conversation, greeting: canary, hookOf: tenant, hookSecret: canary },
          ...(alsoRows && { row: canary }),
        };
        if (JSON.stringify(seen) !== JSON.stringify(expected)) wrong.push({ number, seen, expected });
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, work));
    expect(wrong.slice(0, 3)).toEqual([]);
    const calls = stage.aws.calls.list();
    expect(calls.filter(({ allowed }) => !allowed)).toEqual([]);
    // It did run out and was fetched again, for each of the two.
    const asked = (action: string) => calls.filter((call) => call.action === action).length;
    expect(asked('sts:AssumeRole')).toBeGreaterThanOrEqual(2 * 3);
    expect(asked('kms:Decrypt')).toBeGreaterThan(2 * 30);
  }, 60_000);

  it("what one has just opened opens for nobody else, nor for another purpose, and nobody takes the other's cursor", async () => {
    for (const [own, other] of [guests, [guests[1], guests[0]] as const]) {
      expect(await open(own.tenant, 'channel', own.sealed, noon)).toBe(own.canary);
      await expect(open(other.tenant, 'channel', own.sealed, noon)).rejects.toThrow();
      await expect(open(own.tenant, 'cursor', own.sealed, noon)).rejects.toThrow();
      expect((await cursorsOf(tenantTable(other.tenant), noon)).take(list, own.cursor)).toBeUndefined();
      await expect(readItem(tenantTable(other.tenant), own.row)).rejects.toThrow(/not authorized/);
    }
  });

  it('knows every cache there is: a new one belongs in here, or in the list of those that keep nothing of a business', () => {
    const folder = join(import.meta.dirname, '../../lambdas');
    const caching = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .filter((path) => readFileSync(join(folder, path), 'utf8').includes('new Lru'));
    const here = [
      '_assistant/prompts.ts',
      '_data/cursor-key.ts',
      '_shared/secrets.ts',
      '_shared/tenant.ts',
      'inbound/directory.ts',
    ];
    const timesOnly = [
      '_shared/realtime.ts',
      '_businesses/ended.ts',
      'inbound/heartbeat.ts',
      'outbound/channel-provider.ts',
      'search-index/index-changes.ts',
    ];
    // Of the provider behind an address: which of two parameters its model takes.
    const ofProviders = ['_assistant/models/openai.ts'];
    const known = new Set([...here, ...timesOnly, ...ofProviders, '_webhooks/hook-record.ts']);
    expect(caching.filter((path) => !known.has(path))).toEqual([]);
    expect(caching).toEqual(expect.arrayContaining(here));
  });
});

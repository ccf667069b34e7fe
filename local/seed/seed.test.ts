import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InitiateAuthCommand, ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TenantId } from '../../contract/ids.ts';
import { systemRoles } from '../../contract/permissions.ts';
import { getBusiness, putBusiness } from '../../lambdas/_data/business.ts';
import { getChannel } from '../../lambdas/_data/channel.ts';
import { getHook } from '../../lambdas/_data/hook.ts';
import { getPlatformAdmin, listMemberships } from '../../lambdas/_data/membership.ts';
import { countOf } from '../../lambdas/_data/usage.ts';
import { decrypt, parseEnvelope } from '../../lambdas/_shared/envelope.ts';
import { type Clients, clientsOf } from '../aws/clients.ts';
import { startAws } from '../aws/endpoint.ts';
import { Kms } from '../aws/services/kms.ts';
import { type AwsEndpoint, place } from '../parts.ts';
import { tenantDataKeys } from './data-keys.ts';
import { demoBusinesses, demoPassword } from './demo.ts';
import { type Seeded, type SeedOptions, seed } from './seed.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'seed-'));
let aws: AwsEndpoint;
let clients: Clients;
let server: ReturnType<typeof createServer>;
let options: SeedOptions;
let clientId: string;
let seeded: Seeded;
let kms: Kms;

const make = async (type: string, logicalId: string, properties: Record<string, unknown>) => {
  const provision = aws.provisioners[type];
  if (provision === undefined) throw new Error(`Nobody provides ${type}`);
  return provision({ stack: 'test', logicalId, type, properties, metadata: {} });
};
const policy = (Action: string[], Resource: string, Condition: object = {}) => ({
  PolicyName: 'p',
  PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource, Condition }] },
});
const trust = (Principal: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Principal }],
});

beforeAll(async () => {
  server = createServer((request, response) => void aws.handle(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  aws = await startAws({ dataDir, port, accountId: place.account, region: place.region });
  clients = clientsOf(aws.engines, place.region);
  const account = `arn:aws:iam::${place.account}`;
  const key = await make('AWS::KMS::Key', 'Key', {
    KeyPolicy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: `${account}:root` } }],
    },
  });
  const keyArn = key.attributes.Arn ?? '';
  kms = new Kms(join(dataDir, 'kms'), place);
  kms.putKey(key.ref);
  await make('AWS::IAM::Role', 'Tenant', {
    RoleName: 'tenant',
    AssumeRolePolicyDocument: trust({ AWS: `${account}:root` }),
    Policies: [
      policy(['kms:GenerateDataKey', 'kms:Decrypt'], keyArn, {
        StringEquals: { 'kms:EncryptionContext:tenant': '${aws:PrincipalTag/tenant}' },
      }),
    ],
  });
  const tenantRoleArn = `${account}:role/tenant`;
  await make('AWS::IAM::Role', 'Function', {
    RoleName: 'function',
    AssumeRolePolicyDocument: trust({ Service: 'lambda.amazonaws.com' }),
    Policies: [policy(['sts:AssumeRole', 'sts:TagSession'], tenantRoleArn)],
  });
  const table = await make('AWS::DynamoDB::Table', 'Table', {
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const pool = await make('AWS::Cognito::UserPool', 'Pool', {
    UsernameAttributes: ['email'],
    Policies: { PasswordPolicy: { MinimumLength: 12 } },
  });
  clientId = (
    await make('AWS::Cognito::UserPoolClient', 'Web', { UserPoolId: pool.ref, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] })
  ).ref;
  options = {
    dynamodb: clients.dynamodb,
    cognito: clients.cognito,
    dataKeys: tenantDataKeys({ environment: await aws.environment('function', 'seed'), tenantRoleArn, secretsKeyArn: keyArn }),
    table: table.ref,
    userPool: pool.ref,
    dataDir,
    url: 'http://localhost:4000',
    services: true,
  };
  seeded = await seed(options);
}, 30_000);

afterAll(async () => {
  clients.close();
  await aws.close();
  server.close().closeAllConnections();
  rmSync(dataDir, { recursive: true, force: true });
});

const everything = async () => {
  const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName: options.table }));
  return Items.toSorted((a, b) => `${a.pk}${a.sk}`.localeCompare(`${b.pk}${b.sk}`));
};
const signIn = (email: string, password = demoPassword) =>
  clients.cognito.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  );

describe('the demo businesses', () => {
  it('are the two, with their numbers', () => {
    expect(seeded.businesses.map(({ slug, channels }) => [slug, channels[0]?.phoneNumberId, channels[0]?.number])).toEqual([
      ['samia-tarot', '106540352242922', '15550783881'],
      ['isik-dental', '109876543210001', '905550100200'],
    ]);
    expect(seeded.businesses[0]?.channels[0]?.webhook).toBe('http://localhost:4000/hooks/webhook-meta/samia-tarot-local-hook');
    expect(JSON.stringify(seeded.businesses)).not.toContain(seeded.providerChannels[0]?.accessToken);
  });

  it('have one number each of those that their plan allows', async () => {
    for (const { id } of seeded.businesses) {
      const store = { tenant: TenantId.parse(id), client: clients.dynamodb, table: options.table };
      expect(await countOf(store, 'channels')).toBe(1);
    }
  });

  it('have an admin, a manager, two agents and a viewer, who can all sign in, and a platform admin', async () => {
    const roles = (slug: string | null) => seeded.users.filter(({ business }) => business === slug).map(({ role }) => role);
    expect(roles('samia-tarot')).toEqual(['admin', 'manager', 'agent', 'agent', 'viewer']);
    expect(roles('isik-dental')).toEqual(['admin', 'manager', 'agent', 'agent', 'viewer']);
    expect(roles(null)).toEqual(['platform-admin']);
    for (const { email, password } of seeded.users) {
      expect((await signIn(email, password)).AuthenticationResult?.AccessToken, email).toBeTypeOf('string');
    }
    await expect(signIn('admin@samia-tarot.example', 'frontdesk-demo-2')).rejects.toThrow();
  });

  it('give each person the permissions of the role, in one business', async () => {
    const { Users = [] } = await clients.cognito.send(new ListUsersCommand({ UserPoolId: options.userPool }));
    expect(Users).toHaveLength(11);
    const subOf = (email: string) =>
      Users.find(({ Attributes }) => Attributes?.some(({ Value }) => Value === email))?.Attributes?.find(
        ({ Name }) => Name === 'sub',
      )?.Value ?? '';
    const store = { client: clients.dynamodb, table: options.table };
    const [agent, platform] = [subOf('agent1@isik-dental.example'), subOf('platform@frontdesk.example')];
    expect(await listMemberships(store, agent)).toMatchObject([
      { role: 'agent', permissions: systemRoles.agent, active: true, version: 1 },
    ]);
    expect(await getPlatformAdmin(store, agent)).toBeUndefined();
    expect(await listMemberships(store, platform)).toEqual([]);
    expect(await getPlatformAdmin(store, platform)).toBe('platform@frontdesk.example');
  });

  it('keep their secrets sealed for their own business and purpose', async () => {
    const [samia, isik] = demoBusinesses;
    if (samia === undefined || isik === undefined) throw new Error('There are two');
    const own = { client: clients.dynamodb, table: options.table, tenant: samia.id };
    const hook = await getHook(own, samia.channel.hookId);
    const channel = await getChannel(own, samia.channel.id);
    const { appSecret, verifyToken } = seeded.businesses[0]?.channels[0] ?? { appSecret: '', verifyToken: '' };
    expect(hook?.verify).toBe(createHash('sha256').update(verifyToken).digest('hex'));
    expect(hook?.channels).toEqual({ '106540352242922': samia.channel.id });
    expect(await opened(hook?.secrets[0]?.sealed ?? '', samia.id, 'webhook')).toBe(appSecret);
    expect(await opened(channel?.token ?? '', samia.id, 'channel')).toBe(seeded.providerChannels[0]?.accessToken);
    await expect(opened(channel?.token ?? '', isik.id, 'channel')).rejects.toThrow();
    const text = JSON.stringify(await everything());
    for (const secret of seeded.providerChannels.flatMap((one) => [one.accessToken, one.appSecret]))
      expect(text).not.toContain(secret);
  });

  /** With the stage's own key material, past the gate. */
  async function opened(sealed: string, tenant: string, purpose: string): Promise<string> {
    const envelope = parseEnvelope(sealed);
    const CiphertextBlob = envelope.wrappedKey.toString('base64');
    const { Plaintext } = kms.answer('Decrypt', { CiphertextBlob, EncryptionContext: { tenant, purpose } }) as {
      Plaintext: string;
    };
    return decrypt(Buffer.from(Plaintext, 'base64'), envelope, { tenant, purpose });
  }
});

describe('seeding again', () => {
  it('changes nothing, and keeps what people changed', async () => {
    const own = { client: clients.dynamodb, table: options.table, tenant: demoBusinesses[0]?.id ?? '' } as Parameters<
      typeof putBusiness
    >[0];
    const profile = await getBusiness(own);
    if (profile === undefined) throw new Error('There is one');
    await putBusiness(own, { ...profile, name: 'Samia Tarot & Coffee' });
    const before = await everything();
    expect(await seed(options)).toEqual(seeded);
    expect(await everything()).toEqual(before);
  });

  it('follows new secrets of a new data directory', async () => {
    const other = mkdtempSync(join(tmpdir(), 'seed-'));
    const again = await seed({ ...options, dataDir: other });
    expect(again.providerChannels[0]?.appSecret).not.toBe(seeded.providerChannels[0]?.appSecret);
    const [samia] = demoBusinesses;
    const hook =
      samia && (await getHook({ client: clients.dynamodb, table: options.table, tenant: samia.id }, samia.channel.hookId));
    expect(hook?.verify).toBe(
      createHash('sha256')
        .update(again.businesses[0]?.channels[0]?.verifyToken ?? '')
        .digest('hex'),
    );
    const file = join(other, 'seed', 'channel-secrets.json');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain(again.providerChannels[0]?.appSecret);
    rmSync(other, { recursive: true });
  });
});

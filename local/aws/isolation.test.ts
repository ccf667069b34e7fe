import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { place } from '../parts.ts';
import { clientsOf } from './clients.ts';
import { credentialsOf, policyOf, startTestStage, type TestStage, trustOf } from './testing.ts';

let stage: TestStage;
let table: string;
let bucket: string;
let tenantRole: string;
let functionEnvironment: Record<string, string>;
const region = place.region;

type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken: string };

beforeAll(async () => {
  stage = await startTestStage();
  const made = await stage.provision('AWS::DynamoDB::Table', 'Table', {
    AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
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
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  });
  table = made.ref;
  const media = await stage.provision('AWS::S3::Bucket', 'Media', {});
  bucket = media.ref;
  const ofBucket = [media.attributes.Arn, `${media.attributes.Arn}/*`];
  await stage.provision('AWS::S3::BucketPolicy', 'MediaPolicy', {
    Bucket: bucket,
    PolicyDocument: policyOf(
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 's3:*',
        Resource: ofBucket,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 's3:*',
        Resource: ofBucket,
        Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
      },
      {
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: ofBucket,
        Condition: { StringEquals: { 'AWS:SourceArn': 'x' } },
      },
    ),
  });
  const functionRole = await stage.provision('AWS::IAM::Role', 'FunctionRole', {
    AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
  });
  const tenant = await stage.provision('AWS::IAM::Role', 'TenantRole', {
    AssumeRolePolicyDocument: trustOf({ AWS: functionRole.attributes.Arn }, { StringLike: { 'aws:RequestTag/tenant': '?*' } }),
    Policies: [
      {
        PolicyName: 'rows',
        PolicyDocument: policyOf(
          {
            Action: [
              'GetItem',
              'PutItem',
              'UpdateItem',
              'DeleteItem',
              'Query',
              'BatchGetItem',
              'BatchWriteItem',
              'ConditionCheckItem',
            ].map((action) => `dynamodb:${action}`),
            Resource: [made.attributes.Arn, `${made.attributes.Arn}/index/*`],
            Condition: {
              'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['T#${aws:PrincipalTag/tenant}#*'] },
              Null: { 'dynamodb:LeadingKeys': 'false' },
            },
          },
          { Action: ['s3:GetObject', 's3:PutObject'], Resource: `${media.attributes.Arn}/tenants/\${aws:PrincipalTag/tenant}/*` },
        ),
      },
    ],
  });
  tenantRole = tenant.attributes.Arn ?? '';
  functionEnvironment = await stage.environmentOf(functionRole.ref, 'inbound');
}, 30_000);

afterAll(() => stage.close());

const sts = (keys: Keys): STSClient => new STSClient({ endpoint: `${stage.url}/sts`, region, credentials: keys });
const dynamodb = (keys: DynamoDBClientConfig['credentials']): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: `${stage.url}/dynamodb`,
    region,
    credentials: keys ?? { accessKeyId: '', secretAccessKey: '' },
    maxAttempts: 1,
  });

async function assume(tenant: string | undefined): Promise<Keys> {
  const { Credentials } = await sts(credentialsOf(functionEnvironment)).send(
    new AssumeRoleCommand({
      RoleArn: tenantRole,
      RoleSessionName: 'inbound',
      ...(tenant !== undefined && { Tags: [{ Key: 'tenant', Value: tenant }] }),
    }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

const S = (text: string): { S: string } => ({ S: text });
const row = (tenant: string, id = '1') => ({
  pk: S(`T#${tenant}#CONV#${id}`),
  sk: S('CONV'),
  gsi1pk: S(`T#${tenant}#INBOX#0`),
  gsi1sk: S(id),
});
const keyOf = (tenant: string, id = '1') => ({ pk: S(`T#${tenant}#CONV#${id}`), sk: S('CONV') });
const denied = { name: 'AccessDeniedException' };

describe('a tenant session', () => {
  it('reads and writes its own rows', async () => {
    const client = dynamodb(await assume('a1'));
    await client.send(new PutItemCommand({ TableName: table, Item: row('a1') }));
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf('a1') }));
    expect(Item).toEqual(row('a1'));
    const { Count } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'inbox',
        KeyConditionExpression: '#p = :p',
        ExpressionAttributeNames: { '#p': 'gsi1pk' },
        ExpressionAttributeValues: { ':p': S('T#a1#INBOX#0') },
      }),
    );
    expect(Count).toBe(1);
  });

  it.each(['a11', 'a', 'b1', ''])('is refused the rows of tenant "%s"', async (other) => {
    const client = dynamodb(await assume('a1'));
    await expect(client.send(new PutItemCommand({ TableName: table, Item: row(other) }))).rejects.toMatchObject(denied);
    await expect(client.send(new GetItemCommand({ TableName: table, Key: keyOf(other) }))).rejects.toMatchObject(denied);
    const query = {
      TableName: table,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': S(`T#${other}#CONV#1`) },
    };
    await expect(client.send(new QueryCommand(query))).rejects.toMatchObject(denied);
    const onIndex = { ...query, IndexName: 'inbox', KeyConditionExpression: ':p = gsi1pk' };
    await expect(client.send(new QueryCommand(onIndex))).rejects.toMatchObject(denied);
  });

  it('is refused a batch or transaction with one foreign row, and nothing of it is written', async () => {
    const client = dynamodb(await assume('a1'));
    const batch = { [table]: [{ PutRequest: { Item: row('a1', 'mixed') } }, { PutRequest: { Item: row('b1', 'mixed') } }] };
    await expect(client.send(new BatchWriteItemCommand({ RequestItems: batch }))).rejects.toMatchObject(denied);
    const keys = { [table]: { Keys: [keyOf('a1'), keyOf('b1')] } };
    await expect(client.send(new BatchGetItemCommand({ RequestItems: keys }))).rejects.toMatchObject(denied);
    const transaction = [
      { Put: { TableName: table, Item: row('a1', 'mixed') } },
      { ConditionCheck: { TableName: table, Key: keyOf('b1'), ConditionExpression: 'attribute_not_exists(pk)' } },
    ];
    await expect(client.send(new TransactWriteItemsCommand({ TransactItems: transaction }))).rejects.toMatchObject(denied);
    const oracle = clientsOf(stage.aws.engines, region);
    const { Items = [] } = await oracle.dynamodb.send(new ScanCommand({ TableName: table }));
    oracle.close();
    expect(Items.filter(({ pk }) => JSON.stringify(pk).includes('mixed'))).toEqual([]);
  });

  it('may use a transaction over its own rows', async () => {
    const client = dynamodb(await assume('a1'));
    const own = [
      { Put: { TableName: table, Item: row('a1', 'two') } },
      {
        Update: {
          TableName: table,
          Key: keyOf('a1', 'three'),
          UpdateExpression: 'SET n = :n',
          ExpressionAttributeValues: { ':n': S('1') },
        },
      },
      { ConditionCheck: { TableName: table, Key: keyOf('a1', 'four'), ConditionExpression: 'attribute_not_exists(pk)' } },
    ];
    await client.send(new TransactWriteItemsCommand({ TransactItems: own }));
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf('a1', 'two') }));
    expect(Item).toEqual(row('a1', 'two'));
  });

  it('is refused Scan and PartiQL', async () => {
    const client = dynamodb(await assume('a1'));
    await expect(client.send(new ScanCommand({ TableName: table }))).rejects.toMatchObject(denied);
    const statement = `SELECT * FROM "${table}" WHERE pk = 'T#a1#CONV#1'`;
    await expect(client.send(new ExecuteStatementCommand({ Statement: statement }))).rejects.toMatchObject(denied);
  });

  it('reaches only its own objects, whatever the path looks like', async () => {
    const credentials = await assume('a1');
    const s3 = new S3Client({ endpoint: `${stage.url}/s3`, region, credentials, maxAttempts: 1 });
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'tenants/a1/x/ü 1.txt', Body: 'own' }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'tenants/a1/x/ü 1.txt' }));
    expect(await Body?.transformToString()).toBe('own');
    const oracle = clientsOf(stage.aws.engines, region);
    await oracle.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'tenants/b1/x.txt', Body: 'foreign' }));
    oracle.close();
    for (const Key of ['tenants/b1/x.txt', 'tenants/a11/x.txt', 'intake/x', 'tenants/a1']) {
      await expect(s3.send(new GetObjectCommand({ Bucket: bucket, Key }))).rejects.toMatchObject({ name: 'AccessDenied' });
      await expect(s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }))).rejects.toMatchObject({
        name: 'AccessDenied',
      });
    }
    for (const Key of ['tenants/a1/../b1/x.txt', 'tenants/a1/..%2fb1/x.txt']) {
      const found = await s3.send(new GetObjectCommand({ Bucket: bucket, Key })).then(
        ({ Body: body }) => body?.transformToString(),
        () => 'refused',
      );
      expect(found).not.toBe('foreign');
    }
  });
});

describe('the tenant role', () => {
  it('gives a session without a tag nothing', async () => {
    await expect(assume(undefined)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume('')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('cannot be assumed by a role that its trust policy does not name', async () => {
    const stranger = await stage.provision('AWS::IAM::Role', 'Stranger', {
      AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
    });
    const client = sts(credentialsOf(await stage.environmentOf(stranger.ref)));
    const command = new AssumeRoleCommand({
      RoleArn: tenantRole,
      RoleSessionName: 'stranger',
      Tags: [{ Key: 'tenant', Value: 'a1' }],
    });
    await expect(client.send(command)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('leaves the function itself without rows', async () => {
    const client = dynamodb(credentialsOf(functionEnvironment));
    await expect(client.send(new GetItemCommand({ TableName: table, Key: keyOf('a1') }))).rejects.toMatchObject(denied);
    await expect(client.send(new UpdateItemCommand({ TableName: table, Key: keyOf('a1') }))).rejects.toMatchObject(denied);
  });
});

describe('credentials', () => {
  it('name their session', async () => {
    const { Arn } = await sts(await assume('a1')).send(new GetCallerIdentityCommand({}));
    expect(Arn).toMatch(/^arn:aws:sts::000000000000:assumed-role\/.*TenantRole.*\/inbound$/);
  });

  it('are refused when unknown, with another secret, or without their token', async () => {
    const get = new GetItemCommand({ TableName: table, Key: keyOf('a1') });
    const keys = await assume('a1');
    const unknown = { ...keys, accessKeyId: 'ASIAAAAAAAAAAAAAAAAA' };
    await expect(dynamodb(unknown).send(get)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    await expect(dynamodb({ ...keys, secretAccessKey: 'guess' }).send(get)).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    const { sessionToken: _, ...bare } = keys;
    await expect(dynamodb(bare).send(get)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });
});

describe('the record', () => {
  it('has the role, the tenant, the function and the units of each call', async () => {
    stage.aws.calls.clear();
    const client = dynamodb(await assume('a1'));
    await client.send(new PutItemCommand({ TableName: table, Item: row('a1', 'units') }));
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf('a1', 'units'),
        UpdateExpression: 'SET gsi1sk = :n',
        ExpressionAttributeValues: { ':n': S('2') },
      }),
    );
    await client.send(new GetItemCommand({ TableName: table, Key: keyOf('a1', 'units') }));
    await expect(client.send(new PutItemCommand({ TableName: table, Item: row('b1') }))).rejects.toMatchObject(denied);
    const calls = stage.aws.calls.list().map(({ action, allowed, tenant, readUnits, writeUnits, status }) => ({
      action,
      allowed,
      tenant,
      readUnits,
      writeUnits,
      status,
    }));
    expect(calls).toEqual([
      { action: 'sts:AssumeRole', allowed: true, tenant: undefined, readUnits: 0, writeUnits: 0, status: 200 },
      { action: 'dynamodb:PutItem', allowed: true, tenant: 'a1', readUnits: 0, writeUnits: 2, status: 200 },
      { action: 'dynamodb:UpdateItem', allowed: true, tenant: 'a1', readUnits: 0, writeUnits: 3, status: 200 },
      { action: 'dynamodb:GetItem', allowed: true, tenant: 'a1', readUnits: 0.5, writeUnits: 0, status: 200 },
      { action: 'dynamodb:PutItem', allowed: false, tenant: 'a1', readUnits: 0, writeUnits: 0, status: 400 },
    ]);
    expect(stage.aws.calls.list().map((call) => call.function)).toEqual(['inbound', 'inbound', 'inbound', 'inbound', 'inbound']);
  });
});

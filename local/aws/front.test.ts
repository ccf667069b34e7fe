import { DeleteObjectsCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { place } from '../parts.ts';
import { credentialsOf, policyOf, startTestStage, type TestStage, trustOf } from './testing.ts';

let stage: TestStage;
let bucket: string;
let table: string;
let queue: string;
let environment: Record<string, string>;
let signer: AwsClient;
let s3: S3Client;

beforeAll(async () => {
  stage = await startTestStage();
  const media = await stage.provision('AWS::S3::Bucket', 'Media', {});
  bucket = media.ref;
  const rows = await stage.provision('AWS::DynamoDB::Table', 'Table', {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  table = rows.ref;
  const inbound = await stage.provision('AWS::SQS::Queue', 'Inbound', { FifoQueue: true });
  queue = inbound.ref;
  const role = await stage.provision('AWS::IAM::Role', 'Role', {
    AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
    Policies: [
      {
        PolicyName: 'all',
        PolicyDocument: policyOf(
          { Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], Resource: `${media.attributes.Arn}/intake/*` },
          { Action: 's3:ListBucket', Resource: media.attributes.Arn, Condition: { StringLike: { 's3:prefix': 'intake/*' } } },
          { Action: 'sqs:SendMessage', Resource: inbound.attributes.Arn },
          {
            Action: 'dynamodb:GetItem',
            Resource: rows.attributes.Arn,
            Condition: {
              'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'HOOK#*' },
              Null: { 'dynamodb:LeadingKeys': 'false' },
            },
          },
          {
            Action: 'execute-api:ManageConnections',
            Resource: `arn:aws:execute-api:${place.region}:${place.account}:api1/dev/POST/@connections/*`,
          },
        ),
      },
    ],
  });
  environment = await stage.environmentOf(role.ref, 'webhook-meta');
  const credentials = credentialsOf(environment);
  signer = new AwsClient({ ...credentials, region: place.region });
  s3 = new S3Client({ region: place.region, endpoint: environment.AWS_ENDPOINT_URL_S3 ?? '', credentials, maxAttempts: 1 });
}, 30_000);

afterAll(() => stage.close());

describe('a call signed by hand', () => {
  const post = (service: string, target: string, body: unknown): Promise<Response> =>
    signer.fetch(`${stage.url}/${service}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
      body: JSON.stringify(body),
      aws: { service },
    });

  it('reaches DynamoDB, SQS and S3', async () => {
    expect(
      await (await post('dynamodb', 'DynamoDB_20120810.GetItem', { TableName: table, Key: { pk: { S: 'HOOK#1' } } })).json(),
    ).toMatchObject({
      ConsumedCapacity: { CapacityUnits: 0.5 },
    });
    const sent = await post('sqs', 'AmazonSQS.SendMessage', {
      QueueUrl: queue,
      MessageBody: 'x',
      MessageGroupId: 'g',
      MessageDeduplicationId: 'd',
    });
    expect(sent.status).toBe(200);
    const put = await signer.fetch(`${environment.AWS_ENDPOINT_URL_S3}/${bucket}/intake/a%20(b)`, {
      method: 'PUT',
      body: 'kept',
      aws: { service: 's3' },
    });
    expect(put.status).toBe(200);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'intake/a (b)' }));
    expect(await Body?.transformToString()).toBe('kept');
  });

  it('is refused when the body is not the signed one, or signed for another service', async () => {
    const body = JSON.stringify({ TableName: table, Key: { pk: { S: 'HOOK#1' } } });
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.GetItem' };
    const signed = await signer.sign(`${stage.url}/dynamodb/`, { method: 'POST', headers, body, aws: { service: 'dynamodb' } });
    const tampered = await fetch(signed.url, { method: 'POST', headers: signed.headers, body: body.replace('HOOK#1', 'HOOK#2') });
    expect(await tampered.json()).toMatchObject({ __type: expect.stringContaining('InvalidSignatureException') });
    const elsewhere = await signer.fetch(`${stage.url}/dynamodb/`, { method: 'POST', headers, body, aws: { service: 'sqs' } });
    expect(await elsewhere.json()).toMatchObject({ __type: expect.stringContaining('InvalidSignatureException') });
    const unsigned = await fetch(`${stage.url}/dynamodb/`, { method: 'POST', headers, body });
    expect(await unsigned.json()).toMatchObject({ __type: expect.stringContaining('MissingAuthenticationToken') });
  });
});

describe('a presigned link', () => {
  const presign = async (key: string, seconds: number): Promise<string> => {
    const url = `${stage.url}/s3/${bucket}/${key}?X-Amz-Expires=${seconds}`;
    return (await signer.sign(url, { aws: { service: 's3', signQuery: true } })).url;
  };

  it('opens its object, for its time, and no other', async () => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'intake/photo', Body: 'photo', ContentType: 'image/png' }));
    const link = await presign('intake/photo', 60);
    const opened = await fetch(link);
    expect([opened.status, opened.headers.get('content-type'), await opened.text()]).toEqual([200, 'image/png', 'photo']);
    const part = await fetch(link, { headers: { range: 'bytes=1-2' } });
    expect([part.status, await part.text()]).toEqual([206, 'ho']);
    expect((await fetch(link.replace('photo', 'other'))).status).toBe(403);
    expect((await fetch(link.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000'))).status).toBe(403);
    expect((await fetch(await presign('intake/photo', 0))).status).toBe(403);
    expect((await fetch(await presign('secret/photo', 60))).status).toBe(403);
  });
});

describe('objects', () => {
  it('are listed under an allowed prefix only, and deleted one by one allowed', async () => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'intake/l/1', Body: 'x' }));
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'intake/l/' }));
    expect(KeyCount).toBe(1);
    await expect(s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'tenants/' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await expect(s3.send(new ListObjectsV2Command({ Bucket: bucket }))).rejects.toMatchObject({ name: 'AccessDenied' });
    const remove = (...keys: string[]): DeleteObjectsCommand =>
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } });
    await expect(s3.send(remove('intake/l/1', 'tenants/a1/x'))).rejects.toMatchObject({ name: 'AccessDenied' });
    await s3.send(remove('intake/l/1'));
    expect((await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'intake/l/' }))).KeyCount).toBe(0);
  });

  it('may be megabytes, and come back the same', async () => {
    const body = Buffer.alloc(9 * 1024 * 1024, 'frontdesk');
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'intake/large', Body: body }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'intake/large' }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
  });
});

describe('a connection of the WebSocket API', () => {
  it('is posted to through the gate', async () => {
    const seen: string[] = [];
    stage.aws.serve('execute-api', async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      seen.push(`${request.method} ${request.url} ${body}`);
      response.writeHead(200).end();
    });
    const post = (api: string): Promise<Response> =>
      signer.fetch(`${stage.url}/execute-api/${api}/dev/%40connections/abc%3D`, {
        method: 'POST',
        body: 'frame',
        aws: { service: 'execute-api' },
      });
    expect((await post('api1')).status).toBe(200);
    expect((await post('api2')).status).toBe(403);
    expect(seen).toEqual(['POST /aws/execute-api/api1/dev/%40connections/abc%3D frame']);
    expect(stage.aws.calls.list().filter(({ action }) => action === 'execute-api:ManageConnections')).toMatchObject([
      {
        allowed: true,
        function: 'webhook-meta',
        resources: [`arn:aws:execute-api:${place.region}:${place.account}:api1/dev/POST/@connections/abc=`],
      },
      { allowed: false, status: 403 },
    ]);
  });
});

describe('a service or operation it does not know', () => {
  it('is refused by name', async () => {
    const unknown = await fetch(`${stage.url}/polly/`, { method: 'POST' });
    expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining('polly')]);
    const acl = await signer.fetch(`${stage.url}/s3/${bucket}/intake/photo?acl`, { aws: { service: 's3' } });
    expect(acl.status).toBe(400);
  });
});

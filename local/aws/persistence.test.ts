import { spawn } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { awsJson } from '../events/aws-json.ts';
import { place } from '../parts.ts';
import { type Clients, clientsOf } from './clients.ts';
import { type Made, provision } from './persistence.fixture.ts';
import { credentialsOf, startTestStage, type TestStage, temporaryFolder } from './testing.ts';

const Said = z.object({
  made: z.record(z.string(), z.string()),
  engines: z.object({ dynamodb: z.string() }).loose(),
  sealed: z.string(),
});

const Description = z.object({ StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }) });
const Iterator = z.object({ ShardIterator: z.string() });

const dataDir = temporaryFolder();
let before: z.infer<typeof Said>;
let stage: TestStage;
let made: Made;
let clients: Clients;

beforeAll(async () => {
  before = await runAndKill();
  stage = await startTestStage({ dataDir });
  made = await provision(stage);
  clients = clientsOf(stage.aws.engines, place.region);
}, 30_000);

afterAll(async () => {
  clients.close();
  await stage.close();
  rmSync(dataDir, { recursive: true });
});

/** A stage that is killed the moment it has said what it made. */
async function runAndKill(): Promise<z.infer<typeof Said>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'persistence.fixture.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    child.kill('SIGKILL');
    return Said.parse(JSON.parse(line));
  }
  throw new Error('The stage ended before it was ready');
}

describe('after the stage was killed', () => {
  it('no engine of it is left', async () => {
    const answers = (): Promise<boolean> =>
      fetch(before.engines.dynamodb).then(
        () => true,
        () => false,
      );
    await expect.poll(answers, { timeout: 2000 }).toBe(false);
  });

  it('everything has the same name', () => {
    const withoutPort = (names: object): unknown => JSON.parse(JSON.stringify(names).replaceAll(/:\d+\/aws/g, '/aws'));
    expect(withoutPort(made)).toEqual(withoutPort(before.made));
  });

  it('rows and the changes in the stream are there', async () => {
    const { Item } = await clients.dynamodb.send(new GetCommand({ TableName: made.table, Key: { pk: 'kept' } }));
    expect(Item).toEqual({ pk: 'kept' });
    const call = (operation: string, body: unknown): Promise<unknown> =>
      awsJson(stage.aws.engines.dynamodb, 'dynamodb', `DynamoDBStreams_20120810.${operation}`, body);
    const { Streams } = z
      .object({ Streams: z.array(z.object({ StreamArn: z.string() })).length(1) })
      .parse(await call('ListStreams', { TableName: made.table }));
    const { StreamArn = '' } = Streams[0] ?? {};
    const { StreamDescription } = Description.parse(await call('DescribeStream', { StreamArn }));
    const { ShardId = '' } = StreamDescription.Shards[0] ?? {};
    const { ShardIterator } = Iterator.parse(
      await call('GetShardIterator', { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    expect(await call('GetRecords', { ShardIterator })).toMatchObject({
      Records: [{ eventName: 'INSERT', dynamodb: { NewImage: { pk: { S: 'kept' } } } }],
    });
  });

  it('objects are there with their type', async () => {
    const { Body, ContentType } = await clients.s3.send(new GetObjectCommand({ Bucket: made.bucket, Key: 'a/b.txt' }));
    expect([await Body?.transformToString(), ContentType]).toEqual(['kept', 'text/plain']);
  });

  it('every message is there in its order, also those a dead function had received', async () => {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: made.queue, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
    );
    const bodies = Messages.map(({ Body = '' }) => Body);
    expect(bodies.filter((body) => body.startsWith('a'))).toEqual(['a:1', 'a:2', 'a:3']);
    expect(bodies.filter((body) => body.startsWith('b'))).toEqual(['b:1']);
    expect(Messages.find(({ Body }) => Body === 'a:1')?.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  it('accounts are there', async () => {
    const command = new InitiateAuthCommand({
      ClientId: made.client,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ada@example.com', PASSWORD: 'A-long-passw0rd' },
    });
    expect((await clients.cognito.send(command)).AuthenticationResult?.AccessToken).toBeTypeOf('string');
  });

  it('secrets can be opened, and their key is for this user only', async () => {
    const kms = new KMSClient({
      endpoint: `${stage.url}/kms`,
      region: place.region,
      credentials: credentialsOf(await stage.environmentOf(made.role)),
    });
    const { Plaintext } = await kms.send(
      new DecryptCommand({ CiphertextBlob: Buffer.from(before.sealed, 'base64'), EncryptionContext: { tenant: 'a1' } }),
    );
    expect(Buffer.from(Plaintext ?? []).toString()).toBe('kept');
    expect(statSync(join(dataDir, 'kms', `${made.key.split('/')[1]}.json`)).mode & 0o777).toBe(0o600);
  });
});

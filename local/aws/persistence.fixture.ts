import { AdminCreateUserCommand, AdminSetUserPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { place } from '../parts.ts';
import { clientsOf } from './clients.ts';
import { credentialsOf, policyOf, startTestStage, type TestStage, trustOf } from './testing.ts';

export interface Made {
  readonly table: string;
  readonly bucket: string;
  readonly queue: string;
  readonly dead: string;
  readonly key: string;
  readonly pool: string;
  readonly client: string;
  readonly role: string;
}

/** What the templates of the test declare; made again after each start. */
export async function provision(stage: TestStage): Promise<Made> {
  const { ref: table } = await stage.provision('AWS::DynamoDB::GlobalTable', 'Table', {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  const { ref: bucket } = await stage.provision('AWS::S3::Bucket', 'Bucket', {});
  const dead = await stage.provision('AWS::SQS::Queue', 'Dead', { FifoQueue: true });
  const { ref: queue } = await stage.provision('AWS::SQS::Queue', 'Queue', {
    FifoQueue: true,
    VisibilityTimeout: 360,
    RedrivePolicy: { deadLetterTargetArn: dead.attributes.Arn, maxReceiveCount: 5 },
  });
  const { attributes: key } = await stage.provision('AWS::KMS::Key', 'Key', {
    KeyPolicy: policyOf({ Principal: { AWS: `arn:aws:iam::${place.account}:root` }, Action: 'kms:*', Resource: '*' }),
  });
  const { ref: pool } = await stage.provision('AWS::Cognito::UserPool', 'Pool', {});
  const { ref: client } = await stage.provision('AWS::Cognito::UserPoolClient', 'Client', { UserPoolId: pool });
  const { ref: role } = await stage.provision('AWS::IAM::Role', 'Role', {
    AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
    Policies: [{ PolicyName: 'kms', PolicyDocument: policyOf({ Action: 'kms:*', Resource: '*' }) }],
  });
  return { table, bucket, queue, dead: dead.ref, key: key.Arn ?? '', pool, client, role };
}

/** A stage in a process of its own: makes and fills everything, says so, and waits to be killed. */
if (process.argv[1] === import.meta.filename) {
  const stage = await startTestStage({ dataDir: process.argv[2] ?? '' });
  const made = await provision(stage);
  const clients = clientsOf(stage.aws.engines, place.region);
  await clients.dynamodb.send(new PutCommand({ TableName: made.table, Item: { pk: 'kept' } }));
  await clients.s3.send(new PutObjectCommand({ Bucket: made.bucket, Key: 'a/b.txt', Body: 'kept', ContentType: 'text/plain' }));
  for (const [group, body] of [
    ['a', 'a:1'],
    ['b', 'b:1'],
    ['a', 'a:2'],
    ['a', 'a:3'],
  ] as const) {
    await clients.sqs.send(
      new SendMessageCommand({ QueueUrl: made.queue, MessageBody: body, MessageGroupId: group, MessageDeduplicationId: body }),
    );
  }
  // In the hands of a function when the stage dies.
  await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: made.queue, MaxNumberOfMessages: 2 }));
  await clients.cognito.send(
    new AdminCreateUserCommand({ UserPoolId: made.pool, Username: 'ada@example.com', MessageAction: 'SUPPRESS' }),
  );
  await clients.cognito.send(
    new AdminSetUserPasswordCommand({
      UserPoolId: made.pool,
      Username: 'ada@example.com',
      Password: 'A-long-passw0rd',
      Permanent: true,
    }),
  );
  const environment = await stage.environmentOf(made.role);
  const kms = new KMSClient({ endpoint: `${stage.url}/kms`, region: place.region, credentials: credentialsOf(environment) });
  const { CiphertextBlob } = await kms.send(
    new EncryptCommand({ KeyId: made.key, Plaintext: Buffer.from('kept'), EncryptionContext: { tenant: 'a1' } }),
  );
  console.log(JSON.stringify({ made, engines: stage.aws.engines, sealed: Buffer.from(CiphertextBlob ?? []).toString('base64') }));
}

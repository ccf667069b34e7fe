import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { place } from '../parts.ts';
import { type Clients, clientsOf } from './clients.ts';
import { credentialsOf, policyOf, startTestStage, type TestStage, trustOf } from './testing.ts';

let stage: TestStage;
let clients: Clients;
let offsetMs = 0;
let counter = 0;

beforeAll(async () => {
  stage = await startTestStage({ clock: () => Date.now() + offsetMs });
  clients = clientsOf(stage.aws.engines, place.region);
}, 30_000);

afterAll(async () => {
  clients.close();
  await stage.close();
});

async function fifo(options: Record<string, unknown> = {}): Promise<string> {
  counter += 1;
  const { ref } = await stage.provision('AWS::SQS::Queue', `Queue${counter}`, {
    FifoQueue: true,
    VisibilityTimeout: 60,
    ...options,
  });
  return ref;
}

async function fill(url: string, ...bodies: readonly string[]): Promise<void> {
  for (const body of bodies) {
    const [group = ''] = body.split(':');
    await clients.sqs.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: `${url}${body}`,
      }),
    );
  }
}

async function receive(url: string, wait = 0): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: url,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: wait,
    MessageSystemAttributeNames: ['All'],
  });
  return (await clients.sqs.send(command)).Messages ?? [];
}

const bodies = (messages: readonly Message[]): (string | undefined)[] => messages.map(({ Body }) => Body);

describe('a FIFO queue', () => {
  it('hands out a whole group in order and keeps the group from others until it is done', async () => {
    const url = await fifo();
    await fill(url, 'a:1', 'a:2', 'b:1', 'a:3');
    const first = await receive(url);
    expect(bodies(first).filter((body) => body?.startsWith('a'))).toEqual(['a:1', 'a:2', 'a:3']);
    expect(bodies(first)).toContain('b:1');
    await fill(url, 'a:4');
    expect(await receive(url)).toEqual([]);
    for (const { ReceiptHandle } of first.slice(0, -1))
      await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    const held = first.at(-1)?.Body?.startsWith('a') === true;
    expect(bodies(await receive(url))).toEqual(held ? [] : ['a:4']);
  });

  it('takes messages back in their order, in whichever order they are given back', async () => {
    const url = await fifo();
    await fill(url, 'a:1', 'a:2', 'a:3');
    const [one, two, three] = await receive(url);
    await fill(url, 'a:4');
    for (const message of [two, one, three]) {
      await clients.sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }),
      );
    }
    expect(bodies(await receive(url))).toEqual(['a:1', 'a:2', 'a:3', 'a:4']);
  });

  it('gives the failed rest of a group again, before what came later, and moves it to the dead-letter queue in order', async () => {
    const dead = await fifo();
    const arn = (await clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] })))
      .Attributes?.QueueArn;
    const url = await fifo({ RedrivePolicy: { deadLetterTargetArn: arn, maxReceiveCount: 2 } });
    await fill(url, 'a:1', 'a:2');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const messages = await receive(url);
      expect(bodies(messages)).toEqual(['a:1', 'a:2']);
      for (const { ReceiptHandle } of messages) {
        await clients.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }));
      }
    }
    await fill(url, 'a:3');
    expect(bodies(await receive(url))).toEqual(['a:3']);
    expect(bodies(await receive(dead))).toEqual(['a:1', 'a:2']);
  });

  it('drops a repeat for five minutes of the stage clock, not longer', async () => {
    const url = await fifo();
    await fill(url, 'a:1', 'a:1');
    const [message] = await receive(url);
    await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    await fill(url, 'a:1');
    expect(await receive(url)).toEqual([]);
    offsetMs += 6 * 60_000;
    const again = async (): Promise<unknown> => {
      await fill(url, 'a:1');
      return bodies(await receive(url));
    };
    await expect.poll(again, { timeout: 3000 }).toEqual(['a:1']);
  });

  it('makes messages visible again when their timeout ends on the stage clock', async () => {
    const url = await fifo();
    await fill(url, 'a:1', 'a:2');
    expect(bodies(await receive(url))).toEqual(['a:1', 'a:2']);
    expect(await receive(url)).toEqual([]);
    offsetMs += 61_000;
    await expect.poll(async () => bodies(await receive(url)), { timeout: 3000 }).toEqual(['a:1', 'a:2']);
  });
});

describe('a function at a queue', () => {
  it('may do what its role says, at the address its template gives, and nothing else', async () => {
    const inbound = await stage.provision('AWS::SQS::Queue', 'Inbound', { FifoQueue: true });
    const outbound = await stage.provision('AWS::SQS::Queue', 'Outbound', { FifoQueue: true });
    const role = await stage.provision('AWS::IAM::Role', 'Sender', {
      AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
    });
    await stage.provision('AWS::IAM::Policy', 'SenderPolicy', {
      PolicyName: 'Send',
      PolicyDocument: policyOf({ Action: 'sqs:SendMessage', Resource: inbound.attributes.Arn }),
      Roles: [role.ref],
    });
    await stage.provision('AWS::SQS::QueuePolicy', 'TlsOnly', {
      Queues: [inbound.ref],
      PolicyDocument: policyOf({
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: inbound.attributes.Arn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    });
    const environment = await stage.environmentOf(role.ref);
    const sqs = new SQSClient({
      endpoint: environment.AWS_ENDPOINT_URL_SQS ?? '',
      region: place.region,
      credentials: credentialsOf(environment),
    });
    const message = { MessageBody: 'x', MessageGroupId: 'g', MessageDeduplicationId: 'd' };
    await sqs.send(new SendMessageCommand({ QueueUrl: inbound.ref, ...message }));
    await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: inbound.ref, Entries: [{ Id: '1', ...message, MessageDeduplicationId: 'd2' }] }),
    );
    expect(bodies(await receive(inbound.ref))).toEqual(['x', 'x']);
    const denied = { name: 'AccessDeniedException' };
    await expect(sqs.send(new SendMessageCommand({ QueueUrl: outbound.ref, ...message }))).rejects.toMatchObject(denied);
    await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl: inbound.ref }))).rejects.toMatchObject(denied);
    expect(await receive(outbound.ref)).toEqual([]);
  });

  it('is refused by a resource policy that denies', async () => {
    const queue = await stage.provision('AWS::SQS::Queue', 'Closed', { FifoQueue: true });
    const role = await stage.provision('AWS::IAM::Role', 'ClosedSender', {
      AssumeRolePolicyDocument: trustOf({ Service: 'lambda.amazonaws.com' }),
      Policies: [{ PolicyName: 'all', PolicyDocument: policyOf({ Action: 'sqs:*', Resource: '*' }) }],
    });
    await stage.provision('AWS::SQS::QueuePolicy', 'ClosedPolicy', {
      Queues: [queue.ref],
      PolicyDocument: policyOf({ Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: queue.attributes.Arn }),
    });
    const environment = await stage.environmentOf(role.ref);
    const sqs = new SQSClient({
      endpoint: environment.AWS_ENDPOINT_URL_SQS ?? '',
      region: place.region,
      credentials: credentialsOf(environment),
    });
    const message = new SendMessageCommand({
      QueueUrl: queue.ref,
      MessageBody: 'x',
      MessageGroupId: 'g',
      MessageDeduplicationId: 'd',
    });
    await expect(sqs.send(message)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('explicit deny'),
    });
  });
});

describe('a queue of the template', () => {
  it('takes changed settings at the next start and keeps its messages', async () => {
    const { ref } = await stage.provision('AWS::SQS::Queue', 'Changing', { FifoQueue: true, VisibilityTimeout: 30 });
    await fill(ref, 'a:1');
    await stage.provision('AWS::SQS::Queue', 'Changing', { FifoQueue: true, VisibilityTimeout: 90 });
    const { Attributes } = await clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl: ref, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ VisibilityTimeout: '90', FifoQueue: 'true', ApproximateNumberOfMessages: '1' });
  });
});

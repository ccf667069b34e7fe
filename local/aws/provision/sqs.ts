import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Provisioner, Provisioners } from '../../parts.ts';
import { type Policies, Policy } from '../gate/policy.ts';
import { nameFor } from './names.ts';

const flag = z.union([z.boolean(), z.stringbool()]).optional();
const count = z.coerce.number().int().optional();
const QueueProperties = z.object({
  QueueName: z.string().optional(),
  FifoQueue: flag,
  ContentBasedDeduplication: flag,
  DeduplicationScope: z.string().optional(),
  FifoThroughputLimit: z.string().optional(),
  VisibilityTimeout: count,
  MessageRetentionPeriod: count,
  DelaySeconds: count,
  MaximumMessageSize: count,
  ReceiveMessageWaitTimeSeconds: count,
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }).optional(),
});
const QueuePolicyProperties = z.object({ Queues: z.array(z.string()), PolicyDocument: Policy });

export interface SqsPlace {
  readonly account: string;
  readonly region: string;
  /** Address under which functions reach SQS. */
  readonly endpoint: string;
}

export function sqsProvisioners(sqs: SQSClient, policies: Policies, place: SqsPlace): Provisioners {
  const arnOf = (name: string): string => `arn:aws:sqs:${place.region}:${place.account}:${name}`;

  const queue: Provisioner = async (resource) => {
    const properties = QueueProperties.parse(resource.properties);
    const name =
      properties.QueueName ?? (properties.FifoQueue === true ? `${nameFor(resource, 75)}.fifo` : nameFor(resource, 80));
    await putQueue(sqs, name, attributesOf(properties));
    return {
      ref: `${place.endpoint}/${place.account}/${name}`,
      attributes: { Arn: arnOf(name), QueueName: name, QueueUrl: `${place.endpoint}/${place.account}/${name}` },
    };
  };
  const queuePolicy: Provisioner = async (resource) => {
    const { Queues, PolicyDocument } = QueuePolicyProperties.parse(resource.properties);
    for (const url of Queues) policies.putResourcePolicy(arnOf(url.slice(url.lastIndexOf('/') + 1)), PolicyDocument);
    return { ref: nameFor(resource, 128), attributes: { Id: nameFor(resource, 128) } };
  };
  return { 'AWS::SQS::Queue': queue, 'AWS::SQS::QueuePolicy': queuePolicy };
}

type Attributes = Partial<Record<QueueAttributeName, string>>;

async function putQueue(sqs: SQSClient, name: string, attributes: Attributes): Promise<void> {
  const url = `http://localhost/queue/${name}`;
  if (await exists(sqs, url)) {
    const { FifoQueue: _fixed, ...changeable } = attributes;
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: changeable }));
  } else {
    await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  }
}

async function exists(sqs: SQSClient, url: string): Promise<boolean> {
  try {
    await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
    return true;
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return false;
    throw error;
  }
}

function attributesOf(properties: z.infer<typeof QueueProperties>): Attributes {
  const { QueueName: _name, RedrivePolicy, ...plain } = properties;
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(plain)) if (value !== undefined) attributes[name] = String(value);
  if (RedrivePolicy !== undefined) attributes.RedrivePolicy = JSON.stringify(RedrivePolicy);
  return attributes;
}

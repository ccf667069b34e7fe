import type { DynamoDBRecord } from 'aws-lambda';
import { type Key, parseExportKey, parseMessageKey } from '../_data/keys.ts';
import { messageJob } from '../_messaging/outbound-queue.ts';
import type { FifoMessage } from '../_shared/queue.ts';
import { exportMessage } from '../_transfer/export-queue.ts';
import { endingJob, rightsJob } from './people-jobs.ts';

export type QueueName = 'outbound' | 'exports' | 'rights' | 'endings';

interface Job {
  readonly queue: QueueName;
  readonly message: FifoMessage;
}

/** The event source's filter lets little else through; this makes a wider filter harmless. */
export function jobsOf(record: DynamoDBRecord): readonly Job[] {
  const { pk, sk } = record.dynamodb?.Keys ?? {};
  if (!pk?.S || !sk?.S) return [];
  const key: Key = { pk: pk.S, sk: sk.S };
  const [outbound, exports] = [newMessage(key, record), newExport(key, record)];
  const [rights, ending] = [rightsJob(key, record), endingJob(key, record)];
  return [
    ...(outbound ? [{ queue: 'outbound' as const, message: outbound }] : []),
    ...(exports ? [{ queue: 'exports' as const, message: exports }] : []),
    ...(rights ? [{ queue: 'rights' as const, message: rights }] : []),
    ...(ending ? [{ queue: 'endings' as const, message: ending }] : []),
  ];
}

function newMessage(key: Key, { eventName, dynamodb }: DynamoDBRecord): FifoMessage | undefined {
  if (eventName !== 'INSERT' || dynamodb?.NewImage?.status?.S !== 'queued') return undefined;
  const place = parseMessageKey(key);
  return place && messageJob(place);
}

function newExport(key: Key, { eventName, dynamodb }: DynamoDBRecord): FifoMessage | undefined {
  if (eventName !== 'INSERT' || dynamodb?.NewImage?.state?.S !== 'waiting') return undefined;
  const place = parseExportKey(key);
  return place && exportMessage({ v: 1, ...place }, 'begin');
}

import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { ConversationId, MessageId, TenantId } from '../../contract/ids.ts';
import { exportKey, messageKey, registrationKey } from '../_data/keys.ts';
import { messageJob } from '../_messaging/outbound-queue.ts';
import type { FifoMessage, SendFifo } from '../_shared/queue.ts';
import { exportMessage } from '../_transfer/export-queue.ts';
import { type Queues, relay } from './relay.ts';

const tenant = TenantId.parse('01j0000000000000000000000a');
const conversationId = ConversationId.parse('01j0000000000000000000000c');
const messageOf = (time: number) => MessageId.parse(`${String(time).padStart(13, '0')}-0192f0c1a2b37c4d8e5f60718293a4b5`);

function record(
  time: number,
  given: Partial<{ eventName: 'INSERT' | 'MODIFY'; status: string; sk: string }> = {},
): DynamoDBRecord {
  const { pk, sk } = messageKey(tenant, conversationId, messageOf(time));
  return {
    eventName: given.eventName ?? 'INSERT',
    dynamodb: {
      SequenceNumber: `s${time}`,
      Keys: { pk: { S: pk }, sk: { S: given.sk ?? sk } },
      NewImage: { status: { S: given.status ?? 'queued' }, dir: { S: 'out' } },
    },
  };
}

const exportId = '01j0000000000000000000000e';
const anExport = (
  state: string,
  eventName: 'INSERT' | 'MODIFY' = 'INSERT',
  sk = exportKey(tenant, exportId).sk,
): DynamoDBRecord => ({
  eventName,
  dynamodb: {
    SequenceNumber: 'e',
    Keys: { pk: { S: exportKey(tenant, exportId).pk }, sk: { S: sk } },
    NewImage: { state: { S: state } },
  },
});
const refuse = () => Promise.reject(new Error('nothing is to be queued here'));
/** What is named is queued, and nothing else. */
const to = (some: Partial<Queues>): Queues => ({ outbound: refuse, exports: refuse, rights: refuse, endings: refuse, ...some });

describe('the relay', () => {
  it('queues a new message exactly as its author does, so that the queue takes it once', async () => {
    const queued: FifoMessage[] = [];
    const answer = await relay(to({ outbound: async (job) => void queued.push(job) }))({ Records: [record(1), record(2)] });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(queued).toEqual([1, 2].map((time) => messageJob({ tenant, conversationId, messageId: messageOf(time) })));
  });

  it('queues a new export exactly as its author does', async () => {
    const queued: FifoMessage[] = [];
    const exports = async (job: FifoMessage) => void queued.push(job);
    expect(await relay(to({ exports }))({ Records: [anExport('waiting')] })).toEqual({ batchItemFailures: [] });
    expect(queued).toEqual([exportMessage({ v: 1, tenant, exportId }, 'begin')]);
  });

  it('leaves everything else alone', async () => {
    const Records = [
      record(1, { eventName: 'MODIFY' }),
      record(2, { status: 'sent' }),
      record(3, { sk: 'CONV' }),
      anExport('running'),
      anExport('waiting', 'MODIFY'),
      anExport('waiting', 'INSERT', 'ROLE#1'),
      { eventName: 'INSERT' as const, dynamodb: {} },
    ];
    expect(await relay(to({}))({ Records })).toEqual({ batchItemFailures: [] });
  });

  it('goes on at the message that the queue refused', async () => {
    const queued: string[] = [];
    const outbound: SendFifo = async ({ deduplication }) => {
      if (deduplication.endsWith(messageOf(2))) throw new Error('queue refused');
      queued.push(deduplication);
    };
    expect(await relay(to({ outbound }))({ Records: [record(1), record(2), record(3)] })).toEqual({
      batchItemFailures: [{ itemIdentifier: 's2' }],
    });
    expect(queued).toEqual([`${conversationId}/${messageOf(1)}`]);
  });

  it('queues a suspension for both who follow it, and goes on there when one of them was refused', async () => {
    const { pk, sk } = registrationKey(tenant);
    const image = (status: string) => ({ status: { S: status } });
    const suspended: DynamoDBRecord = {
      eventName: 'MODIFY',
      eventID: 'e1',
      dynamodb: {
        SequenceNumber: 's1',
        Keys: { pk: { S: pk }, sk: { S: sk } },
        OldImage: image('active'),
        NewImage: image('suspended'),
      },
    };
    const queued: unknown[] = [];
    const rights: SendFifo = async (job) => void queued.push(job.body);
    expect(await relay(to({ rights }))({ Records: [suspended] })).toEqual({ batchItemFailures: [{ itemIdentifier: 's1' }] });
    await relay(to({ rights, endings: rights }))({ Records: [suspended] });
    expect(queued).toEqual(Array.from({ length: 3 }, () => ({ v: 1, type: 'business', tenant })));
  });
});

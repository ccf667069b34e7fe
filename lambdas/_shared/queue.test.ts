import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { type BatchWork, fifoWorker } from './queue.ts';

const Job = z.object({ id: z.string() });
type Job = z.infer<typeof Job>;

const record = (group: string, id: string, body = JSON.stringify({ id })): SQSRecord => ({
  messageId: id,
  receiptHandle: `receipt-${id}`,
  body,
  attributes: {
    ApproximateReceiveCount: '2',
    SentTimestamp: '0',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '0',
    MessageGroupId: group,
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: '',
  awsRegion: '',
});
const context = { awsRequestId: 'request-1' } as Context;
const run = (work: BatchWork<Job>, ...Records: SQSRecord[]) => fifoWorker(Job, () => work)({ Records } as SQSEvent, context);
const failing = async (work: BatchWork<Job>, ...records: SQSRecord[]) =>
  (await run(work, ...records)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

describe('a batch of a FIFO queue', () => {
  it('keeps each group in order and stops only the group that fails', async () => {
    const done: string[] = [];
    const handle = async ({ id }: Job) => {
      await new Promise((resolve) => setTimeout(resolve, id === 'a1' ? 20 : 1));
      if (id === 'a3') throw new Error('broken');
      done.push(id);
    };
    const records = [
      record('A', 'a1'),
      record('B', 'b1'),
      record('A', 'a2'),
      record('A', 'a3'),
      record('B', 'b2'),
      record('A', 'a4'),
    ];
    expect(await failing({ handle }, ...records)).toEqual(['a3', 'a4']);
    expect(done.filter((id) => id.startsWith('a'))).toEqual(['a1', 'a2']);
    expect(done.filter((id) => id.startsWith('b'))).toEqual(['b1', 'b2']);
  });

  it('lets the rest of a group go on when a job fails for the last time', async () => {
    const done: string[] = [];
    const handle = async ({ id }: Job) => {
      if (id === 'a2') throw new Error('broken for ever');
      done.push(id);
    };
    const records = ['a1', 'a2', 'a3'].map((id) => record('A', id));
    const left = async (receives: number) => {
      const { batchItemFailures } = await fifoWorker(Job, () => ({ handle }), { receives })(
        { Records: records } as SQSEvent,
        context,
      );
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    };
    expect(await left(3)).toEqual(['a2', 'a3']);
    expect(await left(2)).toEqual(['a2']);
    expect(done).toEqual(['a1', 'a1', 'a3']);
  });

  it('does not make one group wait for another', async () => {
    const done: string[] = [];
    const handle = async ({ id }: Job) => {
      if (id === 'slow') await vi.waitUntil(() => done.includes('fast'));
      done.push(id);
    };
    expect(await failing({ handle }, record('A', 'slow'), record('B', 'fast'))).toEqual([]);
    expect(done).toEqual(['fast', 'slow']);
  });

  it('reports a job that does not parse, and does not quote it in the log', async () => {
    const written = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true));
    const handle = vi.fn(async () => {});
    const bad = [
      record('A', 'bad-json', '{"private words'),
      record('A', 'behind'),
      record('B', 'bad-shape', '{"private":"words"}'),
      record('C', 'good'),
    ];
    expect(await failing({ handle }, ...bad)).toEqual(['bad-json', 'behind', 'bad-shape']);
    expect(handle).toHaveBeenCalledOnce();
    const logged = written.flatMap(({ mock }) => mock.calls.flat()).join('\n');
    expect(logged).toContain('bad-json');
    expect(logged).toContain('id: invalid_type');
    expect(logged).not.toContain('private');
    vi.restoreAllMocks();
  });

  it('tells which jobs come back, with the number of times they came', async () => {
    const failed = vi.fn(async () => {});
    const error = new Error('later');
    await run({ handle: () => Promise.reject(error), failed }, record('A', 'a1'), record('A', 'a2'));
    const delivery = (id: string) => ({ queueMessageId: id, receiptHandle: `receipt-${id}`, receiveCount: 2 });
    expect(failed).toHaveBeenCalledExactlyOnceWith(delivery('a1'), error, [delivery('a2')]);
  });

  it('is done although what follows it fails: the jobs must not be repeated', async () => {
    const finish = vi.fn(() => Promise.reject(new Error('no connection')));
    expect(await failing({ handle: async () => {}, finish }, record('A', 'a1'))).toEqual([]);
    expect(finish).toHaveBeenCalledOnce();
  });

  it('that cannot even be begun fails as a whole, so that nothing is deleted', async () => {
    const worker = fifoWorker(Job, () => {
      throw new Error('not configured');
    });
    await expect(worker({ Records: [record('A', 'a1')] } as SQSEvent, context)).rejects.toThrow('not configured');
    await expect(worker({} as SQSEvent, context)).rejects.toThrow();
  });
});

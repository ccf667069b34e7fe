import type { Context, SQSEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { type JobResult, jobWorker } from './job-queue.ts';

const record = (messageId: string, body: unknown, receives = 1) => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
  body: JSON.stringify(body),
  attributes: { ApproximateReceiveCount: String(receives) },
});
const context = { awsRequestId: 'r' } as Context;

it('hands back each job that is not done, and says when it comes again', async () => {
  const set: [string, number][] = [];
  const results: Record<string, JobResult | Error> = {
    done: 'done',
    soon: { later: 1_500 },
    late: { later: 99 * 3_600_000 },
    'given-up': 'given-up',
    broken: new Error('broken'),
  };
  const worker = jobWorker(
    z.string(),
    async (job) => {
      const result = results[job];
      if (result instanceof Error || result === undefined) throw result;
      return result;
    },
    async (handle, seconds) => void set.push([handle, seconds]),
  );
  const jobs = [...Object.keys(results).map((job) => record(job, job, 3)), record('unreadable', { not: 'a string' }, 20)];
  const { batchItemFailures } = await worker({ Records: jobs } as SQSEvent, context);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
    'soon',
    'late',
    'given-up',
    'broken',
    'unreadable',
  ]);
  expect(Object.fromEntries(set)).toEqual({
    'handle of soon': 2,
    'handle of late': 11 * 3600,
    'handle of given-up': 0,
    'handle of broken': 8,
    'handle of unreadable': 900,
  });
});

it('hands a job back also when it cannot say when', async () => {
  const worker = jobWorker(
    z.string(),
    async () => ({ later: 1 }),
    () => Promise.reject(new Error('SQS does not answer')),
  );
  expect((await worker({ Records: [record('one', 'one')] } as SQSEvent, context)).batchItemFailures).toHaveLength(1);
});

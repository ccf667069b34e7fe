import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../functions/worker.ts';
import { QueueSource } from './queue-source.ts';
import type { QueueMessage, Queues } from './queues.ts';

/** A FIFO queue by SQS's rules: a group of which something is in flight is not handed out. */
function fifoQueue() {
  const waiting: QueueMessage[] = [];
  const inFlight = new Map<string, QueueMessage>();
  const released: { id: string; seconds: number }[] = [];
  const groupOf = ({ Attributes }: QueueMessage): string => Attributes.MessageGroupId ?? '';
  const unused = (): never => {
    throw new Error('not used here');
  };
  const queues: Queues = {
    urlOf: async (name) => name,
    names: unused,
    attributes: unused,
    send: unused,
    receive: async (_, most, __, signal) => {
      await sleep(2);
      if (signal?.aborted) throw new Error('aborted');
      const locked = new Set([...inFlight.values()].map(groupOf));
      const given = waiting.filter((message) => !locked.has(groupOf(message))).slice(0, most);
      for (const message of given) {
        waiting.splice(waiting.indexOf(message), 1);
        inFlight.set(message.ReceiptHandle, message);
      }
      return given;
    },
    remove: async (_, handles) => {
      for (const handle of handles) inFlight.delete(handle);
    },
    release: async (_, handles, seconds) => {
      for (const handle of handles) released.push({ id: inFlight.get(handle)?.MessageId ?? '', seconds });
    },
  };
  const put = (group: string, ...ids: string[]): void => {
    for (const id of ids) {
      const Attributes = { MessageGroupId: group, ApproximateReceiveCount: '1' };
      waiting.push({ MessageId: id, ReceiptHandle: `handle ${id}`, Body: id, MD5OfBody: '', Attributes, MessageAttributes: {} });
    }
  };
  return { queues, put, waiting, inFlight, released };
}

const idsOf = (event: unknown): string[] => Object(event).Records.map(({ messageId }: { messageId: string }) => messageId);

let source: QueueSource | undefined;
afterEach(() => source?.stop());

function feed(
  queue: ReturnType<typeof fifoQueue>,
  invoke: (event: unknown) => Promise<Outcome>,
  more: { batchSize?: number; concurrency?: number; owns?: boolean } = {},
) {
  source = new QueueSource(
    {
      queueArn: 'arn:aws:sqs:eu-central-1:000000000000:jobs.fifo',
      batchSize: more.batchSize ?? 10,
      concurrency: more.concurrency ?? 4,
      reportsItems: true,
      setVisibilitySince: () => more.owns === true,
      now: () => 0,
    },
    queue.queues,
    invoke,
  );
  source.start();
}

const quiet = async (queue: ReturnType<typeof fifoQueue>, left = 0): Promise<void> => {
  for (let tries = 0; tries < 500 && (queue.waiting.length > 0 || queue.inFlight.size > left); tries++) await sleep(5);
};

describe('QueueSource', () => {
  it('hands over records as Lambda gets them and deletes what was done', async () => {
    const queue = fifoQueue();
    const events: unknown[] = [];
    feed(queue, async (event) => {
      events.push(event);
      return { ok: true, payload: null };
    });
    queue.put('a', '1', '2');
    await quiet(queue);
    expect(queue.inFlight.size).toBe(0);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      Records: [
        { messageId: '1', body: '1', eventSource: 'aws:sqs', awsRegion: 'eu-central-1', attributes: { MessageGroupId: 'a' } },
        { messageId: '2' },
      ],
    });
  });

  it('never has two batches of one group in work, and works on several groups at once', async () => {
    const queue = fifoQueue();
    const working = new Map<string, number>();
    let most = 0;
    const order: string[] = [];
    feed(
      queue,
      async (event) => {
        const [id = ''] = idsOf(event);
        const group = id.slice(0, 1);
        expect(working.get(group) ?? 0).toBe(0);
        working.set(group, 1);
        most = Math.max(
          most,
          [...working.values()].reduce((sum, one) => sum + one, 0),
        );
        await sleep(15);
        working.set(group, 0);
        order.push(id);
        return { ok: true, payload: null };
      },
      { batchSize: 1 },
    );
    queue.put('a', 'a1', 'a2', 'a3');
    queue.put('b', 'b1', 'b2', 'b3');
    await quiet(queue);
    expect(order.filter((id) => id.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(order.filter((id) => id.startsWith('b'))).toEqual(['b1', 'b2', 'b3']);
    expect(most).toBe(2);
  });

  it('stays within its concurrency', async () => {
    const queue = fifoQueue();
    let working = 0;
    let most = 0;
    feed(
      queue,
      async () => {
        working++;
        most = Math.max(most, working);
        await sleep(20);
        working--;
        return { ok: true, payload: null };
      },
      { batchSize: 1, concurrency: 2 },
    );
    for (const group of ['a', 'b', 'c', 'd', 'e']) queue.put(group, group);
    await quiet(queue);
    expect(most).toBe(2);
  });

  it('keeps what was reported as failed and lets it come again', async () => {
    const queue = fifoQueue();
    feed(queue, async () => ({ ok: true, payload: { batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '3' }] } }));
    queue.put('a', '1', '2', '3');
    await quiet(queue, 2);
    await sleep(20);
    expect([...queue.inFlight.values()].map(({ MessageId }) => MessageId)).toEqual(['2', '3']);
    expect(queue.released).toEqual([
      { id: '2', seconds: 1 },
      { id: '3', seconds: 1 },
    ]);
  });

  it.each([
    ['the function failed', { ok: false, errorType: 'Error', errorMessage: 'boom' } as const],
    ['the answer is malformed', { ok: true, payload: { batchItemFailures: [{ itemIdentifier: '' }] } } as const],
  ])('deletes nothing when %s', async (_, outcome) => {
    const queue = fifoQueue();
    feed(queue, async () => outcome);
    queue.put('a', '1', '2');
    await quiet(queue, 2);
    await sleep(20);
    expect(queue.inFlight.size).toBe(2);
    expect(queue.released.map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('leaves alone messages whose return the function has set itself', async () => {
    const queue = fifoQueue();
    feed(queue, async () => ({ ok: true, payload: { batchItemFailures: [{ itemIdentifier: '1' }] } }), { owns: true });
    queue.put('a', '1');
    await quiet(queue, 1);
    await sleep(20);
    expect(queue.released).toEqual([]);
  });

  it('waits for work in progress when it stops', async () => {
    const queue = fifoQueue();
    let done = false;
    feed(queue, async () => {
      await sleep(50);
      done = true;
      return { ok: true, payload: null };
    });
    queue.put('a', '1');
    while (queue.inFlight.size === 0) await sleep(1);
    await source?.stop();
    expect(done).toBe(true);
    expect(queue.inFlight.size).toBe(0);
  });
});

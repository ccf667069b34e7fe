import { startFauxqs } from 'fauxqs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { takeEveryCharacter } from '../../../local/aws/engines/body-characters.ts';
import { giveWholeGroups } from '../../../local/aws/engines/fifo-groups.ts';
import { aws, awsOk, type Call } from '../../helpers/aws.ts';

interface Received {
  readonly Body: string;
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Attributes: Readonly<Record<string, string>>;
}

let engine: Awaited<ReturnType<typeof startFauxqs>>;
let sqs: Call;
let sqsOk: ReturnType<typeof awsOk>;
let made = 0;

beforeAll(async () => {
  await giveWholeGroups();
  await takeEveryCharacter();
  engine = await startFauxqs({ port: 0, logger: false });
  sqs = aws('sqs', engine.address);
  sqsOk = awsOk('sqs', engine.address);
});
afterEach(() => vi.useRealTimers());
afterAll(() => engine.stop());

/** Moves the engine's clock: it runs in this process. Timers go on as they are. */
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

class Queue {
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }
  static async make(attributes: Record<string, string> = {}): Promise<Queue> {
    made += 1;
    const { QueueUrl } = await sqsOk('CreateQueue', {
      QueueName: `q${made}.fifo`,
      Attributes: { FifoQueue: 'true', VisibilityTimeout: '30', ...attributes },
    });
    return new Queue(QueueUrl);
  }
  send(group: string, body: string, deduplication = body) {
    return sqsOk('SendMessage', {
      QueueUrl: this.url,
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: deduplication,
    });
  }
  async receive(options: Record<string, unknown> = {}): Promise<Received[]> {
    const { Messages = [] } = await sqsOk('ReceiveMessage', {
      QueueUrl: this.url,
      MaxNumberOfMessages: 10,
      AttributeNames: ['All'],
      ...options,
    });
    return Messages;
  }
  remove(message: Received) {
    return sqsOk('DeleteMessage', { QueueUrl: this.url, ReceiptHandle: message.ReceiptHandle });
  }
  async arn(): Promise<string> {
    const { Attributes } = await sqsOk('GetQueueAttributes', { QueueUrl: this.url, AttributeNames: ['QueueArn'] });
    return Attributes.QueueArn;
  }
}

const bodies = (messages: readonly Received[]) => messages.map(({ Body }) => Body);
const first = (messages: readonly Received[]): Received => {
  const [message] = messages;
  if (!message) throw new Error('nothing was received');
  return message;
};

describe('a FIFO queue', () => {
  it('gives the messages of a group in the order they were sent, ten at a time', async () => {
    const queue = await Queue.make();
    for (let n = 1; n <= 12; n += 1) await queue.send('a', String(n));
    const batch = await queue.receive();
    expect(bodies(batch)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    expect(new Set(batch.map(({ Attributes }) => Attributes.MessageGroupId))).toEqual(new Set(['a']));
    const numbers = batch.map(({ Attributes }) => BigInt(Attributes.SequenceNumber ?? 0));
    expect(numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0n))).toBe(true);
    for (const message of batch) await queue.remove(message);
    expect(bodies(await queue.receive())).toEqual(['11', '12']);
  });

  it('keeps the order of a batch', async () => {
    const queue = await Queue.make();
    const { Successful } = await sqsOk('SendMessageBatch', {
      QueueUrl: queue.url,
      Entries: ['x', 'y', 'z'].map((body) => ({
        Id: body,
        MessageBody: body,
        MessageGroupId: 'a',
        MessageDeduplicationId: body,
      })),
    });
    expect(Successful.map(({ Id }: { Id: string }) => Id)).toEqual(['x', 'y', 'z']);
    expect(bodies(await queue.receive())).toEqual(['x', 'y', 'z']);
  });

  it('takes a deduplication id once in five minutes, even after the message was handled, in whatever group', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const queue = await Queue.make();
    const one = await queue.send('a', 'once', 'd1');
    const two = await queue.send('a', 'once again', 'd1');
    expect(two.MessageId).toBe(one.MessageId);
    await queue.send('b', 'from another group', 'd1');
    const received = await queue.receive();
    expect(bodies(received)).toEqual(['once']);
    await queue.remove(first(received));
    await queue.send('a', 'after it was handled', 'd1');
    expect(await queue.receive()).toEqual([]);
    pass(5 * 60_000 + 1_000);
    await queue.send('a', 'after the window', 'd1');
    expect(bodies(await queue.receive())).toEqual(['after the window']);
  });

  it('takes every character that SQS takes, emoji too, and no other', async () => {
    const queue = await Queue.make();
    const body = 'مرحبا 👨‍👩‍👧‍👦 🇹🇷 \t\n\r \u{10ffff} \ud7ff \ue000 \ufffd';
    await queue.send('a', body, 'every character');
    expect(bodies(await queue.receive())).toEqual([body]);
    for (const wrong of ['\u0000', '\u001f', '\ufffe', '\ud800']) {
      const message = { QueueUrl: queue.url, MessageBody: wrong, MessageGroupId: 'a', MessageDeduplicationId: 'wrong' };
      expect((await sqs('SendMessage', message)).status, JSON.stringify(wrong)).toBe(400);
    }
  });

  it('refuses a message without group or without deduplication id', async () => {
    const queue = await Queue.make();
    const plain = { QueueUrl: queue.url, MessageBody: 'x' };
    expect((await sqs('SendMessage', { ...plain, MessageDeduplicationId: 'd' })).status).toBe(400);
    expect((await sqs('SendMessage', { ...plain, MessageGroupId: 'g' })).status).toBe(400);
  });

  it('locks a group while one of its messages is being handled, and only that group', async () => {
    const queue = await Queue.make();
    await queue.send('a', 'a1');
    await queue.send('a', 'a2');
    await queue.send('b', 'b1');
    const [a1] = await queue.receive({ MaxNumberOfMessages: 1 });
    expect(a1?.Body).toBe('a1');
    expect(bodies(await queue.receive())).toEqual(['b1']);
    expect(await queue.receive()).toEqual([]);
    if (a1) await queue.remove(a1);
    expect(bodies(await queue.receive())).toEqual(['a2']);
  });

  it('lets one of many parallel receivers have a message', async () => {
    const queue = await Queue.make();
    for (let n = 0; n < 20; n += 1) await queue.send(`g${n}`, String(n));
    const batches = await Promise.all(Array.from({ length: 16 }, () => queue.receive({ MaxNumberOfMessages: 3 })));
    const all = batches.flatMap(bodies);
    expect(all).toHaveLength(20);
    expect(new Set(all).size).toBe(20);
  });

  it('wakes a waiting receiver as soon as a message comes', async () => {
    const queue = await Queue.make();
    const waiting = queue.receive({ WaitTimeSeconds: 10 });
    const started = performance.now();
    await queue.send('a', 'now');
    expect(bodies(await waiting)).toEqual(['now']);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('the visibility timeout', () => {
  it('brings an unfinished message back in its place, counted, and holds its group until then', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const queue = await Queue.make({ VisibilityTimeout: '30' });
    await queue.send('a', 'a1');
    await queue.send('a', 'a2');
    expect(first(await queue.receive({ MaxNumberOfMessages: 1 })).Attributes.ApproximateReceiveCount).toBe('1');
    pass(29_000);
    expect(await queue.receive()).toEqual([]);
    pass(2_000);
    const again = await queue.receive();
    expect(bodies(again)).toEqual(['a1', 'a2']);
    expect(again.map(({ Attributes }) => Attributes.ApproximateReceiveCount)).toEqual(['2', '1']);
  });

  it('brings several messages of one group back in their order', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const queue = await Queue.make({ VisibilityTimeout: '30' });
    for (const body of ['a1', 'a2', 'a3', 'a4']) await queue.send('a', body);
    const [one, , three] = await queue.receive();
    if (one) await queue.remove(one);
    if (three) await queue.remove(three);
    expect(await queue.receive()).toEqual([]);
    pass(31_000);
    expect(bodies(await queue.receive())).toEqual(['a2', 'a4']);
  });

  it('can be ended early, and the message is still the first of its group', async () => {
    const queue = await Queue.make();
    await queue.send('a', 'a1');
    await queue.send('a', 'a2');
    const held = first(await queue.receive({ MaxNumberOfMessages: 1 }));
    await sqsOk('ChangeMessageVisibility', { QueueUrl: queue.url, ReceiptHandle: held.ReceiptHandle, VisibilityTimeout: 0 });
    expect(bodies(await queue.receive())).toEqual(['a1', 'a2']);
  });
});

describe('the dead-letter queue', () => {
  it('takes a message after the allowed number of receives, with its group, and the group goes on', async () => {
    const dead = await Queue.make();
    const queue = await Queue.make({
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: await dead.arn(), maxReceiveCount: 3 }),
    });
    await queue.send('a', 'poison');
    await queue.send('a', 'after it');
    const giveBack = (message: Received) =>
      sqsOk('ChangeMessageVisibility', { QueueUrl: queue.url, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: 0 });
    for (let receive = 1; receive <= 3; receive += 1) {
      const poison = first(await queue.receive({ MaxNumberOfMessages: 1 }));
      expect([poison.Body, poison.Attributes.ApproximateReceiveCount]).toEqual(['poison', String(receive)]);
      expect(await dead.receive()).toEqual([]);
      await giveBack(poison);
    }
    expect(bodies(await queue.receive())).toEqual(['after it']);
    const buried = first(await dead.receive());
    expect([buried.Body, buried.Attributes.MessageGroupId]).toEqual(['poison', 'a']);
  });
});

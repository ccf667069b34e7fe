import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSEvent, SQSMessageAttributes } from 'aws-lambda';
import type { Outcome } from '../functions/worker.ts';
import { place } from '../parts.ts';
import { batchResult } from './batch-result.ts';
import type { QueueMessage, Queues } from './queues.ts';

export interface QueueSourceSettings {
  readonly queueArn: string;
  readonly batchSize: number;
  /** Batches in work at once. */
  readonly concurrency: number;
  readonly reportsItems: boolean;
  /** Whether the function itself has set since then when messages of the queue come back. */
  readonly setVisibilitySince: (at: number) => boolean;
  readonly now: () => number;
}

/**
 * AWS leaves the messages of a failed batch alone until the queue's visibility timeout, minutes later. On a laptop a second
 * is enough to see that they come again; the number of receives until the dead-letter queue is the same.
 */
const retrySeconds = 1;

/**
 * Feeds a queue to a function. One receive waits at a time, so that a message wakes one request and not all of them;
 * the queue itself never hands out a FIFO group of which something is still in work.
 */
export class QueueSource {
  private readonly settings: QueueSourceSettings;
  private readonly queues: Queues;
  private readonly invoke: (event: unknown) => Promise<Outcome>;
  private readonly stopping = new AbortController();
  private readonly working = new Set<Promise<void>>();
  private loop: Promise<void> = Promise.resolve();

  constructor(settings: QueueSourceSettings, queues: Queues, invoke: (event: unknown) => Promise<Outcome>) {
    this.settings = settings;
    this.queues = queues;
    this.invoke = invoke;
  }

  start(): void {
    this.loop = this.poll();
  }

  /** Resolves when no batch is in work any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await Promise.all(this.working);
  }

  private async poll(): Promise<void> {
    const { signal } = this.stopping;
    let url: string | undefined;
    while (!signal.aborted) {
      try {
        url ??= await this.queues.urlOf(this.settings.queueArn.split(':').at(-1) ?? '');
        const messages = await this.queues.receive(url, this.settings.batchSize, 20, signal);
        if (messages.length > 0) this.work(url, messages);
      } catch (error) {
        if (signal.aborted) return;
        process.stderr.write(`${this.settings.queueArn}: ${error instanceof Error ? error.message : String(error)}\n`);
        await sleep(500);
      }
      if (this.working.size >= this.settings.concurrency) await Promise.race(this.working);
    }
  }

  private work(url: string, messages: readonly QueueMessage[]): void {
    const batch = this.handle(url, messages)
      .catch((error: unknown) => {
        process.stderr.write(`${this.settings.queueArn}: ${error instanceof Error ? error.message : String(error)}\n`);
      })
      .finally(() => this.working.delete(batch));
    this.working.add(batch);
  }

  private async handle(url: string, messages: readonly QueueMessage[]): Promise<void> {
    const began = this.settings.now();
    const outcome = await this.invoke(sqsEvent(messages, this.settings.queueArn));
    const { done, failed } = batchResult(
      messages.map(({ MessageId }) => MessageId),
      outcome,
      this.settings.reportsItems,
    );
    const handles = (ids: readonly string[]): string[] =>
      messages.filter(({ MessageId }) => ids.includes(MessageId)).map(({ ReceiptHandle }) => ReceiptHandle);
    await this.queues.remove(url, handles(done));
    if (failed.length > 0 && outcome.ok && this.settings.setVisibilitySince(began)) return;
    await this.queues.release(url, handles(failed), retrySeconds);
  }
}

function sqsEvent(messages: readonly QueueMessage[], queueArn: string): SQSEvent {
  return {
    Records: messages.map((message) => ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '0',
        SenderId: place.account,
        ApproximateFirstReceiveTimestamp: '0',
        ...message.Attributes,
      },
      messageAttributes: Object.fromEntries(
        Object.entries(message.MessageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => {
          const value: SQSMessageAttributes[string] = {
            ...(StringValue === undefined ? {} : { stringValue: StringValue }),
            ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
            stringListValues: [],
            binaryListValues: [],
            dataType: DataType,
          };
          return [name, value];
        }),
      ),
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: place.region,
    })),
  };
}

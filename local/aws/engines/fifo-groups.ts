/**
 * fauxqs 2.4 hands out one message of a FIFO group per receive, and puts several that time out together back in reverse.
 * SQS gives as many of one group as fit and keeps their order (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html),
 * which is what batching, partial failures and coalesced pushes are about. The class is not exported, so it is reached by its file.
 */
interface Message {
  readonly messageGroupId?: string;
  readonly sequenceNumber?: string;
}

interface Received {
  readonly ReceiptHandle: string;
}

interface FifoQueue {
  fifoMessages: Map<string, Message[]>;
  readonly fifoLockedGroups: Map<string, number>;
  readonly inflightMessages: Map<string, { readonly message: Message }>;
  dequeueFifo(count: number, ...rest: unknown[]): Received[];
  processTimers(): void;
  changeVisibility(receiptHandle: string, seconds: number): void;
}

const inOrder = (a: Message, b: Message): number => {
  const difference = BigInt(a.sequenceNumber ?? 0) - BigInt(b.sequenceNumber ?? 0);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

function sortGroups(queue: FifoQueue): void {
  for (const messages of queue.fifoMessages.values()) messages.sort(inOrder);
}

function isQueueClass(value: unknown): value is { prototype: FifoQueue } {
  return typeof value === 'function' && typeof value.prototype?.dequeueFifo === 'function';
}

/** Call it before the engine starts. */
export async function giveWholeGroups(): Promise<void> {
  const file = new URL('./sqs/sqsStore.js', import.meta.resolve('fauxqs'));
  const exported: Record<string, unknown> = await import(file.href);
  const queueClass = Object.values(exported).find(isQueueClass);
  if (queueClass === undefined) throw new Error('fauxqs has changed: its FIFO queue is not where it was');
  const { dequeueFifo, processTimers, changeVisibility } = queueClass.prototype;

  queueClass.prototype.processTimers = function () {
    processTimers.call(this);
    sortGroups(this);
  };

  queueClass.prototype.changeVisibility = function (receiptHandle, seconds) {
    changeVisibility.call(this, receiptHandle, seconds);
    sortGroups(this);
  };

  queueClass.prototype.dequeueFifo = function (count, ...rest) {
    this.processTimers();
    const all = this.fifoMessages;
    const free = [...all].filter(([group, messages]) => messages.length > 0 && !this.fifoLockedGroups.has(group));
    const received: Received[] = [];
    // Timers would put messages that come back into the map of one group.
    this.processTimers = () => {};
    for (const [group, messages] of free) {
      let locked = 0;
      while (received.length < count && messages.length > 0) {
        // The original sees this group alone, and unlocked: it then takes the group's next message.
        this.fifoMessages = new Map([[group, messages]]);
        this.fifoLockedGroups.delete(group);
        const [next] = dequeueFifo.call(this, 1, ...rest);
        if (next === undefined) break;
        received.push(next);
        locked += 1;
      }
      if (locked > 0) this.fifoLockedGroups.set(group, locked);
      if (messages.length === 0) all.delete(group);
    }
    this.fifoMessages = all;
    Reflect.deleteProperty(this, 'processTimers');
    return received;
  };
}

import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Queues } from '../events/queues.ts';
import { UnknownName } from './unknown-name.ts';

export interface QueueDepth {
  readonly name: string;
  /** Visible or delayed. */
  readonly waiting: number;
  /** Of those, what is not given out before its time. */
  readonly delayed: number;
  /** Received and not yet deleted. */
  readonly inFlight: number;
}

export async function queueDepths(queues: Queues): Promise<QueueDepth[]> {
  const names = await queues.names();
  return Promise.all(
    names.map(async (name) => {
      const attributes = await queues.attributes(await queues.urlOf(name));
      const delayed = Number(attributes.ApproximateNumberOfMessagesDelayed);
      return {
        name,
        waiting: Number(attributes.ApproximateNumberOfMessages) + delayed,
        delayed,
        inFlight: Number(attributes.ApproximateNumberOfMessagesNotVisible),
      };
    }),
  );
}

const RedrivePolicy = z.object({ deadLetterTargetArn: z.string() });

/**
 * Moves everything in a dead-letter queue back to the queue it came from, as `StartMessageMoveTask` does: the same body and group,
 * a new message id. `name` is the dead-letter queue, its source, or a part of that (`inbound`).
 */
export async function redrive(queues: Queues, name: string): Promise<number> {
  const sources = await Promise.all(
    (await queues.names()).map(async (source) => {
      const { RedrivePolicy: policy } = await queues.attributes(await queues.urlOf(source));
      const deadLetters =
        policy === undefined ? undefined : RedrivePolicy.parse(JSON.parse(policy)).deadLetterTargetArn.split(':').at(-1);
      return { source, deadLetters };
    }),
  );
  const paired = sources.filter(({ deadLetters }) => deadLetters !== undefined);
  const pair =
    paired.find(({ source, deadLetters }) => deadLetters === name || source === name) ??
    paired.find(({ source }) => source.toLowerCase().includes(name.toLowerCase()));
  if (pair?.deadLetters === undefined) throw new UnknownName(`No queue has dead letters named ${name}`);
  const [from, to] = await Promise.all([queues.urlOf(pair.deadLetters), queues.urlOf(pair.source)]);
  let moved = 0;
  while (true) {
    const messages = await queues.receive(from, 10, 0);
    if (messages.length === 0) return moved;
    for (const { Body, Attributes, ReceiptHandle } of messages) {
      const groupId = Attributes.MessageGroupId;
      // With its old deduplication id the queue would swallow it within five minutes.
      await queues.send(to, { body: Body, groupId, deduplicationId: groupId === undefined ? undefined : randomUUID() });
      await queues.remove(from, [ReceiptHandle]);
      moved++;
    }
  }
}

import { randomUUID } from 'node:crypto';
import { awsOk } from './aws.ts';
import type { Channel, Stage } from './stage.ts';

/** Puts jobs straight into a queue's engine, past the functions that usually fill it. */
export class RawQueue {
  private readonly url: string;
  private readonly call: ReturnType<typeof awsOk>;

  private constructor(call: ReturnType<typeof awsOk>, url: string) {
    this.call = call;
    this.url = url;
  }

  /** The queue whose name has `part` in it and is no dead-letter queue. */
  static async of(stage: Stage, part: 'inbound' | 'outbound'): Promise<RawQueue> {
    const call = awsOk('sqs', stage.outputs.engines.sqs);
    const { QueueUrls = [] } = await call('ListQueues', {});
    const url = QueueUrls.find((one: string) => {
      const name = one.slice(one.lastIndexOf('/') + 1).toLowerCase();
      return name.includes(part) && !/dead|dlq/.test(name);
    });
    if (!url) throw new Error(`No queue ${part} among ${QueueUrls.join(', ')}`);
    return new RawQueue(call, url);
  }

  async send(group: string, body: string): Promise<void> {
    await this.call('SendMessage', {
      QueueUrl: this.url,
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: randomUUID(),
    });
  }
}

/** A job as `webhook-meta` makes one. */
export function inboundJob(
  stage: Stage,
  business: 'samia' | 'isik',
  event: { inline: unknown } | { key: string },
  contact?: unknown,
): string {
  const channel: Channel = stage.channel(business);
  return JSON.stringify({
    v: 1,
    tenant: stage.business(business).id,
    channelId: channel.id,
    provider: 'meta',
    type: 'message',
    receivedAt: Date.now(),
    event,
    contact,
  });
}

/** Puts an object straight into the store's engine. */
export async function putObject(stage: Stage, key: string, body: string): Promise<void> {
  const { s3 } = stage.outputs.engines;
  const listed = await (await fetch(`${s3}/`)).text();
  const [bucket, ...more] = [...listed.matchAll(/<Name>([^<]+)<\/Name>/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => /media/i.test(name));
  if (!bucket || more.length > 0) throw new Error(`Not one media bucket: ${listed}`);
  const answer = await fetch(`${s3}/${bucket}/${key}`, { method: 'PUT', body });
  if (!answer.ok) throw new Error(`PUT ${key} answered ${answer.status}`);
}

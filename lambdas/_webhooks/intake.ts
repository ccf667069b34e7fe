import { randomUUID } from 'node:crypto';
import type { InboundJob } from '../../contract/queues.ts';
import { queueJson } from '../_shared/queue-json.ts';
import type { Aws, QueueEntry } from './aws.ts';
import type { Item } from './item.ts';

export interface IntakeConfig {
  readonly queueUrl: string;
  readonly bucket: string;
}

/** A queue message may have 1 MB and a batch too; these also fit queues that were made with the older limit of 256 KB. */
const largestInline = 120_000;
const largestBatch = 240_000;
const batchLength = 10;

/** The job as `inbound` parses it (contract/queues.ts); ids are checked there. */
type Job = { [Name in keyof InboundJob]: unknown };

/** Whose webhook it was, and when it came. */
interface Origin {
  readonly tenant: string;
  readonly provider: InboundJob['provider'];
  readonly receivedAt: number;
}

/** Queues everything, in order. Throws if anything was not taken: the provider then repeats the whole webhook. */
export async function queueItems(
  aws: Aws,
  { queueUrl, bucket }: IntakeConfig,
  origin: Origin,
  items: readonly Item[],
): Promise<void> {
  let batch: QueueEntry[] = [];
  let bytes = 0;
  const flush = async () => {
    const refused = batch.length ? await aws.sendBatch(queueUrl, batch) : [];
    if (refused.length > 0) throw new Error(`The queue refused ${refused.length} of ${batch.length} entries`);
    batch = [];
    bytes = 0;
  };
  for (const [index, item] of items.entries()) {
    const body = await bodyOf(aws, bucket, origin, item);
    const size = Buffer.byteLength(body);
    if (batch.length === batchLength || bytes + size > largestBatch) await flush();
    batch.push({
      Id: String(index),
      MessageBody: body,
      MessageGroupId: item.group,
      MessageDeduplicationId: item.deduplication,
    });
    bytes += size;
  }
  await flush();
}

async function bodyOf(aws: Aws, bucket: string, { tenant, provider, receivedAt }: Origin, item: Item): Promise<string> {
  const { channelId, type, contact, errors } = item;
  const common = { v: 1, tenant, channelId, provider, type, receivedAt };
  const inline = serialise({ ...common, event: { inline: item.event }, contact, errors } satisfies Job);
  if (inline === undefined) return queueJson({ ...common, event: { inline: flatten(item.event) } });
  if (Buffer.byteLength(inline) <= largestInline) return inline;
  const key = `intake/${tenant}/${randomUUID()}`;
  await aws.putObject(bucket, key, JSON.stringify({ event: item.event, contact, errors }));
  return queueJson({ ...common, event: { key } } satisfies Partial<Job>);
}

/** Undefined: nested too deep to be written again. */
function serialise(job: Job): string | undefined {
  try {
    return queueJson(job);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What is left of such an item: who, when, and that there was something. */
function flatten(event: Item['event']): Record<string, unknown> {
  const simple = Object.entries(event).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  return { ...Object.fromEntries(simple), type: 'unsupported', unsupported: { type: String(event.type) } };
}

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Outcome } from '../functions/worker.ts';
import { place } from '../parts.ts';
import { awsJson, EngineError } from './aws-json.ts';
import { batchResult } from './batch-result.ts';
import { matchesPattern } from './filter.ts';

export interface StreamSourceSettings {
  readonly streamArn: string;
  readonly batchSize: number;
  /** How long to wait for a batch to fill; 0: not at all. */
  readonly gathersMs?: number;
  readonly startingPosition: 'LATEST' | 'TRIM_HORIZON';
  readonly reportsItems: boolean;
  /** Any of them; none means everything. */
  readonly filters: readonly unknown[];
  readonly bisects: boolean;
  /** -1: until the records are gone from the stream. */
  readonly mostRetries: number;
  /** Seconds; -1: any age. */
  readonly mostAgeSeconds: number;
}

export interface StreamSourceOptions {
  readonly endpoint: string;
  /** File that remembers how far each shard has been read. */
  readonly positionFile: string;
  readonly invoke: (event: unknown) => Promise<Outcome>;
  /** Told of records that are given up. */
  readonly giveUp: (about: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly now: () => number;
}

const StreamRecord = z.looseObject({
  dynamodb: z.looseObject({ SequenceNumber: z.string(), ApproximateCreationDateTime: z.number().optional() }),
});
type StreamRecord = z.infer<typeof StreamRecord>;

const Page = z.object({ Records: z.array(StreamRecord), NextShardIterator: z.string().optional() });

const Positions = z.record(z.string(), z.string());

/** AWS polls a shard four times a second. */
const pollMs = 250;
const backOffMs = (attempt: number): number => Math.min(250 * 2 ** attempt, 5000);

/** Feeds the stream of a table to a function: in order per shard, again and again until done or given up. */
export class StreamSource {
  private readonly settings: StreamSourceSettings;
  private readonly options: StreamSourceOptions;
  private readonly stopping = new AbortController();
  private positions: z.infer<typeof Positions> = {};
  private running: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private saved: Promise<void> = Promise.resolve();

  constructor(settings: StreamSourceSettings, options: StreamSourceOptions) {
    this.settings = settings;
    this.options = options;
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    if (this.timer) this.save();
    await this.saved;
  }

  private async run(): Promise<void> {
    this.positions = await readPositions(this.options.positionFile);
    await mkdir(dirname(this.options.positionFile), { recursive: true });
    const shards = new Map<string, Promise<void>>();
    let arn: string | undefined;
    while (!this.stopping.signal.aborted) {
      try {
        arn ??= await this.streamOf();
        const described = await this.call('DescribeStream', { StreamArn: arn });
        const { Shards } = z
          .object({ StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }) })
          .parse(described).StreamDescription;
        for (const { ShardId } of Shards) {
          if (!shards.has(ShardId)) shards.set(ShardId, this.readShard(arn, ShardId));
        }
      } catch (error) {
        this.report(error);
      }
      await this.pause(10_000);
    }
    await Promise.all(shards.values());
  }

  /** The engine names streams in a region of its own; the table is what counts. */
  private async streamOf(): Promise<string> {
    const table = /table\/([^/]+)/.exec(this.settings.streamArn)?.[1];
    const { Streams } = z
      .object({ Streams: z.array(z.object({ StreamArn: z.string() })) })
      .parse(await this.call('ListStreams', { TableName: table }));
    const arn = Streams.at(-1)?.StreamArn;
    if (arn === undefined) throw new Error(`The table ${table} has no stream`);
    return arn;
  }

  private async readShard(arn: string, shard: string): Promise<void> {
    let iterator: string | undefined;
    while (!this.stopping.signal.aborted) {
      try {
        iterator ??= await this.iteratorOf(arn, shard);
        if (iterator === undefined) return;
        const answer = await this.getRecords(iterator, this.settings.batchSize);
        if (answer.Records.length > 0) {
          const more = await this.gather(answer.Records, answer.NextShardIterator);
          const finished = await this.handle(shard, more.Records);
          if (!finished) return;
          this.remember(shard, more.Records.at(-1)?.dynamodb.SequenceNumber ?? '');
          answer.NextShardIterator = more.NextShardIterator;
        } else await this.pause(pollMs);
        if (answer.NextShardIterator === undefined) return;
        iterator = answer.NextShardIterator;
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.report(error);
        iterator = undefined;
        await this.pause(1000);
      }
    }
  }

  private async getRecords(iterator: string, limit: number): Promise<z.infer<typeof Page>> {
    return Page.parse(await this.call('GetRecords', { ShardIterator: iterator, Limit: limit }));
  }

  /** What comes while a batch that is not full waits. */
  private async gather(Records: readonly StreamRecord[], next: string | undefined): Promise<z.infer<typeof Page>> {
    const { batchSize, gathersMs = 0 } = this.settings;
    const wanted = Records.length < batchSize && gathersMs > 0 && Records.some((record) => this.isWanted(record));
    if (!wanted || next === undefined) return { Records: [...Records], NextShardIterator: next };
    await this.pause(gathersMs);
    const more = await this.getRecords(next, batchSize - Records.length);
    return { Records: [...Records, ...more.Records], NextShardIterator: more.NextShardIterator };
  }

  private isWanted(record: StreamRecord): boolean {
    const { filters } = this.settings;
    return filters.length === 0 || filters.some((pattern) => matchesPattern(pattern, record));
  }

  private async iteratorOf(arn: string, shard: string): Promise<string | undefined> {
    const after = this.positions[shard];
    const from =
      after === undefined
        ? { ShardIteratorType: this.settings.startingPosition }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after };
    try {
      const answer = await this.call('GetShardIterator', { StreamArn: arn, ShardId: shard, ...from });
      return z.object({ ShardIterator: z.string() }).parse(answer).ShardIterator;
    } catch (error) {
      // What we would have read next is older than the stream keeps.
      if (!(error instanceof EngineError) || error.type !== 'TrimmedDataAccessException') throw error;
      const answer = await this.call('GetShardIterator', { StreamArn: arn, ShardId: shard, ShardIteratorType: 'TRIM_HORIZON' });
      return z.object({ ShardIterator: z.string() }).parse(answer).ShardIterator;
    }
  }

  /** False: stopped before the records were done. */
  private async handle(shard: string, all: readonly StreamRecord[]): Promise<boolean> {
    const wanted = all.filter((record) => this.isWanted(record));
    return this.deliver(shard, wanted, 0);
  }

  private async deliver(shard: string, records: readonly StreamRecord[], attempt: number): Promise<boolean> {
    if (records.length === 0) return true;
    if (this.stopping.signal.aborted) return false;
    const { settings, options } = this;
    const old = (record: StreamRecord): boolean =>
      settings.mostAgeSeconds >= 0 &&
      options.now() / 1000 - (record.dynamodb.ApproximateCreationDateTime ?? Number.POSITIVE_INFINITY) > settings.mostAgeSeconds;
    if (records.every(old) || (settings.mostRetries >= 0 && attempt > settings.mostRetries)) {
      await options.giveUp(this.describe(shard, records, attempt));
      return true;
    }
    const outcome = await options.invoke({ Records: records.map((record) => this.eventRecord(record)) });
    const ids = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    const { failed } = batchResult(ids, outcome, settings.reportsItems);
    // The first failure is the checkpoint: it and everything after it comes again.
    const from = failed.length === 0 ? records.length : Math.min(...failed.map((id) => ids.indexOf(id)));
    if (from === records.length) return true;
    if (from > 0) this.remember(shard, ids[from - 1] ?? '');
    const rest = records.slice(from);
    await this.pause(backOffMs(attempt));
    if (settings.bisects && failed.length === ids.length && rest.length > 1) {
      const middle = Math.ceil(rest.length / 2);
      return (
        (await this.deliver(shard, rest.slice(0, middle), attempt + 1)) &&
        (await this.deliver(shard, rest.slice(middle), attempt + 1))
      );
    }
    return this.deliver(shard, rest, from > 0 ? 0 : attempt + 1);
  }

  private eventRecord(record: StreamRecord): StreamRecord {
    return { ...record, awsRegion: place.region, eventSourceARN: this.settings.streamArn };
  }

  /** What AWS puts into the queue for failures: where the records are, not the records. */
  private describe(shard: string, records: readonly StreamRecord[], attempt: number): Record<string, unknown> {
    const sequence = (record: StreamRecord | undefined): string | undefined => record?.dynamodb.SequenceNumber;
    return {
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: attempt },
      version: '1.0',
      timestamp: new Date(this.options.now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId: shard,
        startSequenceNumber: sequence(records[0]),
        endSequenceNumber: sequence(records.at(-1)),
        batchSize: records.length,
        streamArn: this.settings.streamArn,
      },
    };
  }

  /** Written down once a second: what a crash repeats has to be harmless anyway. */
  private remember(shard: string, sequenceNumber: string): void {
    this.positions[shard] = sequenceNumber;
    this.timer ??= setTimeout(() => this.save(), 1000);
  }

  private save(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { positionFile } = this.options;
    const text = JSON.stringify(this.positions);
    this.saved = this.saved
      .then(() => writeFile(`${positionFile}.new`, text))
      .then(() => rename(`${positionFile}.new`, positionFile))
      .catch((error: unknown) => this.report(error));
  }

  private call(operation: string, body: unknown): Promise<unknown> {
    return awsJson(this.options.endpoint, 'dynamodb', `DynamoDBStreams_20120810.${operation}`, body, this.stopping.signal);
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => {});
  }

  private report(error: unknown): void {
    if (this.stopping.signal.aborted) return;
    process.stderr.write(`${this.settings.streamArn}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

async function readPositions(file: string): Promise<z.infer<typeof Positions>> {
  try {
    return Positions.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

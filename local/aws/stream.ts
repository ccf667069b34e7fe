import * as z from 'zod';

const Image = z.record(z.string(), z.unknown());
const Record = z.looseObject({
  eventID: z.string(),
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.looseObject({ SequenceNumber: z.string(), Keys: Image, NewImage: Image.optional(), OldImage: Image.optional() }),
});
const Streams = z.object({ Streams: z.array(z.object({ StreamArn: z.string() })) });
const Description = z.object({ StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }) });
const Iterator = z.object({ ShardIterator: z.string() });
const Records = z.object({ Records: z.array(Record), NextShardIterator: z.string().nullish() });

/** In the form in which Lambda gets it. */
export type StreamRecord = z.infer<typeof Record>;

/** How far each shard has been read: the last sequence number by shard id. Plain JSON, to be kept over restarts. */
export type StreamPosition = Readonly<Partial<{ [shard: string]: string }>>;

export interface StreamBatch {
  readonly records: readonly StreamRecord[];
  /** Where to read on once these records are done with. */
  readonly position: StreamPosition;
}

/**
 * The table's changes after a position, oldest first, at most `limit` of each shard; none when there is nothing new.
 * An empty position begins at the oldest record that is kept.
 */
export async function readStream(engine: string, table: string, position: StreamPosition, limit = 100): Promise<StreamBatch> {
  const { Streams: streams } = Streams.parse(await call(engine, 'ListStreams', { TableName: table }));
  const records: StreamRecord[] = [];
  const next: { [shard: string]: string } = {};
  for (const { StreamArn } of streams) {
    const { StreamDescription } = Description.parse(await call(engine, 'DescribeStream', { StreamArn }));
    for (const { ShardId } of StreamDescription.Shards) {
      const read = position[ShardId];
      const from =
        read === undefined
          ? { ShardIteratorType: 'TRIM_HORIZON' }
          : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: read };
      const { ShardIterator } = Iterator.parse(await call(engine, 'GetShardIterator', { StreamArn, ShardId, ...from }));
      const batch = Records.parse(await call(engine, 'GetRecords', { ShardIterator, Limit: limit }));
      records.push(...batch.Records);
      const last = batch.Records.at(-1)?.dynamodb.SequenceNumber ?? read;
      if (last !== undefined) next[ShardId] = last;
    }
  }
  return { records, position: next };
}

async function call(engine: string, operation: string, body: unknown): Promise<unknown> {
  const response = await fetch(engine, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      'x-amz-date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
      authorization: 'AWS4-HMAC-SHA256 Credential=stage/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`DynamoDB Streams ${operation}: ${await response.text()}`);
  return response.json();
}

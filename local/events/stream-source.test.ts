import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../functions/worker.ts';
import { StreamSource, type StreamSourceSettings } from './stream-source.ts';

const settings: StreamSourceSettings = {
  streamArn: 'arn:aws:dynamodb:eu-central-1:000000000000:table/things/stream/1',
  batchSize: 100,
  startingPosition: 'TRIM_HORIZON',
  reportsItems: true,
  filters: [],
  bisects: true,
  mostRetries: 4,
  mostAgeSeconds: -1,
};
const done: Outcome = { ok: true, payload: null };
const failed: Outcome = { ok: false, errorType: 'Error', errorMessage: 'boom' };

let server: Server;
let endpoint: string;
let folder: string;
let records: object[];
let source: StreamSource | undefined;

/** A stream of one shard by DynamoDB's protocol. */
beforeEach(async () => {
  records = [];
  folder = await mkdtemp(join(tmpdir(), 'stage-stream-'));
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text);
    const answers: Record<string, () => object> = {
      ListStreams: () => ({ Streams: [{ StreamArn: 'the-stream' }] }),
      DescribeStream: () => ({ StreamDescription: { Shards: [{ ShardId: 'shard' }] } }),
      GetShardIterator: () => ({ ShardIterator: String(body.SequenceNumber ?? 0) }),
      GetRecords: () => {
        const from = Number(body.ShardIterator);
        const batch = records.slice(from, from + body.Limit);
        return { Records: batch, NextShardIterator: String(from + batch.length) };
      },
    };
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    response.end(JSON.stringify(answers[operation]?.()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});

afterEach(async () => {
  await source?.stop();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const write = (eventName: string, at?: number): void => {
  const ApproximateCreationDateTime = at === undefined ? {} : { ApproximateCreationDateTime: at };
  records.push({ eventName, dynamodb: { SequenceNumber: String(records.length + 1), ...ApproximateCreationDateTime } });
};
const sequence = (event: unknown): string[] =>
  Object(event).Records.map((record: { dynamodb: { SequenceNumber: string } }) => record.dynamodb.SequenceNumber);

function read(invoke: (ids: string[]) => Outcome, changes: Partial<StreamSourceSettings> = {}) {
  const batches: string[][] = [];
  const givenUp: unknown[] = [];
  source = new StreamSource(
    { ...settings, ...changes },
    {
      endpoint,
      positionFile: join(folder, 'position.json'),
      invoke: async (event) => {
        batches.push(sequence(event));
        return invoke(sequence(event));
      },
      giveUp: async (about) => {
        givenUp.push(about);
      },
      now: () => 1_000_000_000,
    },
  );
  source.start();
  return { batches, givenUp };
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !holds(); tries++) await sleep(10);
  expect(holds()).toBe(true);
}

describe('StreamSource', () => {
  it('hands over matching records in order', async () => {
    for (const name of ['INSERT', 'MODIFY', 'INSERT']) write(name);
    const { batches } = read(() => done, { filters: [{ eventName: ['INSERT'] }] });
    await until(() => batches.length === 1);
    expect(batches).toEqual([['1', '3']]);
  });

  it('goes on where it was after a restart, and repeats what was not finished', async () => {
    write('INSERT');
    const first = read(() => done);
    await until(() => first.batches.length === 1);
    await sleep(50);
    await source?.stop();
    write('INSERT');
    const second = read(() => failed);
    await until(() => second.batches.length === 1);
    await source?.stop();
    const third = read(() => done);
    await until(() => third.batches.length === 1);
    expect([second.batches[0], third.batches[0]]).toEqual([['2'], ['2']]);
  });

  it('begins again at the first record that failed', async () => {
    for (let count = 0; count < 3; count++) write('INSERT');
    let tries = 0;
    const { batches } = read(() =>
      tries++ === 0 ? { ok: true, payload: { batchItemFailures: [{ itemIdentifier: '2' }] } } : done,
    );
    await until(() => batches.length === 2);
    expect(batches).toEqual([
      ['1', '2', '3'],
      ['2', '3'],
    ]);
  });

  it('halves a batch that fails whole, until the bad record is alone and given up', async () => {
    for (let count = 0; count < 4; count++) write('INSERT');
    const { batches, givenUp } = read((ids) => (ids.includes('3') ? failed : done), { mostRetries: 2 });
    await until(() => givenUp.length === 1 && batches.some((ids) => ids.join() === '4'));
    expect(givenUp[0]).toMatchObject({
      DDBStreamBatchInfo: { shardId: 'shard', startSequenceNumber: '3', endSequenceNumber: '3', batchSize: 1 },
    });
    expect(batches).toContainEqual(['1', '2']);
  });

  it('gives up records that are too old without trying', async () => {
    write('INSERT', 1);
    const { batches, givenUp } = read(() => done, { mostAgeSeconds: 60 });
    await until(() => givenUp.length === 1);
    expect(batches).toEqual([]);
  });
});

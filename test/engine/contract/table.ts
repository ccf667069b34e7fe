import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDynamoDb } from '../../../local/aws/engines/dynoxide.ts';
import { type Answer, aws, type Call } from '../../helpers/aws.ts';

export interface Table {
  readonly call: Call;
  readonly streams: Call;
  put(item: Record<string, unknown>, options?: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
}

export const table = 'contract';
export const text = (value: string) => ({ S: value });
export const key = (pk: string, sk: string) => ({ pk: text(pk), sk: text(sk) });
/** A string attribute that makes an item about this many bytes long. */
export const filler = (bytes: number) => text('x'.repeat(bytes));

/** The product's table on the product's engine: same keys, index, TTL and stream. */
export async function startTable(): Promise<Table> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-engine-'));
  const engine = await startDynamoDb(folder, process.env.AWS_ENDPOINT_URL_DYNAMODB);
  const call = aws('dynamodb', engine.url);
  await call('DeleteTable', { TableName: table });
  const made = await call('CreateTable', {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'inbox',
        KeySchema: [
          { AttributeName: 'gsi1pk', KeyType: 'HASH' },
          { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  if (made.status !== 200) throw new Error(`The table could not be made: ${JSON.stringify(made.body)}`);
  return {
    call,
    streams: aws('streams', engine.url),
    put: (item, options = {}) => call('PutItem', { TableName: table, Item: item, ...options }),
    close: async () => {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../../contract/ids.ts';
import { inboxIndex, unreadIndex, waitingIndex, workIndex } from '../../lambdas/_data/keys.ts';
import type { PlatformTable, TenantTable } from '../../lambdas/_shared/tenant.ts';
import { startDynamoDb } from '../../local/aws/engines/dynoxide.ts';
import { plainHttp } from './plain-http.ts';

/** What requests consumed, as the engine says; of a write whose condition failed, the unit it costs on AWS. */
interface Units {
  read: number;
  write: number;
}

export interface TestTable {
  readonly platform: PlatformTable;
  /** The table as one business uses it; the engine itself keeps nobody apart. */
  of(tenant: TenantId): TenantTable;
  /** Units consumed by everything since the last call. */
  consumed(): Units;
  /** Every item, the oracle of tests. */
  scan(): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** The engine of the local stage wants to see a signature and checks none: making one costs a tenth of a request. */
const unsigned = {
  sign: async <Request extends { headers: Record<string, string> }>(request: Request): Promise<Request> => {
    request.headers['x-amz-date'] = '20260101T000000Z';
    request.headers.authorization =
      'AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none';
    return request;
  },
};

/** The table of docs/data-model.md, empty, on the engine of the local stage. */
export async function startDynamo(): Promise<TestTable> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-table-'));
  const external = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  const engine = await startDynamoDb(folder, external);
  const table = `test-${randomUUID()}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const short = external ? {} : { signer: unsigned, requestHandler: plainHttp(engine.url) };
  const client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-central-1', credentials, ...short });
  // Nobody reads what they make, and the first of them copies every request and answer without its secrets, for a log there is not.
  for (const name of ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware']) {
    client.middlewareStack.remove(name);
  }
  const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const index = (IndexName: string, keys: string, ProjectionType: 'ALL' | 'KEYS_ONLY') => ({
    IndexName,
    KeySchema: [
      { AttributeName: `${keys}pk`, KeyType: 'HASH' as const },
      { AttributeName: `${keys}sk`, KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType },
  });
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk', 'gsi3pk', 'gsi3sk', 'ur'].map(string),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        index(inboxIndex, 'gsi1', 'ALL'),
        index(workIndex, 'gsi2', 'KEYS_ONLY'),
        index(waitingIndex, 'gsi3', 'KEYS_ONLY'),
        {
          IndexName: unreadIndex,
          KeySchema: [
            { AttributeName: 'gsi2pk', KeyType: 'HASH' as const },
            { AttributeName: 'ur', KeyType: 'RANGE' as const },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' as const },
        },
      ],
    }),
  );
  const units: Units = { read: 0, write: 0 };
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  measure(documents, units);
  const platform = { client: documents, table };
  return {
    platform,
    of: (tenant) => ({ ...platform, tenant }),
    consumed() {
      const since = { ...units };
      units.read = 0;
      units.write = 0;
      return since;
    },
    async scan() {
      const all: Record<string, unknown>[] = [];
      let from: Record<string, unknown> | undefined;
      // A megabyte at a time, as DynamoDB gives it.
      do {
        const page = await documents.send(new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: from }));
        all.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from);
      return all;
    },
    async close() {
      await client.send(new DeleteTableCommand({ TableName: table }));
      client.destroy();
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const writing = /^(Put|Update|Delete|TransactWrite)/;

/** Asks every request for what it consumed and adds it up. */
function measure(client: DynamoDBDocumentClient, units: Units): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const writes = writing.test(context.commandName ?? '');
      const count = (amount: number) => {
        if (writes) units.write += amount;
        else units.read += amount;
      };
      try {
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
        const consumed = (answer.output as { ConsumedCapacity?: unknown }).ConsumedCapacity;
        for (const one of [consumed].flat()) count((one as { CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0);
        return answer;
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') count(1);
        throw error;
      }
    },
    { step: 'initialize', name: 'measure' },
  );
}

/** The table of a process whose nth write is done, but its answer lost on the way: the client tries again. */
export function losingAnswer<Table extends PlatformTable>(table: Table, nth = 1): Table {
  let writes = 0;
  const client = new Proxy(table.client, {
    get(target, name) {
      if (name !== 'send') return Reflect.get(target, name);
      return async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
        if (!writing.test(command.constructor.name)) return target.send(command);
        writes += 1;
        if (writes === nth) await target.send(command);
        return target.send(command);
      };
    },
  });
  return { ...table, client };
}

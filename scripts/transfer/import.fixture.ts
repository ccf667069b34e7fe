/** Runs an import in a process of its own, which kills itself at a request that was told. For the tests beside. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { TenantId } from '../../contract/ids.ts';
import { Progress } from './progress.ts';
import { runImport } from './run-import.ts';

const Order = z.object({
  endpoint: z.string(),
  table: z.string(),
  tenant: TenantId,
  from: z.string(),
  work: z.string(),
  /** The request after whose answer the process dies; 0: never. */
  dieAfter: z.int(),
  now: z.int(),
});

const order = Order.parse(JSON.parse(process.argv[2] ?? '{}'));
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({ endpoint: order.endpoint, region: 'eu-central-1', credentials }),
  {
    marshallOptions: { removeUndefinedValues: true },
  },
);
let requests = 0;
client.middlewareStack.add(
  (next) => async (args) => {
    const answer = await next(args);
    requests += 1;
    if (requests === order.dieAfter) process.kill(process.pid, 'SIGKILL');
    return answer;
  },
  { step: 'initialize', name: 'die' },
);
await runImport({
  store: { client, table: order.table, tenant: order.tenant },
  business: { slug: 'samia-tarot', currency: 'USD', language: 'ar' },
  connected: [],
  from: order.from,
  dryRun: false,
  assumeUtc: false,
  work: order.work,
  operator: 'test',
  progress: new Progress(Object.assign(Object.create(process.stderr), { write: () => true, isTTY: false })),
  clock: () => order.now,
});
process.stdout.write(`${requests}\n`);

import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Provisioner, Provisioners } from '../../parts.ts';
import type { TableKeys } from '../gate/dynamodb.ts';
import { nameFor } from './names.ts';

const KeySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const Index = z.object({
  IndexName: z.string(),
  KeySchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});
const TableProperties = z.object({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema,
  GlobalSecondaryIndexes: z.array(Index).default([]),
  LocalSecondaryIndexes: z.array(Index).default([]),
  StreamSpecification: z
    .object({ StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']) })
    .optional(),
  TimeToLiveSpecification: z
    .object({ AttributeName: z.string().optional(), Enabled: z.union([z.boolean(), z.stringbool()]) })
    .optional(),
});
type TableProperties = z.infer<typeof TableProperties>;

/** Tables as the gate needs to know them, filled while tables are provisioned. */
export type Tables = Map<string, TableKeys>;

export function dynamoDbProvisioners(
  dynamodb: DynamoDBClient,
  tables: Tables,
  place: { readonly account: string; readonly region: string },
): Provisioners {
  const table: Provisioner = async (resource) => {
    const properties = TableProperties.parse(resource.properties);
    const name = properties.TableName ?? nameFor(resource, 128);
    const description = await putTable(dynamodb, name, properties);
    await putTimeToLive(dynamodb, name, properties);
    tables.set(name, {
      partitionKey: partitionKey(properties.KeySchema),
      indexes: Object.fromEntries(
        [...properties.GlobalSecondaryIndexes, ...properties.LocalSecondaryIndexes].map((index) => [
          index.IndexName,
          partitionKey(index.KeySchema),
        ]),
      ),
    });
    const arn = `arn:aws:dynamodb:${place.region}:${place.account}:table/${name}`;
    const attributes: Record<string, string> = { Arn: arn, TableId: description.TableId ?? name };
    if (description.LatestStreamLabel !== undefined) attributes.StreamArn = `${arn}/stream/${description.LatestStreamLabel}`;
    return { ref: name, attributes };
  };
  return { 'AWS::DynamoDB::Table': table, 'AWS::DynamoDB::GlobalTable': table };
}

async function putTable(dynamodb: DynamoDBClient, name: string, properties: TableProperties): Promise<TableDescription> {
  const wanted = inputOf(name, properties);
  const existing = await describe(dynamodb, name);
  if (existing === undefined) {
    await dynamodb.send(new CreateTableCommand(wanted));
    return active(dynamodb, name);
  }
  const kept = (existing.KeySchema ?? []).map(({ AttributeName }) => AttributeName).join();
  if (kept !== properties.KeySchema.map(({ AttributeName }) => AttributeName).join()) {
    throw new Error(`The kept table ${name} has other keys (${kept}) than the template. Start with --fresh to make it anew.`);
  }
  for (const index of properties.GlobalSecondaryIndexes) {
    if (existing.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === index.IndexName) === true) continue;
    const update = {
      TableName: name,
      AttributeDefinitions: properties.AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    };
    await dynamodb.send(new UpdateTableCommand(update));
    await active(dynamodb, name);
  }
  if (wanted.StreamSpecification !== undefined && existing.StreamSpecification?.StreamEnabled !== true) {
    await dynamodb.send(new UpdateTableCommand({ TableName: name, StreamSpecification: wanted.StreamSpecification }));
  }
  return active(dynamodb, name);
}

function inputOf(name: string, properties: TableProperties): CreateTableCommandInput {
  const { GlobalSecondaryIndexes: global, LocalSecondaryIndexes: local, StreamSpecification: stream } = properties;
  return {
    TableName: name,
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(stream !== undefined && { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.StreamViewType } }),
  };
}

async function active(dynamodb: DynamoDBClient, name: string): Promise<TableDescription> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const table = await describe(dynamodb, name);
    const busy = table?.GlobalSecondaryIndexes?.some(({ IndexStatus }) => IndexStatus !== 'ACTIVE') === true;
    if (table?.TableStatus === 'ACTIVE' && !busy) return table;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`The table ${name} does not become active`);
}

async function describe(dynamodb: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await dynamodb.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function putTimeToLive(
  dynamodb: DynamoDBClient,
  name: string,
  { TimeToLiveSpecification: wanted }: TableProperties,
): Promise<void> {
  if (wanted?.Enabled !== true || wanted.AttributeName === undefined) return;
  const { TimeToLiveDescription: known } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: name }));
  if (known?.TimeToLiveStatus === 'ENABLED' && known.AttributeName === wanted.AttributeName) return;
  const specification = { Enabled: true, AttributeName: wanted.AttributeName };
  await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: specification }));
}

function partitionKey(keys: z.infer<typeof KeySchema>): string {
  const key = keys.find(({ KeyType }) => KeyType === 'HASH');
  if (key === undefined) throw new Error('A table or index has no partition key');
  return key.AttributeName;
}

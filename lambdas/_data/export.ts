import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TenantTable } from '../_shared/tenant.ts';
import { exportKey, exportSort, latestExportKey, settingsPartition } from './keys.ts';
import { setting, unlessRefused } from './write.ts';

/** Files and item go together, by the bucket's lifecycle and the table's. */
export const keptMs = 7 * 24 * 3_600_000;

export const ExportedFile = z.object({
  name: z.string(),
  table: z.string(),
  rows: z.int(),
  bytes: z.int(),
  sha256: z.string(),
});
export type ExportedFile = z.infer<typeof ExportedFile>;

/** An export of a business and how far it is. Times are milliseconds. */
export const BusinessExport = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  requestedAt: z.int(),
  /** The newest sign of life. */
  movedAt: z.int(),
  finishedAt: z.int().optional(),
  files: z.array(ExportedFile),
  /** Where reading goes on, JSON. */
  place: z.string().optional(),
  /** Counts the pieces that are written: the condition of the next one. */
  step: z.int(),
  failure: z.string().optional(),
  expiresAt: z.int(),
});
export type BusinessExport = z.infer<typeof BusinessExport>;

export const newExport = (id: string, now: number): BusinessExport => ({
  id,
  state: 'waiting',
  requestedAt: now,
  movedAt: now,
  files: [],
  step: 0,
  expiresAt: Math.ceil((now + keptMs) / 1000),
});

/** For the transaction that writes it down in the audit log as well. */
export const exportPut = ({ tenant, table }: Pick<TenantTable, 'tenant' | 'table'>, made: BusinessExport) => ({
  Put: {
    TableName: table,
    Item: { ...exportKey(tenant, made.id), ...made } satisfies Record<string, unknown>,
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

const Latest = z.object({ id: z.string() });

/** The export that was asked for last, however it went. Consistent, 1 read unit. */
export async function latestExportId({ tenant, client, table }: TenantTable): Promise<string | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: latestExportKey(tenant), ConsistentRead: true }));
  return Item && Latest.parse(Item).id;
}

/** For the transaction that makes an export: only if none was asked for since `before` was read. */
export const latestExportPut = (
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  { id }: BusinessExport,
  before: string | undefined,
) => ({
  Put: {
    TableName: table,
    Item: { ...latestExportKey(tenant), id },
    ...(before === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'id = :before', ExpressionAttributeValues: { ':before': before } }),
  },
});

/** Consistent. 1 read unit. */
export async function getExport({ tenant, client, table }: TenantTable, id: string): Promise<BusinessExport | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: exportKey(tenant, id), ConsistentRead: true }));
  return Item && BusinessExport.parse(Item);
}

/** Newest first. `before`: the last one seen. Items may outlive their time by days: they do not count any more. */
export async function listExports(
  { tenant, client, table }: TenantTable,
  { limit, before, now }: { readonly limit: number; readonly before?: string | undefined; readonly now: number },
): Promise<BusinessExport[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
      ExpressionAttributeValues: { ':pk': settingsPartition(tenant), ':sort': exportSort },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
      ...(before !== undefined && { ExclusiveStartKey: { ...exportKey(tenant, before) } }),
    }),
  );
  return Items.map((item) => BusinessExport.parse(item)).filter(({ expiresAt }) => expiresAt * 1000 > now);
}

/** What one piece adds. `behind`: somebody else has written it. 1 write unit, more with hundreds of files. */
export async function moveExport(
  { tenant, client, table }: TenantTable,
  read: BusinessExport,
  next: Pick<BusinessExport, 'state' | 'movedAt'> & Partial<BusinessExport>,
): Promise<'moved' | 'behind'> {
  const update = setting({ ...next, step: read.step + 1 });
  const written = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: exportKey(tenant, read.id),
        ...update,
        ConditionExpression: '#read = :read',
        ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#read': 'step' },
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':read': read.step },
      }),
    ),
  );
  return written.refused ? 'behind' : 'moved';
}

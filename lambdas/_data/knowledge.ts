import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { KnowledgeId } from '../../contract/ids.ts';
import { KnowledgeFailure, mostKnowledge } from '../../contract/knowledge.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { knowledgeCountKey, knowledgeKey, knowledgePartition, knowledgeSort, knowledgeTextKey } from './keys.ts';
import { type TransactItem, transactOrWhy } from './transact.ts';
import { readItem, setting, unlessRefused } from './write.ts';

/** A page, file or text that the assistant answers from. Times are milliseconds. */
export const KnowledgeItem = z.object({
  id: KnowledgeId,
  kind: z.enum(['page', 'file', 'text']),
  title: z.string(),
  url: z.string().optional(),
  /** Nobody chose the title: the page's own name takes its place. */
  untitled: z.literal(true).optional(),
  /** Of a PDF: what is put into the storage under its id, until its text is here. */
  upload: z.object({ bytes: z.int(), sha256: z.string() }).optional(),
  state: z.enum(['waiting', 'ready', 'failed', 'removing']),
  /** Counts how often it was asked to be read. */
  asked: z.int(),
  /** Of what is searched; absent until it was read once. */
  revision: z.string().optional(),
  failure: KnowledgeFailure.optional(),
  /** The answer of the page's server, where that is the failure. */
  status: z.int().optional(),
  /** How often in a row it was given up; absent once it was read. */
  failures: z.int().optional(),
  /** When a page is read again; whatever leads to it at another time is old. */
  dueAt: z.int().optional(),
  passages: z.int(),
  characters: z.int(),
  cut: z.boolean(),
  /** What the server called this state of the page. */
  etag: z.string().optional(),
  modified: z.string().optional(),
  /** SHA-256 of what was cut into passages, and how: the same again need not be written again. */
  hash: z.string().optional(),
  addedAt: z.int(),
  readAt: z.int().optional(),
  changedAt: z.int().optional(),
  /** Hash of the request that made it. */
  madeFrom: z.string(),
});
export type KnowledgeItem = z.infer<typeof KnowledgeItem>;

type Place = Pick<TenantTable, 'tenant' | 'table'>;

/** For the transaction that adds one: `text` is what a person gave, of a page there is none. 2 write units each, more with a long text. */
export const knowledgeAdded = ({ tenant, table }: Place, item: KnowledgeItem, text: string | undefined): TransactItem[] => [
  {
    Put: {
      TableName: table,
      Item: { ...knowledgeKey(tenant, item.id), ...item },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
  {
    Update: {
      TableName: table,
      Key: knowledgeCountKey(tenant),
      UpdateExpression: 'ADD used :one',
      ConditionExpression: 'attribute_not_exists(used) OR used < :most',
      ExpressionAttributeValues: { ':one': 1, ':most': mostKnowledge },
    },
  },
  ...(text === undefined ? [] : [{ Put: { TableName: table, Item: { ...knowledgeTextKey(tenant, item.id), text } } }]),
];

export async function addKnowledge(
  store: TenantTable,
  item: KnowledgeItem,
  text: string | undefined,
  beside: readonly TransactItem[],
): Promise<'added' | 'exists' | 'too-many' | 'collision'> {
  const written = await transactOrWhy(store, [...knowledgeAdded(store, item, text), ...beside]);
  if (written === 'done') return 'added';
  if (written[0] === 'failed') return 'exists';
  return written[1] === 'failed' ? 'too-many' : 'collision';
}

/** Consistent, 1 read unit. */
export async function getKnowledge(store: TenantTable, id: KnowledgeId): Promise<KnowledgeItem | undefined> {
  const item = await readItem(store, knowledgeKey(store.tenant, id));
  return item && KnowledgeItem.parse(item);
}

const Text = z.object({ text: z.string() });

/** What a person gave. 1 read unit for each 4 KB. */
export async function knowledgeText(store: TenantTable, id: KnowledgeId): Promise<string | undefined> {
  const item = await readItem(store, knowledgeTextKey(store.tenant, id));
  return item && Text.parse(item).text;
}

/** What a file said, so that it need not be taken out of it again. 1 write unit for each KB. */
export async function keepKnowledgeText({ tenant, client, table }: TenantTable, id: KnowledgeId, text: string): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...knowledgeTextKey(tenant, id), text } }));
}

/** Newest first. 1 read unit for each ten or so. */
export async function listKnowledge(
  { tenant, client, table }: TenantTable,
  { limit, before }: { readonly limit: number; readonly before: KnowledgeId | undefined },
): Promise<{ readonly items: readonly KnowledgeItem[]; readonly next: KnowledgeId | undefined }> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
      ExpressionAttributeValues: { ':pk': knowledgePartition(tenant), ':sort': knowledgeSort },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
      ...(before !== undefined && { ExclusiveStartKey: { ...knowledgeKey(tenant, before) } }),
    }),
  );
  const items = Items.map((item) => KnowledgeItem.parse(item));
  return { items: items.filter(({ state }) => state !== 'removing'), next: LastEvaluatedKey && items.at(-1)?.id };
}

const Count = z.object({ used: z.int() });

/** How many there are. Half a read unit. */
export async function countKnowledge({ tenant, client, table }: TenantTable): Promise<number> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: knowledgeCountKey(tenant) }));
  return Item ? Count.parse(Item).used : 0;
}

/** To be read again. `absent`: it is gone, or going. 1 write unit. */
export async function askKnowledge({ tenant, client, table }: TenantTable, id: KnowledgeId): Promise<KnowledgeItem | 'absent'> {
  const written = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: knowledgeKey(tenant, id),
        UpdateExpression: 'SET #state = :waiting ADD asked :one',
        ConditionExpression: 'attribute_exists(pk) AND #state <> :removing',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':waiting': 'waiting', ':removing': 'removing', ':one': 1 },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  return written.refused ? 'absent' : KnowledgeItem.parse(written.output.Attributes);
}

/** What reading it came to, unless it was asked for again in the meantime, or is to go. 1 write unit. */
export async function settleKnowledge(
  { tenant, client, table }: TenantTable,
  { id, asked }: Pick<KnowledgeItem, 'id' | 'asked'>,
  change: Partial<KnowledgeItem>,
): Promise<'settled' | 'overtaken'> {
  const update = setting(change);
  const written = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: knowledgeKey(tenant, id),
        ...update,
        ConditionExpression: '#was = :waiting AND #asked = :asked',
        ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#was': 'state', '#asked': 'asked' },
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':waiting': 'waiting', ':asked': asked },
      }),
    ),
  );
  return written.refused ? 'overtaken' : 'settled';
}

/** Puts its next reading off, unless it was read or asked for meanwhile. 1 write unit. */
export async function knowledgeDue(
  { tenant, client, table }: TenantTable,
  { id, dueAt }: Pick<KnowledgeItem, 'id' | 'dueAt'>,
  later: number,
): Promise<void> {
  await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: knowledgeKey(tenant, id),
        UpdateExpression: 'SET dueAt = :later',
        ConditionExpression: 'dueAt = :due',
        ExpressionAttributeValues: { ':later': later, ':due': dueAt },
      }),
    ),
  );
}

/** For the transaction that removes one: from now on nobody finds it; its passages follow. */
export const knowledgeLeaving = ({ tenant, table }: Place, { id, asked, state }: KnowledgeItem): TransactItem => ({
  Update: {
    TableName: table,
    Key: knowledgeKey(tenant, id),
    UpdateExpression: 'SET #state = :removing',
    ConditionExpression: '#state = :state AND asked = :asked',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':removing': 'removing', ':state': state, ':asked': asked },
  },
});

/** When all that it was found by is gone: the item, its text and its place in the count. */
export const knowledgeGone = ({ tenant, table }: Place, id: KnowledgeId): TransactItem[] => [
  {
    Delete: {
      TableName: table,
      Key: knowledgeKey(tenant, id),
      ConditionExpression: '#state = :removing',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':removing': 'removing' },
    },
  },
  { Delete: { TableName: table, Key: knowledgeTextKey(tenant, id) } },
  {
    Update: {
      TableName: table,
      Key: knowledgeCountKey(tenant),
      UpdateExpression: 'ADD used :less',
      ExpressionAttributeValues: { ':less': -1 },
    },
  },
];

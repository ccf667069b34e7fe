import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ConversationId, CustomerId, EmployeeId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { type KnownName, namesOf } from './customer-card.ts';
import { erasedConversation, erasedName, erasedPut, type HashErased } from './erased.ts';
import { conversationKey, erasureKey, erasureSort, identityKey, settingsPartition } from './keys.ts';
import { type TransactItem, transact } from './transact.ts';
import { collisionDelay, readItem } from './write.ts';

/** The erasure of one customer: ids and hashes, and nothing that tells who it was. Times are milliseconds. */
export const Erasure = z.object({
  id: z.string(),
  customers: z.array(CustomerId),
  /** As they are found and cut off; absent while there are none. */
  conversations: z.set(ConversationId).optional(),
  hashes: z.set(z.string()).optional(),
  state: z.enum(['waiting', 'running', 'done']),
  requestedAt: z.int(),
  by: z.object({ id: EmployeeId, name: z.string() }),
  /** When the last of the names that lead to the customer was taken away. */
  cutAt: z.int().optional(),
  finishedAt: z.int().optional(),
  removed: z.int(),
});
export type Erasure = z.infer<typeof Erasure>;

/** Consistent. 1 read unit. */
export async function getErasure(store: TenantTable, id: string): Promise<Erasure | undefined> {
  const item = await readItem(store, erasureKey(store.tenant, id));
  return item && Erasure.parse(item);
}

/** Newest first. 1 read unit for each 4 KB. */
export async function listErasures({ tenant, client, table }: TenantTable, limit: number): Promise<Erasure[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
      ExpressionAttributeValues: { ':pk': settingsPartition(tenant), ':sort': erasureSort },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return Items.map((item) => Erasure.parse(item));
}

/** Part of a transaction. */
export const erasurePut = ({ tenant, table }: TenantTable, erasure: Erasure): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...erasureKey(tenant, erasure.id), ...erasure },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** A step of the worker: `removed` is added to what was removed before. */
export const erasureStep = (
  { tenant, table }: TenantTable,
  id: string,
  { state, removed, finishedAt }: Pick<Erasure, 'state' | 'removed' | 'finishedAt'>,
) => ({
  TableName: table,
  Key: erasureKey(tenant, id),
  UpdateExpression: `SET #state = :state${finishedAt === undefined ? '' : ', finishedAt = :at'} ADD removed :removed`,
  ConditionExpression: 'attribute_exists(pk) AND #state <> :done',
  ExpressionAttributeNames: { '#state': 'state' },
  ExpressionAttributeValues: {
    ':state': state,
    ':removed': removed,
    ':done': 'done',
    ...(finishedAt !== undefined && { ':at': finishedAt }),
  },
});

/** Names that go in one transaction, each with its hash. */
const namesAtOnce = 40;

/**
 * Takes away what leads to the customers, and notes in the same write that it was erased: there is no moment in which a message
 * finds neither. The conversation is marked with it, so whoever is just adding something to it is refused, looks again, and
 * finds nobody. How many names there were; none: it is cut off.
 */
export async function cutOff(
  store: TenantTable,
  hash: HashErased,
  { id, customers }: Erasure,
  clock: () => number,
): Promise<number> {
  let count = 0;
  for (const customer of customers) {
    const names = await namesOf(store, customer);
    for (const [conversation, some] of Map.groupBy(names, ({ conversationId }) => conversationId)) {
      for (let start = 0; start < some.length; start += namesAtOnce) {
        await cutNames(store, hash, { id, customer, conversation, names: some.slice(start, start + namesAtOnce) }, clock);
      }
    }
    count += names.length;
  }
  return count;
}

interface Cut {
  readonly id: string;
  readonly customer: CustomerId;
  readonly conversation: ConversationId;
  readonly names: readonly KnownName[];
}

async function cutNames(store: TenantTable, hash: HashErased, { id, customer, conversation, names }: Cut, clock: () => number) {
  const { tenant, table } = store;
  const hashes = [
    ...names.map(({ channelId, identity }) => hash(erasedName(channelId, identity))),
    hash(erasedConversation(conversation)),
  ];
  for (let attempt = 0; ; attempt++) {
    const at = clock();
    const mark = (await readItem(store, conversationKey(tenant, conversation))) && markErased(store, conversation, id);
    const writes: TransactItem[] = [
      {
        Update: {
          TableName: table,
          Key: erasureKey(tenant, id),
          UpdateExpression: 'SET cutAt = :at ADD conversations :conversations, hashes :hashes',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':at': at, ':conversations': new Set([conversation]), ':hashes': new Set(hashes) },
        },
      },
      ...(mark ? [mark] : []),
      ...names.map(({ channelId, identity }) => ({
        Delete: {
          TableName: table,
          Key: identityKey(tenant, channelId, identity),
          // The index is late: it may be somebody else's name by now.
          ConditionExpression: 'attribute_not_exists(pk) OR customerId = :customer',
          ExpressionAttributeValues: { ':customer': customer },
        },
      })),
      ...hashes.map((one) => erasedPut(store, one, at)),
    ];
    if ((await transact(store, writes)) === 'done') return;
    if (attempt > 20) throw new Error('A customer cannot be cut off');
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
}

/** It is in no list any more, and nothing is added to it. */
const markErased = ({ tenant, table }: TenantTable, conversation: ConversationId, erasure: string): TransactItem => ({
  Update: {
    TableName: table,
    Key: conversationKey(tenant, conversation),
    UpdateExpression: 'SET er = :erasure REMOVE gsi1pk, gsi1sk, gsi2pk, gsi2sk, gsi3pk, gsi3sk ADD v :one',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':erasure': erasure, ':one': 1 },
  },
});

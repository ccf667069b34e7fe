import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { CostKind, type Costs } from '../../contract/assistant.ts';
import { ConversationId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { costConversationKey, costDaySort, costliestPartition, inboxIndex, ledgerPartition } from './keys.ts';

export type Sums = Costs['total'];

const noSums: Sums = { entries: 0, micros: 0, seconds: 0, tokensIn: 0, tokensOut: 0 };
const added = (one: Sums, other: Sums): Sums => ({
  entries: one.entries + other.entries,
  micros: one.micros + other.micros,
  seconds: one.seconds + other.seconds,
  tokensIn: one.tokensIn + other.tokensIn,
  tokensOut: one.tokensOut + other.tokensOut,
});

const none = z.number().default(0);
const OfDay = z.object({ sk: z.string() }).catchall(z.unknown());
const Counted = z.object({ n: none, micros: none, sec: none, tin: none, tout: none });
const toSums = ({ n, micros, sec, tin, tout }: z.infer<typeof Counted>): Sums => ({
  entries: n,
  micros,
  seconds: sec,
  tokensIn: tin,
  tokensOut: tout,
});

/** Of one kind: `model:micros`, `model:n`, ... */
const ofKind = (item: Readonly<Record<string, unknown>>, kind: CostKind): Sums =>
  toSums(
    Counted.parse(
      Object.fromEntries(
        Object.entries(item).flatMap(([name, value]) =>
          name.startsWith(`${kind}:`) ? [[name.slice(kind.length + 1), value]] : [],
        ),
      ),
    ),
  );

/** What a month (UTC) cost, from the sums of its days: at most 31 items of 250 bytes, however much was written. 1 read unit. */
export async function monthCosts(
  { tenant, client, table }: TenantTable,
  month: string,
): Promise<Pick<Costs, 'total' | 'kinds' | 'days'>> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :day)',
      ExpressionAttributeValues: { ':pk': ledgerPartition(tenant, month), ':day': costDaySort },
    }),
  );
  const items = Items.map((item) => OfDay.parse(item));
  const kinds = CostKind.options
    .map((kind) => ({ kind, ...items.map((item) => ofKind(item, kind)).reduce(added, noSums) }))
    .filter(({ entries }) => entries > 0);
  const days = items.map((item) => {
    const ofDay = CostKind.options.map((kind) => ({ kind, ...ofKind(item, kind) })).filter(({ entries }) => entries > 0);
    return {
      day: Number(item.sk.slice(costDaySort.length)),
      micros: ofDay.reduce((sum, { micros }) => sum + micros, 0),
      kinds: ofDay.map(({ kind, micros }) => ({ kind, micros })),
    };
  });
  return { total: kinds.map(({ kind: _, ...sums }) => sums).reduce(added, noSums), kinds, days };
}

const Costly = z.object({ gsi1sk: z.string(), micros: z.number() });

/** The conversations of a month that cost most, the first one first. 0.5 read units. */
export async function costliest(
  { tenant, client, table }: TenantTable,
  month: string,
  limit: number,
): Promise<{ conversationId: ConversationId; micros: number }[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: inboxIndex,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': costliestPartition(tenant, month) },
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return Items.map((item) => Costly.parse(item)).map(({ gsi1sk, micros }) => ({
    conversationId: ConversationId.parse(gsi1sk.split('#')[1]),
    micros,
  }));
}

const OfConversation = Counted.extend({ pk: z.string() });

/** What a conversation cost in each of these months (UTC), at most 100. 0.5 read units for each. */
export async function conversationCosts(
  { tenant, client, table }: TenantTable,
  conversationId: ConversationId,
  months: readonly string[],
): Promise<{ month: string; sums: Sums }[]> {
  const wanted = months.map((month) => ({ month, key: costConversationKey(tenant, month, conversationId) }));
  const found: z.infer<typeof OfConversation>[] = [];
  for (let keys = wanted.map(({ key }) => ({ ...key })); keys.length > 0; ) {
    const { Responses, UnprocessedKeys } = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: keys } } }));
    found.push(...(Responses?.[table] ?? []).map((item) => OfConversation.parse(item)));
    keys = (UnprocessedKeys?.[table]?.Keys ?? []).map((key) => z.object({ pk: z.string(), sk: z.string() }).parse(key));
  }
  return wanted.flatMap(({ month, key }) => {
    const item = found.find(({ pk }) => pk === key.pk);
    return item ? [{ month, sums: toSums(item) }] : [];
  });
}

export const sumOf = (all: readonly Sums[]): Sums => all.reduce(added, noSums);

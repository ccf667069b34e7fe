import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { HandOverReason } from '../../contract/message.ts';
import { type PromptOutcomes, PromptTexts } from '../../contract/prompts.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import {
  promptDraftKey,
  promptOutcomesKey,
  promptOutcomesSort,
  promptsPartition,
  promptVersionKey,
  promptVersionSort,
  publishedPromptsKey,
} from './keys.ts';
import type { TransactItem } from './transact.ts';
import { readItem } from './write.ts';

const By = z.object({ id: z.string(), name: z.string() });

/** What is being written. Times are milliseconds. */
export const PromptDraft = z.object({
  texts: PromptTexts,
  changedAt: z.int().optional(),
  by: By.optional(),
  version: z.int(),
});
export type PromptDraft = z.infer<typeof PromptDraft>;

/** Never changed once it is written. */
export const PromptVersionItem = z.object({
  number: z.int(),
  texts: PromptTexts,
  at: z.int(),
  by: By,
  note: z.string(),
});
export type PromptVersionItem = z.infer<typeof PromptVersionItem>;

const nothing: PromptDraft = { texts: {}, version: 0 };

type Place = Pick<TenantTable, 'tenant' | 'table'>;

/** Consistent. 1 read unit for each 4 KB. */
export async function getPromptDraft(store: TenantTable): Promise<PromptDraft> {
  const item = await readItem(store, promptDraftKey(store.tenant));
  return item ? PromptDraft.parse(item) : nothing;
}

/** For the transaction of a change: only if it is still as read. */
export const promptDraftChange = (
  { tenant, table }: Place,
  was: PromptDraft,
  next: Omit<PromptDraft, 'version'>,
): { readonly write: TransactItem; readonly draft: PromptDraft } => {
  const draft = { ...next, version: was.version + 1 };
  return {
    draft,
    write: {
      Put: {
        TableName: table,
        Item: { ...promptDraftKey(tenant), ...draft },
        ConditionExpression: was.version === 0 ? 'attribute_not_exists(pk)' : 'version = :was',
        ...(was.version > 0 && { ExpressionAttributeValues: { ':was': was.version } }),
      },
    },
  };
};

const Published = z.object({ number: z.int() });

/** Number of the version that counts; 0: none. Consistent: 1 read unit. */
export async function publishedNumber(store: TenantTable): Promise<number> {
  const item = await readItem(store, publishedPromptsKey(store.tenant));
  return item ? Published.parse(item).number : 0;
}

/** It never changes, so it may be kept for good. 1 read unit for each 4 KB. */
export async function getPromptVersion(store: TenantTable, number: number): Promise<PromptVersionItem | undefined> {
  const { client, table, tenant } = store;
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: { ...promptVersionKey(tenant, number) }, ConsistentRead: true }),
  );
  return Item && PromptVersionItem.parse(Item);
}

const Row = PromptVersionItem.omit({ texts: true });

/** Newest first, without what they say. Reads what they say all the same: half a read unit for each 4 KB. */
export async function listPromptVersions(
  { tenant, client, table }: TenantTable,
  limit: number,
): Promise<readonly z.infer<typeof Row>[]> {
  const rows: z.infer<typeof Row>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
        ExpressionAttributeValues: { ':pk': promptsPartition(tenant), ':sort': promptVersionSort },
        ProjectionExpression: '#number, #at, #by, note',
        ExpressionAttributeNames: { '#number': 'number', '#at': 'at', '#by': 'by' },
        ScanIndexForward: false,
        Limit: limit,
        ExclusiveStartKey: from,
      }),
    );
    rows.push(...(page.Items ?? []).map((item) => Row.parse(item)));
    from = page.LastEvaluatedKey;
  } while (from && rows.length < limit);
  return rows.slice(0, limit);
}

/** For the transaction that publishes: the version, and that it counts from now on. `was`: the number that counted. */
export const promptsPublished = ({ tenant, table }: Place, was: number, version: PromptVersionItem): TransactItem[] => [
  {
    Put: {
      TableName: table,
      Item: { ...promptVersionKey(tenant, version.number), ...version },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
  {
    Put: {
      TableName: table,
      Item: { ...publishedPromptsKey(tenant), number: version.number },
      ConditionExpression: was === 0 ? 'attribute_not_exists(pk)' : '#number = :was',
      ...(was > 0 && { ExpressionAttributeNames: { '#number': 'number' }, ExpressionAttributeValues: { ':was': was } }),
    },
  },
];

/** How a turn ended: with an answer, a suggestion, or a hand-over and why. */
export type TurnOutcome = 'answered' | 'suggested' | HandOverReason;

/**
 * Counts a turn for the version it began with, 0 for the words that are built in. Not in the transaction that ends the turn: all
 * turns of a business write this one item, and transactions that meet are refused. So a turn whose process dies in between is
 * missing, and one whose answer was lost on the way may be counted twice: it is a figure for people. 1 write unit.
 */
export async function countOutcome({ tenant, client, table }: TenantTable, number: number, outcome: TurnOutcome): Promise<void> {
  const handedOver = outcome !== 'answered' && outcome !== 'suggested';
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: { ...promptOutcomesKey(tenant, number) },
      UpdateExpression: 'SET #number = :number ADD #outcome :one',
      ExpressionAttributeNames: { '#number': 'number', '#outcome': handedOver ? `${reasonPrefix}${outcome}` : outcome },
      ExpressionAttributeValues: { ':number': number, ':one': 1 },
    }),
  );
}

const reasonPrefix = 'r:';
const Outcomes = z.looseObject({ number: z.int(), answered: z.int().default(0), suggested: z.int().default(0) });

/** Of the newest versions that any turn began with, by number. Half a read unit for each 4 KB, which is some 20 versions. */
export async function listPromptOutcomes(
  { tenant, client, table }: TenantTable,
  limit: number,
): Promise<ReadonlyMap<number, PromptOutcomes>> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
      ExpressionAttributeValues: { ':pk': promptsPartition(tenant), ':sort': promptOutcomesSort },
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return new Map(
    Items.map((item) => {
      const { number, answered, suggested } = Outcomes.parse(item);
      const reasons = HandOverReason.options.flatMap((reason) => {
        const count: unknown = item[`${reasonPrefix}${reason}`];
        return typeof count === 'number' ? [[reason, count] as const] : [];
      });
      const handedOver = reasons.reduce((sum, [, count]) => sum + count, 0);
      return [number, { answered, suggested, handedOver, reasons: Object.fromEntries(reasons) }];
    }),
  );
}

import * as z from 'zod';
import type { CostKind } from '../../contract/assistant.ts';
import type { ConversationId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { costConversationKey, costDayKey, costliestPartition, digits13, ledgerKey, monthOf } from './keys.ts';
import type { TransactItem } from './transact.ts';
import { readItem } from './write.ts';

/** What something cost a business, from the price list of that moment. What does not apply is left out. */
export interface LedgerEntry {
  readonly kind: CostKind;
  /** Absent: it was of no conversation. */
  readonly conversationId?: ConversationId | undefined;
  /** Tells one thing of the conversation from another. Written again, it is the same entry. */
  readonly id: string;
  /** When it was begun, milliseconds: says the month, so that it must not change from one writing to the next. */
  readonly at: number;
  /** Millionths of a US dollar. */
  readonly micros: number;
  /** What was paid for: seconds of sound, tokens in and out, fees of a provider by count. */
  readonly seconds?: number | undefined;
  readonly tokensIn?: number | undefined;
  readonly tokensOut?: number | undefined;
  readonly fees?: number | undefined;
  /** Whom it is paid to. */
  readonly by: string;
}

const none = z.number().default(0);
/** Of an entry, and of the sums of entries. */
const Row = z.object({ micros: z.number(), sec: none, tin: none, tout: none });
const OfConversation = Row.extend({ n: z.number(), version: z.number() });

/**
 * For the transaction of what is paid for: the entry, and with it the sums of its day and its conversation. The same entry again
 * replaces itself and the sums change by the difference, so nothing is counted twice. Refused when somebody else wrote the entry
 * or the conversation's sums in between: read again then. 2 read units, 6 write units, index 1 or 2.
 */
export async function ledgerWrites(
  store: Pick<TenantTable, 'tenant' | 'table' | 'client'>,
  entry: LedgerEntry,
): Promise<readonly TransactItem[]> {
  const { tenant, table } = store;
  const { conversationId, kind, at } = entry;
  const month = monthOf(at);
  const key = ledgerKey(tenant, at, conversationId, `${kind}#${entry.id}`);
  const ofConversation = conversationId && costConversationKey(tenant, month, conversationId);
  const [foundEntry, foundSum] = await Promise.all([readItem(store, key), ofConversation && readItem(store, ofConversation)]);
  const was = foundEntry && Row.parse(foundEntry);
  const is = { micros: entry.micros, sec: entry.seconds, tin: entry.tokensIn, tout: entry.tokensOut };
  const more = {
    micros: is.micros - (was?.micros ?? 0),
    sec: (is.sec ?? 0) - (was?.sec ?? 0),
    tin: (is.tin ?? 0) - (was?.tin ?? 0),
    tout: (is.tout ?? 0) - (was?.tout ?? 0),
    n: was ? 0 : 1,
  };
  const put: TransactItem = {
    Put: {
      TableName: table,
      Item: { ...key, kind, at, by: entry.by, ...is, fees: entry.fees },
      ConditionExpression: was ? 'micros = :was' : 'attribute_not_exists(pk)',
      ...(was && { ExpressionAttributeValues: { ':was': was.micros } }),
    },
  };
  if (was && Object.values(more).every((difference) => difference === 0)) return [put];
  const sum = foundSum && OfConversation.parse(foundSum);
  return [
    put,
    dayUpdate(store, entry, more),
    ...(ofConversation ? [conversationPut(store, { key: ofConversation, conversationId, month, sum, more })] : []),
  ];
}

type More = Readonly<Record<'micros' | 'sec' | 'tin' | 'tout' | 'n', number>>;

function dayUpdate(
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  { kind, at }: LedgerEntry,
  more: More,
): TransactItem {
  const names = Object.keys(more);
  return {
    Update: {
      TableName: table,
      Key: { ...costDayKey(tenant, new Date(at).toISOString().slice(0, 10)) },
      UpdateExpression: `ADD ${names.map((name) => `#${name} :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, `${kind}:${name}`])),
      ExpressionAttributeValues: Object.fromEntries(Object.entries(more).map(([name, by]) => [`:${name}`, by])),
    },
  };
}

function conversationPut(
  { tenant, table }: Pick<TenantTable, 'tenant' | 'table'>,
  of: {
    readonly key: { readonly pk: string; readonly sk: string };
    readonly conversationId: ConversationId;
    readonly month: string;
    readonly sum: z.infer<typeof OfConversation> | undefined;
    readonly more: More;
  },
): TransactItem {
  const { key, conversationId, month, sum, more } = of;
  const micros = (sum?.micros ?? 0) + more.micros;
  return {
    Put: {
      TableName: table,
      Item: {
        ...key,
        gsi1pk: costliestPartition(tenant, month),
        gsi1sk: `${digits13(micros)}#${conversationId}`,
        micros,
        sec: (sum?.sec ?? 0) + more.sec,
        tin: (sum?.tin ?? 0) + more.tin,
        tout: (sum?.tout ?? 0) + more.tout,
        n: (sum?.n ?? 0) + more.n,
        version: (sum?.version ?? 0) + 1,
      },
      ConditionExpression: sum ? 'version = :was' : 'attribute_not_exists(pk)',
      ...(sum && { ExpressionAttributeValues: { ':was': sum.version } }),
    },
  };
}

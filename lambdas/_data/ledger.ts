import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ConversationId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ledgerKey, ledgerPartition } from './keys.ts';
import type { TransactItem } from './transact.ts';

/** What something cost a business, from the price list of that moment. What does not apply is left out. */
export interface LedgerEntry {
  readonly kind: 'transcription';
  readonly conversationId: ConversationId;
  /** Tells one thing of the conversation from another. Written again, it is the same entry. */
  readonly id: string;
  /** When it was begun, milliseconds: says the month, so that it must not change from one writing to the next. */
  readonly at: number;
  /** Millionths of a US dollar. */
  readonly micros: number;
  /** What was paid for: seconds of sound, tokens in and out, fees of a provider by count. */
  readonly seconds?: number;
  readonly tokensIn?: number;
  readonly tokensOut?: number;
  readonly fees?: number;
  /** Whom it is paid to. */
  readonly by: string;
}

/** For the transaction of what is paid for. The same entry again replaces itself, so nothing is counted twice. 2 write units. */
export const ledgerPut = ({ tenant, table }: Pick<TenantTable, 'tenant' | 'table'>, entry: LedgerEntry): TransactItem => ({
  Put: {
    TableName: table,
    Item: {
      ...ledgerKey(tenant, entry.at, entry.conversationId, `${entry.kind}#${entry.id}`),
      kind: entry.kind,
      at: entry.at,
      by: entry.by,
      micros: entry.micros,
      sec: entry.seconds,
      tin: entry.tokensIn,
      tout: entry.tokensOut,
      fees: entry.fees,
    },
  },
});

const none = z.number().default(0);
const Row = z.object({ micros: z.number(), sec: none, tin: none, tout: none, fees: none });

export interface Sums {
  entries: number;
  micros: number;
  seconds: number;
  tokensIn: number;
  tokensOut: number;
  fees: number;
}

/** What a month cost (UTC: 2026-11): of one conversation, or all of them. 0.5 read units for each 4 KB, about 30 entries. */
export async function ledgerSums(
  { tenant, client, table }: TenantTable,
  month: string,
  conversationId?: ConversationId,
): Promise<Sums> {
  const sums: Sums = { entries: 0, micros: 0, seconds: 0, tokensIn: 0, tokensOut: 0, fees: 0 };
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: conversationId === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :of)',
        ExpressionAttributeValues: {
          ':pk': ledgerPartition(tenant, month),
          ...(conversationId !== undefined && { ':of': `${conversationId}#` }),
        },
        ExclusiveStartKey: from,
      }),
    );
    for (const { micros, sec, tin, tout, fees } of Items.map((item) => Row.parse(item))) {
      sums.entries += 1;
      sums.micros += micros;
      sums.seconds += sec;
      sums.tokensIn += tin;
      sums.tokensOut += tout;
      sums.fees += fees;
    }
    from = LastEvaluatedKey;
  } while (from);
  return sums;
}

import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ConversationId } from '../../contract/ids.ts';
import { ledgerPartition } from '../../lambdas/_data/keys.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';

const none = z.number().default(0);
const Row = z.object({ micros: z.number(), sec: none, tin: none, tout: none, fees: none });

/** What a month cost, added up from the rows of the ledger: of one conversation, or all of them. */
export async function ledgerSums({ tenant, client, table }: TenantTable, month: string, conversationId?: ConversationId) {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: conversationId === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :of)',
      ExpressionAttributeValues: {
        ':pk': ledgerPartition(tenant, month),
        ...(conversationId !== undefined && { ':of': `${conversationId}#` }),
      },
    }),
  );
  // Sums are beside the entries.
  const rows = Items.filter(({ kind }) => kind !== undefined).map((item) => Row.parse(item));
  const sum = (of: (row: z.infer<typeof Row>) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    entries: rows.length,
    micros: sum(({ micros }) => micros),
    seconds: sum(({ sec }) => sec),
    tokensIn: sum(({ tin }) => tin),
    tokensOut: sum(({ tout }) => tout),
    fees: sum(({ fees }) => fees),
  };
}

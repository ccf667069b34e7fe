import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { EmployeeId, TenantId } from '../../contract/ids.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { ticketKey } from './keys.ts';
import { unlessRefused } from './write.ts';

/** Permission to open one WebSocket. The ticket itself is not stored, its hash is the key. */
export const Ticket = z.object({
  tenant: TenantId,
  sub: z.string(),
  employeeId: EmployeeId,
  name: z.string(),
  /** Of the browser that asked for it, if it has one. */
  session: z.string().optional(),
  /** Of the page that asked for it. */
  origin: z.string(),
  /** Milliseconds. The TTL only cleans up. */
  validUntil: z.int(),
});
export type Ticket = z.infer<typeof Ticket>;

export async function putTicket({ client, table }: PlatformTable, ticket: string, content: Ticket): Promise<void> {
  const expiresAt = Math.ceil(content.validUntil / 1000);
  await client.send(new PutCommand({ TableName: table, Item: { ...ticketKey(ticket), ...content, expiresAt } }));
}

/** Takes the ticket away, so that it works once; a late one is gone as well, but counts as none. */
export async function consumeTicket({ client, table }: PlatformTable, ticket: string, now: number): Promise<Ticket | undefined> {
  const taken = await unlessRefused(
    client.send(
      new DeleteCommand({
        TableName: table,
        Key: ticketKey(ticket),
        ConditionExpression: 'attribute_exists(pk)',
        ReturnValues: 'ALL_OLD',
      }),
    ),
  );
  if (taken.refused) return undefined;
  const content = Ticket.parse(taken.output.Attributes);
  return now < content.validUntil ? content : undefined;
}

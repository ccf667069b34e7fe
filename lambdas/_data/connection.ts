import { DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ConversationId, EmployeeId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { connectionKey, connectionPartition, connectionSort } from './keys.ts';
import { Turns } from './turns.ts';
import { setting, unlessRefused } from './write.ts';

/** An open WebSocket of somebody of the business. */
export const Connection = z.object({
  id: z.string(),
  employeeId: EmployeeId,
  sub: z.string(),
  name: z.string(),
  /** The session of the browser, if it has one. */
  session: z.string().optional(),
  /** The conversation on screen. */
  viewing: ConversationId.optional(),
  /** Those on the screens of other tabs of the same browser, which share this WebSocket. */
  also: z.array(ConversationId).optional(),
  /** Milliseconds, our clock. */
  connectedAt: z.int().optional(),
});
export type Connection = z.infer<typeof Connection>;

/** API Gateway closes a WebSocket after 2 hours at the latest; one more for a close that never reached us. */
const lifetimeMs = 3 * 3_600_000;

/** `until`: nothing is pushed to it from then on, whether it is closed or not. */
export async function addConnection(
  { tenant, client, table }: TenantTable,
  connection: Connection,
  now: number,
  until = Number.POSITIVE_INFINITY,
): Promise<void> {
  const expiresAt = Math.min(Math.ceil((now + lifetimeMs) / 1000), Math.floor(until / 1000));
  await client.send(
    new PutCommand({
      TableName: table,
      Item: { ...connectionKey(tenant, connection.id), ...connection, connectedAt: now, expiresAt },
    }),
  );
}

export async function removeConnection({ tenant, client, table }: TenantTable, id: string): Promise<void> {
  await client.send(new DeleteCommand({ TableName: table, Key: connectionKey(tenant, id) }));
}

/**
 * `gone`: the connection has been closed, and must not come back by this write. `overtaken`: something with a higher `order` is
 * there already; frames of one connection are handled at the same time, and the one before may end last.
 */
export async function setViewing(
  { tenant, client, table }: TenantTable,
  id: string,
  viewing: ConversationId | undefined,
  also: readonly ConversationId[] = [],
  order?: number,
): Promise<'set' | 'gone' | 'overtaken'> {
  const update = setting({ viewing, also: also.length > 0 ? also : undefined, viewOrder: order });
  const written = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: connectionKey(tenant, id),
        ...update,
        ...(order === undefined
          ? { ConditionExpression: 'attribute_exists(pk)' }
          : {
              ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(viewOrder) OR viewOrder < :order)',
              ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':order': order },
            }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  if (!written.refused) return 'set';
  return written.existing ? 'overtaken' : 'gone';
}

/** Who is connected, and whose turn it is while conversations are given out: one query tells both. */
export interface Present {
  readonly connections: readonly Connection[];
  readonly turns: Turns | undefined;
}

/** One read of about 200 bytes a connection. Expired rows wait for the table's TTL: they are not reported. */
export async function whoIsPresent({ tenant, client, table }: TenantTable, now: number): Promise<Present> {
  const connections: Connection[] = [];
  let turns: Turns | undefined;
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        // `recent`: of the turns, which do not expire.
        FilterExpression: 'attribute_exists(recent) OR expiresAt > :now',
        ExpressionAttributeValues: {
          ':pk': connectionPartition(tenant),
          ':now': Math.floor(now / 1000),
        },
        ExclusiveStartKey: from,
      }),
    );
    for (const item of page.Items ?? []) {
      if (String(item.sk).startsWith(connectionSort)) connections.push(Connection.parse(item));
      else turns = Turns.parse(item);
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return { connections, turns };
}

export const listConnections = async (store: TenantTable, now: number): Promise<readonly Connection[]> =>
  (await whoIsPresent(store, now)).connections;

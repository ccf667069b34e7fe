import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { PlatformTable } from '../_shared/tenant.ts';
import { sessionKey } from './keys.ts';
import { setting, unlessRefused } from './write.ts';

/** A signed-in browser. The rotation secret is in its cookie; only hashes of the current and the previous one are here. */
export const Session = z.object({
  id: z.string(),
  sub: z.string(),
  current: z.string(),
  previous: z.string().optional(),
  /** Milliseconds: until then the previous secret is a second tab that was a moment late, after that it is a theft. */
  previousUntil: z.int().optional(),
  /** The user pool's refresh token, sealed with a key that only the cookie has. */
  refreshToken: z.string(),
  /** Seconds, the table's TTL. */
  expiresAt: z.int(),
});
export type Session = z.infer<typeof Session>;

export async function getSession({ client, table }: PlatformTable, id: string, now: number): Promise<Session | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: sessionKey(id), ConsistentRead: true }));
  const session = Item && Session.parse(Item);
  // TTL removes items up to days late.
  return session && session.expiresAt * 1000 > now ? session : undefined;
}

export async function putSession({ client, table }: PlatformTable, session: Session): Promise<void> {
  await client.send(
    new PutCommand({
      TableName: table,
      Item: { ...sessionKey(session.id), ...session },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  );
}

export interface Rotation {
  readonly id: string;
  readonly presented: string;
  readonly next: string;
  readonly now: number;
  readonly graceMs: number;
}

/**
 * Replaces the rotation secret, if the one presented is the current one; of several requests at once one wins.
 * `late`: it is the previous one, within its grace. `reused`: an older one, so the cookie was copied. `gone`: no session.
 */
export async function rotateSession(
  { client, table }: PlatformTable,
  { id, presented, next, now, graceMs }: Rotation,
): Promise<'rotated' | 'late' | 'reused' | 'gone'> {
  const update = setting({ current: next, previous: presented, previousUntil: now + graceMs });
  const written = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: sessionKey(id),
        ...update,
        ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#current': 'current' },
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':presented': presented },
        ConditionExpression: 'attribute_exists(pk) AND #current = :presented',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  if (!written.refused) return 'rotated';
  if (!written.existing) return 'gone';
  const { current, previous, previousUntil = 0 } = Session.parse(written.existing);
  // The answer to the first try was lost, and the client tried again.
  if (current === next) return 'rotated';
  return previous === presented && now < previousUntil ? 'late' : 'reused';
}

export async function removeSession({ client, table }: PlatformTable, id: string): Promise<void> {
  await client.send(new DeleteCommand({ TableName: table, Key: sessionKey(id) }));
}

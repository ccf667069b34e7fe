import { GetCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { PlatformTable } from '../_shared/tenant.ts';
import { browserKey, browsersPartition, sessionKey } from './keys.ts';
import { setting, unlessRefused } from './write.ts';

/** A signed-in browser. The rotation secret is in its cookie; only hashes of the current and the previous one are here. */
export const Session = z.object({
  id: z.string(),
  sub: z.string(),
  current: z.string(),
  /** What the secrets follow from, each from the one before. A session from before there were chains has none. */
  chain: z.string().optional(),
  previous: z.string().optional(),
  /** Milliseconds: until then the previous secret is a second tab that was a moment late, after that it is a theft. */
  previousUntil: z.int().optional(),
  /** The user pool's refresh token, sealed with a key that only the cookie has. */
  refreshToken: z.string(),
  /** Milliseconds; not more exact than the refreshes that note it. */
  usedAt: z.int().optional(),
  /** Seconds, the table's TTL. */
  expiresAt: z.int(),
});
export type Session = z.infer<typeof Session>;

/** What a person sees of one of their sessions. */
export const Browser = z.object({
  id: z.string(),
  device: z.string(),
  /** Milliseconds. */
  startedAt: z.int(),
  /** Milliseconds. */
  usedAt: z.int(),
  /** Seconds, the table's TTL. */
  expiresAt: z.int(),
});
export type Browser = z.infer<typeof Browser>;

export async function getSession({ client, table }: PlatformTable, id: string, now: number): Promise<Session | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: sessionKey(id), ConsistentRead: true }));
  const session = Item && Session.parse(Item);
  // TTL removes items up to days late.
  return session && session.expiresAt * 1000 > now ? session : undefined;
}

/** Signs a browser in, and puts it on its person's list. 2 x 2 write units. */
export async function putSession(
  { client, table }: PlatformTable,
  session: Session,
  { device, now }: { readonly device: string; readonly now: number },
): Promise<void> {
  const { id, sub, expiresAt } = session;
  const browser: Browser = { id, device, startedAt: now, usedAt: now, expiresAt };
  const put = (Item: Record<string, unknown>) => ({
    Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' },
  });
  await client.send(
    new TransactWriteCommand({
      TransactItems: [put({ ...sessionKey(id), ...session }), put({ ...browserKey(sub, id), ...browser })],
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

/** Notes when a session was used last. 2 write units, and one for each that has ended meanwhile. */
export async function markUsed({ client, table }: PlatformTable, { id, sub }: Owned, now: number): Promise<void> {
  for (const Key of [sessionKey(id), browserKey(sub, id)]) {
    await unlessRefused(
      client.send(
        new UpdateCommand({
          TableName: table,
          Key,
          ...setting({ usedAt: now }),
          ConditionExpression: 'attribute_exists(pk)',
        }),
      ),
    );
  }
}

export type Owned = Pick<Session, 'id' | 'sub'>;

/**
 * Ends a session for good: the row had the only copy of its refresh token. The access token in the browser's memory works until
 * it ends, 15 minutes at most; open WebSockets are closed by whoever follows the table's stream. 2 x 2 write units.
 */
export async function removeSession({ client, table }: PlatformTable, { id, sub }: Owned): Promise<void> {
  const remove = (Key: Record<string, unknown>) => ({ Delete: { TableName: table, Key } });
  await client.send(
    new TransactWriteCommand({ TransactItems: [remove({ ...sessionKey(id) }), remove({ ...browserKey(sub, id) })] }),
  );
}

/** Where a person is signed in. Expired rows wait for the table's TTL: they are not reported. */
export async function listBrowsers({ client, table }: PlatformTable, sub: string, now: number): Promise<Browser[]> {
  const browsers: Browser[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': browsersPartition(sub) },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    browsers.push(...(page.Items ?? []).map((item) => Browser.parse(item)));
    from = page.LastEvaluatedKey;
  } while (from);
  return browsers.filter(({ expiresAt }) => expiresAt * 1000 > now);
}

/** Ends one of a person's own sessions; anybody else's is `unknown`. */
export async function endSessionOf({ client, table }: PlatformTable, { id, sub }: Owned): Promise<'ended' | 'unknown'> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: browserKey(sub, id), ConsistentRead: true }));
  if (Item === undefined) return 'unknown';
  await removeSession({ client, table }, { id, sub });
  return 'ended';
}

/** Signs a person out everywhere, or everywhere but in one browser. */
export async function endAllSessions(store: PlatformTable, sub: string, now: number, except?: string): Promise<void> {
  const browsers = await listBrowsers(store, sub, now);
  for (const { id } of browsers) if (id !== except) await removeSession(store, { id, sub });
}

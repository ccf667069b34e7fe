import { createHash } from 'node:crypto';
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { EmployeeId, TenantId } from '../../contract/ids.ts';
import { RoleRef } from '../../contract/team.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { addressKey, invitationKey, invitationLinkKey, invitationSort, settingsPartition, traced } from './keys.ts';
import type { TransactItem } from './transact.ts';
import { setting, unlessRefused } from './write.ts';

/** A place in the business that somebody is offered. */
export const Invitation = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: RoleRef,
  language: z.string(),
  /** `expired` once its seat was given back; an `open` one past its end counts for nothing either. */
  state: z.enum(['open', 'accepted', 'revoked', 'expired']),
  /** Who offers it: it counts for as long as that person may give the role. */
  by: z.object({ type: z.enum(['employee', 'platform']), id: z.string() }),
  /** SHA-256 of the token in the mailed link. */
  tokenHash: z.string(),
  /** Milliseconds, as all times here but `expiresAt`. */
  invitedAt: z.int(),
  validUntil: z.int(),
  /** The mail of the current link went out. */
  mailedAt: z.int().optional(),
  /** When it was sent again, of the last hour. */
  resentAt: z.array(z.int()),
  /** When an account was about to be made for the address, which had none. */
  accountTriedAt: z.int().optional(),
  /** Who joined with it. */
  employeeId: EmployeeId.optional(),
  /** Hash of the request that made it. */
  madeFrom: z.string(),
  version: z.int(),
  /** Seconds, the table's TTL; only once it has ended, because an open one holds a seat that must be given back. */
  expiresAt: z.int().optional(),
});
export type Invitation = z.infer<typeof Invitation>;

type Place = Pick<TenantTable, 'tenant' | 'table'>;

export const invitationLifeMs = 7 * 24 * 3_600_000;
/** How long ended ones stay on the list. */
const rememberedMs = 90 * 24 * 3_600_000;

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Consistent. 1 read unit. */
export async function getInvitation({ tenant, client, table }: TenantTable, id: string): Promise<Invitation | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: invitationKey(tenant, id), ConsistentRead: true }));
  return Item && Invitation.parse(Item);
}

/** Newest first. `before`: the last one seen. */
export async function pageOfInvitations(
  { tenant, client, table }: TenantTable,
  { limit, before }: { readonly limit: number; readonly before?: string },
): Promise<{ readonly items: Invitation[]; readonly more: boolean }> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
      ExpressionAttributeValues: { ':pk': settingsPartition(tenant), ':sort': invitationSort },
      ScanIndexForward: false,
      // One more tells whether there is a next page.
      Limit: limit + 1,
      ...(before !== undefined && { ExclusiveStartKey: { ...invitationKey(tenant, before) } }),
      ConsistentRead: true,
    }),
  );
  const items = Items.slice(0, limit).map((item) => Invitation.parse(item));
  return { items, more: Items.length > limit };
}

/** Open ones past their end: their seats are to be given back. Read when a limit is met, not every time. */
export async function* overdueInvitations({ tenant, client, table }: TenantTable, now: number): AsyncGenerator<Invitation> {
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
        FilterExpression: '#state = :open AND validUntil <= :now',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':pk': settingsPartition(tenant),
          ':sort': invitationSort,
          ':open': 'open',
          ':now': now,
        },
        ...(from && { ExclusiveStartKey: from }),
        ConsistentRead: true,
      }),
    );
    for (const item of Items) yield Invitation.parse(item);
    from = LastEvaluatedKey;
  } while (from);
}

export const invitationAdded = ({ tenant, table }: Place, invitation: Invitation): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...invitationKey(tenant, invitation.id), ...invitation },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** For the transaction of a change: only if it is still as read. Ended ones go after a while. */
export function invitationChange(
  { tenant, table }: Place,
  was: Invitation,
  change: Partial<Omit<Invitation, 'id' | 'version' | 'expiresAt'>>,
  now: number,
): { readonly write: TransactItem; readonly invitation: Invitation } {
  const next = { ...was, ...change, version: was.version + 1 };
  const expiresAt = next.state === 'open' ? undefined : Math.floor((now + rememberedMs) / 1000);
  const update = setting({ ...change, version: next.version, expiresAt });
  return {
    invitation: Invitation.parse({ ...next, expiresAt }),
    write: {
      Update: {
        TableName: table,
        Key: { ...invitationKey(tenant, was.id) },
        UpdateExpression: update.UpdateExpression,
        ConditionExpression: '#version = :was',
        ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#version': 'version' },
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':was': was.version },
      },
    },
  };
}

/** Notes something of an invitation that is not a change to those who read it, unless its link is another one by now. */
export async function noteOfInvitation(
  { tenant, client, table }: TenantTable,
  { id, tokenHash }: Pick<Invitation, 'id' | 'tokenHash'>,
  note: Pick<Invitation, 'mailedAt'> | Pick<Invitation, 'accountTriedAt'>,
): Promise<'noted' | 'replaced'> {
  const update = setting(note);
  const written = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: invitationKey(tenant, id),
        ...update,
        ConditionExpression: 'tokenHash = :hash',
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':hash': tokenHash },
      }),
    ),
  );
  return written.refused ? 'replaced' : 'noted';
}

/** For the transaction that makes the invitation: nobody else is invited under this address, and it is still whose it was. */
export const addressInvited = (
  { tenant, table }: Place,
  { email, id }: Pick<Invitation, 'email' | 'id'>,
  employeeId: EmployeeId | undefined,
): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...addressKey(tenant, email) },
    UpdateExpression: 'SET invitationId = :id',
    ConditionExpression: `(attribute_not_exists(invitationId) OR invitationId = :id) AND ${
      employeeId === undefined ? 'attribute_not_exists(employeeId)' : 'employeeId = :employee'
    }`,
    ExpressionAttributeValues: { ':id': id, ...(employeeId !== undefined && { ':employee': employeeId }) },
  },
});

/** For the transaction that ends an open invitation. */
export const addressFreed = ({ tenant, table }: Place, { email, id }: Invitation): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...addressKey(tenant, email) },
    UpdateExpression: 'REMOVE invitationId',
    ConditionExpression: 'invitationId = :id',
    ExpressionAttributeValues: { ':id': id },
  },
});

/** Where a mailed link leads. Whether it still counts, the invitation says: it has the hash of its current link. */
const Link = z.object({ tenant: TenantId, invitationId: z.string() });

export async function putLink(
  { client, table }: PlatformTable,
  tokenHash: string,
  link: z.infer<typeof Link>,
  now: number,
): Promise<void> {
  const expiresAt = Math.ceil((now + invitationLifeMs) / 1000);
  const key = invitationLinkKey(tokenHash);
  await client.send(new PutCommand({ TableName: table, Item: { ...key, ...traced(link.tenant, key), ...link, expiresAt } }));
}

export async function findByToken({ client, table }: PlatformTable, token: string): Promise<z.infer<typeof Link> | undefined> {
  const Key = invitationLinkKey(hashOfToken(token));
  const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item && Link.parse(Item);
}

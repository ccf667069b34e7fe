import { randomBytes } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Cursors, cursorsWith } from '../_shared/cursor.ts';
import { Lru } from '../_shared/lru.ts';
import { open, seal } from '../_shared/secrets.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { type HashErased, hashErasedWith } from './erased.ts';
import { cursorKeyKey } from './keys.ts';
import { unlessRefused } from './write.ts';

const CursorKey = z.object({ sealed: z.string() });
const kept = new Lru<Promise<Buffer>>(256);

/**
 * The cursors of a business: signed with a key of its own, made with the first list that needs one and kept sealed. A process
 * reads it once: half a read unit and one KMS call.
 */
export const cursorsOf = async (store: TenantTable, now: number): Promise<Cursors> => cursorsWith(await keyOf(store, now));

/** Hashes of what was erased, with the same key; it is made if there is none. */
export const erasingHashes = async (store: TenantTable, now: number): Promise<HashErased> =>
  hashErasedWith(await keyOf(store, now));

/** The same where nothing was erased if there is no key. */
export async function erasedHashes(store: TenantTable, now: number): Promise<HashErased | undefined> {
  const known = kept.get(store.tenant);
  if (!known && (await getSealedCursorKey(store)) === undefined) return undefined;
  return erasingHashes(store, now);
}

function keyOf(store: TenantTable, now: number): Promise<Buffer> {
  const known = kept.get(store.tenant);
  if (known) return known;
  const made = load(store, now);
  kept.set(store.tenant, made);
  made.catch(() => kept.delete(store.tenant));
  return made;
}

/** As it is stored, sealed for the purpose `cursor`. */
export async function getSealedCursorKey({ tenant, client, table }: TenantTable): Promise<string | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: cursorKeyKey(tenant), ConsistentRead: true }));
  return Item && CursorKey.parse(Item).sealed;
}

/** For the transaction that seals the same key anew. */
export const cursorKeyUpdate = ({ tenant, table }: TenantTable, was: string, sealed: string) => ({
  Update: {
    TableName: table,
    Key: cursorKeyKey(tenant),
    UpdateExpression: 'SET sealed = :sealed',
    ConditionExpression: 'sealed = :was',
    ExpressionAttributeValues: { ':sealed': sealed, ':was': was },
  },
});

async function load(store: TenantTable, now: number): Promise<Buffer> {
  const { tenant, client, table } = store;
  for (;;) {
    const stored = await getSealedCursorKey(store);
    if (stored) return Buffer.from(await open(tenant, 'cursor', stored, now), 'base64url');
    const sealed = await seal(tenant, 'cursor', randomBytes(32).toString('base64url'));
    const item = { ...cursorKeyKey(tenant), sealed };
    // Of two that make the first one, one wins and the other reads it.
    await unlessRefused(
      client.send(new PutCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' })),
    );
  }
}

import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { ChannelId, ConversationId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { erasedKey } from './keys.ts';
import type { TransactItem } from './transact.ts';
import { readItem } from './write.ts';

/** What somebody or something was known by, hashed with a key of the business: nobody can try numbers without the key. */
export type HashErased = (known: string) => string;

/** Undefined: the business has no key yet, so nobody of it was ever erased. */
export type ErasedHashes = (store: TenantTable, now: number) => Promise<HashErased | undefined>;

/** The key signs cursors too; what is hashed here begins with a word of its own. */
export const hashErasedWith =
  (key: Buffer | string): HashErased =>
  (known) =>
    createHmac('sha256', key).update(`erased\n${known}`).digest('base64url');

/** A name on one number of the business: the same person may be another customer on another number. */
export const erasedName = (channelId: ChannelId, identity: string): string => `name ${channelId}#${identity}`;
export const erasedConversation = (id: ConversationId): string => `conversation ${id}`;

/** `at`: what the provider sent up to then does not come back, milliseconds. Part of a transaction, 2 write units. */
export const erasedPut = ({ tenant, table }: TenantTable, hash: string, at: number): TransactItem => ({
  Put: { TableName: table, Item: { ...erasedKey(tenant, hash), at } },
});

const Item = z.object({ at: z.int() });

/** Until when any of these was erased. 1 read unit for each. */
export async function erasedUntil(store: TenantTable, hash: HashErased, known: readonly string[]): Promise<number | undefined> {
  const found = await Promise.all(known.map((one) => readItem(store, erasedKey(store.tenant, hash(one)))));
  const times = found.flatMap((item) => (item ? [Item.parse(item).at] : []));
  return times.length > 0 ? Math.max(...times) : undefined;
}

import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { KnowledgeId, TenantId } from '../../contract/ids.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { digits13, platformIndexPartition, traced } from './keys.ts';
import type { Registration } from './registration.ts';
import { unlessRefused } from './write.ts';

/**
 * Where the platform finds businesses without looking at all of them. Registrations are the truth; these lists only lead to
 * them, and cannot be written in one transaction with them. So what is new is added before the change and what is old is dropped
 * after it, and a reader compares every entry with the registration it leads to: one that died in between is not seen.
 *
 * - `all`, `suspended`, `deleting`: by slug
 * - `names`: by slug, and by the name from each of its words on
 * - `removal`: by the time when everything of it goes
 * - `erasures`: customers who are being erased, by the time when it was asked for; leads to an erasure of the business
 * - `readings`: pages that are read again, by the time when; leads to a page that its assistant answers from
 */
export type List = 'all' | 'names' | 'suspended' | 'deleting' | 'removal' | 'erasures' | 'readings';

export interface Place {
  readonly list: List;
  /** Sorts the list. */
  readonly at: string;
}

const Entry = z.object({ sk: z.string(), tenant: TenantId });

/** A name has at most 80 characters; of one made of short words the first ones have to do. */
const mostWords = 12;

/** What is compared: no case, no accents, one space. Dotless and dotted i are the same, as people type them. */
export const searchable = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ı', 'i').replace(/\s+/g, ' ').trim();

/** Everything that a business is found by. */
export function searchTexts({ slug, name }: Pick<Registration, 'slug' | 'name'>): string[] {
  const text = searchable(name);
  const words = [...text.matchAll(/[\p{L}\p{N}]+/gu)].slice(0, mostWords).map(({ index }) => text.slice(index));
  return [...new Set([slug, text, ...words])];
}

export const removalPlace = (at: number, tenant: string): string => `${digits13(at)}#${tenant}`;

export function placesOf(registration: Registration): Place[] {
  const { tenant, slug, status, deletedAfter } = registration;
  const names = searchTexts(registration).map((text): Place => ({ list: 'names', at: `${text}#${tenant}` }));
  return [
    { list: 'all', at: slug },
    ...names,
    ...(status === 'active' ? [] : [{ list: status, at: slug }]),
    ...(deletedAfter === undefined ? [] : [{ list: 'removal' as const, at: removalPlace(deletedAfter, tenant) }]),
  ];
}

export const isListed = (registration: Registration, { list, at }: Place): boolean =>
  placesOf(registration).some((place) => place.list === list && place.at === at);

const keyOf = ({ list, at }: Place) => ({ pk: platformIndexPartition(list), sk: at });
const missingIn = (places: readonly Place[], others: readonly Place[]): Place[] =>
  places.filter(({ list, at }) => !others.some((other) => other.list === list && other.at === at));

/** Before the registration changes. `before` is absent when it is made. 1 write unit for each new entry. */
export async function addEntries({ client, table }: PlatformTable, after: Registration, before?: Registration): Promise<void> {
  const { tenant, version } = after;
  const added = missingIn(placesOf(after), before ? placesOf(before) : []);
  await Promise.all(
    added.map(keyOf).map((key) => {
      const Item = { ...key, ...traced(tenant, key), tenant, version };
      return client.send(new PutCommand({ TableName: table, Item }));
    }),
  );
}

/**
 * After the registration has changed, or is gone. An entry that a later change has added again has that one's version, and stays.
 * 1 write unit for each old entry.
 */
export async function dropEntries({ client, table }: PlatformTable, before: Registration, after?: Registration): Promise<void> {
  const { tenant, version } = before;
  const dropped = missingIn(placesOf(before), after ? placesOf(after) : []);
  await Promise.all(
    dropped.map((place) =>
      unlessRefused(
        client.send(
          new DeleteCommand({
            TableName: table,
            Key: keyOf(place),
            ConditionExpression: 'attribute_not_exists(pk) OR (tenant = :tenant AND #version <= :version)',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':tenant': tenant, ':version': version },
          }),
        ),
      ),
    ),
  );
}

export const erasurePlace = (at: number, tenant: TenantId, id: string): string => `${digits13(at)}#${tenant}#${id}`;
export const parseErasurePlace = (at: string): { readonly at: number; readonly id: string } => {
  const [time, , id = ''] = at.split('#');
  return { at: Number(time), id };
};

export const readingPlace = (due: number, tenant: TenantId, id: KnowledgeId): string => `${digits13(due)}#${tenant}#${id}`;
export const parseReadingPlace = (at: string): { readonly due: number; readonly id: KnowledgeId } => {
  const [time, , id] = at.split('#');
  return { due: Number(time), id: KnowledgeId.parse(id) };
};

/** Before what it leads to is written, so that it is always found. 1 write unit, 1 of the index. */
export async function addEntry({ client, table }: PlatformTable, { tenant, ...place }: Entry): Promise<void> {
  const key = keyOf(place);
  await client.send(new PutCommand({ TableName: table, Item: { ...key, ...traced(tenant, key), tenant } }));
}

export const addErasureEntry = (platform: PlatformTable, tenant: TenantId, at: string): Promise<void> =>
  addEntry(platform, { list: 'erasures', at, tenant });

/** An entry that leads nowhere any more. Unless it leads to another business by now. */
export async function dropEntry({ client, table }: PlatformTable, { list, at, tenant }: Entry): Promise<void> {
  await unlessRefused(
    client.send(
      new DeleteCommand({
        TableName: table,
        Key: keyOf({ list, at }),
        ConditionExpression: 'attribute_not_exists(pk) OR tenant = :tenant',
        ExpressionAttributeValues: { ':tenant': tenant },
      }),
    ),
  );
}

export interface Entry extends Place {
  readonly tenant: TenantId;
}

/** In order. `beginning`: only places that begin so; `after`: the last one seen. Half a read unit for each 4 KB. */
export async function pageOfEntries(
  { client, table }: PlatformTable,
  list: List,
  { beginning, after, limit }: { readonly beginning?: string; readonly after?: string | undefined; readonly limit: number },
): Promise<{ readonly entries: Entry[]; readonly more: boolean }> {
  const pk = platformIndexPartition(list);
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: beginning ? 'pk = :pk AND begins_with(sk, :beginning)' : 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk, ...(beginning && { ':beginning': beginning }) },
      ...(after !== undefined && { ExclusiveStartKey: { pk, sk: after } }),
      Limit: limit,
    }),
  );
  const entries = Items.map((item) => Entry.parse(item)).map(({ sk, tenant }) => ({ list, at: sk, tenant }));
  return { entries, more: LastEvaluatedKey !== undefined };
}

import { BatchGetCommand, DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { KnowledgeId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import {
  type Key,
  knowledgeKey,
  knowledgePartition,
  knowledgeTermsKey,
  knowledgeTermsOf,
  passageKey,
  passagesOf,
  passagesPartition,
  postingKey,
  postingsBeyond,
  postingsOf,
  postingsPartition,
} from './keys.ts';
import { KnowledgeItem } from './knowledge.ts';

/** A word of a page: the most that it says in one of the passages, and what it says in each, best first. */
export interface Posting {
  readonly term: string;
  /** 0 to 999. */
  readonly weight: number;
  readonly passages: readonly (readonly [place: number, weight: number])[];
}

/** Which revision of which source. */
export interface Edition {
  readonly id: KnowledgeId;
  readonly revision: string;
}

/** Writes at once: what one partition of the table takes in a second is a thousand. */
const atOnce = 16;
/** Terms of one item that lists them: 30 KB. */
const termsListed = 1_000;
/** Passages of one page that a word is found in. */
const mostPassages = 16;

async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

const nameOf = ({ term, weight }: Pick<Posting, 'term' | 'weight'>): string => `${term}#${weight}`;

/**
 * Writes what a revision is found by. First the list of its words, so that whoever cleans up after a crash knows them all.
 * 1 write unit for each different word and for each passage (2 for a long one), and 1 for each KB of the list.
 */
export async function putEdition(
  { tenant, client, table }: TenantTable,
  { id, revision }: Edition,
  {
    title,
    passages,
    postings,
    turkish,
  }: {
    readonly title: string;
    readonly passages: readonly string[];
    readonly postings: readonly Posting[];
    readonly turkish: boolean;
  },
): Promise<void> {
  const put = (key: Key, item: object) => client.send(new PutCommand({ TableName: table, Item: { ...key, ...item } }));
  for (let part = 0; part === 0 || part * termsListed < postings.length; part++) {
    const terms = postings.slice(part * termsListed, (part + 1) * termsListed).map(nameOf);
    await put(knowledgeTermsKey(tenant, id, revision, part), { terms: terms.join(' '), passages: passages.length });
  }
  await inTurns([...passages.entries()], ([place, text]) =>
    put(passageKey(tenant, id, revision, place), { title, text, ...(turkish && { turkish }) }),
  );
  await inTurns(postings, ({ term, weight, passages: places }) =>
    put(postingKey(tenant, term, weight, id, revision), {
      at: places
        .slice(0, mostPassages)
        .map((place) => place.join(':'))
        .join(' '),
    }),
  );
}

interface Written {
  readonly terms: readonly string[];
  readonly passages: number;
}

/** As many write units as writing it took. */
async function dropWritten(
  { tenant, client, table }: TenantTable,
  { id, revision }: Edition,
  { terms, passages }: Written,
): Promise<void> {
  const drop = (key: Key) => client.send(new DeleteCommand({ TableName: table, Key: { ...key } }));
  await inTurns(terms, (name) => {
    const [term = '', weight] = name.split('#');
    return drop(postingKey(tenant, term, Number(weight), id, revision));
  });
  await inTurns(
    Array.from({ length: passages }, (_, place) => place),
    (place) => drop(passageKey(tenant, id, revision, place)),
  );
  // Last, so that a cleaning that dies is begun again.
  const parts = Math.max(1, Math.ceil(terms.length / termsListed));
  for (let part = 0; part < parts; part++) await drop(knowledgeTermsKey(tenant, id, revision, part));
}

/** Takes back what this process has just written. */
export const dropEdition = (
  store: TenantTable,
  edition: Edition,
  { passages, postings }: { readonly passages: readonly string[]; readonly postings: readonly Posting[] },
): Promise<void> => dropWritten(store, edition, { terms: postings.map(nameOf), passages: passages.length });

const Terms = z.object({ sk: z.string(), terms: z.string(), passages: z.int() });

/** Longer than whoever writes one lives. */
export const writingMs = 120_000;

/**
 * Removes every revision of a source but one. `whole`: nobody writes that one any more. `some-young`: others may still be at writing one, which they remove themselves;
 * what they leave when they die is to be removed later.
 */
export async function dropEditions(
  store: TenantTable,
  id: KnowledgeId,
  { but, whole, now }: { readonly but?: string; readonly whole: string | undefined; readonly now: number },
): Promise<'all-dropped' | 'some-young'> {
  const { tenant, client, table } = store;
  const sort = knowledgeTermsOf(id);
  const editions = new Map<string, Written>();
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
        ExpressionAttributeValues: { ':pk': knowledgePartition(tenant), ':sort': sort },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    for (const item of page.Items ?? []) {
      const { sk, terms, passages } = Terms.parse(item);
      const [revision = ''] = sk.slice(sort.length).split('#');
      const before = editions.get(revision)?.terms ?? [];
      editions.set(revision, { terms: [...before, ...(terms === '' ? [] : terms.split(' '))], passages });
    }
    from = page.LastEvaluatedKey;
  } while (from);
  // Revisions are ULIDs and begin with their time.
  const young = ulid(now - writingMs).slice(0, 10);
  let left: 'all-dropped' | 'some-young' = 'all-dropped';
  for (const [revision, written] of editions) {
    if (revision === but) continue;
    if (revision.slice(0, 10) > young && revision !== whole) left = 'some-young';
    else await dropWritten(store, { id, revision }, written);
  }
  return left;
}

const Found = z.object({ sk: z.string(), at: z.string() });

export interface FoundPosting extends Edition {
  readonly passages: readonly (readonly [place: number, weight: number])[];
}

/**
 * The pages in which a word says most, at most so many. Half a read unit for each 30 or so. Between two keys rather than by how
 * keys begin: the engine of the local stage finds those without looking at all words.
 */
export async function bestPostings(
  { tenant, client, table }: TenantTable,
  term: string,
  limit: number,
): Promise<readonly FoundPosting[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :beyond',
      ExpressionAttributeValues: {
        ':pk': postingsPartition(tenant),
        ':first': postingsOf(term),
        ':beyond': postingsBeyond(term),
      },
      ProjectionExpression: 'sk, #at',
      ExpressionAttributeNames: { '#at': 'at' },
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return Items.map((item) => {
    const { sk, at } = Found.parse(item);
    const [, , id, revision = ''] = sk.split('#');
    const passages = at.split(' ').map((one) => {
      const [place = '', weight = ''] = one.split(':');
      return [Number(place), Number(weight)] as const;
    });
    return { id: KnowledgeId.parse(id), revision, passages };
  });
}

const Passage = z.object({ title: z.string().default(''), text: z.string(), turkish: z.boolean().default(false) });

export interface PassagePlace extends Edition {
  readonly place: number;
}

export type ReadPassage = z.infer<typeof Passage> & PassagePlace;

/** Passages in the order asked for, those that are gone by now left out. Half a read unit each, 100 at most. */
export async function readPassages(store: TenantTable, places: readonly PassagePlace[]): Promise<readonly ReadPassage[]> {
  const keyOf = ({ id, revision, place }: PassagePlace): Key => passageKey(store.tenant, id, revision, place);
  const found = await readTogether(store, places.map(keyOf));
  return places.flatMap((place) => {
    const item = found.get(keyOf(place).sk);
    return item ? [{ ...Passage.parse(item), ...place }] : [];
  });
}

/** Those whose source is there and says this still, with it, in the order given. Half a read unit for each source, 100 at most. */
export async function withSources<Place extends Edition>(
  store: TenantTable,
  places: readonly Place[],
): Promise<readonly (Place & { readonly source: KnowledgeItem })[]> {
  const keyOf = ({ id }: Edition): Key => knowledgeKey(store.tenant, id);
  const found = await readTogether(store, places.map(keyOf));
  return places.flatMap((place) => {
    const item = found.get(keyOf(place).sk);
    const source = item && KnowledgeItem.parse(item);
    return source?.revision === place.revision && source.state !== 'removing' ? [{ ...place, source }] : [];
  });
}

/** Items of one partition by their sort keys. */
async function readTogether(
  { client, table }: TenantTable,
  keys: readonly Key[],
): Promise<ReadonlyMap<unknown, Record<string, unknown>>> {
  const found = new Map<unknown, Record<string, unknown>>();
  let asking: Record<string, unknown>[] = [...new Map(keys.map((key) => [key.sk, { ...key }])).values()];
  for (let attempt = 0; asking.length > 0 && attempt < 5; attempt++) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: asking } } }),
    );
    for (const item of Responses?.[table] ?? []) found.set(item.sk, item);
    asking = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

/** The first passages of a revision, in order. Half a read unit for each 4 KB. */
export async function firstPassages(
  { tenant, client, table }: TenantTable,
  { id, revision }: Edition,
  limit: number,
): Promise<readonly string[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sort)',
      ExpressionAttributeValues: { ':pk': passagesPartition(tenant), ':sort': passagesOf(id, revision) },
      Limit: limit,
    }),
  );
  return Items.map((item) => Passage.parse(item).text);
}

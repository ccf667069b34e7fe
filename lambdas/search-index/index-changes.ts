import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { CustomerId, TenantId } from '../../contract/ids.ts';
import { Content } from '../../contract/message.ts';
import type { IsEnded } from '../_businesses/ended.ts';
import { getCustomerCard, namedOf } from '../_data/customer-card.ts';
import { dropMarks, keepMarks, marksOf, type Named } from '../_data/find.ts';
import { messageKey, messageTime, monthOf, parseCustomerKey, parseMessageKey } from '../_data/keys.ts';
import { dropText, indexedWords, keepText, noteTextMonths, type TextPlace, textOf } from '../_data/search-text.ts';
import { readItem } from '../_data/write.ts';
import { log } from '../_shared/log.ts';
import { Lru } from '../_shared/lru.ts';
import type { TenantTable } from '../_shared/tenant.ts';

/** Writes at the same time: an import brings hundreds of messages in a batch. */
const atOnce = 25;

type Image = NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];

interface Change {
  readonly tenant: TenantId;
  /** Changes of the same thing are done one after the other. */
  readonly thing: string;
  readonly sequence: string;
  readonly position: number;
  readonly work: (store: TenantTable) => Promise<void>;
}

export interface IndexDependencies {
  storeOf(tenant: TenantId): TenantTable;
  readonly isEnded: IsEnded;
  /** Milliseconds. */
  readonly clock: () => number;
}

/** The stream repeats what failed for hours: what a record tells may be gone by then. Less than a removal waits before it begins. */
const lateMs = 5 * 60_000;

/**
 * Makes messages and customers findable, from the stream of the table: what an inbound message costs is not changed by it.
 * Everything may come again, and in another order: texts are kept by the time of their change, and of customers the present is read.
 */
export function indexChanges({ storeOf, isEnded, clock }: IndexDependencies) {
  /** Months that are noted: most batches are of the month that the last one was of. */
  const noted = new Lru<Set<string>>(1_000);

  async function noteMonths(changes: readonly Change[], months: ReadonlyMap<TenantId, ReadonlySet<string>>): Promise<void> {
    for (const tenant of new Set(changes.map((change) => change.tenant))) {
      const known = noted.get(tenant) ?? new Set();
      const fresh = new Set([...(months.get(tenant) ?? [])].filter((month) => !known.has(month)));
      if (fresh.size === 0) continue;
      await noteTextMonths(storeOf(tenant), fresh);
      noted.set(tenant, new Set([...known, ...fresh]));
    }
  }

  async function ofLiving(changes: readonly Change[]): Promise<readonly Change[]> {
    const ended = new Set<TenantId>();
    for (const tenant of new Set(changes.map((change) => change.tenant))) {
      if (await isEnded(storeOf(tenant), clock())) ended.add(tenant);
    }
    return changes.filter(({ tenant }) => !ended.has(tenant));
  }

  return async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const months = new Map<TenantId, Set<string>>();
    const told = Records.flatMap((record, position) => changeOf(record, position, months, clock()) ?? []);
    let changes = told;
    const failed: Change[] = [];
    const fail = (change: Change, error: unknown) => {
      failed.push(change);
      log.error('a change is not findable yet; the stream repeats it', { tenant: change.tenant }, error);
    };
    try {
      changes = [...(await ofLiving(told))];
      await noteMonths(changes, months);
    } catch (error) {
      const [first] = told;
      if (first) fail(first, error);
    }
    if (failed.length === 0) {
      const things = Map.groupBy(changes, ({ tenant, thing }) => `${tenant} ${thing}`).values();
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          for (const thing of things) {
            for (const change of thing) {
              try {
                await change.work(storeOf(change.tenant));
              } catch (error) {
                fail(change, error);
                break;
              }
            }
          }
        }),
      );
    }
    // The stream goes on from the first of them; the others are done again, which changes nothing.
    const [first] = failed.toSorted((one, other) => one.position - other.position);
    return { batchItemFailures: first ? [{ itemIdentifier: first.sequence }] : [] };
  };
}

function changeOf(
  { dynamodb }: DynamoDBRecord,
  position: number,
  months: Map<TenantId, Set<string>>,
  now: number,
): Change | undefined {
  const { Keys, NewImage, OldImage, SequenceNumber: sequence = '' } = dynamodb ?? {};
  if (!Keys?.pk?.S || !Keys.sk?.S) return undefined;
  const key = { pk: Keys.pk.S, sk: Keys.sk.S };
  const message = parseMessageKey(key);
  if (message) {
    const isLate = now - (dynamodb?.ApproximateCreationDateTime ?? 0) * 1000 > lateMs;
    const work = textChange(message, NewImage, OldImage, isLate);
    if (!work) return undefined;
    const known = months.get(message.tenant) ?? new Set();
    months.set(message.tenant, known.add(monthOf(messageTime(message.messageId))));
    return { tenant: message.tenant, thing: `${key.pk} ${key.sk}`, sequence, position, work };
  }
  const customer = parseCustomerKey(key);
  if (!customer) return undefined;
  const work = namesChange(customer.customerId, NewImage, OldImage);
  return work && { tenant: customer.tenant, thing: key.pk, sequence, position, work };
}

function textChange(place: TextPlace, after: Image, before: Image, isLate: boolean): Change['work'] | undefined {
  const had = wordsIn(before) !== '' || before?.del !== undefined || before?.ed !== undefined;
  if (!after) return had ? (store) => dropText(store, place) : undefined;
  const words = wordsIn(after);
  const at = Number(after.del?.N ?? after.ed?.M?.t?.N ?? 0);
  // What never had words needs no row; what lost them does, so that what came before does not come back.
  if (before ? wordsIn(before) === words : words === '') return undefined;
  return async (store) => {
    if (isLate && !(await readItem(store, messageKey(store.tenant, place.conversationId, place.messageId)))) return;
    await keepText(store, place, { words, at });
  };
}

function wordsIn(image: Image): string {
  const content = Content.safeParse(parsed(image?.c?.S));
  return content.success ? indexedWords(textOf(content.data)) : '';
}

function parsed(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

const namedIn = (image: Image): Named => ({
  names: [image?.name?.M?.v?.S, image?.about?.M?.name?.S],
  username: image?.username?.M?.v?.S,
  waId: image?.waId?.M?.v?.S,
});

function namesChange(id: CustomerId, after: Image, before: Image): Change['work'] | undefined {
  const [was, is] = [marksOf(namedIn(before)), marksOf(namedIn(after))];
  if (JSON.stringify(was) === JSON.stringify(is)) return undefined;
  return async (store) => {
    // As it is now, which may be newer than the record.
    const card = await getCustomerCard(store, id);
    const now = card && namedOf(card);
    const marks = now ? marksOf(now) : [];
    await dropMarks(
      store,
      id,
      [...new Set([...was, ...is])].filter((mark) => !marks.includes(mark)),
    );
    if (now) await keepMarks(store, id, now);
  };
}

import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ConversationId } from '../../contract/ids.ts';
import { softLimitShare } from '../../contract/plans.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { budgetKey, ledgerKey, monthOf } from './keys.ts';
import { type LedgerEntry, ledgerWrites } from './ledger.ts';
import { type TransactItem, transactOrWhy } from './transact.ts';
import { collisionDelay, readItem, unlessRefused, type Written } from './write.ts';

/**
 * One item for each month. `committed` is what is spent and what is reserved in one number, because a condition cannot add;
 * `r:<id>` is one reservation. So a reservation is one write to one item, and as many as like may come at once.
 */
const Budget = z.object({
  committed: z.number().default(0),
  spent: z.number().default(0),
  /** The cap that left no room for a call. */
  full: z.number().optional(),
});
const Reservation = z.object({ m: z.number(), u: z.number(), at: z.number(), c: ConversationId.optional(), by: z.string() });

/** One call of a model. */
export interface Call {
  /** One for each time that a model is really asked: a call made once more, because its answer was lost, is paid once more. */
  readonly id: string;
  readonly conversationId?: ConversationId | undefined;
  /** When it is made, milliseconds: says the month. The same for the reservation and its end. */
  readonly at: number;
  /** Whom it is paid to. */
  readonly by: string;
}

export interface Wanted extends Call {
  /** The most that it can cost. */
  readonly micros: number;
  /** Null: no limit. */
  readonly capMicros: number | null;
  /** When whoever reserves is surely gone, milliseconds. */
  readonly until: number;
}

const attributeOf = (id: string): string => `r:${id}`;
const reservations = (item: Readonly<Record<string, unknown>>) =>
  Object.entries(item).flatMap(([name, value]) =>
    name.startsWith('r:') ? [{ id: name.slice(2), ...Reservation.parse(value) }] : [],
  );

/** Tries when others write the same item: with the delays between them about two seconds. */
const attempts = 30;
const pause = (attempt: number) => new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));

/**
 * Sets the most that a call can cost aside, before it is made: all that is spent and set aside stays within the cap, whoever else
 * does the same at this moment. Once more with the same id changes nothing. 1 write unit.
 */
export async function reserve(store: TenantTable, wanted: Wanted): Promise<'reserved' | 'over-budget'> {
  const { id, micros, capMicros, at, until, by, conversationId } = wanted;
  const free = 'attribute_not_exists(#r)';
  const room = (capMicros ?? 0) - micros;
  // Without a counter nothing is spent yet, which leaves no room for what is more than the cap.
  const fits = room >= 0 ? '(attribute_not_exists(committed) OR committed <= :room)' : 'committed <= :room';
  const update = new UpdateCommand({
    TableName: store.table,
    Key: { ...budgetKey(store.tenant, monthOf(at)) },
    UpdateExpression: 'SET #r = :r ADD committed :micros',
    ConditionExpression: capMicros === null ? free : `${free} AND ${fits}`,
    ExpressionAttributeNames: { '#r': attributeOf(id) },
    ExpressionAttributeValues: {
      ':r': { m: micros, u: until, at, by, ...(conversationId !== undefined && { c: conversationId }) },
      ':micros': micros,
      ...(capMicros !== null && { ':room': room }),
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  const written = await withoutCollision(() => unlessRefused(store.client.send(update)));
  const item = written.refused ? written.existing : written.output.Attributes;
  for (const lost of reservations(item ?? {})) if (lost.u <= at) await bookLost(store, lost);
  if (!written.refused || (item && attributeOf(id) in item)) return 'reserved';
  await noteFull(store, wanted, Budget.parse(item ?? {}).full);
  return 'over-budget';
}

/** So that people can be told: what is left may be more than nothing, and too little for an answer. */
async function noteFull(store: TenantTable, { at, capMicros }: Wanted, known: number | undefined): Promise<void> {
  if (capMicros === null || known === capMicros) return;
  await withoutCollision(() =>
    unlessRefused(
      store.client.send(
        new UpdateCommand({
          TableName: store.table,
          Key: { ...budgetKey(store.tenant, monthOf(at)) },
          UpdateExpression: 'SET #full = :cap',
          ExpressionAttributeNames: { '#full': 'full' },
          ExpressionAttributeValues: { ':cap': capMicros },
        }),
      ),
    ),
  );
}

async function withoutCollision<T>(write: () => Promise<Written<T>>): Promise<Written<T>> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof TransactionConflictException) || attempt >= attempts) throw error;
    }
    await pause(attempt);
  }
}

/** Whoever made it died, and nobody knows whether the model was asked: what may have been paid counts as paid. */
async function bookLost(store: TenantTable, { id, m, at, by, c }: z.infer<typeof Reservation> & { readonly id: string }) {
  await end(store, { id, at, by, conversationId: c }, { micros: m, onlyIfReserved: true }, []);
}

/** What a call really took. */
export interface Spent {
  readonly micros: number;
  readonly tokensIn?: number | undefined;
  readonly tokensOut?: number | undefined;
}

/**
 * What a call really cost instead of what was set aside for it, its entry in the ledger, and whatever the caller keeps of it
 * (`along`): together or not at all. Once more changes nothing but what is different. `refused`: a condition of `along` does not
 * hold, and nothing is written. 4 read units; 8 write units, index 1 or 2.
 */
export async function settle(
  store: TenantTable,
  call: Call,
  spent: Spent,
  along: readonly TransactItem[] = [],
): Promise<'settled' | 'refused'> {
  return end(store, call, spent, along);
}

/** Gives back what was set aside: the model was not asked, or asks nothing for it. 1 write unit. */
export async function giveBack(store: TenantTable, { id, at }: Pick<Call, 'id' | 'at'>): Promise<void> {
  const key = budgetKey(store.tenant, monthOf(at));
  const reserved = await reservedFor(store, key, id);
  if (!reserved) return;
  await withoutCollision(() =>
    unlessRefused(
      store.client.send(
        new UpdateCommand({
          TableName: store.table,
          Key: { ...key },
          UpdateExpression: 'REMOVE #r ADD committed :less',
          ConditionExpression: 'attribute_exists(#r)',
          ExpressionAttributeNames: { '#r': attributeOf(id) },
          ExpressionAttributeValues: { ':less': -reserved.m },
        }),
      ),
    ),
  );
}

async function reservedFor(store: TenantTable, key: { readonly pk: string; readonly sk: string }, id: string) {
  const item = await readItem(store, key);
  const found = item?.[attributeOf(id)];
  return found === undefined ? undefined : Reservation.parse(found);
}

const Booked = z.object({ micros: z.number() });

async function end(
  store: TenantTable,
  call: Call,
  { onlyIfReserved = false, ...spent }: Spent & { readonly onlyIfReserved?: boolean },
  along: readonly TransactItem[],
): Promise<'settled' | 'refused'> {
  const { tenant, table } = store;
  const key = budgetKey(tenant, monthOf(call.at));
  const entry: LedgerEntry = { kind: 'model', ...call, ...spent };
  for (let attempt = 0; attempt < attempts; attempt++) {
    const [reserved, row] = await Promise.all([
      reservedFor(store, key, call.id),
      readItem(store, ledgerKey(tenant, call.at, call.conversationId, `model#${call.id}`)),
    ]);
    if (onlyIfReserved && !reserved) return 'settled';
    const booked = row ? Booked.parse(row).micros : 0;
    const counter: TransactItem = {
      Update: {
        TableName: table,
        Key: { ...key },
        UpdateExpression: `${reserved ? 'REMOVE #r ' : ''}ADD committed :committed, spent :spent`,
        ConditionExpression: reserved ? 'attribute_exists(#r)' : 'attribute_not_exists(#r)',
        ExpressionAttributeNames: { '#r': attributeOf(call.id) },
        ExpressionAttributeValues: {
          ':committed': spent.micros - (reserved?.m ?? 0) - booked,
          ':spent': spent.micros - booked,
        },
      },
    };
    const why = await transactOrWhy(store, [...along, counter, ...(await ledgerWrites(store, entry))]);
    if (why === 'done') return 'settled';
    if (why.slice(0, along.length).includes('failed')) return 'refused';
    await pause(attempt);
  }
  throw new Error('The budget of a business is written all the time');
}

export interface BudgetState {
  readonly spentMicros: number;
  /** Of calls that are under way. */
  readonly reservedMicros: number;
  /** `near`: four fifths of the cap; `reached`: it left no room for a call, or has none. */
  readonly state: 'open' | 'near' | 'reached';
}

/** 1 read unit. */
export async function budgetOf(store: TenantTable, month: string, capMicros: number | null): Promise<BudgetState> {
  const { committed, spent, full } = Budget.parse((await readItem(store, budgetKey(store.tenant, month))) ?? {});
  const state = (cap: number): BudgetState['state'] => {
    // A cap that was raised since has room again.
    if (committed >= cap || (full !== undefined && full >= cap)) return 'reached';
    return committed >= cap * softLimitShare ? 'near' : 'open';
  };
  return {
    spentMicros: spent,
    reservedMicros: committed - spent,
    state: capMicros === null ? 'open' : state(capMicros),
  };
}

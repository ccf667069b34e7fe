import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ConversationId, CustomerId } from '../../contract/ids.ts';
import { entities, type Found } from '../_data/entities.ts';
import { inboxIndex, inboxPartitions, type Key, monthOf } from '../_data/keys.ts';
import { readItem } from '../_data/write.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { TenantTable } from '../_shared/tenant.ts';

export interface EraseDependencies {
  readonly store: TenantTable;
  /** The audit log, which only other credentials than the store's may remove. */
  readonly log: TenantTable;
  /** Whether there is time for some more. */
  hasTime(): boolean;
  /** Milliseconds. */
  readonly now: number;
}

/** Removals at the same time, and conversations. */
const atOnce = 25;
const conversationsAtOnce = 5;

/** How many rows were there; `more`: time ran out. */
type Erased = number | 'more';

class OutOfTime extends Error {}

/**
 * Removes every row under the business's own keys, wherever `entities` says that they are found. What leads to rows goes after
 * them, so that being ended anywhere leaves nothing behind that is not found the next time.
 */
export async function eraseRows(
  dependencies: EraseDependencies,
  /** When the business began, milliseconds. */
  since: number,
): Promise<Erased> {
  const eraser = new Eraser(dependencies);
  try {
    for (const found of distinct(entities.map((entity) => entity.found))) await eraser.erase(found, since);
    return eraser.count;
  } catch (error) {
    if (error instanceof OutOfTime) return 'more';
    throw error;
  }
}

/** Partitions of settings last: they say whose the rest is. Kinds that share a partition are removed once. */
function distinct(all: readonly Found[]): readonly Found[] {
  return [...new Set(all)].toSorted((one, other) => rankOf(one) - rankOf(other));
}
const rankOf = (found: Found): number => ['inbox', 'index', 'month', 'noted-month', 'partition'].indexOf(found.in);

class Eraser {
  count = 0;
  private readonly dependencies: EraseDependencies;

  constructor(dependencies: EraseDependencies) {
    this.dependencies = dependencies;
  }

  async erase(found: Found, since: number): Promise<void> {
    const { store, log, now } = this.dependencies;
    const { tenant } = store;
    switch (found.in) {
      case 'partition':
        return this.partition(store, found.partition(tenant));
      case 'month':
        for (const month of monthsBetween(since, now))
          await this.partition(found.forGood ? log : store, found.partition(tenant, month));
        return;
      case 'noted-month':
        for (const month of await notedMonths(store, found.note(tenant)))
          await this.partition(store, found.partition(tenant, month));
        return;
      case 'index':
        return this.listed(found.partition(tenant));
      case 'inbox':
        for (const partition of inboxPartitions(tenant)) await this.conversations(partition);
        return;
      // With their conversation.
      case 'conversation':
      case 'names':
      case 'customer':
        return;
      // Not under the business's own keys.
      case 'traces':
      case 'registration':
      case 'elsewhere':
        return;
      default:
        return found satisfies never;
    }
  }

  private async partition(store: TenantTable, pk: string, keep?: string): Promise<void> {
    for await (const page of this.pages(store, { pk })) {
      const keys = page.map((item) => Row.parse(item)).filter(({ sk }) => sk !== keep);
      await inParallel(keys, atOnce, (key) => this.remove(store, key));
      this.count += keys.length;
    }
  }

  private async listed(pk: string): Promise<void> {
    const { store } = this.dependencies;
    for await (const page of this.pages(store, { pk, index: true })) {
      await inParallel(page, atOnce, async (item) => {
        if (await this.remove(store, Row.parse(item))) this.count += 1;
      });
    }
  }

  private async conversations(pk: string): Promise<void> {
    for await (const page of this.pages(this.dependencies.store, { pk, index: true })) {
      await inParallel(page, conversationsAtOnce, (item) => this.conversation(Conversation.parse(item)));
    }
  }

  /** The customer's other conversations lead to the customer as well; whichever comes first removes it. */
  private async conversation({ pk, sk, id, cu }: z.infer<typeof Conversation>): Promise<void> {
    const { store } = this.dependencies;
    const { tenant } = store;
    for (const { found } of entities) {
      if (found.in === 'conversation') await this.partition(store, found.partition(tenant, id), sk);
      if (found.in === 'names') await this.listed(found.partition(tenant, cu));
      if (found.in === 'customer' && (await this.remove(store, found.key(tenant, cu)))) this.count += 1;
    }
    failPoint('business-removal.after-messages');
    if (await this.remove(store, { pk, sk })) this.count += 1;
  }

  private async *pages(
    { client, table }: TenantTable,
    { pk, index = false }: { readonly pk: string; readonly index?: boolean },
  ): AsyncGenerator<unknown[]> {
    let from: Record<string, unknown> | undefined;
    do {
      if (!this.dependencies.hasTime()) throw new OutOfTime();
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          ...(index ? { IndexName: inboxIndex } : { ConsistentRead: true }),
          KeyConditionExpression: `${index ? 'gsi1pk' : 'pk'} = :pk`,
          ExpressionAttributeValues: { ':pk': pk },
          ProjectionExpression: 'pk, sk, id, cu',
          ...(from && { ExclusiveStartKey: from }),
          Limit: 500,
        }),
      );
      yield Items;
      from = LastEvaluatedKey;
    } while (from);
  }

  /** Whether it was there: an index may still list what is gone. */
  private async remove({ client, table }: TenantTable, { pk, sk }: Key): Promise<boolean> {
    const { Attributes } = await client.send(new DeleteCommand({ TableName: table, Key: { pk, sk }, ReturnValues: 'ALL_OLD' }));
    return Attributes !== undefined;
  }
}

const Row = z.object({ pk: z.string(), sk: z.string() });
const Conversation = Row.extend({ id: ConversationId, cu: CustomerId });

const Note = z.object({ months: z.set(z.string()) });

async function notedMonths(store: TenantTable, note: Key): Promise<ReadonlySet<string>> {
  const item = await readItem(store, note);
  return item ? Note.parse(item).months : new Set();
}

/** From one month before, whatever the clocks were, to this one. */
function monthsBetween(since: number, now: number): readonly string[] {
  const months: string[] = [];
  const first = new Date(since);
  for (let at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() - 1); at <= now; ) {
    months.push(monthOf(at));
    const date = new Date(at);
    at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  }
  return months;
}

async function inParallel<Item>(items: readonly Item[], workers: number, work: (item: Item) => Promise<unknown>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: Math.min(workers, items.length) }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

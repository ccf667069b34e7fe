import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ConversationId, CustomerId } from '../../contract/ids.ts';
import { FileId } from '../../contract/message.ts';
import { getAnyCard } from '../_data/customer-card.ts';
import type { OfCustomer } from '../_data/entities.ts';
import type { Erasure } from '../_data/erasure.ts';
import { dropReceivedRows } from '../_data/file-row.ts';
import {
  bookingPartition,
  conversationPartition,
  customerKey,
  exportSort,
  findPartition,
  inboxIndex,
  type Key,
  messageSort,
  namesPartition,
  parseMessageKey,
  settingsPartition,
  textKey,
  unmatchedPartition,
} from '../_data/keys.ts';
import { noLongerShown, type Showing } from '../_data/library-file.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { parseOpaqueKey } from '../_whatsapp/port.ts';

export interface Rows {
  readonly store: TenantTable;
  /** Whether there is time for some more. */
  hasTime(): boolean;
}

export class OutOfTime extends Error {}

/** Removals at the same time. */
const atOnce = 25;

type Remover = (work: Work) => Promise<void>;

/**
 * How each kind of what tells of a customer is removed, in this order: what leads to other rows goes after them, so that being ended
 * anywhere leaves nothing that is not found the next time. A kind that is missing here does not compile.
 */
const removers: Readonly<Record<OfCustomer, Remover>> = {
  status: async (work) => {
    for await (const page of work.pages({ pk: unmatchedPartition(work.tenant), index: true })) {
      await work.remove(page.filter((item) => work.isStatusOf(item)));
    }
  },
  words: (work) =>
    work.eachConversation(async (id) => {
      for await (const page of work.pages({ pk: conversationPartition(work.tenant, id), beginning: messageSort })) {
        const places = page.flatMap(({ pk, sk }) => parseMessageKey({ pk, sk }) ?? []);
        await work.remove(places.map(({ messageId }) => textKey(work.tenant, id, messageId)));
      }
    }),
  // The files themselves are the business's own.
  showing: (work) =>
    work.eachConversation(async (id) => {
      for await (const page of work.pages({ pk: conversationPartition(work.tenant, id), beginning: messageSort })) {
        for (const { pk, sk, fid } of page) {
          const place = parseMessageKey({ pk, sk });
          if (place && fid !== undefined) await work.takeOff(fid, place);
        }
      }
    }),
  // With what they count for; their bytes go with the folder of the conversation.
  file: (work) =>
    work.eachConversation(async (id) => {
      if (!work.hasTime()) throw new OutOfTime();
      work.count += await dropReceivedRows(work.store, id);
    }),
  booking: async (work) => {
    for await (const page of work.pages({ pk: bookingPartition(work.tenant), index: true })) {
      await work.remove(page.filter(({ customerId }) => customerId !== undefined && work.customers.has(customerId)));
    }
  },
  // Their files have everything of everybody; the business can ask for another one.
  export: async (work) => {
    for await (const page of work.pages({ pk: settingsPartition(work.tenant), beginning: exportSort })) await work.remove(page);
  },
  conversation: (work) =>
    work.eachConversation(async (id) => {
      const pk = conversationPartition(work.tenant, id);
      for await (const page of work.pages({ pk })) await work.remove(page.filter(({ sk }) => sk !== 'CONV'));
      failPoint('customer-erasure.after-messages');
      await work.remove([{ pk, sk: 'CONV' }]);
    }),
  mark: async (work) => {
    for await (const page of work.pages({ pk: findPartition(work.tenant) })) {
      await work.remove(page.filter(({ sk }) => work.customers.has(sk.slice(sk.lastIndexOf('#') + 1))));
    }
  },
  identity: (work) =>
    work.eachCustomer(async (id) => {
      for await (const page of work.pages({ pk: namesPartition(work.tenant, id), index: true })) await work.remove(page);
    }),
  customer: (work) =>
    work.eachCustomer(async (id) => {
      for await (const page of work.pages({ pk: customerKey(work.tenant, id).pk })) await work.remove(page);
    }),
};

/** Removes every row that tells of the customers. How many there were; throws `OutOfTime`. */
export async function removeRows(rows: Rows, erasure: Erasure): Promise<number> {
  const work = await workOf(rows, erasure);
  for (const remove of Object.values(removers)) await remove(work);
  return work.count;
}

const Row = z.object({
  pk: z.string(),
  sk: z.string(),
  pid: z.string().optional(),
  opq: z.string().optional(),
  customerId: z.string().optional(),
  fid: FileId.optional(),
});
type Row = z.infer<typeof Row>;

interface Partition {
  readonly pk: string;
  readonly index?: boolean;
  /** Of the sort key. */
  readonly beginning?: string;
}

async function workOf(rows: Rows, { customers, conversations = new Set() }: Erasure): Promise<Work> {
  const cards = await Promise.all(customers.map((id) => getAnyCard(rows.store, id)));
  const digits = cards.flatMap((card) => card?.waId?.v ?? []);
  return new Work(rows, { customers, conversations: [...conversations], digits });
}

class Work {
  count = 0;
  readonly customers: ReadonlySet<string>;
  private readonly rows: Rows;
  private readonly of: { readonly customers: readonly CustomerId[]; readonly conversations: readonly ConversationId[] };
  private readonly digits: readonly string[];

  constructor(
    rows: Rows,
    of: {
      readonly customers: readonly CustomerId[];
      readonly conversations: readonly ConversationId[];
      readonly digits: readonly string[];
    },
  ) {
    this.rows = rows;
    this.of = of;
    this.customers = new Set(of.customers);
    this.digits = of.digits;
  }

  get tenant() {
    return this.store.tenant;
  }

  get store() {
    return this.rows.store;
  }

  hasTime(): boolean {
    return this.rows.hasTime();
  }

  async eachConversation(work: (id: ConversationId) => Promise<void>): Promise<void> {
    for (const id of this.of.conversations) await work(id);
  }

  async eachCustomer(work: (id: CustomerId) => Promise<void>): Promise<void> {
    for (const id of this.of.customers) await work(id);
  }

  /** A status of one of their messages: what it was sent with says so, or the provider's id, which has the number in it. */
  isStatusOf({ pid, opq }: Row): boolean {
    const place = parseOpaqueKey(opq);
    if (place && this.of.conversations.includes(place.conversationId)) return true;
    const inside = Buffer.from(pid?.replace(/^wamid\./, '') ?? '', 'base64').toString('latin1');
    return this.digits.some((digits) => inside.includes(digits));
  }

  async *pages({ pk, index = false, beginning }: Partition): AsyncGenerator<Row[]> {
    const { client, table } = this.rows.store;
    let from: Record<string, unknown> | undefined;
    do {
      if (!this.rows.hasTime()) throw new OutOfTime();
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          ...(index ? { IndexName: inboxIndex } : { ConsistentRead: true }),
          KeyConditionExpression: `${index ? 'gsi1pk' : 'pk'} = :pk${beginning === undefined ? '' : ' AND begins_with(sk, :beginning)'}`,
          ExpressionAttributeValues: { ':pk': pk, ...(beginning !== undefined && { ':beginning': beginning }) },
          ProjectionExpression: 'pk, sk, pid, opq, customerId, fid',
          ...(from && { ExclusiveStartKey: from }),
          Limit: 500,
        }),
      );
      yield Items.map((item) => Row.parse(item));
      from = LastEvaluatedKey;
    } while (from);
  }

  /** The message does not show the file any more. */
  async takeOff(id: FileId, place: Showing): Promise<void> {
    if (await noLongerShown(this.rows.store, id, place)) this.count += 1;
  }

  /** Counts those that were there: an index may still list what is gone. */
  async remove(keys: readonly Key[]): Promise<void> {
    const { client, table } = this.rows.store;
    const left = keys.values();
    await Promise.all(
      Array.from({ length: Math.min(atOnce, keys.length) }, async () => {
        for (const { pk, sk } of left) {
          const { Attributes } = await client.send(
            new DeleteCommand({ TableName: table, Key: { pk, sk }, ReturnValues: 'ALL_OLD' }),
          );
          if (Attributes) this.count += 1;
        }
      }),
    );
  }
}

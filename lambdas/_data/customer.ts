import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { CustomerId } from '../../contract/ids.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { About } from './customer-about.ts';
import { customerKey } from './keys.ts';
import { readItem, setting, unlessRefused } from './write.ts';

/** What a provider tells about a customer. None of it is invented: somebody with a user name may have no phone number. */
export interface CustomerFacts {
  readonly name?: string | undefined;
  /** Digits, as the provider writes a phone number. */
  readonly waId?: string | undefined;
  /** Business-scoped id. */
  readonly userId?: string | undefined;
  readonly parentUserId?: string | undefined;
  /** Without a leading @. */
  readonly username?: string | undefined;
}
const factNames = ['name', 'waId', 'userId', 'parentUserId', 'username'] as const satisfies readonly (keyof CustomerFacts)[];

/** A fact and the provider's time it was learned, milliseconds. */
const Learned = z.object({ v: z.string(), t: z.int() });
export const CustomerItem = z.object({
  id: CustomerId,
  name: Learned.optional(),
  waId: Learned.optional(),
  userId: Learned.optional(),
  parentUserId: Learned.optional(),
  username: Learned.optional(),
  about: About.optional(),
  /** Of which customer it is part, and who is part of it: `customer-group.ts`. */
  into: CustomerId.optional(),
  has: z.array(CustomerId).optional(),
  /** The erasure that removes it: nobody is shown it any more. */
  er: z.string().optional(),
  v: z.int(),
});
type Item = z.infer<typeof CustomerItem>;

export interface Customer extends CustomerFacts {
  readonly id: CustomerId;
}

function toCustomer(item: Item): Customer {
  const { id, name, waId, userId, parentUserId, username } = item;
  return { id, name: name?.v, waId: waId?.v, userId: userId?.v, parentUserId: parentUserId?.v, username: username?.v };
}

const learn = (facts: CustomerFacts, at: number) =>
  Object.fromEntries(factNames.flatMap((name) => (facts[name] === undefined ? [] : [[name, { v: facts[name], t: at }]])));

/** Item of a customer seen for the first time. */
export const newCustomerItem = ({ tenant }: TenantTable, id: CustomerId, facts: CustomerFacts, at: number) => ({
  ...customerKey(tenant, id),
  id,
  ...learn(facts, at),
  v: 1,
});

export async function getCustomer(store: TenantTable, id: CustomerId): Promise<Customer | undefined> {
  const item = await readItem(store, customerKey(store.tenant, id));
  return item && toCustomer(CustomerItem.parse(item));
}

/** Keeps of the facts those that are newer than what is known. The customer afterwards, or undefined if there is none. */
export async function learnAbout(
  store: TenantTable,
  id: CustomerId,
  facts: CustomerFacts,
  at: number,
): Promise<Customer | undefined> {
  const Key = customerKey(store.tenant, id);
  for (;;) {
    const found = await readItem(store, Key);
    if (!found) return undefined;
    const item = CustomerItem.parse(found);
    const news = factNames.filter(
      (name) => facts[name] !== undefined && facts[name] !== item[name]?.v && at >= (item[name]?.t ?? 0),
    );
    if (news.length === 0) return toCustomer(item);
    const learned = learn(Object.fromEntries(news.map((name) => [name, facts[name]])), at);
    const update = setting({ ...learned, v: item.v + 1 });
    const written = await unlessRefused(
      store.client.send(
        new UpdateCommand({
          TableName: store.table,
          Key,
          ...update,
          ConditionExpression: 'v = :read',
          ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':read': item.v },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    if (!written.refused) return toCustomer(CustomerItem.parse(written.output.Attributes));
  }
}

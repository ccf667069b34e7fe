import * as z from 'zod';
import { CustomerField, type CustomerFields } from '../../contract/customer-fields.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { customerFieldsKey } from './keys.ts';
import type { TransactItem } from './transact.ts';
import { readItem } from './write.ts';

const Item = z.object({ fields: z.array(CustomerField), version: z.int() });

/** Version 0: nobody has defined any. 1 read unit for each 4 KB. */
export async function getCustomerFields(store: TenantTable): Promise<CustomerFields> {
  const item = await readItem(store, customerFieldsKey(store.tenant));
  return item ? Item.parse(item) : { fields: [], version: 0 };
}

/** Part of a transaction, on the condition that it is still the version that was read. */
export const customerFieldsPut = (
  { tenant, table }: TenantTable,
  was: CustomerFields,
  fields: CustomerFields['fields'],
): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...customerFieldsKey(tenant), fields, version: was.version + 1 },
    ConditionExpression: was.version === 0 ? 'attribute_not_exists(pk)' : '#version = :read',
    ...(was.version > 0 && {
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':read': was.version },
    }),
  },
});

import * as z from 'zod';
import { ConversationSummary } from './conversations.ts';
import { CustomerFieldList, CustomerFields } from './customer-fields.ts';
import { ChannelId, CustomerId } from './ids.ts';
import { Instant } from './instant.ts';
import { Language } from './locale.ts';
import { Cursor } from './page.ts';
import { routes } from './route.ts';
import { Email } from './session.ts';

/** What a business writes down about a customer. */
const About = z.strictObject({
  /** As the business calls the customer; the provider's profile name stays beside it. */
  name: z.string().trim().min(1).max(100).nullable(),
  email: Email.nullable(),
  language: Language.nullable(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'Two capital letters, as LB')
    .nullable(),
  tags: z.array(z.string().trim().min(1).max(40)).max(30),
  notes: z.string().trim().max(4000).nullable(),
  /** The business's own fields, by the id of the field. */
  fields: z
    .record(z.string().trim().min(1).max(40), z.string().trim().max(400))
    .refine((all) => Object.keys(all).length <= 30, 'At most 30'),
});

export const Customer = z
  .object({
    id: CustomerId,
    /** What the provider says. */
    profileName: z.string().optional(),
    phone: z.string().optional(),
    username: z.string().optional(),
    ...About.partial().shape,
    firstSeenAt: Instant.optional(),
    version: z.int(),
  })
  .meta({ id: 'Customer' });
export type Customer = z.infer<typeof Customer>;

const ById = z.object({ id: CustomerId });

/** Of two customers: the one that stays, and the one that becomes part of it. */
const Side = z.enum(['this', 'other']);

/** Somebody who turned out to be this customer. */
const Merged = z.object({
  id: CustomerId,
  name: z.string().optional(),
  phone: z.string().optional(),
  at: Instant,
  /** The colleague who did it, as called then. */
  by: z.string(),
  /** Until then it can be undone. */
  undoUntil: Instant,
});
export type Merged = z.infer<typeof Merged>;

export const MergePreview = z
  .object({
    this: Customer,
    other: Customer,
    /** What each is known by on each number of the business: all of it leads to one customer afterwards. */
    identities: z.array(z.object({ of: Side, channelId: ChannelId, name: z.string() })),
    /** Of both: all of them are the customer's afterwards. */
    conversations: z.array(z.object({ of: Side, conversation: ConversationSummary })),
    /** What both have and not alike; `fields.<id>` for the business's own fields. */
    conflicts: z.array(z.object({ field: z.string(), this: z.string(), other: z.string() })),
    /** What only the other has, and this one gets. */
    gets: z.array(z.string()),
    undoUntil: Instant,
  })
  .meta({ id: 'MergePreview' });
export type MergePreview = z.infer<typeof MergePreview>;

export const Erasure = z
  .object({
    id: z.string(),
    /** `waiting`: nobody sees the customer any more, and nothing is written. `running`: rows and files are being removed. */
    state: z.enum(['waiting', 'running', 'done']),
    requestedAt: Instant,
    /** The colleague who asked for it, as called then. */
    requestedBy: z.string(),
    finishedAt: Instant.optional(),
    /** Rows and files. */
    removed: z.int(),
  })
  .meta({ id: 'Erasure' });
export type Erasure = z.infer<typeof Erasure>;

export const customers = routes('customers', {
  get: {
    method: 'GET',
    path: '/v1/customers/{id}',
    access: 'customers.view',
    summary: 'One customer, with the conversations on each number; of one that was merged, the customer that it is part of',
    params: ById,
    response: z.object({ ...Customer.shape, conversations: z.array(ConversationSummary), merged: z.array(Merged) }),
  },
  update: {
    method: 'PATCH',
    path: '/v1/customers/{id}',
    access: 'customers.edit',
    summary: 'Write down what is known of a customer; null takes it away',
    ifMatch: true,
    params: ById,
    body: About.partial(),
    response: Customer,
  },
  export: {
    method: 'GET',
    path: '/v1/customers/{id}/export',
    access: 'customers.export',
    summary:
      'Everything that is kept of one customer, page by page, in the rows that an export of the business has. The first page is noted in the audit log',
    params: ById,
    query: z.strictObject({ cursor: Cursor.optional() }),
    response: z.object({
      items: z.array(z.object({ table: z.string(), row: z.record(z.string(), z.unknown()) })),
      next: Cursor.optional(),
    }),
  },
  previewMerge: {
    method: 'POST',
    path: '/v1/customers/{id}/merge/preview',
    access: 'customers.edit',
    reads: true,
    summary: 'What merging another customer into this one would do',
    params: ById,
    body: z.strictObject({ other: CustomerId }),
    response: MergePreview,
  },
  merge: {
    method: 'POST',
    path: '/v1/customers/{id}/merge',
    access: 'customers.edit',
    summary: 'Make another customer part of this one, as in the preview; can be undone for 30 days',
    ifMatch: true,
    params: ById,
    body: z.strictObject({
      other: CustomerId,
      /** Of the other, from the preview: what `If-Match` is of this one. */
      otherVersion: z.int(),
      /** Of each conflict whose value is kept; `this` if nothing is said. Notes can be kept of `both`. */
      keep: z.record(z.string().max(60), z.enum(['this', 'other', 'both'])),
    }),
    response: Customer,
  },
  undoMerge: {
    method: 'DELETE',
    path: '/v1/customers/{id}/merges/{other}',
    access: 'customers.edit',
    summary: 'Two customers again; what was changed since the merge stays with the one that was kept',
    ifMatch: true,
    params: z.object({ id: CustomerId, other: CustomerId }),
    response: z.object({
      ...Customer.shape,
      /** Fields that were changed since the merge and therefore did not go back. */
      stayed: z.array(z.string()),
    }),
  },
  erase: {
    method: 'POST',
    path: '/v1/customers/{id}/erasure',
    access: 'customers.erase',
    summary: 'Remove everything that is kept of one customer, for good; the name or the number of the customer typed again',
    creates: true,
    params: ById,
    body: z.strictObject({ typed: z.string().trim().min(1).max(100) }),
    response: Erasure,
    status: 202,
  },
  erasures: {
    method: 'GET',
    path: '/v1/customer-erasures',
    access: 'customers.erase',
    summary: 'The last 50 erasures of customers, newest first',
    response: z.object({ items: z.array(Erasure) }),
  },
  erasure: {
    method: 'GET',
    path: '/v1/customer-erasures/{id}',
    access: 'customers.erase',
    summary: 'How far an erasure is',
    params: z.object({ id: z.string().regex(/^[0-9a-z]{26}$/) }),
    response: Erasure,
  },
  fields: {
    method: 'GET',
    path: '/v1/customer-fields',
    access: 'customers.view',
    summary: 'What this business writes down of each customer besides the usual',
    response: CustomerFields,
  },
  changeFields: {
    method: 'PUT',
    path: '/v1/customer-fields',
    access: 'settings.edit',
    summary: 'Change these fields; values of a field that is taken out stay with the customers who have one',
    ifMatch: true,
    body: z.strictObject({ fields: CustomerFieldList }),
    response: CustomerFields,
  },
});

import * as z from 'zod';
import { ConversationSummary } from './conversations.ts';
import { CustomerId } from './ids.ts';
import { Language } from './locale.ts';
import { Instant } from './message.ts';
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
  /** The business's own fields. */
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

export const customers = routes('customers', {
  get: {
    method: 'GET',
    path: '/v1/customers/{id}',
    access: 'customers.view',
    summary: 'One customer, with the conversations on each number',
    params: ById,
    response: z.object({ ...Customer.shape, conversations: z.array(ConversationSummary) }),
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
});

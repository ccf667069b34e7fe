import * as z from 'zod';

/** What a business knows of a customer beyond what the provider tells: attribute `about` of the customer's item. */
export const About = z.object({
  /** As the business calls the customer. */
  name: z.string().optional(),
  email: z.string().optional(),
  /** BCP 47. */
  language: z.string().optional(),
  country: z.string().optional(),
  tags: z.array(z.string()).optional(),
  notes: z.string().optional(),
  /** The business's own fields. */
  fields: z.record(z.string(), z.string()).optional(),
  /** When the business first knew of the customer, milliseconds. */
  createdAt: z.int().optional(),
});
export type About = z.infer<typeof About>;

import * as z from 'zod';
import { customerAboutUpdate } from '../../_data/customer-card.ts';
import { tool } from '../tool.ts';

/** What the customer may have written down by saying it. What the business decides (tags, notes, its own fields) is not among it. */
const Saved = z.strictObject({
  email: z.email().max(254).optional(),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Z]{2})?$/)
    .optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
});

export const customerDetails = tool({
  name: 'customer_details',
  description:
    'What is known of the customer you talk with: name, language, e-mail, country. With `save`, writes down what the customer just said of themselves. You cannot see or change anybody else.',
  input: z.strictObject({ save: Saved.optional() }),
  output: z.object({
    name: z.string().optional(),
    email: z.string().optional(),
    language: z.string().optional(),
    country: z.string().optional(),
    saved: z.boolean().optional(),
  }),
  effect: 'write',
  most: 3,
  run: async ({ store, customer, write }, { save = {} }) => {
    const card = await customer();
    if (!card) return { refused: 'Nothing is known of this customer.' };
    const about = { ...card.about, ...save };
    const news = Object.keys(save).length > 0;
    if (news && (await write([customerAboutUpdate(store, card, about)])) === 'refused')
      return { refused: 'Somebody is changing the customer at this moment. Try once more.' };
    return {
      ok: {
        name: about.name ?? card.name?.v,
        email: about.email,
        language: about.language,
        country: about.country,
        ...(news && { saved: true }),
      },
    };
  },
});

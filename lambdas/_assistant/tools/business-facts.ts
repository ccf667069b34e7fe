import * as z from 'zod';
import { hoursInWords, hoursOnDay, isOpen, opensNext } from '../hours.ts';
import { spokenOf } from '../language.ts';
import { tool } from '../tool.ts';

export const BusinessFacts = z.object({
  name: z.string(),
  industry: z.string().optional(),
  timezone: z.string(),
  currency: z.string(),
  languages: z.array(z.string()),
  /** In words of the customer's language, a line each; none: the business says no hours. */
  hours: z.array(z.string()),
  openNow: z.boolean(),
  opensNext: z.string().optional(),
  /** `hours` in words of the customer's language: `Sunday: closed`. */
  onDay: z.object({ open: z.boolean(), hours: z.string() }).optional(),
});

const Day = z.enum(['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'today', 'tomorrow']);

export const businessFacts = tool({
  name: 'business_facts',
  description:
    'What the business is called, when it is open (now and in the week), its time zone, currency and languages. With `day`, also its hours on that day.',
  input: z.strictObject({ day: Day.optional() }),
  output: BusinessFacts,
  effect: 'read',
  most: 3,
  run: async ({ business, language, now }, { day }) => {
    const spoken = spokenOf(language, business.languages);
    const openNow = isOpen(business, now);
    const { name, industry, timezone, currency, languages } = business;
    return {
      ok: {
        name,
        industry,
        timezone,
        currency,
        languages,
        hours: [...hoursInWords(business.hours, spoken)],
        openNow,
        opensNext: openNow ? undefined : opensNext(business, now, spoken),
        onDay: day && business.hours.length > 0 ? hoursOnDay(business, now, spoken, Day.options.indexOf(day)) : undefined,
      },
    };
  },
});

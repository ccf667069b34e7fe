import * as z from 'zod';
import { wordsOf } from '../../_data/search-words.ts';
import { listServices, type Service } from '../../_data/service.ts';
import { tool } from '../tool.ts';

export const ListedServices = z.object({
  services: z.array(
    z.object({
      name: z.string(),
      description: z.string().optional(),
      offers: z.array(
        z.object({
          tier: z.string(),
          /** `50 USD`; `free` */
          price: z.string(),
          minutes: z.int().optional(),
          deliveryDays: z.int().optional(),
        }),
      ),
    }),
  ),
  /** There are more than are listed: ask for something more exact. */
  more: z.boolean(),
});

const mostListed = 12;

function inLanguage(texts: Readonly<Record<string, string>>, language: string, offered: readonly string[]): string | undefined {
  const base = language.split('-')[0] ?? language;
  for (const one of [language, base, ...offered]) if (texts[one] !== undefined) return texts[one];
  return Object.values(texts)[0];
}

/** Minor units as people write them: 5000 USD cents are `50 USD`. */
export function priceInWords(minor: number, currency: string): string {
  if (minor === 0) return 'free';
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const amount = minor / 10 ** digits;
  return `${Number.isInteger(amount) ? amount : amount.toFixed(digits)} ${currency}`;
}

/** How many words of what is asked begin a word of its names, or the other way round. */
function fits({ names, category }: Service, query: readonly string[]): number {
  const own = wordsOf([...Object.values(names), category ?? ''].join(' ')).filter((word) => word.length > 2);
  return query.filter((asked) => asked.length > 2 && own.some((word) => word.startsWith(asked) || asked.startsWith(word))).length;
}

/** Those that fit best: who asks for a tarot reading does not want to hear of all readings. */
function askedFor(services: readonly Service[], query: string): readonly Service[] {
  const words = wordsOf(query);
  const best = Math.max(0, ...services.map((service) => fits(service, words)));
  return best === 0 ? [] : services.filter((service) => fits(service, words) === best);
}

export const listServicesTool = tool({
  name: 'list_services',
  description:
    'What the business sells, with prices, durations and delivery times. Without `query` everything; with it what is called so or is of that kind.',
  input: z.strictObject({ query: z.string().max(200).optional() }),
  output: ListedServices,
  effect: 'read',
  most: 4,
  run: async ({ store, business, language }, { query }) => {
    const all = (await listServices(store)).filter(({ active }) => active);
    const found = query === undefined ? all : askedFor(all, query);
    return {
      ok: {
        services: found.slice(0, mostListed).map(({ names, descriptions, offers }) => ({
          name: inLanguage(names, language, business.languages) ?? '',
          description: inLanguage(descriptions, language, business.languages),
          offers: offers.map(({ tier, price, currency, minutes, days }) => ({
            tier,
            price: priceInWords(price, currency),
            minutes,
            deliveryDays: days,
          })),
        })),
        more: found.length > mostListed,
      },
    };
  },
});

import * as z from 'zod';
import { wordsOf } from '../../_data/search-words.ts';
import { listServices, type Service } from '../../_data/service.ts';
import { termsOf } from '../../_knowledge/terms.ts';
import { isAlike } from '../alike.ts';
import { spokenOf } from '../language.ts';
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
  /** Words of the query that nothing is called. */
  unknown: z.array(z.string()).optional(),
});

const mostListed = 12;

function inLanguage(texts: Readonly<Record<string, string>>, language: string, offered: readonly string[]): string | undefined {
  const base = language.split('-')[0] ?? language;
  for (const one of [language, base, spokenOf(language, offered), ...offered]) if (texts[one] !== undefined) return texts[one];
  return Object.values(texts)[0];
}

/** Minor units as people write them: 5000 USD cents are `50 USD`. */
export function priceInWords(minor: number, currency: string): string {
  if (minor === 0) return 'free';
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const amount = minor / 10 ** digits;
  return `${Number.isInteger(amount) ? amount : amount.toFixed(digits)} ${currency}`;
}

/** A word as any of the languages may mean it: a few words do not tell which language they are. None: it says nothing. */
const formsOf = (word: string): readonly string[] => [...termsOf(word, false), ...termsOf(word, true)];

const wordsIn = (text: string): readonly string[] => wordsOf(text).filter((word) => formsOf(word).length > 0);

interface Asked {
  readonly services: readonly Service[];
  /** Words that nothing is called. */
  readonly unknown: readonly string[];
}

/** Those that fit best: who asks for a tarot reading does not want to hear of all readings, and who asks for two wants both. */
function askedFor(services: readonly Service[], query: string): Asked {
  const words = wordsIn(query);
  const fits = services.map(({ names, category }) => {
    const own = wordsIn([...Object.values(names), category ?? ''].join(' ')).flatMap(formsOf);
    return new Set(words.filter((word) => formsOf(word).some((asked) => own.some((one) => isAlike(asked, one)))));
  });
  const isLess = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
    one.size < other.size && [...one].every((word) => other.has(word));
  return {
    services: services.filter((_, index) => {
      const fit = fits[index];
      return fit !== undefined && fit.size > 0 && !fits.some((other) => isLess(fit, other));
    }),
    unknown: words.filter((word) => !fits.some((fit) => fit.has(word))),
  };
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
    const { services: found, unknown }: Partial<Asked> & Pick<Asked, 'services'> =
      query === undefined ? { services: all } : askedFor(all, query);
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
        unknown: unknown && [...unknown],
      },
    };
  },
});

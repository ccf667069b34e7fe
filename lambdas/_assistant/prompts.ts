import { builtInPrompts, isBuiltIn } from '../../contract/built-in-prompts.ts';
import { fillPrompt, type PromptPurpose, type PromptValues } from '../../contract/prompt-text.ts';
import type { PromptTexts } from '../../contract/prompts.ts';
import type { Business } from '../_data/business.ts';
import { getPromptVersion, publishedNumber } from '../_data/prompts.ts';
import { Lru } from '../_shared/lru.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { hoursInWords, isOpen, opensNext } from './hours.ts';
import { spokenOf } from './language.ts';

/** One version of what an assistant says. */
export interface Prompts {
  /** 0: only words that are built in. */
  readonly number: number;
  /** `language`: BCP 47, of the customer. Never empty where the business wrote something of its own, or the words are built in. */
  say(purpose: PromptPurpose, language: string, values: PromptValues): string;
}

const base = (language: string): string => language.toLowerCase().split('-')[0] ?? language;

/** Its own words in the language, words that are built in, its own in another language: in this order. A model is told in any. */
export function textFor(texts: PromptTexts, purpose: PromptPurpose, language: string): string {
  const own = texts[purpose] ?? {};
  const builtIn = builtInPrompts[purpose];
  const same = own[language] ?? Object.entries(own).find(([one]) => base(one) === base(language))?.[1];
  if (same !== undefined) return same;
  const known = isBuiltIn(base(language)) ? builtIn[spokenOf(language, [])] : undefined;
  const other = own.en ?? Object.values(own)[0];
  return (purpose === 'system' ? (other ?? known) : (known ?? other)) ?? builtIn.en;
}

/** `number`: 0 for texts that are no version. */
export const promptsOf = (number: number, texts: PromptTexts): Prompts => ({
  number,
  say: (purpose, language, values) => fillPrompt(textFor(texts, purpose, language), values, purpose),
});

/** Versions never change: a process reads each once. */
const kept = new Lru<Prompts>(256);

/** A version by its number, as a turn that began with it goes on. One that is not there is the built-in one. */
export async function promptsNumbered(store: TenantTable, number: number): Promise<Prompts> {
  if (number === 0) return promptsOf(0, {});
  const name = `${store.tenant} ${number}`;
  const known = kept.get(name);
  if (known) return known;
  const item = await getPromptVersion(store, number);
  if (!item) return promptsOf(0, {});
  const made = promptsOf(number, item.texts);
  kept.set(name, made);
  return made;
}

/** What counts at this moment. 1 read unit, and the version once for each process. */
export const publishedPrompts = async (store: TenantTable): Promise<Prompts> =>
  promptsNumbered(store, await publishedNumber(store));

interface About {
  readonly business: Business;
  /** BCP 47, of the customer. */
  readonly language: string;
  readonly customerName?: string | undefined;
  /** Milliseconds. */
  readonly now: number;
}

/** What the variables stand for. To a model in English, to a customer in a language that we have words in. */
export function promptValues(purpose: PromptPurpose, { business, language, customerName, now }: About): PromptValues {
  const toModel = purpose === 'system';
  const spoken = toModel ? 'en' : spokenOf(language, business.languages);
  const locale = toModel ? 'en-GB' : language;
  const { timezone: timeZone } = business;
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(now);
  const next = opensNext(business, now, spoken);
  return {
    'business.name': business.name,
    'business.hours': hoursInWords(business.hours, spoken).join('\n'),
    'business.state': states[spoken][isOpen(business, now) ? 'open' : 'closed'],
    ...(next !== undefined && { 'business.opens_next': next }),
    'business.timezone': timeZone,
    ...(customerName !== undefined && { 'customer.name': customerName }),
    'customer.language': language,
    'now.date': format({ dateStyle: 'full' }),
    'now.time': format({ timeStyle: 'short' }),
  };
}

const states = {
  en: { open: 'open', closed: 'closed' },
  ar: { open: 'مفتوح', closed: 'مغلق' },
  tr: { open: 'açık', closed: 'kapalı' },
} as const;

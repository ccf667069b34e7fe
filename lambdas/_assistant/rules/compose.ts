import type * as z from 'zod';
import type { Spoken } from '../language.ts';
import type { BusinessFacts } from '../tools/business-facts.ts';
import type { ListedServices } from '../tools/list-services.ts';
import type { FoundPassages } from '../tools/search-knowledge.ts';
import { isAbout, topicsOf } from './intents.ts';
import { phrases } from './phrases.ts';
import type { Intent } from './signs.ts';

type Facts = z.infer<typeof BusinessFacts>;
type Listed = z.infer<typeof ListedServices>;
type Service = Listed['services'][number];

function offerInWords(
  { tier, price, minutes, deliveryDays }: Service['offers'][number],
  language: Spoken,
  alone: boolean,
): string {
  const say = phrases[language];
  const what = minutes !== undefined ? say.minutes(minutes) : (say.tiers[tier] ?? tier);
  const when = deliveryDays === undefined ? '' : ` (${say.days(deliveryDays)})`;
  const cost = price === 'free' ? say.free : price;
  return alone && minutes === undefined ? `${cost}${when}` : `${what} ${cost}${when}`;
}

/** One line for each, with its description where it is the only one asked for. */
export function servicesInWords({ services, more }: Listed, language: Spoken): string {
  const say = phrases[language];
  const lines = services.map(({ name, description, offers }) => {
    const prices = offers
      .map((offer) => offerInWords(offer, language, offers.length === 1))
      .join(language === 'ar' ? '، ' : ', ');
    const described = services.length <= 2 && description ? `\n${description}` : '';
    return `• ${name}: ${prices}${described}`;
  });
  return [...(services.length > 2 ? [say.services] : []), ...lines, ...(more ? [say.moreServices] : [])].join('\n');
}

/** Whether something was asked for by a name that nothing has, so that what is listed is not quite it. */
export const isNotQuite = ({ services, unknown = [] }: Listed): boolean => services.length !== 1 && topicsOf(unknown).length > 0;

/** `Lebanon Time`, as people of the language call it. */
const timeIn = (timezone: string, language: Spoken): string =>
  new Intl.DateTimeFormat(language, { timeZone: timezone, timeZoneName: 'shortGeneric' })
    .formatToParts(0)
    .find(({ type }) => type === 'timeZoneName')?.value ?? timezone;

/** The day that was asked about, else the week, and how it is now. */
export function hoursInReply({ hours, timezone, openNow, opensNext, onDay }: Facts, language: Spoken): string {
  const say = phrases[language];
  if (hours.length === 0) return say.noHours;
  const now = openNow ? say.open : say.closed(opensNext);
  if (onDay?.open) return [onDay.hours, now].join('\n');
  return [...(onDay ? [onDay.hours, ''] : []), say.hours(timeIn(timezone, language)), ...hours, now].join('\n');
}

export function languagesInWords({ languages }: Facts, language: Spoken): string {
  const names = new Intl.DisplayNames(language, { type: 'language' });
  const list = new Intl.ListFormat(language).format(languages.map((one) => names.of(one) ?? one));
  return phrases[language].languages(list);
}

/** Undefined: nothing was found. `about`: only what says by its heading or title that it is about that. */
export function passageInWords(
  { passages }: z.infer<typeof FoundPassages>,
  language: Spoken,
  about?: Intent,
): string | undefined {
  const best = passages.find(
    ({ text, source }) => about === undefined || isAbout(text.split('\n')[0] ?? '', about) || isAbout(source, about),
  );
  return best && `${best.text.trim()}\n${phrases[language].source(best.url ?? best.source)}`;
}

import type * as z from 'zod';
import type { Spoken } from '../language.ts';
import type { BusinessFacts } from '../tools/business-facts.ts';
import type { ListedServices } from '../tools/list-services.ts';
import type { FoundPassages } from '../tools/search-knowledge.ts';
import { phrases } from './phrases.ts';

type Service = z.infer<typeof ListedServices>['services'][number];

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
export function servicesInWords({ services, more }: z.infer<typeof ListedServices>, language: Spoken): string {
  const say = phrases[language];
  if (services.length === 0) return say.noService;
  const lines = services.map(({ name, description, offers }) => {
    const prices = offers
      .map((offer) => offerInWords(offer, language, offers.length === 1))
      .join(language === 'ar' ? '، ' : ', ');
    const described = services.length <= 2 && description ? `\n${description}` : '';
    return `• ${name}: ${prices}${described}`;
  });
  return [...(services.length > 1 ? [say.services] : []), ...lines, ...(more ? [say.moreServices] : [])].join('\n');
}

export function hoursInReply({ hours, timezone, openNow, opensNext }: z.infer<typeof BusinessFacts>, language: Spoken): string {
  const say = phrases[language];
  if (hours.length === 0) return say.noHours;
  return [say.hours(timezone), ...hours, openNow ? say.open : say.closed(opensNext)].join('\n');
}

/** Undefined: nothing was found. */
export function passageInWords({ passages: [best] }: z.infer<typeof FoundPassages>, language: Spoken): string | undefined {
  return best && `${best.text.trim()}\n${phrases[language].source(best.url ?? best.source)}`;
}

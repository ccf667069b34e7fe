import * as z from 'zod';
import { AssistantProvider, TokenPrices } from '../../../contract/assistant.ts';
import type { AssistantSettings } from '../../_data/assistant-settings.ts';

/** What models cost: the list of this installation (`lib/config.ts`), by provider and name. */
export const PriceList = z.partialRecord(AssistantProvider, z.record(z.string(), TokenPrices));
export type PriceList = z.infer<typeof PriceList>;

export const priceListIn = (json: string): PriceList => PriceList.parse(JSON.parse(json));

export const listedPrice = (list: PriceList, provider: AssistantProvider, model: string): TokenPrices | undefined =>
  list[provider]?.[model];

/** A model that is asked, and what it costs. */
export interface Priced {
  readonly model: string;
  readonly prices: TokenPrices;
}

/**
 * The model of a business and the one that is asked in its place. What the business says of a price counts more than the list, but
 * Bedrock is paid by the platform: there is what is on the list, and nothing else. Without a price nothing can be set aside for
 * it, so it is not asked.
 */
export function pricedModels(
  { provider, model, prices, fallbackModel, fallbackPrices }: Omit<AssistantSettings, 'version'>,
  list: PriceList,
): readonly Priced[] {
  const named = [
    { model, prices },
    { model: fallbackModel, prices: fallbackPrices },
  ];
  return named.flatMap(({ model: name, prices: own }) => {
    if (name === undefined) return [];
    const listed = listedPrice(list, provider, name);
    const price = provider === 'bedrock' ? listed : (own ?? listed);
    return price ? [{ model: name, prices: price }] : [];
  });
}

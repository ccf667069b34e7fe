import type { TokenPrices } from '../../../contract/assistant.ts';
import type { AssistantSettings } from '../../_data/assistant-settings.ts';
import type { GuardedFetch } from '../../_shared/guarded-fetch.ts';
import type { Model } from '../model.ts';
import { bedrockModel } from './bedrock.ts';
import { openAiModel } from './openai.ts';
import { type PriceList, pricedModels } from './prices.ts';

/** Of one request to a model. */
export const requestMs = 25_000;

export interface Candidate {
  readonly name: string;
  readonly prices: TokenPrices;
  readonly model: Model;
}

interface Parts {
  readonly prices: PriceList;
  readonly environment: NodeJS.ProcessEnv;
  readonly fetch: GuardedFetch;
  /** Opens what was sealed for the purpose `assistant`. */
  readonly open: (sealed: string) => Promise<string>;
}

/** The models that a business asks, first to last. None: it chose the rules, or what it chose cannot be asked. */
export async function candidatesOf(settings: AssistantSettings, parts: Parts): Promise<readonly Candidate[]> {
  const { provider, endpoint, key: sealed } = settings;
  const priced = pricedModels(settings, parts.prices);
  switch (provider) {
    case 'rules':
      return [];
    case 'bedrock':
      return priced.map(({ model, prices }) => ({
        name: model,
        prices,
        model: bedrockModel({ model, environment: parts.environment, totalMs: requestMs }),
      }));
    case 'openai': {
      if (endpoint === undefined || sealed === undefined) return [];
      const key = await parts.open(sealed);
      return priced.map(({ model, prices }) => ({
        name: model,
        prices,
        model: openAiModel({ endpoint, model, key, fetch: parts.fetch, totalMs: requestMs }),
      }));
    }
    default:
      return provider satisfies never;
  }
}

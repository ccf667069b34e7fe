import { setTimeout as sleep } from 'node:timers/promises';
import type { ConversationId } from '../../../contract/ids.ts';
import type { AssistantSettings } from '../../_data/assistant-settings.ts';
import { stageOrigin } from '../../_shared/askable.ts';
import { env } from '../../_shared/env.ts';
import { type GuardedFetch, guardedFetch } from '../../_shared/guarded-fetch.ts';
import { open } from '../../_shared/secrets.ts';
import type { TenantTable } from '../../_shared/tenant.ts';
import type { Model } from '../model.ts';
import { askModel } from './ask.ts';
import { type PriceList, priceListIn } from './prices.ts';
import { candidatesOf } from './select.ts';

export interface ModelParts {
  readonly prices: PriceList;
  readonly environment: NodeJS.ProcessEnv;
  readonly fetch: GuardedFetch;
  readonly trustedOrigin: string | undefined;
  readonly clock: () => number;
  readonly pause: (ms: number) => Promise<void>;
  open(tenant: TenantTable['tenant'], purpose: 'assistant', sealed: string, now: number): Promise<string>;
}

/** What models are asked with, from the environment of a function. */
export function modelParts(environment: NodeJS.ProcessEnv, clock: () => number): ModelParts {
  const trustedOrigin = stageOrigin(environment);
  return {
    prices: priceListIn(env('MODEL_PRICES')),
    environment,
    trustedOrigin,
    fetch: guardedFetch({ trustedOrigin }),
    clock,
    pause: async (ms) => {
      await sleep(ms);
    },
    open,
  };
}

/** The model that a business chose, within its budget: whatever is asked of it is set aside before and in the ledger after. */
export function paidModel(
  { clock, pause, open: unseal, ...parts }: ModelParts,
  store: TenantTable,
  settings: AssistantSettings,
  about: { readonly turnId: string; readonly conversationId?: ConversationId | undefined },
  /** The cap leaves no room for an answer. */
  overBudget: () => Promise<void> = async () => {},
): Model {
  return {
    async complete(request) {
      const opened = (sealed: string) => unseal(store.tenant, 'assistant', sealed, clock());
      const candidates = await candidatesOf(settings, { ...parts, open: opened });
      const { answer, micros } = await askModel({ store, settings, candidates, clock, pause }, about, request);
      if (answer.outcome === 'failed' && answer.reason === 'over-budget') await overBudget();
      return 'usage' in answer ? { ...answer, usage: { ...answer.usage, micros } } : answer;
    },
  };
}

import type * as z from 'zod';
import {
  AssistantProvider,
  type assistantSettings as routes,
  type AssistantSettings as Shown,
} from '../../contract/assistant.ts';
import { listedPrice, type PriceList, pricedModels } from '../_assistant/models/prices.ts';
import { type AssistantSettings, assistantSettings, assistantSettingsChange } from '../_data/assistant-settings.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { breakerDelete } from '../_data/breaker.ts';
import { transact } from '../_data/transact.ts';
import { isAskable } from '../_shared/askable.ts';
import { changed } from '../_shared/http-versions.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { SecretPurpose } from '../_shared/secrets.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Body = z.infer<(typeof routes.routes)['update']['body']>;

export interface SettingsDesk {
  readonly store: TenantTable;
  readonly prices: PriceList;
  /** The one address that needs no https: of the stage itself, on a developer's machine. */
  readonly trustedOrigin: string | undefined;
  seal(tenant: TenantTable['tenant'], purpose: SecretPurpose, plaintext: string): Promise<string>;
}

export async function settings({ store, prices }: Pick<SettingsDesk, 'store' | 'prices'>): Promise<Shown> {
  return shown(await assistantSettings(store), prices);
}

function shown({ key, ...rest }: AssistantSettings, list: PriceList): Shown {
  const [first, second] = [rest.model, rest.fallbackModel].map((model) => model && listedPrice(list, rest.provider, model));
  return {
    ...rest,
    hasKey: key !== undefined,
    prices: rest.prices ?? (first || undefined),
    fallbackPrices: rest.fallbackPrices ?? (second || undefined),
    knownModels: AssistantProvider.options.flatMap((provider) =>
      Object.entries(list[provider] ?? {}).map(([model, prices]) => ({ provider, model, prices })),
    ),
  };
}

interface Asked {
  readonly body: Body;
  readonly ifMatch: number;
  readonly employee: { readonly id: string; readonly name: string };
  readonly sourceIp: string;
  readonly requestId: string;
  readonly now: number;
}

/** A key that is left out stays, but not for another host: whoever may choose the address must not get at a key by it. */
export async function changeSettings(desk: SettingsDesk, asked: Asked): Promise<Shown | ProblemResult> {
  const { store, prices, seal } = desk;
  const { body, ifMatch, now } = asked;
  const was = await assistantSettings(store);
  if (was.version !== ifMatch) return changed();
  const { key: typed, ...rest } = body;
  const kept = sameHost(was.endpoint, rest.endpoint) ? was.key : undefined;
  const wrong = wrongIn(rest, desk, typed !== undefined || kept !== undefined);
  if (wrong.length > 0) return problem('invalid-body', 'This model cannot be asked with what is given.', wrong);
  const key = typed === undefined ? kept : await seal(store.tenant, 'assistant', typed);
  const next = { ...rest, ...(key !== undefined && { key }) };
  const entry = {
    action: 'assistant.changed' as const,
    by: byEmployee(asked.employee),
    thing: { type: 'business', id: store.tenant, name: 'Assistant' },
    before: audited(was),
    after: { ...audited(next), ...(typed !== undefined && { key: 'changed' }) },
    from: asked.sourceIp,
    requestId: asked.requestId,
  };
  const writes = [
    assistantSettingsChange(store, was, next),
    // Whatever was wrong with the provider may be what was changed.
    breakerDelete(store, rest.provider),
    auditPut(store, entry, now),
  ];
  if ((await transact(store, writes)) === 'refused') return changed();
  return shown({ ...next, version: was.version + 1 }, prices);
}

const audited = ({ key: _, ...rest }: Omit<AssistantSettings, 'version'>): object => {
  const { version: __, ...fields } = { version: 0, ...rest };
  return fields;
};

const sameHost = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && new URL(one).origin === new URL(other).origin;

interface Wrong {
  readonly path: string;
  readonly message: string;
}

/** Only of what the provider that is chosen needs. */
function wrongIn(
  body: Omit<Body, 'key'>,
  { prices, trustedOrigin }: Pick<SettingsDesk, 'prices' | 'trustedOrigin'>,
  hasKey: boolean,
): Wrong[] {
  const { provider, endpoint, model, fallbackModel } = body;
  const address = endpoint === undefined || isAskable(endpoint, trustedOrigin) ? [] : [unaskable];
  if (provider === 'rules') return address;
  const required = (path: string, given: unknown): Wrong[] => (given ? [] : [{ path, message: 'Required' }]);
  const priced = pricedModels(body, prices);
  const price = (path: string, name: string | undefined): Wrong[] => {
    if (name === undefined || priced.some((one) => one.model === name)) return [];
    const message = provider === 'bedrock' ? 'There is no such model here' : 'Its price is not known: say what it costs';
    return [{ path, message }];
  };
  return [
    ...address,
    ...(provider === 'openai' ? [...required('endpoint', endpoint), ...required('key', hasKey)] : []),
    ...required('model', model),
    ...price(provider === 'bedrock' ? 'model' : 'prices', model),
    ...price(provider === 'bedrock' ? 'fallbackModel' : 'fallbackPrices', fallbackModel),
  ];
}

const unaskable: Wrong = { path: 'endpoint', message: 'An https address, without a port and without a name and password' };

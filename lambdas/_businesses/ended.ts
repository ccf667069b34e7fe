import { getRegistration, isGone } from '../_data/registration.ts';
import { Lru } from '../_shared/lru.ts';
import type { TenantTable } from '../_shared/tenant.ts';

/** Whether everything of the business is being removed, or is gone: nothing may be written for it any more. */
export type IsEnded = (store: TenantTable, now: number) => Promise<boolean>;

/** Much less than the removal waits before it takes the first row away. */
const keptMs = 60_000;

/** For workers, whose jobs may come hours late. Asks once a minute and process: what a message costs does not grow by it. */
export function endings(): IsEnded {
  const known = new Lru<{ readonly until: number; readonly ended: Promise<boolean> }>(10_000);
  return (store, now) => {
    const kept = known.get(store.tenant);
    if (kept && now < kept.until) return kept.ended;
    const ended = hasEnded(store);
    known.set(store.tenant, { until: now + keptMs, ended });
    ended.catch(() => known.delete(store.tenant));
    return ended;
  };
}

async function hasEnded(store: TenantTable): Promise<boolean> {
  const found = await getRegistration(store, store.tenant);
  return found ? found.removing !== undefined : isGone(store, store.tenant);
}

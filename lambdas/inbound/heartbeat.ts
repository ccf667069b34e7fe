import type { ChannelId } from '../../contract/ids.ts';
import { healthStepMs, recordEvent } from '../_data/channel-health.ts';
import { Lru } from '../_shared/lru.ts';
import type { TenantTable } from '../_shared/tenant.ts';

export interface Heard {
  readonly store: TenantTable;
  readonly channelId: ChannelId;
  /** When its event came, milliseconds. */
  readonly at: number;
}
export type Heartbeat = (heard: Heard) => Promise<void>;

/**
 * Notes that events of a number come, at most once an hour and process: what a message costs does not grow by it. The condition
 * of the write makes it once an hour for all processes together.
 */
export function heartbeats(): Heartbeat {
  const noted = new Lru<number>(10_000);
  return async ({ store, channelId, at }) => {
    const name = `${store.tenant} ${channelId}`;
    const last = noted.get(name);
    if (last !== undefined && at < last + healthStepMs) return;
    await recordEvent(store, channelId, at);
    noted.set(name, at);
  };
}

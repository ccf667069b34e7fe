import type { ChannelId } from '../../contract/ids.ts';
import { getChannel } from '../_data/channel.ts';
import { getHook } from '../_data/hook.ts';
import type { Acting, ChannelsDependencies } from './dependencies.ts';

/** A connected number with the hook of its app or account, read consistently. */
export async function placeOf(
  { storeOf }: Pick<ChannelsDependencies, 'storeOf'>,
  { tenant }: Pick<Acting, 'tenant'>,
  id: ChannelId,
) {
  const store = storeOf(tenant);
  const channel = await getChannel(store, id, { consistent: true });
  const hook = channel && (await getHook(store, channel.hookId));
  return channel && hook && { store, channel, hook };
}

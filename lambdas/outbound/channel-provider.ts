import type { Failure } from '../../contract/message.ts';
import { type Channel, getChannel } from '../_data/channel.ts';
import { healthStepMs, recordTrouble } from '../_data/channel-health.ts';
import { log } from '../_shared/log.ts';
import { Lru } from '../_shared/lru.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { Provider, Refusal, Uploaded } from '../_whatsapp/port.ts';
import { concernsNumber } from '../_whatsapp/retry.ts';

export interface ChannelProviderDependencies {
  readonly store: TenantTable;
  /** With the token of the channel as given. */
  connect(channel: Channel): Promise<Provider>;
  /** Notes at the number what it is refused for. */
  readonly tell: TellTrouble;
}

export type TellTrouble = (store: TenantTable, channel: Channel, failure: Failure) => Promise<void>;

/**
 * A number's provider that survives the replacement of its token: the read before a send may be a moment older than the new
 * token, and the old one may have been revoked. What was refused for access was not taken, so it is sent once more if the token
 * has changed meanwhile.
 */
export async function channelProvider(
  { store, connect, tell }: ChannelProviderDependencies,
  channel: Channel,
): Promise<Provider> {
  const first = await connect(channel);
  const through = async <Result extends Answer>(call: (provider: Provider) => Promise<Result>): Promise<Result> => {
    const result = await call(first);
    if (refusalIn(result)?.retry !== 'reconnect') return told(result);
    const current = await getChannel(store, channel.id, { consistent: true });
    return told(current && current.token !== channel.token ? await call(await connect(current)) : result);
  };
  const told = async <Result extends Answer>(result: Result): Promise<Result> => {
    const refusal = refusalIn(result);
    if (refusal && concernsNumber(refusal)) await tell(store, channel, refusal.failure);
    return result;
  };
  return {
    upload: (file) => through((provider) => provider.upload(file)),
    send: (sending) => through((provider) => provider.send(sending)),
    markRead: (providerId, also) => through((provider) => provider.markRead(providerId, also)),
  };
}

type Answer = Awaited<ReturnType<Provider['markRead']>> | Uploaded;
const refusalIn = (result: Answer): Refusal | undefined => (result.outcome === 'refused' ? result : undefined);

/** Once an hour for each number and reason: every message that is refused would tell the same. A failure here stops no answer. */
export function troubleTeller(clock: () => number): TellTrouble {
  const told = new Lru<number>(1_000);
  return async (store, channel, { code, title, advice }) => {
    const name = `${store.tenant} ${channel.id} ${code}`;
    const now = clock();
    const last = told.get(name);
    if (last !== undefined && now < last + healthStepMs) return;
    told.set(name, now);
    try {
      await recordTrouble(store, channel.id, { code, detail: `${title}. ${advice}` }, now);
    } catch (error) {
      told.delete(name);
      log.warn('what a number is refused for is not noted', { tenant: store.tenant, channelId: channel.id, code }, error);
    }
  };
}

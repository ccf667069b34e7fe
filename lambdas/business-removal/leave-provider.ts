import type { TenantId } from '../../contract/ids.ts';
import { listChannels, type MetaChannel } from '../_data/channel.ts';
import { listChannelHealth } from '../_data/channel-health.ts';
import { getNumberOwner } from '../_data/hook.ts';
import { log } from '../_shared/log.ts';
import type { SecretPurpose } from '../_shared/secrets.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import type { MetaAccount } from '../_whatsapp/meta/account.ts';
import { isRefusal } from '../_whatsapp/refusal.ts';

export interface LeavingProvider {
  /** Whose numbers are. */
  readonly platform: PlatformTable;
  storeOf(tenant: TenantId): TenantTable;
  open(tenant: TenantId, purpose: SecretPurpose, sealed: string, now: number): Promise<string>;
  account(accessToken: string): MetaAccount;
}

/** A number that was heard of within this time reports to us: an app has one callback address. */
const heardMs = 14 * 24 * 3_600_000;

/**
 * Ends the provider's reports about the business's accounts, of Meta: Twilio has no such call, and reports to an address of one
 * number until somebody changes it there. It does not hold the removal up: without routing a report comes to
 * nothing anyway. Left as they are: accounts that nothing was heard of lately, because their app may report to another system by
 * now, and accounts with a number of another business here.
 */
export async function leaveProvider(dependencies: LeavingProvider, tenant: TenantId, now: number): Promise<void> {
  try {
    for (const channel of await accountsOf(dependencies.storeOf(tenant), now)) await leave(dependencies, tenant, channel, now);
  } catch (error) {
    log.warn('the provider may still report about an account', { tenant }, error);
  }
}

/** One number of each account that was heard of. */
async function accountsOf(store: TenantTable, now: number): Promise<MetaChannel[]> {
  const [channels, healths] = await Promise.all([listChannels(store), listChannelHealth(store)]);
  const heard = channels
    .filter((channel) => channel.provider === 'meta')
    .filter(({ id }) => healths.some(({ channelId, lastEventAt = 0 }) => channelId === id && lastEventAt > now - heardMs));
  return [...new Map(heard.map((channel) => [channel.wabaId, channel])).values()];
}

async function leave(
  { platform, open, account }: LeavingProvider,
  tenant: TenantId,
  { id, wabaId, token }: MetaChannel,
  now: number,
): Promise<void> {
  const provider = account(await open(tenant, 'channel', token, now));
  const numbers = await provider.numbers(wabaId);
  if (isRefusal(numbers)) throw new Error(`refused: ${numbers.code}`);
  const owners = await Promise.all(numbers.ids.map((number) => getNumberOwner(platform, number)));
  if (owners.some((owner) => owner !== undefined && owner.tenant !== tenant)) {
    log.info('an account serves another business too', { tenant, channelId: id });
    return;
  }
  const left = await provider.unsubscribe(wabaId);
  if (isRefusal(left)) throw new Error(`refused: ${left.code}`);
}

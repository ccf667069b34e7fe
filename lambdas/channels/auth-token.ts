import type { Channel as ShownChannel } from '../../contract/channels.ts';
import { channelUpdate, listChannels, type TwilioChannel } from '../_data/channel.ts';
import { recordCheck } from '../_data/channel-health.ts';
import { type Hook, hookPut, publishHook } from '../_data/hook.ts';
import { decideAndWrite, type TransactItem } from '../_data/transact.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { usualOverlapHours, withSecret } from './app-secrets.ts';
import { refusedByTwilio, wellAtTwilio } from './connect-twilio.ts';
import type { Acting, ChannelsDependencies } from './dependencies.ts';
import { placeOf } from './place.ts';
import { audited, show } from './shown.ts';

/**
 * An account of Twilio has one auth token: its numbers that are asked with another one get this one. None for Meta, where each
 * number may have a token of its own. A transaction holds 100 writes: 97 numbers of one account beside what else is in it.
 */
export async function tokenForAll(
  { open }: Pick<ChannelsDependencies, 'open'>,
  store: TenantTable,
  hook: Hook,
  { sealed, plain, now }: { readonly sealed: string; readonly plain: string; readonly now: number },
): Promise<{ readonly channel: TwilioChannel; readonly write: TransactItem }[]> {
  if (hook.provider !== 'twilio') return [];
  const ofAccount = (await listChannels(store))
    .filter((one) => one.provider === 'twilio')
    .filter(({ hookId }) => hookId === hook.id);
  const opened = await Promise.all(
    ofAccount.map(async (channel) => ({ channel, used: await open(store.tenant, 'channel', channel.token, now) })),
  );
  return opened
    .filter(({ used }) => used !== plain)
    .map(({ channel }) => ({ channel, write: channelUpdate(store, channel, { token: sealed }) }));
}

/**
 * The new token counts for the next message and for what comes in, of all numbers of the account at once. The old one goes on to
 * count for what comes in: requests under way are signed with it.
 */
export async function replaceAuthToken(
  dependencies: ChannelsDependencies,
  acting: Acting,
  { id, accountSid }: TwilioChannel,
  authToken: string,
): Promise<ShownChannel | ProblemResult> {
  const { seal, routing, storeOf, twilioAccount } = dependencies;
  const { tenant, now } = acting;
  const store = storeOf(tenant);
  const account = twilioAccount(accountSid, authToken);
  const refusal = await refusedByTwilio(account, { authToken: 'accessToken', accountSid: 'accessToken' });
  if (refusal) return refusal;
  const sealed = await seal(tenant, 'channel', authToken);
  const written = await decideAndWrite(store, async () => {
    const place = await placeOf(dependencies, acting, id);
    if (!place) return notFound();
    const { channel, hook } = place;
    const secrets = await withSecret(dependencies, hook, authToken, { overlapHours: usualOverlapHours, now });
    const stale = await tokenForAll(dependencies, store, hook, { sealed, plain: authToken, now });
    if (secrets === hook.secrets && stale.length === 0) return { writes: [], result: { channel, hook, stale } };
    const next = { ...hook, secrets, version: hook.version + 1 };
    const numbers = stale.map((one) => `+${one.channel.displayNumber}`);
    const after = { authToken: 'changed', ...(numbers.length > 1 && { numbers }) };
    const entry = audited(store, acting, 'channel.access-token-replaced', channel, { after });
    const own = stale.some((one) => one.channel.id === id) ? { token: sealed, version: channel.version + 1 } : {};
    return {
      writes: [hookPut(store, next), entry, ...stale.map(({ write }) => write)],
      result: { channel: { ...channel, ...own }, hook: next, stale },
    };
  });
  if (isProblem(written)) return written;
  failPoint('channels.after-hook');
  await publishHook(routing, written.hook);
  for (const known of new Set([id, ...written.stale.map(({ channel }) => channel.id)])) {
    await recordCheck(store, known, wellAtTwilio, now);
  }
  return show(dependencies, store, written.channel, now);
}

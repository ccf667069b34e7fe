import type { ChannelId } from '../../contract/ids.ts';
import {
  type AnyChannel,
  type Channel,
  channelUpdate,
  claimOf,
  isConnected,
  nameAtProvider,
  readChannel,
} from '../_data/channel.ts';
import { channelHealthDelete } from '../_data/channel-health.ts';
import { getHook, type Hook, hookPut, publishHook, releaseNumber } from '../_data/hook.ts';
import { decideAndWrite, type TransactItem, transact } from '../_data/transact.ts';
import { countOf, release } from '../_data/usage.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { Acting, ChannelsDependencies } from './dependencies.ts';
import { audited, factsOf } from './shown.ts';

/**
 * The number stops being one of the business's, and its token is gone, in one transaction; then its routing ends, and only then
 * may somebody else have it. What is left says how far it came, so that the same request again does the rest.
 * The app stays subscribed at Meta: it may serve the account from elsewhere. At Twilio the address stays until somebody changes it.
 */
export async function disconnect(
  { storeOf, routing }: ChannelsDependencies,
  acting: Acting,
  id: ChannelId,
): Promise<undefined | ProblemResult> {
  const { tenant } = acting;
  const store = storeOf(tenant);
  const ended = await decideAndWrite<{ channel: AnyChannel; hook: Hook | undefined }>(store, async () => {
    const channel = await readChannel(store, id, { consistent: true });
    if (channel === undefined || (!isConnected(channel) && channel.released)) return notFound();
    const hook = await getHook(store, channel.hookId);
    if (!isConnected(channel)) return { writes: [], result: { channel, hook } };
    const without = hook && withoutNumber(hook, nameAtProvider(channel));
    return { writes: await endOf(store, acting, channel, without), result: { channel, hook: without } };
  });
  if (isProblem(ended)) return ended;
  failPoint('channels.after-disconnect');
  if (ended.hook) await publishHook(routing, ended.hook);
  failPoint('channels.after-unrouted');
  await releaseNumber(routing, claimOf(ended.channel), { tenant, channelId: id });
  const left = await readChannel(store, id, { consistent: true });
  if (left && !isConnected(left) && !left.released) await transact(store, [channelUpdate(store, left, { released: true })]);
  return undefined;
}

async function endOf(store: TenantTable, acting: Acting, channel: Channel, hook: Hook | undefined): Promise<TransactItem[]> {
  const { id, name } = channel;
  const before = { name, ...factsOf(channel) };
  // A number that was never counted, as after an import, must not be impossible to disconnect.
  const counted = (await countOf(store, 'channels')) > 0;
  return [
    channelUpdate(store, channel, { token: undefined, disconnectedAt: acting.now, released: false }),
    channelHealthDelete(store, id),
    audited(store, acting, 'channel.disconnected', channel, { before }),
    ...(hook ? [hookPut(store, hook)] : []),
    ...(counted ? [release(store, 'channels')] : []),
  ];
}

/** Nothing of an app or account is kept that has no number here any more. */
function withoutNumber(hook: Hook, gone: string): Hook {
  const channels = Object.fromEntries(Object.entries(hook.channels).filter(([number]) => number !== gone));
  const secrets = Object.keys(channels).length > 0 ? hook.secrets : [];
  return { ...hook, channels, secrets, version: hook.version + 1 };
}

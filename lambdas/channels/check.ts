import type { Channel as ShownChannel } from '../../contract/channels.ts';
import type { ChannelId } from '../../contract/ids.ts';
import type { Channel } from '../_data/channel.ts';
import { recordCheck } from '../_data/channel-health.ts';
import { type Hook, hookPut, publishHook } from '../_data/hook.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { notFound } from '../_shared/http-request.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import type { Checkup } from './candidate.ts';
import { askMeta } from './connect-meta.ts';
import { askTwilio } from './connect-twilio.ts';
import type { Acting, ChannelsDependencies } from './dependencies.ts';
import { placeOf } from './place.ts';
import { audited, show } from './shown.ts';

/** What the provider says now takes the place of what was wrong. Routing that a crash left behind is brought up to date, too. */
export async function check(
  dependencies: ChannelsDependencies,
  acting: Acting,
  id: ChannelId,
): Promise<ShownChannel | ProblemResult> {
  const { tenant, now } = acting;
  const place = await currentPlace(dependencies, acting, id);
  if (isProblem(place)) return place;
  const { channel, hook, moved } = place;
  await publishHook(dependencies.routing, hook);
  const { quality, errors } = await ask(dependencies, tenant, channel, now);
  const store = dependencies.storeOf(tenant);
  await recordCheck(store, id, { quality, errors: moved ? [...errors, addressMoved] : errors }, now);
  return show(dependencies, store, channel, now);
}

const addressMoved = {
  code: 'address-moved',
  detail: 'The address of the webhook is another one now. Copy it from this page into Twilio, then check again.',
};

interface Place {
  readonly channel: Channel;
  readonly hook: Hook;
  /** What comes from Twilio had another address before. */
  readonly moved: boolean;
}

/** The number, and its hook with the address that it has now. */
async function currentPlace(dependencies: ChannelsDependencies, acting: Acting, id: ChannelId): Promise<Place | ProblemResult> {
  const store = dependencies.storeOf(acting.tenant);
  return decideAndWrite<Place>(store, async () => {
    const place = await placeOf(dependencies, acting, id);
    if (!place) return notFound();
    const { channel, hook } = place;
    const url = `${dependencies.twilioWebhookUrl}${hook.id}`;
    if (hook.provider !== 'twilio' || hook.url === url) return { writes: [], result: { channel, hook, moved: false } };
    const next = { ...hook, url, version: hook.version + 1 };
    const change = { before: { webhookUrl: hook.url }, after: { webhookUrl: url } };
    return {
      writes: [hookPut(store, next), audited(store, acting, 'channel.updated', channel, change)],
      result: { channel, hook: next, moved: true },
    };
  });
}

async function ask(
  { open, account, twilioAccount }: ChannelsDependencies,
  tenant: Acting['tenant'],
  channel: Channel,
  now: number,
): Promise<Checkup> {
  const token = await open(tenant, 'channel', channel.token, now);
  return channel.provider === 'meta'
    ? askMeta(account(token), channel.phoneNumberId)
    : askTwilio(twilioAccount(channel.accountSid, token));
}

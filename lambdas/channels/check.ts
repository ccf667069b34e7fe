import type { Channel as ShownChannel } from '../../contract/channels.ts';
import type { ChannelId } from '../../contract/ids.ts';
import { getChannel } from '../_data/channel.ts';
import { recordCheck } from '../_data/channel-health.ts';
import { getHook, publishHook } from '../_data/hook.ts';
import { notFound } from '../_shared/http-request.ts';
import type { ProblemResult } from '../_shared/problem.ts';
import { isRefusal } from '../_whatsapp/meta/account.ts';
import type { Acting, ChannelsDependencies } from './dependencies.ts';
import { troubleOf } from './provider-check.ts';
import { show } from './shown.ts';

/** What the provider says now takes the place of what was wrong. Routing that a crash left behind is brought up to date, too. */
export async function check(
  { storeOf, open, account, routing, webhookUrl }: ChannelsDependencies,
  { tenant, now }: Pick<Acting, 'tenant' | 'now'>,
  id: ChannelId,
): Promise<ShownChannel | ProblemResult> {
  const store = storeOf(tenant);
  const channel = await getChannel(store, id, { consistent: true });
  if (!channel) return notFound();
  const hook = await getHook(store, channel.hookId);
  if (hook) await publishHook(routing, hook);
  const number = await account(await open(tenant, 'channel', channel.token, now)).number(channel.phoneNumberId);
  const found = isRefusal(number)
    ? { quality: undefined, errors: [{ code: number.code, detail: `WhatsApp says: “${number.said}”. ${number.advice}` }] }
    : { quality: number.quality, errors: troubleOf(number) };
  await recordCheck(store, id, found, now);
  return show(store, channel, webhookUrl, now);
}

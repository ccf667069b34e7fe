import type { Channel as ShownChannel } from '../../contract/channels.ts';
import type { ChannelId } from '../../contract/ids.ts';
import { channelUpdate, getChannel } from '../_data/channel.ts';
import { recordCheck } from '../_data/channel-health.ts';
import { type Hook, hookPut, publishHook } from '../_data/hook.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { changed } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import { isRefusal } from '../_whatsapp/refusal.ts';
import { hashOfToken, newVerifyToken, withSecret } from './app-secrets.ts';
import { replaceAuthToken } from './auth-token.ts';
import { checkupOf, checkWithMeta } from './connect-meta.ts';
import type { Acting, ChannelsDependencies } from './dependencies.ts';
import { placeOf } from './place.ts';
import { refused, wrongProvider } from './provider-check.ts';
import { audited, show } from './shown.ts';

const oneToken =
  'A number of Twilio has no app secret: what comes in is signed with the auth token of the account. Replace that.';
const noVerifyToken = 'Twilio asks for no verify token: paste the address of the webhook there, and nothing else.';

/**
 * The new token counts for the next message: whoever sends reads the number first. Of Meta it must be of the same app, because
 * webhooks of another app come to another address.
 */
export async function replaceAccessToken(
  dependencies: ChannelsDependencies,
  acting: Acting,
  id: ChannelId,
  accessToken: string,
): Promise<ShownChannel | ProblemResult> {
  const place = await placeOf(dependencies, acting, id);
  if (!place) return notFound();
  const { store, channel, hook } = place;
  if (channel.provider === 'twilio') return replaceAuthToken(dependencies, acting, channel, accessToken);
  const { seal, open, account } = dependencies;
  const { tenant, now } = acting;
  const checked = await checkWithMeta(account(accessToken), channel);
  if (isProblem(checked)) return checked;
  if (checked.appId !== hook.appId) {
    const detail = 'The token is of another Meta app. Make one of the same app, or disconnect the number and connect it anew.';
    return problem('provider-refused', detail, [{ path: 'accessToken', message: detail }]);
  }
  const token = await seal(tenant, 'channel', accessToken);
  const written = await decideAndWrite(store, async () => {
    const channel = await getChannel(store, id, { consistent: true });
    if (!channel) return notFound();
    if ((await open(tenant, 'channel', channel.token, now)) === accessToken) return { writes: [], result: channel };
    const entry = audited(store, acting, 'channel.access-token-replaced', channel, { after: { accessToken: 'changed' } });
    return {
      writes: [channelUpdate(store, channel, { token }), entry],
      result: { ...channel, token, version: channel.version + 1 },
    };
  });
  if (isProblem(written)) return written;
  await recordCheck(store, id, checkupOf(checked), now);
  return show(dependencies, store, written, now);
}

/** The new secret must be that of the app the number's token is of: it makes a proof that the provider checks. */
export async function replaceAppSecret(
  dependencies: ChannelsDependencies,
  acting: Acting,
  id: ChannelId,
  { appSecret, overlapHours }: { readonly appSecret: string; readonly overlapHours: number },
): Promise<ShownChannel | ProblemResult> {
  const { open, account } = dependencies;
  const { tenant, now } = acting;
  const place = await placeOf(dependencies, acting, id);
  if (!place) return notFound();
  if (place.channel.provider === 'twilio') return wrongProvider(oneToken);
  const { phoneNumberId, token } = place.channel;
  const number = await account(await open(tenant, 'channel', token, now)).number(phoneNumberId, appSecret);
  if (isRefusal(number)) return refused('WhatsApp', number, 'appSecret');
  return changeHook(dependencies, acting, id, 'channel.app-secret-replaced', async (hook) => {
    const secrets = await withSecret(dependencies, hook, appSecret, { overlapHours, now });
    return secrets === hook.secrets ? hook : { ...hook, secrets };
  });
}

export async function replaceVerifyToken(
  dependencies: ChannelsDependencies,
  acting: Acting,
  id: ChannelId,
): Promise<{ channel: ShownChannel; verifyToken: string } | ProblemResult> {
  const place = await placeOf(dependencies, acting, id);
  if (!place) return notFound();
  if (place.channel.provider === 'twilio') return wrongProvider(noVerifyToken);
  const verifyToken = newVerifyToken();
  const verify = hashOfToken(verifyToken);
  const channel = await changeHook(dependencies, acting, id, 'channel.verify-token-replaced', async (hook) => ({
    ...hook,
    verify,
  }));
  return isProblem(channel) ? channel : { channel, verifyToken };
}

/** Changes what is kept of the number's app with its audit entry, then the copy that webhooks are checked by. */
async function changeHook(
  dependencies: ChannelsDependencies,
  acting: Acting,
  id: ChannelId,
  action: 'channel.app-secret-replaced' | 'channel.verify-token-replaced',
  change: (hook: Hook) => Promise<Hook>,
): Promise<ShownChannel | ProblemResult> {
  const store = dependencies.storeOf(acting.tenant);
  const written = await decideAndWrite(store, async () => {
    const place = await placeOf(dependencies, acting, id);
    if (!place) return notFound();
    const { channel, hook } = place;
    const wanted = await change(hook);
    if (wanted === hook) return { writes: [], result: { channel, hook } };
    const next = { ...wanted, version: hook.version + 1 };
    const what = action === 'channel.app-secret-replaced' ? { appSecret: 'changed' } : { verifyToken: 'changed' };
    const writes = [hookPut(store, next), audited(store, acting, action, channel, { after: what })];
    return { writes, result: { channel, hook: next } };
  });
  if (isProblem(written)) return written;
  failPoint('channels.after-hook');
  await publishHook(dependencies.routing, written.hook);
  return show(dependencies, store, written.channel, acting.now);
}

export async function rename(
  dependencies: ChannelsDependencies,
  acting: Acting & { readonly ifMatch: number },
  id: ChannelId,
  name: string,
): Promise<ShownChannel | ProblemResult> {
  const store = dependencies.storeOf(acting.tenant);
  const renamed = await decideAndWrite(store, async () => {
    const channel = await getChannel(store, id, { consistent: true });
    if (!channel) return notFound();
    if (channel.version !== acting.ifMatch) return changed(channel.name === name ? [] : ['name']);
    const next = { ...channel, name, version: channel.version + 1 };
    const change = { before: { name: channel.name }, after: { name } };
    return {
      writes: [channelUpdate(store, channel, { name }), audited(store, acting, 'channel.updated', next, change)],
      result: next,
    };
  });
  return isProblem(renamed) ? renamed : show(dependencies, store, renamed, acting.now);
}

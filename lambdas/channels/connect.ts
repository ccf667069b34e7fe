import { randomBytes } from 'node:crypto';
import type * as z from 'zod';
import type { channels } from '../../contract/channels.ts';
import { ChannelId, HookId } from '../../contract/ids.ts';
import { type Channel, channelPut, isConnected, readChannel } from '../_data/channel.ts';
import { recordCheck } from '../_data/channel-health.ts';
import { claimNumber, getHook, type Hook, hookPut, listHooks, publishHook } from '../_data/hook.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { claim, countOf, limitOf, limitReached } from '../_data/usage.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { hashOf } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import { firstVerifyToken, hashOfToken, usualOverlapHours, withSecret } from './app-secrets.ts';
import type { Acting, ChannelsDependencies } from './dependencies.ts';
import { type Checked, checkWithProvider, troubleOf } from './provider-check.ts';
import { audited, show } from './shown.ts';

type Route = typeof channels.routes.connect;
export type Connecting = z.output<Route['body']>;
type Connected = z.output<Route['response']>;

const keyReused = problem('idempotency-key-reused', 'Use a new key: this one has already made another number.');

/**
 * Claim of the number, then the number with its app and audit entry in one transaction, then the copy that routes webhooks.
 * A crash in between leaves nothing routed twice: the same request again finds what is there and does the rest, and a claim
 * whose number was never written is taken over by the next request of the same business.
 */
export async function connect(
  dependencies: ChannelsDependencies,
  acting: Acting & { readonly newId: string },
  body: Connecting,
): Promise<Connected | ProblemResult> {
  const { storeOf, account, routing } = dependencies;
  const { tenant, newId, now } = acting;
  const store = storeOf(tenant);
  const id = ChannelId.parse(newId);
  const madeFrom = hashOf(body);
  const known = await readChannel(store, id, { consistent: true });
  if (known) {
    if (!isConnected(known) || known.madeFrom !== madeFrom) return keyReused;
    return finish(dependencies, acting, known, body);
  }
  const limit = await limitOf(store, 'channels');
  if ((await countOf(store, 'channels')) >= limit) return limitReached('channels', limit);
  const checked = await checkWithProvider(account(body.accessToken), body, body.appSecret);
  if (isProblem(checked)) return checked;
  const claimed = await claimFor(dependencies, tenant, id, body.phoneNumberId);
  if (isProblem(claimed)) return claimed;
  failPoint('channels.after-claim');
  const made = await write(dependencies, acting, { id, madeFrom, body, checked });
  if (isProblem(made)) return made;
  failPoint('channels.after-channel');
  await publishHook(routing, made.hook);
  await recordCheck(store, id, { quality: checked.quality, errors: troubleOf(checked) }, now);
  const verifyToken = firstVerifyToken(body.appSecret, id);
  return { channel: await show(store, made.channel, dependencies.webhookUrl, now), verifyToken };
}

async function claimFor(
  { routing, storeOf }: ChannelsDependencies,
  tenant: Acting['tenant'],
  channelId: ChannelId,
  phoneNumberId: string,
): Promise<'claimed' | ProblemResult> {
  const owner = { tenant, channelId };
  const claimed = await claimNumber(routing, phoneNumberId, owner);
  if (claimed === 'claimed') return 'claimed';
  if (claimed.tenant !== tenant) {
    return problem('taken', 'Another business works with this number. It has to be disconnected there first.');
  }
  const store = storeOf(tenant);
  const holder = await readChannel(store, claimed.channelId, { consistent: true });
  if (isConnected(holder)) return problem('taken', `This number is connected already, as “${holder.name}”.`);
  // Disconnected, but its routing may not have ended yet.
  const routed = holder && (await getHook(store, holder.hookId));
  if (routed) await publishHook(routing, routed);
  const again = await claimNumber(routing, phoneNumberId, owner, claimed.channelId);
  return again === 'claimed' ? again : problem('taken', 'Somebody is connecting this number right now.');
}

interface Making {
  readonly id: ChannelId;
  readonly madeFrom: string;
  readonly body: Connecting;
  readonly checked: Checked;
}

/** The number, and the hook of its app: a business's numbers of one Meta app share one, because the app has one callback URL. */
async function write(
  dependencies: ChannelsDependencies,
  acting: Acting,
  { id, madeFrom, body, checked }: Making,
): Promise<{ channel: Channel; hook: Hook } | ProblemResult> {
  const { storeOf, seal } = dependencies;
  const { tenant, now } = acting;
  const store = storeOf(tenant);
  const { name, phoneNumberId, wabaId } = body;
  const token = await seal(tenant, 'channel', body.accessToken);
  return decideAndWrite(store, async () => {
    // The same request, sent twice, may have met itself.
    const twin = await readChannel(store, id, { consistent: true });
    const hookOfTwin = isConnected(twin) ? await getHook(store, twin.hookId) : undefined;
    if (isConnected(twin) && hookOfTwin && twin.madeFrom === madeFrom) {
      return { writes: [], result: { channel: twin, hook: hookOfTwin } };
    }
    if (twin) return keyReused;
    const limit = await limitOf(store, 'channels');
    if ((await countOf(store, 'channels')) >= limit) return limitReached('channels', limit);
    const before = (await listHooks(store)).find(({ appId }) => appId === checked.appId) ?? newHook(tenant, checked.appId);
    const hook: Hook = {
      ...before,
      channels: { ...before.channels, [phoneNumberId]: id },
      secrets: await withSecret(dependencies, before, body.appSecret, { overlapHours: usualOverlapHours, now }),
      verify: hashOfToken(firstVerifyToken(body.appSecret, id)),
      version: before.version + 1,
    };
    const displayNumber = checked.number;
    const channel: Channel = {
      id,
      provider: 'meta',
      name,
      phoneNumberId,
      wabaId,
      displayNumber,
      hookId: hook.id,
      token,
      madeFrom,
      version: 1,
    };
    const after = { name, phoneNumberId, wabaId, number: `+${displayNumber}` };
    const writes = [
      channelPut(store, channel),
      hookPut(store, hook),
      claim(store, 'channels', limit),
      audited(store, acting, 'channel.connected', channel, { after }),
    ];
    return { writes, result: { channel, hook } };
  });
}

const newHook = (tenant: Hook['tenant'], appId: string): Hook => ({
  id: HookId.parse(randomBytes(16).toString('base64url')),
  tenant,
  provider: 'meta',
  appId,
  channels: {},
  secrets: [],
  verify: hashOfToken(randomBytes(24).toString('hex')),
  version: 0,
});

/** The request again: what it did not come to is done, and the answer is the same. */
async function finish(
  dependencies: ChannelsDependencies,
  acting: Acting,
  channel: Channel,
  { appSecret }: Connecting,
): Promise<Connected | ProblemResult> {
  const { storeOf, routing, webhookUrl } = dependencies;
  const store = storeOf(acting.tenant);
  const verifyToken = firstVerifyToken(appSecret, channel.id);
  const verify = hashOfToken(verifyToken);
  const hook = await decideAndWrite(store, async () => {
    const before = await getHook(store, channel.hookId);
    if (before === undefined) throw new Error('A number without its app');
    if (before.verify === verify) return { writes: [], result: before };
    // The token that is shown must count, also when another one was made since.
    const next = { ...before, verify, version: before.version + 1 };
    const entry = audited(store, acting, 'channel.verify-token-replaced', channel, { after: { verifyToken: 'changed' } });
    return { writes: [hookPut(store, next), entry], result: next };
  });
  if (isProblem(hook)) return hook;
  await publishHook(routing, hook);
  return { channel: await show(store, channel, webhookUrl, acting.now), verifyToken };
}

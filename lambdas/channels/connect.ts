import { randomBytes } from 'node:crypto';
import type * as z from 'zod';
import type { channels } from '../../contract/channels.ts';
import { ChannelId, HookId } from '../../contract/ids.ts';
import { type Channel, channelPut, claimOf, isConnected, nameAtProvider, readChannel } from '../_data/channel.ts';
import { recordCheck } from '../_data/channel-health.ts';
import { claimNumber, getHook, type Hook, hookPut, listHooks, publishHook } from '../_data/hook.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { claim, countOf, limitOf, limitReached } from '../_data/usage.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { hashOf } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import { firstVerifyToken, hashOfToken, usualOverlapHours, withSecret } from './app-secrets.ts';
import { tokenForAll } from './auth-token.ts';
import type { Candidate, Connecting } from './candidate.ts';
import { candidateOfMeta } from './connect-meta.ts';
import { candidateOfTwilio } from './connect-twilio.ts';
import type { Acting, ChannelsDependencies } from './dependencies.ts';
import { audited, factsOf, show } from './shown.ts';

type Connected = z.output<(typeof channels)['routes']['connect']['response']>;

const keyReused = problem('idempotency-key-reused', 'Use a new key: this one has already made another number.');

/**
 * Claim of the number, then the number with its app or account and audit entry in one transaction, then the copy that routes
 * webhooks. A crash in between leaves nothing routed twice: the same request again finds what is there and does the rest, and a
 * claim whose number was never written is taken over by the next request of the same business.
 */
export async function connect(
  dependencies: ChannelsDependencies,
  acting: Acting & { readonly newId: string },
  body: Connecting,
): Promise<Connected | ProblemResult> {
  const { storeOf, routing } = dependencies;
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
  const candidate = await candidateOf(dependencies, body);
  if (isProblem(candidate)) return candidate;
  const claimed = await claimFor(dependencies, tenant, id, claimOf(candidate.number));
  if (isProblem(claimed)) return claimed;
  failPoint('channels.after-claim');
  const made = await write(dependencies, acting, { id, madeFrom, name: body.name, candidate });
  if (isProblem(made)) return made;
  failPoint('channels.after-channel');
  await publishHook(routing, made.hook);
  await recordCheck(store, id, candidate.checkup, now);
  return answered(dependencies, acting, made.channel, body);
}

const candidateOf = (
  { account, twilioAccount, twilioWebhookUrl }: ChannelsDependencies,
  body: Connecting,
): Promise<Candidate | ProblemResult> =>
  body.provider === 'twilio'
    ? candidateOfTwilio(twilioAccount(body.accountSid, body.authToken), body, twilioWebhookUrl)
    : candidateOfMeta(account(body.accessToken), body);

async function answered(
  dependencies: ChannelsDependencies,
  { tenant, now }: Acting,
  channel: Channel,
  body: Connecting,
): Promise<Connected> {
  const answer = { channel: await show(dependencies, dependencies.storeOf(tenant), channel, now) };
  return body.provider === 'twilio' ? answer : { ...answer, verifyToken: firstVerifyToken(body.appSecret, channel.id) };
}

async function claimFor(
  { routing, storeOf }: ChannelsDependencies,
  tenant: Acting['tenant'],
  channelId: ChannelId,
  number: string,
): Promise<'claimed' | ProblemResult> {
  const owner = { tenant, channelId };
  const claimed = await claimNumber(routing, number, owner);
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
  const again = await claimNumber(routing, number, owner, claimed.channelId);
  return again === 'claimed' ? again : problem('taken', 'Somebody is connecting this number right now.');
}

interface Making {
  readonly id: ChannelId;
  readonly madeFrom: string;
  readonly name: string;
  readonly candidate: Candidate;
}

/**
 * The number, and the hook of its app or account: a business's numbers of one app share one, because an app has one callback URL,
 * and an account one auth token.
 */
async function write(
  dependencies: ChannelsDependencies,
  acting: Acting,
  { id, madeFrom, name, candidate }: Making,
): Promise<{ channel: Channel; hook: Hook } | ProblemResult> {
  const { storeOf, seal } = dependencies;
  const { tenant, now } = acting;
  const store = storeOf(tenant);
  const { number, appId, secret } = candidate;
  const token = await seal(tenant, 'channel', candidate.token);
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
    const hooks = await listHooks(store);
    const known = hooks.find((hook) => hook.provider === number.provider && hook.appId === appId);
    const before = known ?? newHook(tenant, number.provider, appId);
    const hook: Hook = {
      ...before,
      channels: { ...before.channels, [nameAtProvider(number)]: id },
      secrets: await withSecret(dependencies, before, secret, { overlapHours: usualOverlapHours, now }),
      ...candidate.hookOf(before, id),
      version: before.version + 1,
    };
    const channel: Channel = { ...number, id, name, hookId: hook.id, token, madeFrom, version: 1 };
    // A newer token of the account is the newer one of its other numbers, too.
    const others = known ? await tokenForAll(dependencies, store, known, { sealed: token, plain: candidate.token, now }) : [];
    const writes = [
      channelPut(store, channel),
      hookPut(store, hook),
      claim(store, 'channels', limit),
      audited(store, acting, 'channel.connected', channel, { after: { name, ...factsOf(channel) } }),
      ...others.map((other) => other.write),
    ];
    return { writes, result: { channel, hook } };
  });
}

const newHook = (tenant: Hook['tenant'], provider: Hook['provider'], appId: string): Hook => ({
  id: HookId.parse(randomBytes(16).toString('base64url')),
  tenant,
  provider,
  appId,
  channels: {},
  secrets: [],
  version: 0,
});

/** The request again: what it did not come to is done, and the answer is the same. */
async function finish(
  dependencies: ChannelsDependencies,
  acting: Acting,
  channel: Channel,
  body: Connecting,
): Promise<Connected | ProblemResult> {
  const { storeOf, routing } = dependencies;
  const store = storeOf(acting.tenant);
  const verify = body.provider === 'twilio' ? undefined : hashOfToken(firstVerifyToken(body.appSecret, channel.id));
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
  return answered(dependencies, acting, channel, body);
}

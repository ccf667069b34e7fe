import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { ChannelId } from '../../contract/ids.ts';
import type { Hook } from '../_data/hook.ts';
import type { ChannelsDependencies } from './dependencies.ts';

type Secrets = Pick<ChannelsDependencies, 'seal' | 'open'>;
const hour = 60 * 60_000;

/** How long a secret counts on that a newer one has replaced without anybody saying how long. */
export const usualOverlapHours = 24;

/**
 * The hook's secrets with this one as the current. Those before it count on for so many hours, or shorter if they were to end
 * sooner; none is dropped while it counts. The same list when nothing is different.
 */
export async function withSecret(
  { seal, open }: Secrets,
  hook: Hook,
  appSecret: string,
  { overlapHours, now }: { readonly overlapHours: number; readonly now: number },
): Promise<Hook['secrets']> {
  const [current, ...previous] = hook.secrets;
  const latest = now + overlapHours * hour;
  const counting = (secrets: Hook['secrets']) =>
    secrets.map(({ sealed, until }) => ({ sealed, until: Math.min(until ?? latest, latest) })).filter(({ until }) => until > now);
  const same = current !== undefined && (await open(hook.tenant, 'webhook', current.sealed, now)) === appSecret;
  if (same) {
    const kept = [current, ...counting(previous)];
    return JSON.stringify(kept) === JSON.stringify(hook.secrets) ? hook.secrets : kept;
  }
  const sealed = await seal(hook.tenant, 'webhook', appSecret);
  return [{ sealed }, ...counting(hook.secrets)];
}

export const newVerifyToken = (): string => randomBytes(24).toString('base64url');

/** Of the request that connects a number: the same request shows the same token, without its being kept anywhere. */
export const firstVerifyToken = (appSecret: string, id: ChannelId): string =>
  createHmac('sha256', appSecret).update(`verify token of ${id}`).digest().subarray(0, 24).toString('base64url');

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

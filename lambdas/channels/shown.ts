import type { AuditAction } from '../../contract/audit.ts';
import type { Channel as ShownChannel } from '../../contract/channels.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import type { AnyChannel, Channel } from '../_data/channel.ts';
import { type ChannelHealth, getChannelHealth } from '../_data/channel-health.ts';
import { getHook, type Hook } from '../_data/hook.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { Acting } from './dependencies.ts';

const at = (ms: number): string => new Date(ms).toISOString();

/** A number as people see it. Nothing of its secrets. */
export function shown(
  channel: Channel,
  {
    hook,
    health,
    webhookUrl,
    now,
  }: { hook: Hook | undefined; health: ChannelHealth | undefined; webhookUrl: string; now: number },
): ShownChannel {
  const { id, name, provider, phoneNumberId, wabaId, displayNumber, hookId, version } = channel;
  const until = Math.max(0, ...(hook?.secrets ?? []).map((secret) => secret.until ?? 0));
  const { lastEventAt, quality, checkedAt, errors = [] } = health ?? {};
  return {
    id,
    name,
    provider,
    phoneNumberId,
    wabaId,
    number: `+${displayNumber}`,
    webhookUrl: `${webhookUrl}${hookId}`,
    ...(until > now && { previousSecretUntil: at(until) }),
    health: {
      state: errors.length > 0 ? 'attention' : lastEventAt === undefined ? 'waiting' : 'ok',
      ...(lastEventAt !== undefined && { lastEventAt: at(lastEventAt) }),
      ...(quality && { quality }),
      ...(checkedAt !== undefined && { checkedAt: at(checkedAt) }),
      errors: errors.map((error) => ({ code: error.code, detail: error.detail, at: at(error.at) })),
    },
    version,
  };
}

/** The same, with what it needs read. */
export async function show(store: TenantTable, channel: Channel, webhookUrl: string, now: number): Promise<ShownChannel> {
  const [hook, health] = await Promise.all([getHook(store, channel.hookId), getChannelHealth(store, channel.id)]);
  return shown(channel, { hook, health, webhookUrl, now });
}

/** For the transaction of a change. Of secrets only that they changed. */
export const audited = (
  store: TenantTable,
  { employee, now, requestId, sourceIp }: Acting,
  action: AuditAction,
  { id, name }: Pick<AnyChannel, 'id' | 'name'>,
  change: { readonly before?: object; readonly after?: object } = {},
) =>
  auditPut(
    store,
    { action, by: byEmployee(employee), thing: { type: 'channel', id, name }, ...change, from: sourceIp, requestId },
    now,
  );

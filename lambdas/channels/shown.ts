import type { AuditAction } from '../../contract/audit.ts';
import type { Channel as ShownChannel } from '../../contract/channels.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import type { AnyChannel, Channel } from '../_data/channel.ts';
import { type ChannelHealth, getChannelHealth } from '../_data/channel-health.ts';
import { getHook, type Hook } from '../_data/hook.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { repeating } from '../_whatsapp/twilio/repeating.ts';
import type { Acting, ChannelsDependencies } from './dependencies.ts';

const at = (ms: number): string => new Date(ms).toISOString();

/** What tells the number at its provider, without anything secret: shown, and noted in the audit log. */
export const factsOf = (channel: AnyChannel) =>
  channel.provider === 'meta'
    ? { number: `+${channel.displayNumber}`, phoneNumberId: channel.phoneNumberId, wabaId: channel.wabaId }
    : { number: `+${channel.displayNumber}`, accountSid: channel.accountSid };

type Addresses = Pick<ChannelsDependencies, 'webhookUrl' | 'twilioWebhookUrl'>;

/** A number as people see it. Nothing of its secrets. */
export function shown(
  channel: Channel,
  { webhookUrl, twilioWebhookUrl }: Addresses,
  { hook, health, now }: { hook: Hook | undefined; health: ChannelHealth | undefined; now: number },
): ShownChannel {
  const { id, name, displayNumber, hookId, version } = channel;
  const until = Math.max(0, ...(hook?.secrets ?? []).map((secret) => secret.until ?? 0));
  const { lastEventAt, quality, checkedAt, errors = [] } = health ?? {};
  const common = {
    id,
    name,
    number: `+${displayNumber}`,
    ...(until > now && { previousSecretUntil: at(until) }),
    health: {
      state: errors.length > 0 ? ('attention' as const) : lastEventAt === undefined ? ('waiting' as const) : ('ok' as const),
      ...(lastEventAt !== undefined && { lastEventAt: at(lastEventAt) }),
      ...(quality && { quality }),
      ...(checkedAt !== undefined && { checkedAt: at(checkedAt) }),
      errors: errors.map((error) => ({ code: error.code, detail: error.detail, at: at(error.at) })),
    },
    version,
  };
  if (channel.provider === 'meta') {
    const { provider, phoneNumberId, wabaId } = channel;
    return { ...common, provider, phoneNumberId, wabaId, webhookUrl: `${webhookUrl}${hookId}` };
  }
  const { provider, accountSid } = channel;
  // What signatures are checked with, so that what is pasted is what counts.
  const address = hook?.url ?? `${twilioWebhookUrl}${hookId}`;
  return { ...common, provider, accountSid, webhookUrl: repeating(address) };
}

/** The same, with what it needs read. */
export async function show(addresses: Addresses, store: TenantTable, channel: Channel, now: number): Promise<ShownChannel> {
  const [hook, health] = await Promise.all([getHook(store, channel.hookId), getChannelHealth(store, channel.id)]);
  return shown(channel, addresses, { hook, health, now });
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

import type { ChannelId } from '../../contract/ids.ts';
import type { RealtimeEvent } from '../../contract/realtime.ts';
import { applyStatus } from '../_data/delivery.ts';
import { type ErasedHashes, erasedConversation, erasedName, erasedUntil, type HashErased } from '../_data/erased.ts';
import { findIdentity } from '../_data/identity.ts';
import { applyUnmatched } from '../_data/unmatched-status.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { log } from '../_shared/log.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { parseOpaqueKey, type ReceivedStatus } from '../_whatsapp/port.ts';

type StatusEvent = Extract<RealtimeEvent, { type: 'message.status' }>;

/** Moves a message's status forward. What does not belong to a message of this business is kept apart. */
export async function takeStatus(
  store: TenantTable,
  report: ReceivedStatus,
  { channelId, erasedHashes, now }: { readonly channelId: ChannelId; readonly erasedHashes: ErasedHashes; readonly now: number },
): Promise<StatusEvent | undefined> {
  const place = parseOpaqueKey(report.opaque);
  if (place) {
    // The key names a conversation, not a business: another's is simply not there under this one's prefix.
    const advanced = await applyStatus(store, place, report);
    failPoint('inbound.after-status');
    if (advanced.outcome === 'behind') return undefined;
    if (advanced.outcome === 'applied') {
      const { status, at, failure } = report;
      return { type: 'message.status', ...place, status, at: new Date(at).toISOString(), failure };
    }
  }
  const hash = await erasedHashes(store, now);
  if (hash && (await isOfErased(store, hash, channelId, report))) {
    log.info('a status of somebody who was erased', { tenant: store.tenant, channelId });
    return undefined;
  }
  await applyUnmatched(store, report, now);
  failPoint('inbound.after-unmatched');
  return undefined;
}

/** Of a conversation that was erased, or to somebody who was and has not written since: its id alone would tell the number. */
async function isOfErased(
  store: TenantTable,
  hash: HashErased,
  channelId: ChannelId,
  { opaque, recipients = [] }: ReceivedStatus,
): Promise<boolean> {
  const place = parseOpaqueKey(opaque);
  const conversation = place && (await erasedUntil(store, hash, [erasedConversation(place.conversationId)]));
  if (conversation !== undefined) return true;
  const names = recipients.map((recipient) => erasedName(channelId, recipient));
  if ((await erasedUntil(store, hash, names)) === undefined) return false;
  const known = await Promise.all(recipients.map((recipient) => findIdentity(store, channelId, recipient)));
  return known.every((one) => one === undefined);
}

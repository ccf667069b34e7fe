import type { RealtimeEvent } from '../../contract/realtime.ts';
import { applyStatus } from '../_data/delivery.ts';
import { applyUnmatched } from '../_data/unmatched-status.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { parseOpaqueKey, type ReceivedStatus } from '../_whatsapp/port.ts';

type StatusEvent = Extract<RealtimeEvent, { type: 'message.status' }>;

/** Moves a message's status forward. What does not belong to a message of this business is kept apart. */
export async function takeStatus(store: TenantTable, report: ReceivedStatus, now: number): Promise<StatusEvent | undefined> {
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
  await applyUnmatched(store, report, now);
  failPoint('inbound.after-unmatched');
  return undefined;
}

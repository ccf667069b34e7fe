import { listChannels } from '../_data/channel.ts';
import { forgetTrouble, type Quality, recordQuality, recordTrouble } from '../_data/channel-health.ts';
import { log } from '../_shared/log.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { readAccountReport } from '../_whatsapp/meta/account-report.ts';

/** What Meta reports of an account, noted at the numbers it concerns. Those of other businesses are not among them. */
export async function takeAccountReport(store: TenantTable, event: unknown, now: number): Promise<void> {
  const report = readAccountReport(event);
  if (report === undefined) {
    log.info('a report of the provider says nothing about numbers', { tenant: store.tenant });
    return;
  }
  const { account, number, trouble, over, quality } = report;
  const concerned = (await listChannels(store)).filter(
    (channel) =>
      channel.provider === 'meta' && channel.wabaId === account && (number === undefined || number === channel.displayNumber),
  );
  for (const { id } of concerned) {
    if (quality !== undefined) await recordQuality(store, id, quality satisfies Quality);
    if (over.length > 0) await forgetTrouble(store, id, over);
    if (trouble !== undefined) await recordTrouble(store, id, trouble, now);
  }
}

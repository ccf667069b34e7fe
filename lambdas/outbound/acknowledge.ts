import type { OutboundJob } from '../../contract/queues.ts';
import { getChannel } from '../_data/channel.ts';
import { log } from '../_shared/log.ts';
import { count } from '../_shared/metrics.ts';
import { retryDelayMs } from '../_whatsapp/retry.ts';
import type { Delivered, DeliveryDependencies } from './deliver.ts';

export type ReadReceiptJob = Extract<OutboundJob, { type: 'read-receipt' }>;

const mostAttempts = 3;

/** Blue ticks. Repeating one does no harm and missing one little, so it is tried a few times and then dropped. */
export async function acknowledge(
  { store, provider, random }: Pick<DeliveryDependencies, 'store' | 'provider' | 'random'>,
  { channelId, providerId, conversationId, typing }: ReadReceiptJob,
  attempt: number,
): Promise<Delivered> {
  const channel = await getChannel(store, channelId);
  if (channel === undefined) return 'done';
  const result = await (await provider(channel)).markRead(providerId, { typing });
  if (result.outcome === 'done' || result.outcome === 'accepted') return 'done';
  const retry = result.outcome === 'unknown' ? 'backoff' : result.retry;
  if ((retry === 'backoff' || retry === 'pair-rate') && attempt < mostAttempts) {
    return { later: retryDelayMs(retry, attempt, random()) };
  }
  const code = result.outcome === 'refused' ? result.failure.code : result.reason;
  log.warn('a read receipt was dropped', { tenant: store.tenant, conversationId, channelId, code, attempt });
  count('ReadReceiptDropped');
  return 'done';
}

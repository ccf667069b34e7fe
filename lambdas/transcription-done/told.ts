import { getVoice } from '../_data/transcript.ts';
import { getVoiceJob } from '../_data/voice-job.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { livingBusiness, orderOf } from '../_voice/engines.ts';
import { type KeepDependencies, keep } from '../_voice/keep.ts';
import type { Transcriber } from '../_voice/port.ts';

export interface ToldDependencies extends Omit<KeepDependencies, 'store'> {
  readonly jobs: PlatformTable;
  storeOf(tenant: TenantTable['tenant']): TenantTable;
  readonly transcriber: Transcriber;
}

/**
 * An event says that a job has ended, and nothing else of it is believed: whose it is says our own row, and how it ended says
 * Transcribe, asked with the rights of that business.
 */
export async function told(dependencies: ToldDependencies, job: string): Promise<'kept' | 'not-ours' | 'not-over'> {
  const { jobs, storeOf, transcriber, clock } = dependencies;
  const known = await getVoiceJob(jobs, job);
  if (!known) return 'not-ours';
  const { tenant, conversationId, messageId, attempt, at } = known;
  const store = storeOf(tenant);
  const [item, business] = await Promise.all([getVoice(store, known), livingBusiness(store)]);
  const language = item?.tr?.n === attempt ? item.tr.ask : undefined;
  const order = orderOf(store, undefined, business, { conversationId, messageId, attempt, job, language });
  const found = await transcriber.follow(order);
  if (found.outcome === 'absent' || found.outcome === 'waiting') return 'not-over';
  await keep({ ...dependencies, store, clock }, transcriber, order, found, { begunAt: at, durationMs: item?.file?.ms });
  return 'kept';
}

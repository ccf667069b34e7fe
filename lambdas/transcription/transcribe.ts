import type { TranscriptionJob } from '../../contract/queues.ts';
import { claim, end, release } from '../_data/transcript.ts';
import { getTranscription, type Transcription } from '../_data/transcription.ts';
import { putVoiceJob } from '../_data/voice-job.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { JobResult } from '../_shared/job-queue.ts';
import { log } from '../_shared/log.ts';
import { ulid } from '../_shared/ulid.ts';
import { livingBusiness, orderOf } from '../_voice/engines.ts';
import { failed } from '../_voice/failures.ts';
import { type Ended, type KeepDependencies, keep, toViewers } from '../_voice/keep.ts';
import type { Begun, Transcriber } from '../_voice/port.ts';
import { firstLook } from './look.ts';

export interface TranscribeDependencies extends KeepDependencies {
  /** With the key opened. */
  transcriber(settings: Transcription & { readonly engine: Transcriber['engine'] }): Promise<Transcriber>;
  /** What names of jobs begin with. */
  readonly jobPrefix: string;
  /** 0 to 1. */
  readonly random: () => number;
}

/** Longer than the function runs, so that nobody takes over from a worker that is still at it. */
export const leaseMs = 130_000;

const longestWaitMs = 15 * 60_000;
/** 10, 20, 40 s ... */
const backOffMs = (receiveCount: number, random: number): number =>
  Math.min(longestWaitMs, 5_000 * 2 ** receiveCount) * (0.75 + random / 2);

/** Begins an attempt, once. `last`: the queue gives the job out no more, so that what cannot be done now counts as failed. */
export async function transcribe(
  dependencies: TranscribeDependencies,
  job: TranscriptionJob,
  { receiveCount, holder, last }: { readonly receiveCount: number; readonly holder: string; readonly last: boolean },
): Promise<JobResult> {
  const { store, jobs, send, clock, random, push, jobPrefix } = dependencies;
  const { tenant, conversationId, messageId, attempt, language } = job;
  const place = { conversationId, messageId, attempt };
  const [business, settings] = await Promise.all([livingBusiness(store), getTranscription(store)]);
  if (!business) return 'done';
  const { engine } = settings;
  if (engine === 'off') {
    const ended = await end(store, place, { off: true });
    if (ended?.ending === 'kept') await push(store, [toViewers(ended.message)], clock());
    return 'done';
  }
  const now = clock();
  const wanted = { attempt, language, engine, holder, job: `${jobPrefix}${tenant}-${ulid(now)}`, now, leaseMs };
  const claimed = await claim(store, place, wanted);
  if (claimed.outcome === 'held') return { later: claimed.until - now + 1 };
  if (claimed.outcome !== 'claimed') return 'done';
  failPoint('transcription.after-claim');
  await push(store, [toViewers(claimed.message)], now);

  const { begunAt, message } = claimed;
  const order = orderOf(store, message, business, { ...place, job: claimed.job, language });
  const transcriber = await dependencies.transcriber({ ...settings, engine }).catch(async (error: unknown) => {
    await release(store, place, holder);
    throw error;
  });
  const settle = (answer: Ended): Promise<void> =>
    keep(dependencies, transcriber, order, answer, { begunAt, durationMs: message.file?.durationMs });
  if (transcriber.engine === 'transcribe') {
    await putVoiceJob(jobs, order.job, { tenant, ...place, at: begunAt }, now);
    failPoint('transcription.before-start');
  }
  const begun = await transcriber.begin(order).catch(async (error: unknown): Promise<Begun> => {
    // Told to people as failed, and to us by its way to the dead-letter queue.
    if (last) await settle(failed('busy'));
    else await release(store, place, holder);
    throw error;
  });
  failPoint('transcription.after-start');
  switch (begun.outcome) {
    case 'started':
      await send(firstLook(job, order.job), { afterSeconds: firstLookSeconds });
      return 'done';
    case 'heard':
    case 'failed':
      await settle(begun);
      return 'done';
    case 'busy':
      log.warn('the engine has no time', { tenant, ...place, code: engine });
      if (!last) {
        await release(store, place, holder);
        return { later: begun.afterMs ?? backOffMs(receiveCount, random()) };
      }
      await settle(failed('busy'));
      return 'given-up';
    default:
      return begun satisfies never;
  }
}
/** Most are done in a minute. */
const firstLookSeconds = 5 * 60;

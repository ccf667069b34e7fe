import type { TranscriptionJob } from '../../contract/queues.ts';
import { getVoice } from '../_data/transcript.ts';
import { log } from '../_shared/log.ts';
import { livingBusiness, orderOf } from '../_voice/engines.ts';
import { failed } from '../_voice/failures.ts';
import { type KeepDependencies, keep } from '../_voice/keep.ts';
import type { Transcriber } from '../_voice/port.ts';

/** For about four hours: then the job counts as failed, and may be asked for again. */
const mostLooks = 16;
const nextLookSeconds = 15 * 60;

export type Look = NonNullable<TranscriptionJob['look']>;

/** The message that looks after a job that was started. */
export const firstLook = ({ look: _, ...job }: TranscriptionJob, name: string): TranscriptionJob => ({
  ...job,
  look: { job: name, nth: 1 },
});

export interface LookDependencies extends KeepDependencies {
  /** Amazon Transcribe: the only engine that answers later. */
  readonly transcriber: Transcriber;
}

/** Nobody may have told that a job is done, or whoever was told died: so it is asked for, some time later and rarely. */
export async function lookAfter(
  dependencies: LookDependencies,
  job: TranscriptionJob,
  { job: name, nth }: Look,
): Promise<'done'> {
  const { store, transcriber, send, clock } = dependencies;
  const { conversationId, messageId, attempt, language } = job;
  const [item, business] = await Promise.all([getVoice(store, job), livingBusiness(store)]);
  const order = orderOf(store, undefined, business, { conversationId, messageId, attempt, job: name, language });
  const current = item?.tr?.n === attempt && item.tr.job === name && item.tr.s === 'running' ? item.tr : undefined;
  if (current === undefined) {
    // The end was told of, or the conversation is gone: then nothing may be left of it.
    await transcriber.forget(order);
    return 'done';
  }
  const circumstances = { begunAt: current.at ?? clock(), durationMs: item?.file?.ms };
  const found = await transcriber.follow(order);
  switch (found.outcome) {
    case 'heard':
    case 'failed':
      await keep(dependencies, transcriber, order, found, circumstances);
      return 'done';
    case 'absent':
      // Its worker died before it began.
      await send({ ...job, look: undefined });
      return 'done';
    case 'waiting':
      log.warn('a job of transcription takes long', { tenant: store.tenant, conversationId, messageId, attempt, count: nth });
      if (nth >= mostLooks) await keep(dependencies, transcriber, order, failed('no-answer'), circumstances);
      else
        await send({ ...job, look: { job: name, nth: nth + 1 } } satisfies TranscriptionJob, { afterSeconds: nextLookSeconds });
      return 'done';
    default:
      return found satisfies never;
  }
}

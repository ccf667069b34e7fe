import type { Message } from '../../contract/message.ts';
import type { TranscriptionJob } from '../../contract/queues.ts';
import { end } from '../_data/transcript.ts';
import { dropVoiceJob } from '../_data/voice-job.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { Change } from '../_shared/frames.ts';
import { log } from '../_shared/log.ts';
import type { Push } from '../_shared/realtime.ts';
import type { SendJob } from '../_shared/signed-queue.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import type { Begun, Followed, Order, Transcriber } from './port.ts';

export interface KeepDependencies {
  readonly store: TenantTable;
  /** Whose jobs are. */
  readonly jobs: PlatformTable;
  readonly push: Push;
  /** To the queue of transcriptions. */
  readonly send: SendJob;
  readonly clock: () => number;
}

export type Ended = Extract<Begun | Followed, { outcome: 'heard' | 'failed' }>;

export const toViewers = (message: Message): Change => ({
  to: { viewing: message.conversationId },
  event: { type: 'message.changed', message },
});

/** When it began, and how long the recording is where that is known. */
export interface Circumstances {
  readonly begunAt: number;
  readonly durationMs?: number | undefined;
}

/**
 * What came of an attempt is kept with what it cost, told, and what the engine left behind is removed. Any of it may be done again.
 */
export async function keep(
  dependencies: KeepDependencies,
  transcriber: Transcriber,
  order: Order,
  answer: Ended,
  { begunAt, durationMs }: Circumstances,
): Promise<void> {
  const { store, jobs, push, clock } = dependencies;
  const { tenant, conversationId, messageId, attempt, job } = order;
  const ended =
    answer.outcome === 'failed'
      ? await end(store, order, { failure: answer.failure })
      : await end(
          store,
          order,
          { heard: answer.heard },
          {
            kind: 'transcription',
            conversationId,
            id: `${messageId}.${attempt}`,
            at: begunAt,
            by: transcriber.engine,
            ...transcriber.price(answer.seconds ?? (durationMs ?? answer.heard.words.at(-1)?.endMs ?? 0) / 1000),
          },
        );
  failPoint('transcription.after-end');
  const code = answer.outcome === 'failed' ? answer.failure.code : answer.heard.text === '' ? 'empty' : 'heard';
  log.info('a voice note was transcribed', { tenant, conversationId, messageId, attempt, code, status: ended?.ending ?? 'gone' });
  if (ended && ended.ending !== 'superseded') await push(store, [toViewers(ended.message)], clock());
  if (ended && answer.outcome === 'failed' && answer.languageUnclear) await inNamedLanguage(dependencies, order, ended.message);
  await transcriber.forget(order);
  if (transcriber.engine === 'transcribe') await dropVoiceJob(jobs, job);
}

/** Too little was said to tell the language: it is most likely the one that the business names first. */
async function inNamedLanguage({ send }: KeepDependencies, order: Order, message: Message): Promise<void> {
  const { tenant, conversationId, messageId, attempt, languages } = order;
  const [language] = languages;
  if (languages.length < 2 || language === undefined || message.transcript?.failure?.code !== 'language-unclear') return;
  await send({ v: 1, tenant, conversationId, messageId, attempt: attempt + 1, language } satisfies TranscriptionJob);
}

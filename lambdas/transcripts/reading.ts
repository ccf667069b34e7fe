import type * as z from 'zod';
import type { Message } from '../../contract/message.ts';
import type { TranscriptionJob } from '../../contract/queues.ts';
import { isSpoken } from '../../contract/spoken.ts';
import type { transcripts, Word } from '../../contract/transcripts.ts';
import { toMessage } from '../_data/message-item.ts';
import { ask, correct, getVoice, getWords, type VoicePlace } from '../_data/transcript.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { Push } from '../_shared/realtime.ts';
import type { SendJob } from '../_shared/signed-queue.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { toViewers } from '../_voice/keep.ts';

type Transcript = NonNullable<Message['transcript']>;
type Body<Name extends 'again' | 'correct'> = z.infer<(typeof transcripts.routes)[Name]['body']>;

export interface Desk {
  readonly store: TenantTable;
  readonly push: Push;
  /** To the queue of transcriptions. */
  readonly send: SendJob;
  /** Milliseconds. */
  readonly now: number;
}

export async function read(store: TenantTable, place: VoicePlace): Promise<(Transcript & { words: Word[] }) | ProblemResult> {
  const [item, words] = await Promise.all([getVoice(store, place), getWords(store, place)]);
  const transcript = item && toMessage(item).transcript;
  return transcript ? { ...transcript, words } : notFound();
}

/**
 * The job goes first: whoever works on it brings the message along. So a crash in between leaves nothing that waits for a job which
 * never comes.
 */
export async function again(
  { store, push, send, now }: Desk,
  place: VoicePlace,
  { language }: Body<'again'>,
): Promise<Transcript | ProblemResult> {
  const item = await getVoice(store, place);
  const message = item && toMessage(item);
  if (!item || !message || !isSpoken(message.content)) return notFound();
  if (message.file?.state !== 'stored') return problem('conflict', 'The recording is not here yet. Fetch it first.');
  const { tr } = item;
  // One that waits may have lost its job; one that runs has somebody who looks after it.
  if (tr?.s === 'running') return toMessage(item).transcript ?? notFound();
  const waiting = tr?.s === 'queued' ? tr : undefined;
  const attempt = waiting?.n ?? (tr?.n ?? 0) + 1;
  const asked = waiting ? waiting.ask : language;
  const { conversationId, messageId } = place;
  await send({ v: 1, tenant: store.tenant, conversationId, messageId, attempt, language: asked } satisfies TranscriptionJob);
  failPoint('transcripts.after-job');
  const marked = await ask(store, { ...place, attempt }, asked);
  if (!marked) return notFound();
  if (marked.outcome === 'asked') await push(store, [toViewers(marked.message)], now);
  return marked.message.transcript ?? notFound();
}

export async function writeDown(
  { store, push, now }: Desk,
  place: VoicePlace,
  { text }: Body<'correct'>,
  by: { readonly id: string; readonly name: string },
): Promise<Transcript | ProblemResult> {
  const correction = text === '' ? undefined : { x: text, by: { employeeId: by.id, name: by.name }, at: now };
  const message = await correct(store, place, correction);
  if (!message?.transcript) return notFound();
  await push(store, [toViewers(message)], now);
  return message.transcript;
}

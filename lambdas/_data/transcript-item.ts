import * as z from 'zod';
import { FileFailure, type Message, Transcript } from '../../contract/message.ts';

/**
 * `tr` of a voice note: what an engine made of it, and how far the newest attempt is. The text of the attempt before stays until
 * there is another. Replaced as a whole, on the condition of its version.
 */
export const TranscriptItem = z.object({
  /** Grows with every change. */
  v: z.int(),
  s: Transcript.shape.state,
  /** The attempt that this is the state of; 1 is the first. */
  n: z.int().positive(),
  /** Name of what works on it: of the job at Amazon Transcribe, and of its entry in the ledger. */
  job: z.string().optional(),
  /** When it was begun, milliseconds. */
  at: z.int().optional(),
  /** Who works on it, and until when nobody else may. */
  own: z.string().optional(),
  until: z.int().optional(),
  /** Asked for by a person. */
  ask: z.string().optional(),
  en: Transcript.shape.engine,
  /** Text, language, confidence. */
  x: z.string().optional(),
  l: z.string().optional(),
  cf: z.number().optional(),
  rec: z.literal(true).optional(),
  fail: FileFailure.optional(),
});
export type TranscriptItem = z.infer<typeof TranscriptItem>;

/** `trf`: what a person wrote instead; kept apart, so that no engine's result meets it. */
export const CorrectionItem = z.object({
  x: z.string(),
  by: z.object({ employeeId: z.string(), name: z.string() }),
  at: z.int(),
});
export type CorrectionItem = z.infer<typeof CorrectionItem>;

export function toTranscript(item: TranscriptItem, correction: CorrectionItem | undefined): NonNullable<Message['transcript']> {
  return Transcript.parse({
    revision: item.v,
    state: item.s,
    text: item.x,
    language: item.l ?? item.ask,
    confidence: item.cf,
    engine: item.en,
    failure: item.s === 'failed' ? item.fail : undefined,
    correction: correction && { text: correction.x, by: correction.by, at: new Date(correction.at).toISOString() },
    recorded: item.rec,
  });
}

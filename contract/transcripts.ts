import * as z from 'zod';
import { ConversationId, MessageId } from './ids.ts';
import { Transcript } from './message.ts';
import { routes } from './route.ts';

/** BCP 47, as the engine knows it: `ar`, `ar-SA`, `tr-TR`. */
const Language = z.string().regex(/^[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?$/);

export const Word = z.object({
  text: z.string(),
  startMs: z.int().nonnegative(),
  endMs: z.int().nonnegative(),
  /** 0 to 1; absent where the engine does not say. */
  confidence: z.number().optional(),
});
export type Word = z.infer<typeof Word>;

/** Of an engine that speaks `/audio/transcriptions`; https, but for the local stage itself. */
const Endpoint = z.url({ protocol: /^https?$/ }).max(300);

const OneMessage = z.object({ id: ConversationId, messageId: MessageId });

/** Which engine writes down what is said. Amazon Transcribe knows no Arabic but that of the Gulf and the standard one. */
export const TranscriptionSettings = z
  .object({
    engine: z.enum(['transcribe', 'openai', 'off']),
    endpoint: Endpoint.optional(),
    model: z.string().max(100).optional(),
    /** The key is stored encrypted and never answered. */
    hasKey: z.boolean(),
    /** Price of a minute in millionths of a US dollar, for the ledger. */
    microsPerMinute: z.int().nonnegative(),
    /** What a minute costs at Amazon Transcribe in this installation. */
    transcribeMicrosPerMinute: z.int().nonnegative(),
    /** Of the languages of the business, those that the engine does not know. */
    unknownLanguages: z.array(z.string()),
    version: z.int(),
  })
  .meta({ id: 'TranscriptionSettings' });
export type TranscriptionSettings = z.infer<typeof TranscriptionSettings>;

export const transcripts = routes('transcripts', {
  get: {
    method: 'GET',
    path: '/v1/conversations/{id}/messages/{messageId}/transcript',
    access: 'conversations.view',
    summary: 'What is said in a voice note, word by word',
    params: OneMessage,
    response: Transcript.extend({ words: z.array(Word) }),
  },
  again: {
    method: 'POST',
    path: '/v1/conversations/{id}/messages/{messageId}/transcript',
    access: 'conversations.send',
    summary: 'Transcribe again, perhaps in a language that is named. One that is under way is left alone',
    params: OneMessage,
    body: z.strictObject({ language: Language.optional() }),
    response: Transcript,
    status: 202,
  },
  correct: {
    method: 'PUT',
    path: '/v1/conversations/{id}/messages/{messageId}/transcript/correction',
    access: 'conversations.send',
    summary: 'Write down what is really said. The original stays beside it; an empty text takes the correction back',
    params: OneMessage,
    body: z.strictObject({ text: z.string().trim().max(20_000) }),
    response: Transcript,
  },
  settings: {
    method: 'GET',
    path: '/v1/transcription',
    access: 'settings.view',
    summary: 'Which engine transcribes voice notes',
    response: TranscriptionSettings,
  },
  changeSettings: {
    method: 'PUT',
    path: '/v1/transcription',
    access: 'integrations.manage',
    ifMatch: true,
    summary: 'Choose the engine. The key is kept when it is left out, and never answered',
    body: z.strictObject({
      engine: z.enum(['transcribe', 'openai', 'off']),
      endpoint: Endpoint.optional(),
      model: z.string().trim().min(1).max(100).optional(),
      key: z.string().min(1).max(500).optional(),
      microsPerMinute: z.int().nonnegative().max(1_000_000).optional(),
    }),
    response: TranscriptionSettings,
  },
});

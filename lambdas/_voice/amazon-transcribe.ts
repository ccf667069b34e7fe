import * as z from 'zod';
import type { Word } from '../../contract/transcripts.ts';
import type { Heard } from '../_data/transcript.ts';
import { log } from '../_shared/log.ts';
import type { AwsResponse } from '../_shared/signed-request.ts';
import { failed } from './failures.ts';
import { asTenant, type CredentialsOf, outputKey, recordingKey, type VoiceFiles } from './files.ts';
import { transcribeCodes } from './languages.ts';
import type { Begun, Followed, Order, Price, Transcriber } from './port.ts';

/** Transcribe's names of containers, by type. Others are left to its own detection. */
const formats: Readonly<Record<string, string>> = {
  'audio/ogg': 'ogg',
  'audio/amr': 'amr',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'mp4',
  'audio/x-m4a': 'm4a',
  'audio/webm': 'webm',
  'audio/wav': 'wav',
  'audio/flac': 'flac',
};

/** Nothing shorter is billed: https://aws.amazon.com/transcribe/pricing/ */
const leastSeconds = 15;

export function priceOf(seconds: number, microsPerMinute: number, least = 0): Price {
  const paid = Math.max(least, Math.ceil(seconds));
  return { seconds: paid, micros: Math.round((paid * microsPerMinute) / 60) };
}

interface Parts {
  readonly files: VoiceFiles;
  readonly credentialsOf: CredentialsOf;
  readonly environment: NodeJS.ProcessEnv;
  readonly microsPerMinute: number;
}

const Fault = z.object({ __type: z.string() });
const Job = z.object({
  TranscriptionJob: z.object({
    TranscriptionJobStatus: z.enum(['QUEUED', 'IN_PROGRESS', 'FAILED', 'COMPLETED']),
    LanguageCode: z.string().optional(),
    FailureReason: z.string().optional(),
  }),
});

/** https://docs.aws.amazon.com/transcribe/latest/APIReference/API_TranscriptionJob.html lists the reasons. */
function refusalOf(reason: string): ReturnType<typeof failed> & { readonly languageUnclear?: true } {
  if (/language identification/i.test(reason)) return { ...failed('language-unclear'), languageUnclear: true };
  if (/file size|too long|duration/i.test(reason)) return failed('too-large');
  if (/format|sample rate|channels/i.test(reason)) return failed('wrong-format');
  if (/can't be accessed|doesn't exist|S3 URI/i.test(reason)) return failed('no-file');
  return failed('refused');
}

/** Whether Transcribe has no time for it. Its limits are answered with 400. */
const isBusy = (fault: string): boolean => /LimitExceeded|Throttl|TooManyRequests/.test(fault);

/** Amazon Transcribe: jobs that read from the business's prefix and write to it, with the rights of the business. */
export function amazonTranscribe({ files, credentialsOf, environment, microsPerMinute }: Parts): Transcriber {
  const { AWS_REGION = '', AWS_ENDPOINT_URL_TRANSCRIBE, AWS_ENDPOINT_URL } = environment;
  const endpoint = AWS_ENDPOINT_URL_TRANSCRIBE ?? AWS_ENDPOINT_URL ?? `https://transcribe.${AWS_REGION}.amazonaws.com`;

  const call = async ({ tenant }: Order, operation: string, input: Readonly<Record<string, unknown>>): Promise<AwsResponse> => {
    const send = await asTenant(credentialsOf, tenant, environment);
    return send({
      service: 'transcribe',
      method: 'POST',
      url: `${endpoint.replace(/\/$/, '')}/`,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Transcribe.${operation}` },
      body: JSON.stringify(input),
    });
  };

  const read = async (order: Order, language: string | undefined): Promise<Followed> => {
    const written = await files.get(order.tenant, outputKey(order));
    if (!written) return { outcome: 'waiting' };
    const heard = heardIn(written.toString(), language);
    return heard ? { outcome: 'heard', heard } : failed('bad-answer');
  };

  return {
    engine: 'transcribe',

    async begin(order): Promise<Begun> {
      const [first, ...others] = transcribeCodes(order.languages);
      if (first === undefined) return failed('language-unknown');
      const format = formats[order.mimeType.split(';')[0]?.trim().toLowerCase() ?? ''];
      const { status, body } = await call(order, 'StartTranscriptionJob', {
        TranscriptionJobName: order.job,
        Media: { MediaFileUri: `s3://${files.bucket}/${recordingKey(order)}` },
        ...(format !== undefined && { MediaFormat: format }),
        ...(others.length === 0 ? { LanguageCode: first } : { IdentifyLanguage: true, LanguageOptions: [first, ...others] }),
        OutputBucketName: files.bucket,
        OutputKey: outputKey(order),
      });
      if (status === 200) return { outcome: 'started' };
      const { fault, message } = faultIn(body);
      // A worker died after this call, or its answer was lost.
      if (fault === 'ConflictException') return { outcome: 'started' };
      if (isBusy(fault)) return { outcome: 'busy' };
      if (fault === 'BadRequestException') return refusalOf(message);
      throw new Error(`StartTranscriptionJob answered ${status} ${fault}`);
    },

    async follow(order): Promise<Followed> {
      const { status, body } = await call(order, 'GetTranscriptionJob', { TranscriptionJobName: order.job });
      if (status !== 200) {
        const { fault } = faultIn(body);
        if (fault === 'BadRequestException' || fault === 'NotFoundException') return { outcome: 'absent' };
        if (isBusy(fault)) return { outcome: 'waiting' };
        throw new Error(`GetTranscriptionJob answered ${status} ${fault}`);
      }
      const {
        TranscriptionJobStatus,
        LanguageCode,
        FailureReason = '',
      } = Job.parse(JSON.parse(body.toString())).TranscriptionJob;
      switch (TranscriptionJobStatus) {
        case 'COMPLETED':
          return read(order, LanguageCode);
        case 'FAILED':
          return refusalOf(FailureReason);
        case 'QUEUED':
        case 'IN_PROGRESS':
          return { outcome: 'waiting' };
        default:
          return TranscriptionJobStatus satisfies never;
      }
    },

    async forget(order): Promise<void> {
      const { tenant, conversationId, messageId, attempt, job } = order;
      try {
        await files.remove(tenant, outputKey(order));
        const { status, body } = await call(order, 'DeleteTranscriptionJob', { TranscriptionJobName: job });
        if (status !== 200 && !/BadRequest|NotFound/.test(faultIn(body).fault))
          throw new Error(`DeleteTranscriptionJob answered ${status}`);
      } catch (error) {
        // Transcribe forgets its jobs after 90 days; the file goes with its conversation.
        log.warn('a job of transcription is not tidied away', { tenant, conversationId, messageId, attempt }, error);
      }
    },

    price: (seconds) => priceOf(seconds, microsPerMinute, leastSeconds),
  };
}

function faultIn(body: Buffer): { readonly fault: string; readonly message: string } {
  try {
    const document: unknown = JSON.parse(body.toString());
    const fault = Fault.parse(document).__type.split('#').at(-1) ?? '';
    const { Message = '', message = Message } = z.object({ Message: z.string(), message: z.string() }).partial().parse(document);
    return { fault, message };
  } catch {
    return { fault: 'unreadable', message: '' };
  }
}

const number = z.coerce.number();
/** https://docs.aws.amazon.com/transcribe/latest/dg/how-input.html#how-it-works-output; `recorded` is the local stage's. */
const Output = z.object({
  recorded: z.literal(true).optional(),
  results: z.object({
    language_code: z.string().optional(),
    transcripts: z.array(z.object({ transcript: z.string() })),
    items: z.array(
      z.object({
        type: z.enum(['pronunciation', 'punctuation']),
        start_time: number.optional(),
        end_time: number.optional(),
        alternatives: z.array(z.object({ confidence: number.nullish(), content: z.string() })).min(1),
      }),
    ),
  }),
});

/** Undefined: it is not what Transcribe writes. */
function heardIn(json: string, language: string | undefined): Heard | undefined {
  let output: z.infer<typeof Output>;
  try {
    output = Output.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
  const { transcripts, items, language_code = language } = output.results;
  const words: Word[] = [];
  for (const { type, start_time = 0, end_time = start_time, alternatives } of items) {
    const [best] = alternatives;
    if (!best) continue;
    const last = words.at(-1);
    if (type === 'punctuation') {
      if (last) words[words.length - 1] = { ...last, text: last.text + best.content };
      continue;
    }
    words.push({
      text: best.content,
      startMs: Math.max(0, Math.round(start_time * 1000)),
      endMs: Math.max(0, Math.round(end_time * 1000)),
      confidence: Math.min(1, Math.max(0, best.confidence ?? 0)),
    });
  }
  const text = transcripts
    .map(({ transcript }) => transcript)
    .join(' ')
    .trim();
  return {
    text: words.length === 0 ? '' : text,
    words,
    language: language_code,
    confidence: meanConfidence(words),
    recorded: output.recorded,
  };
}

export function meanConfidence(words: readonly Word[]): number | undefined {
  const known = words.flatMap(({ confidence }) => (confidence === undefined ? [] : [confidence]));
  return known.length === 0 ? undefined : known.reduce((sum, one) => sum + one, 0) / known.length;
}

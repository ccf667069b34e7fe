import * as z from 'zod';
import type { Word } from '../../contract/transcripts.ts';
import type { Heard } from '../_data/transcript.ts';
import { FetchRefused, type GuardedFetch } from '../_shared/guarded-fetch.ts';
import { meanConfidence, priceOf } from './amazon-transcribe.ts';
import { failed } from './failures.ts';
import type { Begun, Order, Transcriber } from './port.ts';

interface Parts {
  /** Base of the API, as `https://api.openai.com/v1`, or the whole address of its transcriptions. */
  readonly endpoint: string;
  readonly model: string;
  readonly key: string;
  readonly microsPerMinute: number;
  readonly fetch: GuardedFetch;
  /** Undefined: the recording is not there. */
  readonly load: (order: Order) => Promise<Buffer | undefined>;
}

const totalMs = 90_000;
const longestAnswer = 8 * 1024 * 1024;

const Segment = z.object({
  start: z.number(),
  end: z.number(),
  avg_logprob: z.number().optional(),
  no_speech_prob: z.number().optional(),
});
/** https://platform.openai.com/docs/api-reference/audio/verbose-json-object; of simple models there is `text` only. */
const Answer = z.object({
  text: z.string(),
  language: z.string().optional(),
  duration: z.coerce.number().nonnegative().optional(),
  words: z
    .array(z.object({ word: z.string(), start: z.number(), end: z.number(), probability: z.number().optional() }))
    .nullish(),
  segments: z.array(Segment).nullish(),
});
const Fault = z.object({
  error: z.object({ code: z.string().nullish(), param: z.string().nullish(), message: z.string().nullish() }),
});

const addressOf = (endpoint: string): string => {
  const base = endpoint.replace(/\/+$/, '');
  return base.endsWith('/audio/transcriptions') ? base : `${base}/audio/transcriptions`;
};

/** Whatever speaks OpenAI's `/audio/transcriptions`: it answers at once, or not. */
export function openAiAudio({ endpoint, model, key, microsPerMinute, fetch, load }: Parts): Transcriber {
  const address = addressOf(endpoint);

  const post = async (
    order: Order,
    recording: Buffer,
    detailed: boolean,
  ): Promise<{ status: number; retryAfter: string; text: string }> => {
    const { body, contentType } = await formOf(order, recording, { model, detailed });
    const {
      status,
      headers,
      body: bytes,
    } = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': contentType, accept: 'application/json' },
      body,
      authorization: { value: `Bearer ${key}`, hosts: [new URL(address).host] },
      redirects: 0,
      maxBytes: longestAnswer,
      totalMs,
      idleMs: totalMs,
    });
    const chunks: Buffer[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    return { status, retryAfter: String(headers['retry-after'] ?? ''), text: Buffer.concat(chunks).toString() };
  };

  return {
    engine: 'openai',

    async begin(order): Promise<Begun> {
      const recording = await load(order);
      if (!recording) return failed('no-file');
      try {
        const first = await post(order, recording, true);
        // Newer models know neither times nor the long form of an answer.
        const answer = first.status === 400 && asksForLess(first.text) ? await post(order, recording, false) : first;
        return understood(answer, order);
      } catch (error) {
        if (!(error instanceof FetchRefused)) throw error;
        return refusedFetch(error);
      }
    },

    follow: async () => ({ outcome: 'absent' }),
    forget: async () => {},
    price: (seconds) => priceOf(seconds, microsPerMinute),
  };
}

async function formOf(order: Order, recording: Buffer, { model, detailed }: { model: string; detailed: boolean }) {
  const form = new FormData();
  const type = order.mimeType.split(';')[0]?.trim() ?? '';
  // The engine tells the format by the name.
  form.append('file', new Blob([new Uint8Array(recording)], { type }), `voice.${extensions[type] ?? 'ogg'}`);
  form.append('model', model);
  form.append('response_format', detailed ? 'verbose_json' : 'json');
  if (detailed) for (const granularity of ['word', 'segment']) form.append('timestamp_granularities[]', granularity);
  // Of several languages it finds out itself; it takes none but a single one, without a place.
  const [language, ...others] = order.languages;
  if (language !== undefined && others.length === 0) form.append('language', language.split('-')[0] ?? language);
  const { headers, body } = await bytesOf(form);
  return { body, contentType: headers };
}

async function bytesOf(form: FormData): Promise<{ headers: string; body: Buffer }> {
  const packed = new Response(form);
  return { headers: packed.headers.get('content-type') ?? '', body: Buffer.from(await packed.arrayBuffer()) };
}

const extensions: Readonly<Record<string, string>> = {
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/webm': 'webm',
  'audio/wav': 'wav',
  'audio/flac': 'flac',
  'audio/amr': 'amr',
  'audio/aac': 'aac',
};

function faultIn(text: string): z.infer<typeof Fault>['error'] {
  try {
    return Fault.parse(JSON.parse(text)).error;
  } catch {
    return {};
  }
}

function asksForLess(text: string): boolean {
  const { param, message } = faultIn(text);
  return /response_format|timestamp_granularities/.test(`${param ?? ''} ${message ?? ''}`);
}

function understood({ status, retryAfter, text }: { status: number; retryAfter: string; text: string }, order: Order): Begun {
  if (status === 200) return heardIn(text, order);
  if (status === 401 || status === 403) return failed('no-access');
  if (status === 402 || (status === 429 && faultIn(text).code === 'insufficient_quota')) return failed('no-credit');
  if (status === 429 || status >= 500) {
    const seconds = Number(retryAfter);
    return { outcome: 'busy', ...(seconds > 0 && { afterMs: seconds * 1000 }) };
  }
  if (status === 413) return failed('too-large');
  if (status === 415) return failed('wrong-format');
  return failed(status === 400 || status === 422 ? 'refused' : 'wrong-address');
}

/** What is wrong with the address stays wrong; everything else may be over soon. */
function refusedFetch({ reason }: FetchRefused): Begun {
  switch (reason) {
    case 'bad-url':
    case 'not-https':
    case 'foreign-host':
    case 'private-address':
    case 'too-many-redirects':
      return failed('wrong-address');
    case 'too-large':
      return failed('bad-answer');
    case 'no-address':
    case 'unreachable':
    case 'too-slow':
    case 'cut-short':
      return { outcome: 'busy' };
    default:
      return reason satisfies never;
  }
}

function heardIn(text: string, order: Order): Begun {
  let answer: z.infer<typeof Answer>;
  try {
    answer = Answer.parse(JSON.parse(text));
  } catch {
    return failed('bad-answer');
  }
  const segments = answer.segments ?? [];
  const words = (answer.words ?? []).map(({ word, start, end, probability }): Word => {
    const confidence = probability ?? confidenceAt(segments, (start + end) / 2);
    return {
      text: word.trim(),
      startMs: Math.max(0, Math.round(start * 1000)),
      endMs: Math.max(0, Math.round(end * 1000)),
      ...(confidence !== undefined && { confidence: Math.min(1, Math.max(0, confidence)) }),
    };
  });
  const heard: Heard = {
    text: isSilence(segments) ? '' : answer.text.trim(),
    words: isSilence(segments) ? [] : words,
    language: languageOf(answer.language) ?? (order.languages.length === 1 ? order.languages[0] : undefined),
    confidence: meanConfidence(words),
  };
  return { outcome: 'heard', heard, seconds: answer.duration };
}

/** The mean probability of what was written down there; the engine says it for whole segments. */
function confidenceAt(segments: readonly z.infer<typeof Segment>[], at: number): number | undefined {
  const logarithm = segments.find(({ start, end }) => start <= at && at <= end)?.avg_logprob;
  return logarithm === undefined ? undefined : Math.exp(logarithm);
}

/** Such engines make up words for silence. Whisper's own rule for what it takes for none. */
const isSilence = (segments: readonly z.infer<typeof Segment>[]): boolean =>
  segments.length > 0 && segments.every(({ avg_logprob = 0, no_speech_prob = 0 }) => no_speech_prob > 0.6 && avg_logprob < -1);

const english = new Intl.DisplayNames('en', { type: 'language' });
/** Those that Whisper knows: https://github.com/openai/whisper/blob/main/whisper/tokenizer.py */
const codes =
  `en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy
  sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps
  tk nn mt sa lb my bo tl mg as tt haw ln ha ba jv su yue`.split(/\s+/);
const byName = new Map(codes.map((code) => [english.of(code)?.toLowerCase(), code]));

/** `arabic`, as OpenAI itself says, or `ar`, as others do. */
function languageOf(said: string | undefined): string | undefined {
  if (said === undefined || said === '') return undefined;
  return byName.get(said.toLowerCase()) ?? (/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(said) ? said : undefined);
}

import { createHash } from 'node:crypto';
import * as z from 'zod';
import { bufferSource } from '../../lambdas/_media/byte-source.ts';
import { oggDuration } from '../../lambdas/_media/ogg.ts';
import { answerJson, readBody } from '../http.ts';
import type { RequestHandler } from '../parts.ts';
import type { Recorded, Recordings } from './recorded.ts';

/** https://platform.openai.com/docs/guides/speech-to-text: at most 25 MB, of these formats, told by the name. */
const largest = 25 * 1024 * 1024;
const formats = ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm'];

const file = z
  .instanceof(File)
  .refine(({ size }) => size > 0, 'Audio file is empty')
  .refine(({ name }) => formats.includes(name.split('.').at(-1)?.toLowerCase() ?? ''), 'Invalid file format');

/**
 * A request to `/audio/transcriptions` as https://github.com/openai/openai-openapi describes it (CreateTranscriptionRequest), as far
 * as Whisper knows it, and nothing besides: what is not in it is refused.
 */
const Form = z
  .strictObject({
    file,
    model: z.string().min(1),
    language: z
      .string()
      .regex(/^[a-z]{2,3}$/)
      .optional(),
    prompt: z.string().optional(),
    response_format: z.enum(['json', 'verbose_json']).default('json'),
    temperature: z.coerce.number().min(0).max(1).optional(),
    'timestamp_granularities[]': z.array(z.enum(['word', 'segment'])).default([]),
  })
  .refine((form) => form['timestamp_granularities[]'].length === 0 || form.response_format === 'verbose_json', {
    path: ['timestamp_granularities[]'],
    message: 'Only with the response_format verbose_json',
  });

const wordSeconds = 0.35;
const nameOf = new Intl.DisplayNames('en', { type: 'language' });

const fault = (message: string, param: string | null, code: string | null = null) => ({
  error: { message, type: 'invalid_request_error', param, code },
});

/** A stand-in for an engine of a business's own, under `/openai/v1`: it says what is recorded beside the bytes that it is sent. */
export function openAiStandIn(recordings: Recordings): RequestHandler {
  return async (request, response) => {
    const body = await readBody(request, largest);
    if (request.method !== 'POST' || request.url !== '/openai/v1/audio/transcriptions') {
      return answerJson(response, 404, fault('Unknown request URL', null, 'unknown_url'));
    }
    if (!/^Bearer \S+$/.test(request.headers.authorization ?? '')) {
      return answerJson(response, 401, fault('You did not provide an API key.', null, 'invalid_api_key'));
    }
    if (body === undefined) return answerJson(response, 413, fault('Maximum content size limit exceeded', 'file'));
    const fields = await fieldsOf(request.headers['content-type'] ?? '', body);
    const form = Form.safeParse(fields);
    if (!form.success) {
      const [issue] = form.error.issues;
      return answerJson(response, 400, fault(issue?.message ?? 'Could not parse multipart form', String(issue?.path[0] ?? '')));
    }
    const bytes = Buffer.from(await form.data.file.arrayBuffer());
    const recorded = recordings.find(createHash('sha256').update(bytes).digest('hex'));
    if (recorded?.failureReason !== undefined) return answerJson(response, 400, fault(recorded.failureReason, 'file'));
    const text = recorded?.text ?? '';
    if (form.data.response_format === 'json') return answerJson(response, 200, { text });
    const duration = ((await oggDuration(bufferSource(bytes))) ?? 0) / 1000;
    answerJson(response, 200, verbose({ text, duration, recorded, wanted: form.data['timestamp_granularities[]'] }));
  };
}

/** Undefined: not a form. */
async function fieldsOf(contentType: string, body: Buffer): Promise<Record<string, unknown> | undefined> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    const several = (name: string): boolean => name.endsWith('[]') || form.getAll(name).length > 1;
    return Object.fromEntries([...form.keys()].map((name) => [name, several(name) ? form.getAll(name) : form.get(name)]));
  } catch {
    return undefined;
  }
}

interface Said {
  readonly text: string;
  readonly duration: number;
  readonly recorded: Recorded | undefined;
  readonly wanted: readonly ('word' | 'segment')[];
}

/** https://platform.openai.com/docs/api-reference/audio/verbose-json-object */
function verbose({ text, duration, recorded, wanted }: Said) {
  const language = nameOf.of(recorded?.language.split('-')[0] ?? 'en')?.toLowerCase();
  const words = text === '' ? [] : text.split(/\s+/);
  const segment = {
    id: 0,
    seek: 0,
    start: 0,
    end: duration,
    text,
    tokens: [],
    temperature: 0,
    avg_logprob: -0.25,
    compression_ratio: 1,
    no_speech_prob: text === '' ? 0.9 : 0.01,
  };
  return {
    task: 'transcribe',
    language,
    duration,
    text,
    ...(wanted.includes('word') && {
      words: words.map((word, index) => ({ word, start: index * wordSeconds, end: (index + 1) * wordSeconds - 0.05 })),
    }),
    ...(wanted.includes('segment') && { segments: [segment] }),
  };
}

import type { Recorded } from './recorded.ts';

/** Milliseconds that a word is made to take. */
const wordMs = 350;

/** How sure a real engine is of words, and how unsure when it listens in the wrong language. */
const sure = 0.98;
const unsure = 0.31;

interface Job {
  readonly name: string;
  readonly account: string;
  readonly language: string;
  /** The languages it was to tell apart, if it was to. */
  readonly options: readonly string[];
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3).replace(/0$/, '');
const primary = (language: string): string => language.split('-')[0] ?? language;

/**
 * What Amazon Transcribe writes: https://docs.aws.amazon.com/transcribe/latest/dg/how-input.html#how-it-works-output
 * `recorded` is ours, and says that nobody listened.
 */
export function outputOf({ name, account, language, options }: Job, recorded: Recorded | undefined) {
  const text = recorded?.text.trim() ?? '';
  const confidence = recorded && primary(recorded.language) !== primary(language) ? unsure : sure;
  const items: Record<string, unknown>[] = [];
  let at = 0;
  for (const token of text === '' ? [] : text.split(/\s+/)) {
    const [, word = token, mark = ''] = /^(.*?)([.,!?؟،。]*)$/su.exec(token) ?? [];
    if (word !== '') {
      items.push({
        id: items.length,
        type: 'pronunciation',
        alternatives: [{ confidence: confidence.toFixed(3), content: word }],
        start_time: seconds(at),
        end_time: seconds(at + wordMs - 50),
      });
      at += wordMs;
    }
    if (mark !== '') items.push({ id: items.length, type: 'punctuation', alternatives: [{ confidence: '0.0', content: mark }] });
  }
  return {
    jobName: name,
    accountId: account,
    status: 'COMPLETED',
    results: {
      ...(options.length > 0 && {
        language_code: language,
        language_identification: options.map((code) => ({ score: code === language ? '0.9' : '0.1', code })),
      }),
      transcripts: [{ transcript: text }],
      items,
    },
    recorded: true,
  };
}

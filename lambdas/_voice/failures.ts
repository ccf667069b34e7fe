import type { FileFailure } from '../../contract/message.ts';

const settings = 'Settings › Transcription';

/** Why a voice note was not written down, and what people can do about it. `retry`: trying again may help as things are. */
export const failures = {
  'language-unknown': {
    retry: false,
    advice: `Amazon Transcribe does not know the languages of your business. Choose another engine under ${settings}, or transcribe it in a language that it knows.`,
  },
  'language-unclear': {
    retry: true,
    advice: 'Too little is said to tell the language. Transcribe it again and say which language it is.',
  },
  'wrong-format': {
    retry: false,
    advice: 'The engine does not read this kind of sound. Listen to it, or choose another engine.',
  },
  'too-large': { retry: false, advice: 'The recording is too long for the engine. Listen to it, or choose another engine.' },
  'no-file': { retry: true, advice: 'The recording is not there. Fetch it again first.' },
  'no-access': { retry: true, advice: `The engine refuses the key. Put in a new one under ${settings}, then try again.` },
  'no-credit': { retry: true, advice: 'The account at the engine has no credit left. Top it up, then try again.' },
  'wrong-address': {
    retry: true,
    advice: `The engine’s address or model is wrong. Correct it under ${settings}, then try again.`,
  },
  'bad-answer': { retry: true, advice: `The engine’s answer cannot be read. Try again, or check its address under ${settings}.` },
  refused: { retry: true, advice: 'The engine refused the recording. Try again, or choose another engine.' },
  busy: { retry: true, advice: 'The engine was busy or down for too long. Try again later.' },
  'no-answer': { retry: true, advice: 'The engine never answered. Try again.' },
} as const satisfies Record<string, { readonly retry: boolean; readonly advice: string }>;

export type FailureCode = keyof typeof failures;

export const failed = (code: FailureCode): { readonly outcome: 'failed'; readonly failure: FileFailure } => ({
  outcome: 'failed',
  failure: { code, ...failures[code] },
});

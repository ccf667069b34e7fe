import type { Word } from '../../../../contract/transcripts.ts';

/** Below this a word is marked, and below the other strongly: what engines are unsure of is often wrong. */
const unsureBelow = 0.75;
const veryUnsureBelow = 0.45;

export type Shade = 'sure' | 'unsure' | 'very-unsure';

export function shadeOf(confidence: number | undefined): Shade {
  if (confidence === undefined || confidence >= unsureBelow) return 'sure';
  return confidence >= veryUnsureBelow ? 'unsure' : 'very-unsure';
}

/** Words are worth loading for their shading where the whole is not quite sure. */
export const worthShading = (confidence: number | undefined): boolean => confidence !== undefined && confidence < 0.95;

/** Which word is spoken at a moment of the recording, milliseconds; between two words the one before. -1: none yet. */
export function wordAt(words: readonly Word[], atMs: number): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle]?.startMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

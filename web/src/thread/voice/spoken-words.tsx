import { Fragment } from 'react';
import type { Word } from '../../../../contract/transcripts.ts';
import { cleanText } from '../clean.ts';
import { type Shade, shadeOf, wordAt } from './shading.ts';
import { useVoiceWords } from './words.ts';

/** A line says it, the ground behind it how much: nothing is told by colour alone. */
const shades: Readonly<Record<Shade, string>> = {
  sure: '',
  unsure: 'underline decoration-dotted underline-offset-4',
  'very-unsure': 'underline decoration-dotted decoration-2 underline-offset-4 bg-warn-ground text-warn rounded-sm',
};

/** Word by word, with what the engine is not sure of marked, and the word that is being spoken. */
export function SpokenWords({ spoken, atMs }: { spoken: readonly Word[]; atMs: number | undefined }) {
  const words = useVoiceWords();
  const now = atMs === undefined ? -1 : wordAt(spoken, atMs);
  return (
    <p dir="auto" className="wrap-anywhere">
      {spoken.map(({ text, startMs, confidence }, index) => {
        const shade = shadeOf(confidence);
        return (
          <Fragment key={`${startMs} ${index.toString()}`}>
            {index > 0 ? ' ' : null}
            <span
              data-shade={shade === 'sure' ? undefined : shade}
              data-spoken={index === now || undefined}
              title={shade === 'sure' ? undefined : words.unsureWord}
              className={`${shades[shade]} ${index === now ? 'rounded-sm bg-accent text-on-accent' : ''}`}
            >
              {cleanText(text)}
            </span>
          </Fragment>
        );
      })}
    </p>
  );
}

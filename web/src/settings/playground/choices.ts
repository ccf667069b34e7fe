import type { Prompts, PromptTexts } from '../../../../contract/prompts.ts';
import type { Formats } from '../../clock/format.ts';
import type { PlaygroundWords } from '../../i18n/en/playground.ts';
import { isolate } from '../../i18n/isolate.ts';
import type { Option } from '../kit/choice.tsx';
import { longest, written } from '../prompts/texts.ts';
import type { TryBody } from './use-playground.ts';

/** `draft`, `published`, or the number of a version. */
export type Choice = string;

export const textsOf = (choice: Choice, draft: PromptTexts): TryBody['texts'] => {
  if (choice === 'draft') return { draft: written(draft) };
  return choice === 'published' ? 'published' : { version: Number(choice) };
};

/** The API takes no longer ones; whatever else is wrong with a text can be tried. */
export const isTriable = (texts: PromptTexts): boolean =>
  Object.values(texts).every((said) => Object.values(said).every((text) => text.length <= longest));

export function choiceOptions(
  published: Prompts['published'],
  versions: readonly { readonly number: number; readonly note: string }[],
  words: PlaygroundWords,
  formats: Formats,
): readonly Option[] {
  const counting = published === undefined ? '' : ` (${words.version(formats.number(published.number))})`;
  return [
    { value: 'draft', label: words.draft },
    { value: 'published', label: `${words.published}${counting}` },
    ...versions
      .filter(({ number }) => number !== published?.number)
      .map(({ number, note }) => ({
        value: String(number),
        label: `${words.version(formats.number(number))}${note === '' ? '' : `: ${isolate(note)}`}`,
      })),
  ];
}

export const shortName = (choice: Choice, words: PlaygroundWords, formats: Formats): string => {
  if (choice === 'draft') return words.draftShort;
  return choice === 'published' ? words.published : words.version(formats.number(Number(choice)));
};

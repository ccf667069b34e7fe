import { unknownIn } from '../../composer/fill-in.ts';

export interface CannedDraft {
  readonly title: string;
  readonly shortcut: string;
  readonly category: string;
  readonly text: Readonly<Record<string, string>>;
}

const shortcut = /^[\p{Ll}\p{Lo}\p{N}-]{1,32}$/u;

/** As the API takes it: languages with nothing written are left out. */
export const asFields = ({ title, shortcut: short, category, text }: CannedDraft) => ({
  title: title.trim(),
  shortcut: short.trim(),
  category: category.trim(),
  text: Object.fromEntries(
    Object.entries(text)
      .map(([tag, value]): [string, string] => [tag, value.trim()])
      .filter(([, value]) => value !== ''),
  ),
});

export type CannedWrong = 'title' | 'shortcut' | 'category' | 'textMissing' | `text ${string}`;

export function wrongIn(draft: CannedDraft): CannedWrong[] {
  const fields = asFields(draft);
  const texts = Object.entries(fields.text);
  return [
    ...(fields.title === '' || fields.title.length > 80 ? (['title'] as const) : []),
    ...(shortcut.test(fields.shortcut) ? [] : (['shortcut'] as const)),
    ...(fields.category.length > 40 ? (['category'] as const) : []),
    ...(texts.length === 0 ? (['textMissing'] as const) : []),
    ...texts.flatMap(([tag, text]) => (text.length > 4096 || unknownIn(text).length > 0 ? [`text ${tag}` as const] : [])),
  ];
}

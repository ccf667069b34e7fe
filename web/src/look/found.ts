import type { Choice } from './combobox.tsx';

/** Without accents, case and the signs that stand for spaces in names of zones. */
const plain = (text: string): string =>
  text
    .replaceAll('ı', 'i')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[_/·-]+/g, ' ')
    .trim();

/** Choices in which every typed word begins some word; those that begin with the first one come first. */
export function found(choices: readonly Choice[], typed: string): readonly Choice[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const [first] = words;
  if (first === undefined) return choices;
  const matching = choices
    .map((choice) => ({ choice, text: ` ${plain(`${choice.label} ${choice.value}`)}` }))
    .filter(({ text }) => words.every((word) => text.includes(` ${word}`)));
  const begins = ({ choice }: { choice: Choice }): boolean => plain(choice.label).startsWith(first);
  return [...matching.filter(begins), ...matching.filter((one) => !begins(one))].map(({ choice }) => choice);
}

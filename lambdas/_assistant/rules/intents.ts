import { fold } from '../../_data/search-words.ts';
import { isSlip } from '../alike.ts';
import { dayNames, fillers, type Intent, onlyAlone, signs } from './signs.ts';

interface Sign {
  readonly words: string;
  readonly beginning: boolean;
  /** Told also where a letter of it is wrong. */
  readonly loose: boolean;
}

/** A wrong guess at these costs nothing: of others, “policy” would be the police. */
const loose: ReadonlySet<string> = new Set(['greeting', 'explain', 'duration', 'hours', 'offers', 'thanks'] satisfies Intent[]);

const signsOf = (lines: readonly string[], isLoose = false): readonly Sign[] =>
  lines
    .flatMap((line) => line.split('|'))
    .map((one) => ({ words: fold(one.replace('*', '')).text.trim(), beginning: one.endsWith('*'), loose: isLoose }))
    // What is longer says more.
    .toSorted((one, other) => other.words.length - one.words.length);

const isIntent = (name: string): name is Intent => name in signs;
const intents: readonly (readonly [Intent, readonly Sign[]])[] = Object.entries(signs).flatMap(([name, lines]) =>
  isIntent(name) ? [[name, signsOf(lines, loose.has(name))] as const] : [],
);
const alone = signsOf([onlyAlone]);
const days: readonly (readonly Sign[])[] = dayNames.map((line) => signsOf([line]));
const filler = signsOf([fillers]);

/** Letters from which on a word with one wrong letter is still told from another one. */
const longEnough = 6;

/** Arabic writes “and” together with what follows. */
const without = (word: string): string => (word.length > 3 && word.startsWith('و') ? word.slice(1) : word);

function isWord(word: string, { words, beginning, loose: isLoose }: Sign): boolean {
  if (beginning ? word.startsWith(words) : word === words) return true;
  if (!isLoose || words.length < longEnough || word[0] !== words[0]) return false;
  return isSlip(beginning ? word.slice(0, words.length) : word, words);
}

const isOneOf = (word: string, list: readonly Sign[]): boolean =>
  list.some((sign) => isWord(word, sign) || isWord(without(word), sign));

/** Where the words of a sign stand one after the other, -1: nowhere. */
function placeOf(said: readonly string[], sign: Sign): number {
  const wanted = sign.words.split(' ');
  return said.findIndex((_, at) =>
    wanted.every((words, index) => {
      const word = said[at + index];
      const last: Sign = { ...sign, words, beginning: sign.beginning && index === wanted.length - 1 };
      return word !== undefined && (isWord(word, last) || isWord(without(word), last));
    }),
  );
}

/** More says no more of what it is about, and takes longer to look at. */
const looked = 120;

const wordsIn = (text: string): string[] =>
  fold(text)
    .text.split(' ')
    .filter((word) => word !== '')
    .slice(0, looked);

/** Everything that the words tell of, the most pressing first. None: they tell of nothing that is known here. */
export function intentsOf(text: string): readonly Intent[] {
  let said = wordsIn(text);
  const few = said.length <= 3;
  const found: Intent[] = [];
  for (const [intent, own] of intents) {
    if ((intent === 'ok' || intent === 'no' || intent === 'yes') && !few) continue;
    if (intent === 'person' && few && said.some((word) => isOneOf(word, alone))) found.push('person');
    for (const sign of own) {
      const at = placeOf(said, sign);
      if (at < 0) continue;
      if (!found.includes(intent)) found.push(intent);
      const length = sign.words.split(' ').length;
      if (length > 1) said = said.toSpliced(at, length);
    }
  }
  return found;
}

const dayWords = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'today', 'tomorrow'] as const;

/** The day that is asked about. */
export function dayIn(text: string): (typeof dayWords)[number] | undefined {
  const said = wordsIn(text);
  return dayWords.find((_, index) => days[index]?.some((sign) => placeOf(said, sign) >= 0));
}

/** Each word of everything that tells how something is asked. */
const asking: readonly Sign[] = [...intents.flatMap(([, own]) => own), ...days.flat(), ...filler].flatMap((sign) =>
  sign.words.split(' ').map((words, index, all) => ({ ...sign, words, beginning: sign.beginning && index === all.length - 1 })),
);

/** Of words, those that tell what is asked about: not how it is asked. */
export const topicsOf = (words: readonly string[]): readonly string[] =>
  words.filter((word) => word.length > (/[a-z]/.test(word) ? 2 : 1) && !isOneOf(word, asking));

/** What is looked up elsewhere. */
const elsewhere: readonly Sign[] = [
  ...filler,
  ...days.flat(),
  ...intents.flatMap(([intent, own]) => (intent === 'hours' || intent === 'greeting' || intent === 'thanks' ? own : [])),
];

/** What to look for in texts: everything but how it is asked, and what the business says of itself. */
export const searchFor = (text: string): string =>
  wordsIn(text)
    .filter((word) => !isOneOf(word, elsewhere))
    .join(' ')
    .slice(0, 300)
    .toWellFormed();

/** Whether a line is about it. */
export const isAbout = (line: string, intent: Intent): boolean => {
  const said = wordsIn(line);
  return intents.some(([one, own]) => one === intent && own.some((sign) => placeOf(said, sign) >= 0));
};

/** Nothing but signs and pictures: 👍, ❤️, ??? */
export const isWordless = (text: string): boolean => !/[\p{L}\p{N}]/u.test(text);

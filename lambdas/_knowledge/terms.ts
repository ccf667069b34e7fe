import { fold } from '../_data/search-words.ts';

const fine = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).map((word) => fold(word).text));

/** Words that are in every text and say nothing about what it is about. */
const stopWords = fine(
  `a an and any are as at be been but by can could did do does for from had has have he her here hi hello him his how i if in into is it its
  just me my no not of on or our out please she so some than thank thanks that the their them then there these they this to too up us want was we were
  what when where which who why will with would you your yours much many
  ve veya ya da de ki bu şu o bir için ile mi mı mu mü ne nasıl kaç kadar var yok evet hayır ben sen biz siz onlar çok daha en gibi her nedir nerede
  lütfen merhaba selam misiniz mısınız musunuz istiyorum olarak olan
  من في على إلى الى عن مع هذا هذه ذلك التي الذي ما ماذا هل كيف كم متى أين اين لماذا أنا انا أنت انت نحن هو هي هم و أو او ثم لا نعم كان كانت يكون قد لقد
  بعد قبل عند كل أي اي لو سمحت من فضلك شكرا مرحبا أريد اريد السلام عليكم يا لي لك لكم هناك`,
);

const longestTerm = 40;

/** Light10: the article and what is written together with it, and endings (https://doi.org/10.1145/564376.564425). */
function arabicStem(word: string): string {
  let stem = word;
  if (stem.startsWith('و') && stem.length > 3) stem = stem.slice(1);
  for (const prefix of ['بال', 'كال', 'فال', 'لل', 'ال']) {
    if (stem.startsWith(prefix) && stem.length - prefix.length >= 2) {
      stem = stem.slice(prefix.length);
      break;
    }
  }
  for (const suffix of ['ها', 'ان', 'ات', 'ون', 'ين', 'يه', 'ه', 'ي']) {
    if (stem.endsWith(suffix) && stem.length - suffix.length >= 2) stem = stem.slice(0, -suffix.length);
  }
  return stem;
}

/** With and without what may be the article, or the beginning of a short word (إلغاء, which texts also have as الإلغاء). */
function arabicForms(word: string): readonly string[] {
  const stem = arabicStem(word);
  const isDoubtful = word.startsWith('ال') && stem.length <= 3;
  return [...new Set([stem, ...(isDoubtful ? [`ال${stem}`] : []), ...(stem.startsWith('ال') ? [arabicStem(stem)] : [])])];
}

function englishStem(word: string): string {
  let stem = word;
  if (stem.length > 4 && stem.endsWith('ies')) stem = `${stem.slice(0, -3)}y`;
  else if (stem.length > 3 && /[^siu]s$/.test(stem)) stem = stem.slice(0, -1);
  if (stem.length > 5 && stem.endsWith('ing')) stem = stem.slice(0, -3);
  else if (stem.length > 4 && stem.endsWith('ed')) stem = stem.slice(0, -2);
  if (stem.length > 3 && stem.endsWith('e')) stem = stem.slice(0, -1);
  if (stem.length > 3 && /([bdglmnprt])\1$/.test(stem)) stem = stem.slice(0, -1);
  return stem;
}

/** Turkish adds endings without end; its first five letters tell a word as well as a dictionary does (https://doi.org/10.1002/asi.20750). */
const turkishStem = (word: string): string => word.slice(0, 5);

const isArabic = (word: string): boolean => /\p{Script=Arabic}/u.test(word);
const isDigits = (word: string): boolean => /^\d+$/.test(word);

const wordsIn = (text: string): readonly string[] =>
  fold(text)
    .text.split(' ')
    .filter((word) => word !== '')
    .map((word) => word.slice(0, longestTerm).toWellFormed())
    .filter((word) => !stopWords.has(word));

/** Letters of which a Turkish text has one in twelve and others none. */
export function isTurkish(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return (text.match(/[ışğİĞŞ]/gu)?.length ?? 0) * 50 > letters;
}

/** What a text is found by, each as often as it is said. */
export const termsOf = (text: string, turkish: boolean): readonly string[] =>
  wordsIn(text).map((word) =>
    isArabic(word) ? arabicStem(word) : isDigits(word) ? word : turkish ? turkishStem(word) : englishStem(word),
  );

/** More would make the question to the table longer, and find no less. */
const mostAsked = 8;

/**
 * The words of a question, each in the forms that texts of any of the languages may have it in: a few words do not tell
 * which language they are. The longest, where there are many.
 */
export function askedTerms(question: string): readonly (readonly string[])[] {
  const words = [...new Set(wordsIn(question))].toSorted((one, other) => other.length - one.length).slice(0, mostAsked);
  const forms = words.map((word) =>
    isArabic(word) ? arabicForms(word) : isDigits(word) ? [word] : [...new Set([englishStem(word), turkishStem(word)])],
  );
  // Two forms of one word are one word.
  return [...new Map(forms.map((form) => [form.join(' '), form])).values()];
}

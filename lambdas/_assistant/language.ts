/** Words that hardly any other of these languages has, and that most sentences need. Latin script only: others tell by their letters. */
const common: Readonly<Record<string, readonly string[]>> = {
  en: 'the is are you your what how much do does can i my we please hi hello want would like when open price thanks have it for of and to need help this that with they there was great good who where why tell'.split(
    ' ',
  ),
  tr: 'merhaba selam ne kadar nedir nasil var yok mi mu bir ve icin fiyat saat kac kaca istiyorum lutfen tesekkurler acik misiniz musunuz ben siz bu evet hayir hangi randevu bana mı musun misin icin tesekkur iyi gunler'.split(
    ' ',
  ),
  fr: 'bonjour salut le la les est vous je quel quelle combien pour avec une des merci prix ouvert et que'.split(' '),
  de: 'hallo der die das ist sie ich was wie viel und ein eine bitte danke preis haben kann wann offen nicht'.split(' '),
  es: 'hola el la los es usted que cuanto como para con una gracias precio quiero por favor cuando abierto y'.split(' '),
};

const scripts: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Arabic}/gu, 'ar'],
  [/\p{Script=Hebrew}/gu, 'he'],
  [/\p{Script=Cyrillic}/gu, 'ru'],
  [/\p{Script=Greek}/gu, 'el'],
  [/\p{Script=Hangul}/gu, 'ko'],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'ja'],
  [/\p{Script=Han}/gu, 'zh'],
  [/\p{Script=Devanagari}/gu, 'hi'],
];
/** Languages that share the script of another one, by which it is told. */
const sharing: Readonly<Record<string, readonly string[]>> = { ar: ['fa', 'ur'], ru: ['uk', 'bg'], hi: ['mr'] };

const base = (language: string): string => language.toLowerCase().split('-')[0] ?? language;
const latin = (language: string): boolean =>
  !scripts.some(([, one]) => one === base(language) || sharing[one]?.includes(base(language)));

/** Letters that only Turkish has among these. */
const turkish = /[ışğİĞŞ]/u;

const fold = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '');

/**
 * What a text is written in, BCP 47, as far as its letters and common words tell. `known`: what the customer wrote before;
 * `offered`: the languages of the business, which decide between those that look alike and where nothing tells.
 */
export function languageOf(text: string, offered: readonly string[], known?: string): string {
  const usual = known ?? offered[0] ?? 'en';
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return usual;
  for (const [pattern, language] of scripts) {
    // Names of things stand in Latin letters in a sentence of another script, hardly ever the other way round.
    if ((text.match(pattern)?.length ?? 0) * 3 < letters) continue;
    const alike = [language, ...(sharing[language] ?? [])];
    if (known !== undefined && alike.includes(base(known))) return known;
    return offered.find((one) => alike.includes(base(one))) ?? language;
  }
  const words = fold(text).match(/[\p{L}']+/gu) ?? [];
  const scores = Object.entries(common).map(([language, list]) => ({
    language,
    score: words.filter((word) => list.includes(word)).length + (language === 'tr' && turkish.test(text) ? 2 : 0),
  }));
  const best = scores.toSorted((one, other) => other.score - one.score)[0];
  if (best && best.score > 0) {
    const level = scores.filter(({ score }) => score === best.score).map(({ language }) => language);
    const preferred = [...(known === undefined ? [] : [known]), ...offered].find((one) => level.includes(base(one)));
    return preferred ?? best.language;
  }
  if (latin(usual)) return usual;
  return offered.find(latin) ?? 'en';
}

/** The languages that we have words of our own in. */
export type Spoken = 'en' | 'ar' | 'tr';

/**
 * Which of them to speak: the customer's, else the first of the business's that we have, else English. Who writes Latin letters
 * can rather read others than Arabic.
 */
export function spokenOf(language: string, offered: readonly string[]): Spoken {
  const readable = latin(language) ? offered.filter(latin) : [];
  for (const one of [language, ...readable, ...offered]) {
    const spoken = base(one);
    if (spoken === 'en' || spoken === 'ar' || spoken === 'tr') return spoken;
  }
  return 'en';
}

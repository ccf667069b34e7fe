import type { CannedResponse, CannedVariable } from '../../../contract/canned-responses.ts';

const named = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** As `cannedVariables` of the contract. */
export const variables = [
  'customer.name',
  'customer.first_name',
  'customer.phone',
  'agent.name',
  'business.name',
] as const satisfies readonly CannedVariable[];

/** Names in `{{...}}` that nothing would be filled in for. */
export const unknownIn = (text: string): string[] =>
  [...text.matchAll(named)].map(([, name = '']) => name).filter((name) => !variables.some((one) => one === name));

/** As `fillIn` of the contract, which would bring the validator along; a test holds the two together. */
export function fillIn(text: string, values: Readonly<Partial<Record<CannedVariable, string>>>): string {
  const given = new Map(Object.entries(values));
  return text.replace(named, (whole, name: string) => given.get(name) || whole);
}

export const hasGaps = (text: string): boolean => /\{\{[^{}]*\}\}/.test(text);

const base = (tag: string): string => tag.split('-')[0] ?? tag;

/** The text in the first of the wanted languages there is; `pt-BR` also fits who reads `pt`. */
export function textFor(texts: CannedResponse['text'], wanted: readonly (string | null | undefined)[]): string {
  const all = Object.entries(texts);
  for (const tag of wanted) {
    if (!tag) continue;
    const exact = texts[tag];
    if (exact !== undefined) return exact;
    const near = all.find(([other]) => base(other) === base(tag));
    if (near) return near[1];
  }
  return all[0]?.[1] ?? '';
}

const scripts: readonly (readonly [code: string, letter: RegExp])[] = [
  ['Arab', /\p{Script=Arabic}/u],
  ['Armn', /\p{Script=Armenian}/u],
  ['Cyrl', /\p{Script=Cyrillic}/u],
  ['Deva', /\p{Script=Devanagari}/u],
  ['Grek', /\p{Script=Greek}/u],
  ['Hebr', /\p{Script=Hebrew}/u],
  ['Latn', /\p{Script=Latin}/u],
];

/** The languages with those first that are written in the letters of this text: nobody who writes English is offered Arabic. */
export function asWritten(languages: readonly string[], text: string): string[] {
  const [first] = text.match(/\p{Letter}/u) ?? [];
  const script = scripts.find(([, letter]) => first !== undefined && letter.test(first))?.[0];
  const fits = (language: string): boolean => new Intl.Locale(language).maximize().script === script;
  return script === undefined ? [...languages] : [...languages.filter(fits), ...languages.filter((one) => !fits(one))];
}

import type { CannedDraft } from './check.ts';

/** A field that two people changed at the same time, each to something else. Of a text: `text.<language>`. */
export interface Conflict {
  readonly field: string;
  readonly mine: string;
  readonly theirs: string;
}

const flat = ({ title, shortcut, category, text }: CannedDraft): ReadonlyMap<string, string> =>
  new Map([
    ['title', title],
    ['shortcut', shortcut],
    ['category', category],
    ...Object.entries(text).map(([language, words]) => [`text.${language}`, words] as const),
  ]);

/** The draft with one field as it is to be; a text that is empty is not there. */
export function withField(draft: CannedDraft, field: string, value: string): CannedDraft {
  const language = field.startsWith('text.') ? field.slice('text.'.length) : undefined;
  if (language === undefined) return { ...draft, [field]: value };
  const { [language]: _, ...others } = draft.text;
  return { ...draft, text: value === '' ? others : { ...others, [language]: value } };
}

/** What only one of the two changed is taken from them; what both did is for a person to decide, and stays mine until then. */
export function merged(
  base: CannedDraft,
  mine: CannedDraft,
  theirs: CannedDraft,
): { readonly draft: CannedDraft; readonly conflicts: readonly Conflict[] } {
  const [was, own, other] = [flat(base), flat(mine), flat(theirs)];
  const conflicts: Conflict[] = [];
  let draft = mine;
  for (const field of new Set([...own.keys(), ...other.keys()])) {
    const [before, here, there] = [was.get(field)?.trim() ?? '', own.get(field)?.trim() ?? '', other.get(field)?.trim() ?? ''];
    if (here === there || there === before) continue;
    if (here === before) draft = withField(draft, field, there);
    else conflicts.push({ field, mine: here, theirs: there });
  }
  return { draft, conflicts };
}

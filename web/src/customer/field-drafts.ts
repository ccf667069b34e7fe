import type { CustomerField, CustomerFieldKind } from '../../../contract/customer-fields.ts';

export const kinds = ['text', 'number', 'date', 'choice'] as const satisfies readonly CustomerFieldKind[];
export const isKind = (text: string): text is CustomerFieldKind => kinds.some((kind) => kind === text);

/** A field as a form holds it. */
export interface FieldDraft {
  readonly id: string;
  readonly kind: CustomerFieldKind;
  readonly names: Readonly<Record<string, string>>;
  /** One a line, in the main language. */
  readonly choices: string;
  /** It is defined already: customers may have values of this kind. */
  readonly saved: boolean;
}

const newId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 16);
export const emptyDraft = (id = newId()): FieldDraft => ({ id, kind: 'text', names: {}, choices: '', saved: false });

const first = (names: Readonly<Record<string, string>>, main: string): string => names[main] ?? Object.values(names)[0] ?? '';
const mainOf = (languages: readonly string[]): string => languages[0] ?? 'en';

export const draftsOf = (fields: readonly CustomerField[], languages: readonly string[]): FieldDraft[] =>
  fields.map(({ id, kind, name, choices = [] }) => ({
    id,
    kind,
    names: name,
    choices: choices.map((choice) => first(choice.name, mainOf(languages))).join('\n'),
    saved: true,
  }));

const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

export function wrongDraft({ kind, names, choices }: FieldDraft, languages: readonly string[]): 'name' | 'choices' | undefined {
  if ((names[mainOf(languages)] ?? '').trim() === '') return 'name';
  if (kind !== 'choice') return undefined;
  const lines = linesOf(choices);
  return lines.length === 0 || lines.length > 30 || lines.some((line) => line.length > 40) ? 'choices' : undefined;
}

/** A choice that is called as before stays the one that customers have. */
export function fieldsOf(
  drafts: readonly FieldDraft[],
  known: readonly CustomerField[],
  languages: readonly string[],
  makeId: () => string = newId,
): CustomerField[] {
  const main = mainOf(languages);
  return drafts.map(({ id, kind, names, choices }) => {
    const name = Object.fromEntries(
      Object.entries(names).flatMap(([tag, text]) => (text.trim() === '' ? [] : [[tag, text.trim()]])),
    );
    if (kind !== 'choice') return { id, name, kind };
    const before = known.find((one) => one.id === id)?.choices ?? [];
    const made = linesOf(choices).map(
      (line) => before.find((choice) => first(choice.name, main) === line) ?? { id: makeId(), name: { [main]: line } },
    );
    return { id, name, kind, choices: made };
  });
}

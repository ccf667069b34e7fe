import type { CustomerField, CustomerFieldKind } from '../../../contract/customer-fields.ts';
import type { Customer } from '../../../contract/customers.ts';

/** What can be written down, as fields of a form hold it. */
export interface Draft {
  readonly name: string;
  readonly email: string;
  readonly language: string;
  readonly country: string;
  readonly tags: string;
  readonly notes: string;
  /** The business's own fields, by their id. */
  readonly fields: Readonly<Record<string, string>>;
}

const separators = /[,،]/u;
const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(separators)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
];

export const draftOf = (customer: Customer): Draft => ({
  name: customer.name ?? '',
  email: customer.email ?? '',
  language: customer.language ?? '',
  country: customer.country ?? '',
  tags: (customer.tags ?? []).join(', '),
  notes: customer.notes ?? '',
  fields: customer.fields ?? {},
});

export interface Changes {
  name?: string | null;
  email?: string | null;
  language?: string | null;
  country?: string | null;
  tags?: string[];
  notes?: string | null;
  fields?: Record<string, string>;
}

/** Only what was changed is sent: what a colleague changed beside it stays. */
export function changesOf(before: Draft, after: Draft): Changes {
  const changes: Changes = {};
  for (const field of ['name', 'email', 'language', 'country', 'notes'] as const) {
    const value = field === 'country' ? after.country.trim().toUpperCase() : after[field].trim();
    if (value !== before[field]) changes[field] = value === '' ? null : value;
  }
  const tags = tagsOf(after.tags);
  if (tags.join('\n') !== tagsOf(before.tags).join('\n')) changes.tags = tags;
  const fields = filled(after.fields);
  if (inOrder(fields) !== inOrder(filled(before.fields))) changes.fields = fields;
  return changes;
}

/** All of them are sent: an empty one is not written down. */
const filled = (fields: Draft['fields']): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).flatMap(([id, value]) => (value.trim() === '' ? [] : [[id, value.trim()]])));
const inOrder = (fields: Draft['fields']): string => JSON.stringify(Object.entries(fields).sort());

/** What does not fit its field; empty fits all. The server has the last word. */
export function wrongValue({ kind, choices }: CustomerField, value: string): CustomerFieldKind | undefined {
  const text = value.trim();
  if (text === '') return undefined;
  const fits = {
    text: () => text.length <= 400,
    number: () => /^-?\d{1,15}(\.\d{1,6})?$/.test(text),
    date: () => /^\d{4}-\d{2}-\d{2}$/.test(text),
    choice: () => choices?.some(({ id }) => id === text) ?? false,
  } satisfies Record<CustomerFieldKind, () => boolean>;
  return fits[kind]() ? undefined : kind;
}

/** A value that two people changed at the same time; `fields.<id>` for the business's own fields. */
export interface Clash {
  readonly field: string;
  readonly mine: string;
  readonly theirs: string;
}

const flat = ({ fields, ...rest }: Draft): Map<string, string> =>
  new Map([...Object.entries(rest), ...Object.entries(fields).map(([id, value]) => [`fields.${id}`, value] as const)]);

export function withValue(draft: Draft, field: string, value: string): Draft {
  if (field.startsWith('fields.')) return { ...draft, fields: { ...draft.fields, [field.slice('fields.'.length)]: value } };
  return { ...draft, [field]: value };
}

/** What I wrote on top of what is there now, and where a colleague wrote something else in the same place. */
export function rebased(before: Draft, mine: Draft, now: Draft): { readonly draft: Draft; readonly clashes: readonly Clash[] } {
  const [was, own, is] = [flat(before), flat(mine), flat(now)];
  let draft = now;
  const clashes: Clash[] = [];
  for (const [field, value] of own) {
    if (value === (was.get(field) ?? '')) continue;
    draft = withValue(draft, field, value);
    const theirs = is.get(field) ?? '';
    if (theirs !== (was.get(field) ?? '') && theirs !== value) clashes.push({ field, mine: value, theirs });
  }
  return { draft, clashes };
}

export type Wrong = 'name' | 'email' | 'country' | 'tags';

export function wrongIn(draft: Draft): Wrong[] {
  const tags = tagsOf(draft.tags);
  const found: Record<Wrong, boolean> = {
    name: draft.name.trim().length > 100,
    email: draft.email.trim() !== '' && !/^\S+@\S+\.\S+$/.test(draft.email.trim()),
    country: draft.country.trim() !== '' && !/^[A-Za-z]{2}$/.test(draft.country.trim()),
    tags: tags.length > 30 || tags.some((tag) => tag.length > 40),
  };
  return (['name', 'email', 'country', 'tags'] as const).filter((field) => found[field]);
}

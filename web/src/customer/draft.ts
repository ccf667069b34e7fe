import type { Customer } from '../../../contract/customers.ts';

/** What can be written down, as fields of a form hold it. */
export interface Draft {
  readonly name: string;
  readonly email: string;
  readonly language: string;
  readonly country: string;
  readonly tags: string;
  readonly notes: string;
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
});

export interface Changes {
  name?: string | null;
  email?: string | null;
  language?: string | null;
  country?: string | null;
  tags?: string[];
  notes?: string | null;
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
  return changes;
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

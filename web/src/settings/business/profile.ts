import type { Business, BusinessProfile } from '../../../../contract/businesses.ts';
import { overlapping } from './hours.ts';

export type Profile = BusinessProfile;
export type Industry = Profile['industry'];
export type ProfileField = keyof Profile;

export const profileFields: readonly ProfileField[] = [
  'name',
  'slug',
  'industry',
  'timezone',
  'currency',
  'languages',
  'hours',
  'brand',
];

export const profileOf = ({ name, slug, industry, timezone, currency, languages, hours, brand }: Business): Profile => ({
  name,
  slug,
  industry,
  timezone,
  currency,
  languages,
  hours,
  ...(brand ? { brand } : {}),
});

/** Values of a profile are plain JSON, always built with their parts in the same order. */
export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Only what the person changed goes into the request. */
export function changedFields(base: Profile, draft: Profile): Partial<Profile> {
  return Object.fromEntries(
    profileFields.filter((field) => !same(base[field], draft[field])).map((field) => [field, draft[field]]),
  );
}

const slugShape = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export function wrongFields(draft: Profile): ProfileField[] {
  const name = draft.name.trim();
  return [
    ...(name === '' || name.length > 80 ? (['name'] as const) : []),
    ...(slugShape.test(draft.slug) ? [] : (['slug'] as const)),
    ...(draft.languages.length === 0 ? (['languages'] as const) : []),
    ...(overlapping(draft.hours).length > 0 ? (['hours'] as const) : []),
  ];
}

/** A slug people would choose for a name: `Işık Dental` becomes `isik-dental`; empty when nothing of it is Latin. */
export function suggestedSlug(name: string): string {
  return name
    .replaceAll('ı', 'i')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
}

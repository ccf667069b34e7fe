import { describe, expect, it } from 'vitest';
import { differences, onTopOf } from './changed.ts';
import { changedFields, type Profile, suggestedSlug, wrongFields } from './profile.ts';

const base: Profile = {
  name: 'Samia Tarot',
  slug: 'samia-tarot',
  industry: 'tarot',
  timezone: 'Asia/Beirut',
  currency: 'USD',
  languages: ['ar', 'en'],
  hours: [{ day: 1, from: '12:00', to: '20:00' }],
};

describe('a profile that two people change', () => {
  const mine: Profile = { ...base, name: 'Samia', currency: 'LBP' };
  const theirs: Profile = {
    ...base,
    name: 'Samia Readings',
    timezone: 'Europe/Paris',
    brand: { primary: '#111111', accent: '#222222' },
  };

  it('shows what the colleague changed, and where both did', () => {
    expect(differences(base, theirs, mine).map(({ field, conflict }) => [field, conflict])).toEqual([
      ['name', true],
      ['timezone', false],
      ['brand', false],
    ]);
    expect(differences(base, { ...base, name: 'Samia' }, mine)[0]?.conflict).toBe(false);
  });

  it('keeps mine where both changed, unless theirs is chosen, and takes over the rest', () => {
    expect(onTopOf(base, theirs, mine, new Set())).toEqual({ ...theirs, name: 'Samia', currency: 'LBP' });
    expect(onTopOf(base, theirs, mine, new Set(['name']))).toEqual({ ...theirs, currency: 'LBP' });
  });

  it('takes over that a colleague removed something', () => {
    const coloured = { ...base, brand: { primary: '#111111', accent: '#222222' } };
    expect(onTopOf(coloured, base, { ...coloured, name: 'Samia' }, new Set())).toEqual({ ...base, name: 'Samia' });
  });
});

describe('a profile', () => {
  it('sends only what changed', () => {
    expect(changedFields(base, { ...base, languages: ['en', 'ar'] })).toEqual({ languages: ['en', 'ar'] });
    expect(changedFields(base, structuredClone(base))).toEqual({});
  });

  it('says which fields cannot be right', () => {
    expect(wrongFields(base)).toEqual([]);
    const hours = [
      { day: 1, from: '09:00', to: '12:00' },
      { day: 1, from: '11:00', to: '13:00' },
    ];
    expect(wrongFields({ ...base, name: ' ', slug: '-a', languages: [], hours })).toEqual(['name', 'slug', 'languages', 'hours']);
  });

  it('proposes a slug from a name', () => {
    expect(['Işık Dental', '  Café — Déjà vu!  ', 'سامية'].map(suggestedSlug)).toEqual(['isik-dental', 'cafe-deja-vu', '']);
  });
});

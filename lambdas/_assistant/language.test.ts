import { expect, it } from 'vitest';
import { hoursInWords, hoursOnDay, isOpen, opensNext } from './hours.ts';
import { languageOf, spokenOf } from './language.ts';

it.each([
  ['How much is it?', ['ar', 'en'], undefined, 'en'],
  ['كم السعر؟', ['ar', 'en'], undefined, 'ar'],
  ['Merhaba, fiyat ne kadar?', ['tr', 'en'], undefined, 'tr'],
  ['Bonjour, quel est le prix ?', ['ar', 'en'], undefined, 'fr'],
  // What tells nothing is in the language before, or in one of the business's that looks like it.
  ['👍 50', ['ar', 'en'], 'tr', 'tr'],
  ['tarot', ['ar', 'en'], undefined, 'en'],
  ['ok', ['tr', 'en'], undefined, 'tr'],
  ['hi كم سعر tarot؟', ['en', 'ar'], undefined, 'ar'],
  ['great, that was perfect', ['ar', 'en'], undefined, 'en'],
  ['سلام، قیمت چند است؟', ['fa', 'en'], undefined, 'fa'],
])('%s', (text, offered, known, language) => {
  expect(languageOf(text, offered, known)).toBe(language);
});

it('speaks the language of the customer, else of the business, else English', () => {
  expect([spokenOf('tr-TR', ['ar']), spokenOf('fr', ['ar', 'en']), spokenOf('fr', ['de'])]).toEqual(['tr', 'en', 'en']);
  expect(spokenOf('fa', ['ar', 'en'])).toBe('ar');
});

const beirut = { timezone: 'Asia/Beirut' };
/** A Friday, 12:30 in Beirut. */
const friday = Date.UTC(2026, 10, 20, 10, 30);

it('knows when a business is open, also past midnight', () => {
  const day = { ...beirut, hours: [{ day: 5, from: '12:00', to: '20:00' }] };
  const night = { ...beirut, hours: [{ day: 4, from: '22:00', to: '13:00' }] };
  expect([
    isOpen(day, friday),
    isOpen(day, friday - 3_600_000),
    isOpen(night, friday),
    isOpen(night, friday + 3_600_000),
  ]).toEqual([true, false, true, false]);
  expect(isOpen({ ...beirut, hours: [] }, friday)).toBe(true);
  expect(opensNext(day, friday - 3_600_000, 'en')).toBe('today at 12:00');
  expect(opensNext(night, friday, 'tr')).toBe('Perşembe saat 22:00');
});

it('says hours in as few lines as there are', () => {
  const hours = [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '18:00' }));
  expect(hoursInWords([...hours, { day: 6, from: '09:00', to: '14:00' }], 'en')).toEqual([
    'Monday – Friday: 09:00–18:00',
    'Saturday: 09:00–14:00',
  ]);
});

it('says the hours of one day, also of today and tomorrow', () => {
  const week = { ...beirut, hours: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '18:00' })) };
  expect([0, 5, 7, 8].map((day) => hoursOnDay(week, friday, 'en', day))).toEqual([
    { open: false, hours: 'Sunday: closed' },
    { open: true, hours: 'Friday: 09:00–18:00' },
    { open: true, hours: 'Friday: 09:00–18:00' },
    { open: false, hours: 'Saturday: closed' },
  ]);
});

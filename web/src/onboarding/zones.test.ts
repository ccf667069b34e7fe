import { expect, it } from 'vitest';
import { Timezone } from '../../../contract/locale.ts';
import { offsetOf, zoneChoices } from './zones.ts';

it('offers every zone that the contract takes, by city, with the browser’s own under the name it uses', () => {
  const choices = zoneChoices('Asia/Kolkata');
  const labels = new Map(choices.map(({ value, label }) => [value, label]));
  expect(labels.get('Asia/Kolkata')).toBe('Kolkata, Asia');
  expect(labels.get('America/Argentina/Buenos_Aires') ?? labels.get('America/Buenos_Aires')).toBe('Buenos Aires, America');
  expect(labels.size).toBe(choices.length);
  for (const { value } of choices) expect(Timezone.safeParse(value).success, value).toBe(true);
});

it('tells the offset of an instant, summer time included', () => {
  expect(offsetOf('Asia/Beirut', Date.UTC(2026, 0, 15))).toBe('GMT+02:00');
  expect(offsetOf('Asia/Beirut', Date.UTC(2026, 6, 15))).toBe('GMT+03:00');
});

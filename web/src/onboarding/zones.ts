import type { Choice } from '../look/combobox.tsx';

/** All zones the browser knows, by city; `own` is among them even under an older name. */
export const zoneChoices = (own: string): Choice[] =>
  [...new Set([...Intl.supportedValuesOf('timeZone'), own])]
    .map((zone) => {
      const [region = '', ...rest] = zone.replaceAll('_', ' ').split('/');
      const city = rest.at(-1);
      return { value: zone, label: city ? `${city}, ${region}` : region };
    })
    .sort((one, other) => one.label.localeCompare(other.label));

/** What a zone is away from UTC at an instant in ms: GMT+03:00 */
export const offsetOf = (zone: string, at: number): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value ?? '';

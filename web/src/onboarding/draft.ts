import type { BusinessProfile } from '../../../contract/businesses.ts';
import { personalKey } from '../session/kept.ts';
import { languagesOffered } from '../settings/business/names.ts';

/** What is being filled in. `industry`: not chosen yet. */
export type Draft = Omit<BusinessProfile, 'industry' | 'brand'> & {
  readonly industry: BusinessProfile['industry'] | '';
  readonly employeeName: string;
};

interface Kept {
  readonly draft: Draft;
  /** Idempotency key of the last try, and what was sent with it. */
  readonly tried?: { readonly key: string; readonly body: string };
}

const key = personalKey('new-business');

/** Usual currency by country of the browser's language; a first guess, nothing more. */
const currencyByRegion: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK'.split(' ').map((region) => [region, 'EUR']),
  ),
  ...{ AE: 'AED', AU: 'AUD', BH: 'BHD', BR: 'BRL', CA: 'CAD', CH: 'CHF', CN: 'CNY', DK: 'DKK', DZ: 'DZD', EG: 'EGP', GB: 'GBP' },
  ...{ IL: 'ILS', IN: 'INR', IQ: 'IQD', JO: 'JOD', JP: 'JPY', KW: 'KWD', MA: 'MAD', MX: 'MXN', NO: 'NOK', NZ: 'NZD', OM: 'OMR' },
  ...{ PL: 'PLN', QA: 'QAR', RO: 'RON', RU: 'RUB', SA: 'SAR', SE: 'SEK', TN: 'TND', TR: 'TRY', UA: 'UAH', ZA: 'ZAR' },
};

/** What the browser tells of its owner: `tags` are its languages, `zone` its clock. */
export function firstDraft(tags: readonly string[], zone: string): Draft {
  const spoken = tags.map((tag) => languagesOffered.find((one) => one === tag) ?? tag.split('-')[0] ?? '');
  const languages = [...new Set(spoken)].filter((tag) => languagesOffered.includes(tag)).slice(0, 2);
  const region = tags.map((tag) => new Intl.Locale(tag).region).find((one) => one !== undefined);
  return {
    name: '',
    slug: '',
    industry: '',
    employeeName: '',
    timezone: zone,
    hours: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
    languages: languages.length > 0 ? languages : ['en'],
    currency: currencyByRegion[region ?? ''] ?? 'USD',
  };
}

/** A reload in the middle, or a closed laptop, loses nothing. */
export function keptDraft(storage: Storage, first: Draft): Draft {
  return { ...first, ...read(storage)?.draft };
}

export function keepDraft(storage: Storage, draft: Draft): void {
  const tried = read(storage)?.tried;
  storage.setItem(key, JSON.stringify({ draft, ...(tried ? { tried } : {}) } satisfies Kept));
}

export const forgetDraft = (storage: Storage): void => storage.removeItem(key);

/** The same business tried again is the same business: only another content gets another key. */
export function idempotencyKey(storage: Storage, draft: Draft, newKey: () => string): string {
  const body = JSON.stringify(draft);
  const known = read(storage)?.tried;
  const tried = known?.body === body ? known : { key: newKey(), body };
  storage.setItem(key, JSON.stringify({ draft, tried } satisfies Kept));
  return tried.key;
}

function read(storage: Storage): Kept | undefined {
  try {
    const kept: Kept | null = JSON.parse(storage.getItem(key) ?? 'null');
    return kept ?? undefined;
  } catch {
    return undefined;
  }
}

import { useMemo } from 'react';
import { useLocale } from '../../i18n/language.ts';

export interface Names {
  language(tag: string): string;
  currency(code: string): string;
  /** 0 = Sunday. */
  weekday(day: number): string;
}

/** Names that the browser knows in the reader's language. */
export function useNames(): Names {
  const locale = useLocale();
  return useMemo(() => {
    const languages = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' });
    const currencies = new Intl.DisplayNames(locale, { type: 'currency', fallback: 'code' });
    const weekdays = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
    return {
      language: (tag) => languages.of(tag) ?? tag,
      currency: (code) => currencies.of(code) ?? code,
      // 4 January 1970 was a Sunday.
      weekday: (day) => weekdays.format(Date.UTC(1970, 0, 4 + day)),
    };
  }, [locale]);
}

/** What is offered; another one that a business already has stays choosable. */
export const languagesOffered: readonly string[] = [
  'ar',
  'az',
  'bg',
  'bn',
  'cs',
  'da',
  'de',
  'el',
  'en',
  'es',
  'fa',
  'fi',
  'fr',
  'he',
  'hi',
  'hr',
  'hu',
  'hy',
  'id',
  'it',
  'ja',
  'ka',
  'kk',
  'ko',
  'ku',
  'ms',
  'nl',
  'no',
  'pl',
  'pt',
  'pt-BR',
  'ro',
  'ru',
  'sk',
  'sq',
  'sr',
  'sv',
  'sw',
  'ta',
  'th',
  'tr',
  'uk',
  'ur',
  'uz',
  'vi',
  'zh',
];

export const withCurrent = (offered: readonly string[], current: readonly string[]): string[] =>
  [...new Set([...offered, ...current])].sort();

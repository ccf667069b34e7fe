import { useMemo } from 'react';
import { useLocale } from '../i18n/language.ts';

/** `2026-11` as November 2026. Counters are kept by months of UTC. */
export function useMonth(): (month: string) => string {
  const locale = useLocale();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(locale === 'ar' ? 'ar-u-nu-latn' : 'en-GB', {
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    });
    return (month) => format.format(new Date(`${month}-01T00:00:00Z`));
  }, [locale]);
}

import { useMemo } from 'react';
import { type Formats, formatsFor } from '../clock/format.ts';
import { useLocale } from '../i18n/language.ts';

/** On the reader's own clock: the console is over businesses of many zones. */
export function useOwnFormats(): Formats {
  const locale = useLocale();
  return useMemo(() => formatsFor(locale, Intl.DateTimeFormat().resolvedOptions().timeZone), [locale]);
}

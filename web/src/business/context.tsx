import { createContext, useContext, useMemo } from 'react';
import { type Formats, formatsFor } from '../clock/format.ts';
import { useLocale } from '../i18n/language.ts';
import type { Desk } from './desk.ts';

const DeskContext = createContext<Desk | undefined>(undefined);
export const DeskProvider = DeskContext.Provider;

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('No business is open here');
  return desk;
}

/** Times on the clock of the business: its hours and bookings are on it too. */
export function useFormats(): Formats {
  const locale = useLocale();
  const zone = useDesk().membership.business.timezone;
  return useMemo(() => formatsFor(locale, zone), [locale, zone]);
}

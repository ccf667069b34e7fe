import type { AuditAction } from '../../../../contract/audit.ts';
import { endOfDay, startOfDay } from './days.ts';

/** As people choose them, and as they stand in the address: days, not instants. */
export interface Filters {
  readonly by?: string;
  readonly thing?: string;
  readonly action?: AuditAction;
  readonly from?: string;
  readonly to?: string;
}

const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text);

export function filtersOf(search: URLSearchParams, isAction: (text: string) => text is AuditAction): Filters {
  const [by, thing, action, from, to] = ['by', 'thing', 'action', 'from', 'to'].map((name) => search.get(name));
  return {
    ...(by ? { by } : {}),
    ...(thing ? { thing } : {}),
    ...(action && isAction(action) ? { action } : {}),
    ...(isDay(from ?? null) && from ? { from } : {}),
    ...(isDay(to ?? null) && to ? { to } : {}),
  };
}

export const searchOf = (filters: Filters): URLSearchParams =>
  new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== undefined && value !== ''));

export const isBackwards = ({ from, to }: Filters): boolean => from !== undefined && to !== undefined && to < from;

/** For the API: the first and the last instant of the days, on the clock of the business. */
export function queryOf({ from, to, ...rest }: Filters, timeZone: string) {
  return { ...rest, from: from && startOfDay(from, timeZone), to: to && endOfDay(to, timeZone) };
}

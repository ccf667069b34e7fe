import type { CustomerId } from '../../../contract/ids.ts';
import type { MediaKind } from '../../../contract/message.ts';
import { endOfDay, startOfDay } from '../settings/audit/days.ts';

export const kinds: readonly MediaKind[] = ['image', 'video', 'voice', 'audio', 'document', 'sticker'];

/** As people choose them, and as they stand in the address: days, not instants. */
export interface Filters {
  readonly kind?: MediaKind | undefined;
  readonly customer?: CustomerId | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const isCustomer = (text: string | null): text is CustomerId => text !== null && /^[0-9a-z]{26}$/.test(text);
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

export function filtersOf(search: URLSearchParams): Filters {
  const [from, to] = ['from', 'to'].map((name) => search.get(name) ?? '').map((text) => (isDay(text) ? text : undefined));
  const customer = search.get('customer');
  return {
    kind: kinds.find((kind) => kind === search.get('kind')),
    customer: isCustomer(customer) ? customer : undefined,
    from,
    to,
  };
}

export const searchOf = (filters: Filters): URLSearchParams => {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value) said.set(name, value);
  return said;
};

export const isBackwards = ({ from, to }: Filters): boolean => from !== undefined && to !== undefined && to < from;

/** For the API: the first and the last instant of the days, on the clock of the business. */
export const queryOf = ({ kind, customer, from, to }: Filters, timeZone: string) => ({
  kind,
  customerId: customer,
  from: from && startOfDay(from, timeZone),
  to: to && endOfDay(to, timeZone),
});

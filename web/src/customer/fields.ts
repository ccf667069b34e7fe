import { useQuery } from '@tanstack/react-query';
import type { CustomerField } from '../../../contract/customer-fields.ts';
import { useDesk } from '../business/context.tsx';

export const customerFieldsKey = (business: string) => ['customer-fields', business] as const;

const none: readonly CustomerField[] = [];

/** What the business writes down of each customer besides the usual, in its order. */
export function useCustomerFields(): readonly CustomerField[] {
  const { call, business } = useDesk();
  const query = useQuery({
    queryKey: customerFieldsKey(business),
    queryFn: ({ signal }) => call('GET /v1/customer-fields', {}, { signal }),
    staleTime: 60_000,
  });
  return query.data?.fields ?? none;
}

type Names = CustomerField['name'];

/** In this language, or in the first that there is. */
export const nameIn = (names: Names, locale: string): string => names[locale] ?? Object.values(names)[0] ?? '';

/** A value as people read it: the name of a choice, a date of the language. */
export function valueInWords(field: CustomerField | undefined, value: string, locale: string): string {
  if (field?.kind === 'choice') {
    const choice = field.choices?.find(({ id }) => id === value);
    return choice ? nameIn(choice.name, locale) : value;
  }
  if (field?.kind === 'date') {
    const at = new Date(`${value}T00:00:00Z`);
    return Number.isNaN(at.getTime())
      ? value
      : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(at);
  }
  return value;
}

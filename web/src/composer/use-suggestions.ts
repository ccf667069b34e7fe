import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CannedResponse } from '../../../contract/canned-responses.ts';
import type { ConversationSummary } from '../../../contract/conversations.ts';
import { useDesk } from '../business/context.tsx';
import { customerKey } from '../business/queries.ts';
import { useColleagues } from '../business/shared.ts';
import { cleanName } from '../thread/clean.ts';
import { asWritten, fillIn, textFor } from './fill-in.ts';
import type { Token } from './token.ts';

export interface Suggestion {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  /** What takes the place of what was typed. */
  readonly text: string;
  readonly canned?: CannedResponse['id'];
}

const mostShown = 8;
const staleAfterMs = 60_000;
const nothing: readonly Suggestion[] = [];

/** What could be meant by the shortcut or name that is being typed. Undefined: not known yet. */
export function useSuggestions(row: ConversationSummary, token: Token | undefined): readonly Suggestion[] | undefined {
  const desk = useDesk();
  const slash = token?.sign === '/';
  const colleagues = useColleagues();
  const canned = useQuery({
    queryKey: ['canned', desk.business],
    queryFn: async ({ signal }) => (await desk.call('GET /v1/canned-responses', {}, { signal })).items,
    enabled: slash,
    staleTime: staleAfterMs,
  });
  const customerId = row.customer.id;
  const customer = useQuery({
    queryKey: customerKey(desk.business, customerId),
    queryFn: ({ signal }) => desk.call('GET /v1/customers/{id}', { params: { id: customerId } }, { signal }),
    enabled: slash && desk.may('customers.view'),
    staleTime: staleAfterMs,
  });
  const { membership } = desk;
  const said = row.lastMessage?.preview ?? '';
  return useMemo(() => {
    if (!token) return nothing;
    const typed = token.typed.toLowerCase();
    if (token.sign === '@')
      return colleagues
        .filter(({ id, name }) => id !== desk.me && beginsSo(name, typed))
        .slice(0, mostShown)
        .map(({ id, name }) => ({ key: id, label: name, hint: '', text: `@${name} ` }));
    if (!canned.data) return canned.isError ? nothing : undefined;
    const name = cleanName(customer.data?.name ?? row.customer.name);
    const { phone } = row.customer;
    const values = {
      'customer.name': name,
      'customer.first_name': name.split(' ')[0] ?? '',
      ...(phone ? { 'customer.phone': phone } : {}),
      'agent.name': membership.name,
      'business.name': membership.business.name,
    };
    const wanted = [customer.data?.language, ...asWritten(membership.business.languages, said)];
    const first = canned.data.filter(({ shortcut }) => shortcut.startsWith(typed));
    const others = canned.data.filter((one) => !first.includes(one) && beginsSo(one.title, typed));
    return [...first, ...others].slice(0, mostShown).map(({ id, shortcut, title, text }) => ({
      key: id,
      label: `/${shortcut}`,
      hint: title,
      text: fillIn(textFor(text, wanted), values),
      canned: id,
    }));
  }, [token, colleagues, canned.data, canned.isError, customer.data, row.customer, said, membership, desk]);
}

/** One of its words begins so. */
const beginsSo = (text: string, typed: string): boolean =>
  text
    .toLowerCase()
    .split(/\s+/u)
    .some((word) => word.startsWith(typed));

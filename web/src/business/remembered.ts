import type { Membership } from './desk.ts';

const keyOf = (subject: string): string => `frontdesk:business:${subject}`;

/** Per person: two who share a computer keep their own. */
export const rememberBusiness = (storage: Storage, subject: string, id: string): void => storage.setItem(keyOf(subject), id);

/** The only business there is, or the one used last; undefined: the person must choose. */
export function usualBusiness(storage: Storage, subject: string, memberships: readonly Membership[]): Membership | undefined {
  if (memberships.length === 1) return memberships[0];
  const kept = storage.getItem(keyOf(subject));
  return memberships.find(({ business }) => business.id === kept);
}

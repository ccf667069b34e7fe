import type { Membership } from './desk.ts';

const key = 'frontdesk:business';

export const rememberBusiness = (storage: Storage, id: string): void => storage.setItem(key, id);

/** The only business there is, or the one used last; undefined: the person must choose. */
export function usualBusiness(storage: Storage, memberships: readonly Membership[]): Membership | undefined {
  if (memberships.length === 1) return memberships[0];
  const kept = storage.getItem(key);
  return memberships.find(({ business }) => business.id === kept);
}

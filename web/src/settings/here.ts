import type { Permission } from '../../../contract/permissions.ts';
import { useDesk } from '../business/context.tsx';
import type { Membership } from '../business/desk.ts';
import { clientIdMaker } from '../composer/client-id.ts';

export const useMembership = (): Membership => useDesk().membership;

export const useMay = (permission: Permission): boolean => useDesk().may(permission);

/** Address of the settings of the business that is open, without a slash at the end. */
export const useBase = (): string => `/b/${useDesk().membership.business.slug}/settings`;

/** For `Idempotency-Key`: one per thing to be made, kept over tries. */
export const newKey = clientIdMaker(Date.now, (bytes) => crypto.getRandomValues(bytes));

import type { Membership } from '../business/desk.ts';

const needed: readonly Membership['permissions'][number][] = [
  'settings.view',
  'employees.view',
  'roles.manage',
  'integrations.manage',
  'billing.manage',
  'audit.view',
];

/** Whether any page of the settings is open to somebody. */
export const maySeeSettings = ({ permissions }: Membership): boolean => needed.some((one) => permissions.includes(one));

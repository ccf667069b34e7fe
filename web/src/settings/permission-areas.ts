import type { Permission } from '../../../contract/permissions.ts';

/** The permissions in the order and groups in which people look for them. A test compares them with the contract. */
export const permissionAreas = {
  conversations: [
    'conversations.view',
    'conversations.takeover',
    'conversations.send',
    'conversations.assign',
    'conversations.delete',
    'notes.write',
  ],
  customers: ['customers.view', 'customers.edit', 'customers.export', 'customers.erase'],
  bookings: ['bookings.view', 'bookings.create', 'bookings.edit', 'bookings.delete', 'services.view', 'services.edit'],
  analytics: ['analytics.view', 'analytics.export'],
  team: ['employees.view', 'employees.manage', 'roles.manage'],
  assistant: ['prompts.edit', 'templates.manage'],
  business: ['settings.view', 'settings.edit', 'integrations.manage', 'billing.manage', 'audit.view'],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

export type PermissionArea = keyof typeof permissionAreas;

export const areasInOrder: readonly (readonly [PermissionArea, readonly Permission[]])[] = [
  ['conversations', permissionAreas.conversations],
  ['customers', permissionAreas.customers],
  ['bookings', permissionAreas.bookings],
  ['analytics', permissionAreas.analytics],
  ['team', permissionAreas.team],
  ['assistant', permissionAreas.assistant],
  ['business', permissionAreas.business],
];

export const allPermissions: readonly Permission[] = areasInOrder.flatMap(([, permissions]) => permissions);

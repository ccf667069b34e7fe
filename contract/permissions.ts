import * as z from 'zod';

export const permissions = [
  'conversations.view',
  'conversations.takeover',
  'conversations.send',
  'conversations.assign',
  'conversations.delete',
  'notes.write',
  'customers.view',
  'customers.edit',
  'customers.export',
  'customers.erase',
  'bookings.view',
  'bookings.create',
  'bookings.edit',
  'bookings.delete',
  'services.view',
  'services.edit',
  'analytics.view',
  'analytics.export',
  'employees.view',
  'employees.manage',
  'roles.manage',
  'settings.view',
  'settings.edit',
  'integrations.manage',
  'prompts.edit',
  'templates.manage',
  'billing.manage',
  'audit.view',
] as const;

export const Permission = z.enum(permissions);
export type Permission = z.infer<typeof Permission>;

export const SystemRole = z.enum(['admin', 'manager', 'agent', 'viewer']);
export type SystemRole = z.infer<typeof SystemRole>;

const viewer: readonly Permission[] = ['conversations.view', 'customers.view', 'bookings.view', 'services.view'];
const agent: readonly Permission[] = [
  ...viewer,
  'conversations.takeover',
  'conversations.send',
  'conversations.assign',
  'notes.write',
  'customers.edit',
  'bookings.create',
  'bookings.edit',
];
const manager: readonly Permission[] = [
  ...agent,
  'conversations.delete',
  'customers.export',
  'bookings.delete',
  'services.edit',
  'analytics.view',
  'analytics.export',
  'employees.view',
  'settings.view',
  'prompts.edit',
  'templates.manage',
];

/** What each system role may do. System roles cannot be deleted; custom roles are kept by each business. */
export const systemRoles: Readonly<Record<SystemRole, readonly Permission[]>> = {
  admin: permissions,
  manager,
  agent,
  viewer,
};

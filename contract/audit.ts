import * as z from 'zod';
import { Instant } from './instant.ts';
import { pageOf, pageQuery } from './page.ts';
import { routes } from './route.ts';

/** What was done, as `<thing>.<verb>`. */
export const AuditAction = z.enum([
  'business.created',
  'business.updated',
  'business.suspended',
  'business.reactivated',
  'business.deletion-requested',
  'business.deletion-cancelled',
  'business.exported',
  'business.imported',
  'business.plan-changed',
  'channel.connected',
  'channel.updated',
  'channel.disconnected',
  'channel.access-token-replaced',
  'channel.app-secret-replaced',
  'channel.verify-token-replaced',
  'employee.joined',
  'employee.updated',
  'employee.deactivated',
  'employee.reactivated',
  'invitation.created',
  'invitation.resent',
  'invitation.revoked',
  'role.created',
  'role.updated',
  'role.removed',
  'impersonation.begun',
  'impersonation.ended',
  'customer.updated',
  'customer.exported',
  'customer.merged',
  'customer.merge-undone',
  'customer.erasure-requested',
  'customer.erased',
  'customer-fields.updated',
  'secrets.rewrapped',
  'transcription.changed',
  'media.retention-changed',
  'media.deleted',
  'assistant.changed',
  'knowledge.added',
  'knowledge.removed',
  'prompts.published',
]);
export type AuditAction = z.infer<typeof AuditAction>;

export const AuditEntry = z
  .object({
    id: z.string(),
    at: Instant,
    action: AuditAction,
    /** A person of the business, somebody of the platform, or the system itself. */
    by: z.object({ type: z.enum(['employee', 'platform', 'system']), id: z.string(), name: z.string() }),
    thing: z.object({ type: z.string(), id: z.string(), name: z.string() }),
    /** What changed, never a secret: of those only that they changed. */
    before: z.record(z.string(), z.unknown()).optional(),
    after: z.record(z.string(), z.unknown()).optional(),
    /** The address the request came from, and the request. */
    from: z.string().optional(),
    requestId: z.string().optional(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

const filters = {
  /** Id of a person, employee or of the platform. */
  by: z.string().max(64).optional(),
  /** Id of a thing. */
  thing: z.string().max(64).optional(),
  action: AuditAction.optional(),
  from: Instant.optional(),
  to: Instant.optional(),
};

export const audit = routes('audit', {
  list: {
    method: 'GET',
    path: '/v1/audit',
    access: 'audit.view',
    summary: 'Who changed what, newest first',
    query: z.strictObject({ ...pageQuery, ...filters }),
    response: pageOf(AuditEntry),
  },
  csv: {
    method: 'GET',
    path: '/v1/audit/csv',
    access: 'audit.view',
    summary: 'The same as a table for spreadsheets, at most 10,000 rows; formulas are made harmless',
    query: z.strictObject(filters),
    response: z.string(),
    responseType: 'text/csv',
  },
});

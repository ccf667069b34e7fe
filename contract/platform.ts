import * as z from 'zod';
import { AuditEntry } from './audit.ts';
import { Business, BusinessProfile, BusinessStatus } from './businesses.ts';
import { TenantId } from './ids.ts';
import { Instant } from './instant.ts';
import { pageOf, pageQuery } from './page.ts';
import { Plan, Usage } from './plans.ts';
import { routes } from './route.ts';
import { Email } from './session.ts';

const ById = z.object({ id: TenantId });
const Reason = z.string().trim().min(10).max(500);

/** A row of the console. */
export const PlatformBusiness = z
  .object({
    id: TenantId,
    name: z.string(),
    slug: z.string(),
    status: BusinessStatus,
    plan: Plan,
    createdAt: Instant,
    suspendedFor: z.string().optional(),
    /** When everything of it goes; while it is suspended the time stands still. */
    deletedAfter: Instant.optional(),
    version: z.int(),
  })
  .meta({ id: 'PlatformBusiness' });
export type PlatformBusiness = z.infer<typeof PlatformBusiness>;

export const Impersonation = z
  .object({ business: TenantId, name: z.string(), reason: z.string(), until: Instant })
  .meta({ id: 'Impersonation' });

/** For administrators of the platform: over all businesses, without a place in any of them. */
export const platform = routes('platform', {
  list: {
    method: 'GET',
    path: '/v1/platform/businesses',
    access: 'platform',
    summary: 'All businesses by slug; `search` is the beginning of a slug or of a word of the name',
    query: z.strictObject({
      ...pageQuery,
      search: z.string().trim().min(1).max(80).optional(),
      status: BusinessStatus.optional(),
    }),
    response: pageOf(PlatformBusiness),
  },
  create: {
    method: 'POST',
    path: '/v1/platform/businesses',
    access: 'platform',
    summary: 'Create a business and invite its first administrator',
    creates: true,
    body: z.strictObject({
      ...BusinessProfile.shape,
      plan: Plan,
      admin: z.strictObject({ email: Email, name: z.string().trim().min(1).max(80) }),
    }),
    response: Business,
    status: 201,
  },
  get: {
    method: 'GET',
    path: '/v1/platform/businesses/{id}',
    access: 'platform',
    summary: 'One business with what it uses',
    params: ById,
    response: z.object({ business: PlatformBusiness, usage: Usage }),
  },
  suspend: {
    method: 'POST',
    path: '/v1/platform/businesses/{id}/suspend',
    access: 'platform',
    summary: 'Nobody can work and the assistant is silent; messages of customers are still taken in and kept',
    params: ById,
    body: z.strictObject({ reason: Reason }),
    response: PlatformBusiness,
  },
  reactivate: {
    method: 'POST',
    path: '/v1/platform/businesses/{id}/reactivate',
    access: 'platform',
    summary: 'End the suspension',
    params: ById,
    response: PlatformBusiness,
  },
  cancelDeletion: {
    method: 'DELETE',
    path: '/v1/platform/businesses/{id}/deletion',
    access: 'platform',
    summary: 'Keep a business that was to be deleted',
    params: ById,
    response: PlatformBusiness,
  },
  changePlan: {
    method: 'PUT',
    path: '/v1/platform/businesses/{id}/plan',
    access: 'platform',
    summary: 'Change the plan; limits count from the next call on',
    params: ById,
    body: z.strictObject({ plan: Plan }),
    response: PlatformBusiness,
  },
  impersonate: {
    method: 'POST',
    path: '/v1/platform/businesses/{id}/impersonation',
    access: 'platform',
    summary: 'Look at a business as one who may see everything and change nothing, for 60 minutes',
    params: ById,
    body: z.strictObject({ reason: Reason }),
    response: Impersonation,
    status: 201,
  },
  endImpersonation: {
    method: 'DELETE',
    path: '/v1/platform/businesses/{id}/impersonation',
    access: 'platform',
    summary: 'Stop looking',
    params: ById,
  },
  audit: {
    method: 'GET',
    path: '/v1/platform/audit',
    access: 'platform',
    summary: 'What administrators of the platform did, newest first',
    query: z.strictObject(pageQuery),
    response: pageOf(z.object({ business: TenantId, entry: AuditEntry })),
  },
});

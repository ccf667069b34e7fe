import * as z from 'zod';
import { TenantId } from './ids.ts';
import { Instant } from './instant.ts';
import { Currency, Hours, Language, Timezone } from './locale.ts';
import { Cursor, pageOf, pageQuery } from './page.ts';
import { Plan, Usage } from './plans.ts';
import { routes } from './route.ts';

/** Part of addresses; unique in a deployment. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'Small letters, digits and hyphens, as samia-tarot');
export const Industry = z.enum([
  'salon',
  'clinic',
  'dental',
  'restaurant',
  'tarot',
  'consulting',
  'fitness',
  'education',
  'other',
]);
const Colour = z.string().regex(/^#[0-9a-f]{6}$/, 'A colour as #1d7a5f');

export const BusinessStatus = z.enum(['active', 'suspended', 'deleting']);

/** What a business says of itself. */
export const BusinessProfile = z.strictObject({
  name: z.string().trim().min(1).max(80),
  slug: Slug,
  industry: Industry,
  timezone: Timezone,
  currency: Currency,
  /** The main one first. */
  languages: z.array(Language).min(1).max(5),
  hours: Hours,
  brand: z.strictObject({ primary: Colour, accent: Colour }).optional(),
});
export type BusinessProfile = z.infer<typeof BusinessProfile>;

export const Business = z
  .object({
    id: TenantId,
    ...BusinessProfile.shape,
    status: BusinessStatus,
    plan: Plan,
    createdAt: Instant,
    /** When everything of it goes, while `status` is `deleting`. */
    deletedAfter: Instant.optional(),
    version: z.int(),
  })
  .meta({ id: 'Business' });
export type Business = z.infer<typeof Business>;

export const Export = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'running', 'done', 'failed']),
    requestedAt: Instant,
    finishedAt: Instant.optional(),
    /** What was written, by table. */
    rows: z.record(z.string(), z.int()).optional(),
    /** Files to download, good for 5 minutes; only when one export is asked for. */
    files: z.array(z.object({ name: z.string(), bytes: z.int(), url: z.string() })).optional(),
    failure: z.string().optional(),
  })
  .meta({ id: 'Export' });
export type Export = z.infer<typeof Export>;

const ExportById = z.object({ id: z.string().regex(/^[0-9a-z]{26}$/) });

/** Creating one; needs no business yet. */
export const newBusinesses = routes('businesses', {
  create: {
    method: 'POST',
    path: '/v1/businesses',
    access: 'signed-in',
    summary: 'Create a business; you become its first administrator',
    creates: true,
    body: z.strictObject({ ...BusinessProfile.shape, employeeName: z.string().trim().min(1).max(80) }),
    response: Business,
    status: 201,
  },
});

export const businessSettings = routes('business-settings', {
  get: {
    method: 'GET',
    path: '/v1/business',
    access: 'member',
    summary: 'The business named in X-Business-Id',
    whileDeleting: true,
    response: Business,
  },
  update: {
    method: 'PATCH',
    path: '/v1/business',
    access: 'settings.edit',
    summary: 'Change what the business says of itself',
    ifMatch: true,
    body: BusinessProfile.partial(),
    response: Business,
  },
  usage: {
    method: 'GET',
    path: '/v1/business/usage',
    access: 'member',
    summary: 'What the plan allows and what is used of it',
    response: Usage,
  },
  requestDeletion: {
    method: 'POST',
    path: '/v1/business/deletion',
    access: 'billing.manage',
    summary: 'Delete the business after 30 days; needs an export of the last 7 days, and the name of the business typed again',
    whileDeleting: true,
    body: z.strictObject({ name: z.string().trim().max(80) }),
    response: Business,
    status: 202,
  },
  cancelDeletion: {
    method: 'DELETE',
    path: '/v1/business/deletion',
    access: 'billing.manage',
    summary: 'Keep the business after all',
    whileDeleting: true,
    response: Business,
  },
});

export const businessExports = routes('business-exports', {
  list: {
    method: 'GET',
    path: '/v1/business/exports',
    access: 'billing.manage',
    summary: 'Exports of the last days, newest first',
    whileDeleting: true,
    query: z.strictObject({ ...pageQuery, cursor: Cursor.optional() }),
    response: pageOf(Export),
  },
  create: {
    method: 'POST',
    path: '/v1/business/exports',
    access: 'billing.manage',
    summary: 'Write everything of the business into files that the import reads',
    whileDeleting: true,
    creates: true,
    response: Export,
    status: 202,
  },
  get: {
    method: 'GET',
    path: '/v1/business/exports/{id}',
    access: 'billing.manage',
    summary: 'One export, with links to its files',
    whileDeleting: true,
    params: ExportById,
    response: Export,
  },
});

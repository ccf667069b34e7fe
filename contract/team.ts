import * as z from 'zod';
import { EmployeeId, RoleId } from './ids.ts';
import { Instant } from './instant.ts';
import { Language } from './locale.ts';
import { pageOf, pageQuery } from './page.ts';
import { Permission, SystemRole } from './permissions.ts';
import { routes } from './route.ts';
import { Email, NewPassword } from './session.ts';

const Name = z.string().trim().min(1).max(80);

/** A system role by its name, or a custom one by its id. */
export const RoleRef = z.union([SystemRole, RoleId]);
export type RoleRef = z.infer<typeof RoleRef>;

/** On top of the role: what this one person may do besides, and what not. */
export const Overrides = z.strictObject({ grant: z.array(Permission).max(40), deny: z.array(Permission).max(40) });
export type Overrides = z.infer<typeof Overrides>;

export const Employee = z
  .object({
    id: EmployeeId,
    name: z.string(),
    email: z.string(),
    role: RoleRef,
    overrides: Overrides,
    /** What role and overrides come to. */
    permissions: z.array(Permission),
    language: z.string().optional(),
    /** Data URI of a small picture. */
    avatar: z.string().optional(),
    active: z.boolean(),
    joinedAt: Instant,
    lastSeenAt: Instant.optional(),
    version: z.int(),
  })
  .meta({ id: 'Employee' });
export type Employee = z.infer<typeof Employee>;

const ById = z.object({ id: EmployeeId });

export const employees = routes('employees', {
  list: {
    method: 'GET',
    path: '/v1/employees',
    access: 'employees.view',
    summary: 'Everybody who works or has worked for the business',
    query: z.strictObject({ ...pageQuery, active: z.enum(['true', 'false']).optional() }),
    response: pageOf(Employee),
  },
  get: {
    method: 'GET',
    path: '/v1/employees/{id}',
    access: 'employees.view',
    summary: 'One person',
    params: ById,
    response: Employee,
  },
  update: {
    method: 'PATCH',
    path: '/v1/employees/{id}',
    access: 'employees.manage',
    summary: 'Change name, role or exceptions; nobody can give what they do not have',
    ifMatch: true,
    params: ById,
    body: z.strictObject({ name: Name, role: RoleRef, overrides: Overrides }).partial(),
    response: Employee,
  },
  deactivate: {
    method: 'POST',
    path: '/v1/employees/{id}/deactivate',
    access: 'employees.manage',
    summary: 'Take away all access at once: open pages close. The last administrator stays',
    ifMatch: true,
    params: ById,
    response: Employee,
  },
  reactivate: {
    method: 'POST',
    path: '/v1/employees/{id}/reactivate',
    access: 'employees.manage',
    summary: 'Give the access back',
    ifMatch: true,
    params: ById,
    response: Employee,
  },
  getMine: {
    method: 'GET',
    path: '/v1/profile',
    access: 'member',
    summary: 'How you appear in this business',
    response: Employee,
  },
  updateMine: {
    method: 'PATCH',
    path: '/v1/profile',
    access: 'member',
    summary: 'Change how you appear in this business',
    ifMatch: true,
    body: z
      .strictObject({
        name: Name,
        language: Language,
        /** A JPEG, PNG or WebP of at most 24 KB, as a data URI; null removes it. */
        avatar: z
          .string()
          .max(33_000)
          .regex(/^data:image\/(jpeg|png|webp);base64,[A-Za-z0-9+/]+={0,2}$/)
          .nullable(),
      })
      .partial(),
    response: Employee,
  },
});

/** Part of a mailed link: 256 random bits, base64url. Stored as a hash only. */
export const InvitationToken = z.string().regex(/^[0-9A-Za-z_-]{43}$/);

export const Invitation = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: RoleRef,
    language: z.string(),
    state: z.enum(['open', 'accepted', 'revoked', 'expired']),
    invitedAt: Instant,
    expiresAt: Instant,
    version: z.int(),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;

const InvitationById = z.object({ id: z.string().regex(/^[0-9a-z]{26}$/) });

export const invitations = routes('invitations', {
  list: {
    method: 'GET',
    path: '/v1/invitations',
    access: 'employees.view',
    summary: 'Who was invited, newest first',
    query: z.strictObject(pageQuery),
    response: pageOf(Invitation),
  },
  create: {
    method: 'POST',
    path: '/v1/invitations',
    access: 'employees.manage',
    summary: 'Invite somebody by e-mail; the link is good for 7 days',
    creates: true,
    body: z.strictObject({ email: Email, name: Name, role: RoleRef, language: Language }),
    response: Invitation,
    status: 201,
  },
  resend: {
    method: 'POST',
    path: '/v1/invitations/{id}/resend',
    access: 'employees.manage',
    summary: 'Send a new link; the old one stops working',
    params: InvitationById,
    response: Invitation,
  },
  revoke: {
    method: 'DELETE',
    path: '/v1/invitations/{id}',
    access: 'employees.manage',
    summary: 'Take an open invitation back',
    params: InvitationById,
    response: Invitation,
  },
});

/** What an invited person does with the link of the e-mail. */
export const joining = routes('joining', {
  lookUp: {
    method: 'POST',
    path: '/v1/joining/look-up',
    access: 'public',
    summary: 'Whose invitation this is, and whether its e-mail address already has an account',
    body: z.strictObject({ token: InvitationToken }),
    response: z.object({
      business: z.string(),
      email: z.string(),
      name: z.string(),
      hasAccount: z.boolean(),
      language: z.string(),
    }),
  },
  accept: {
    method: 'POST',
    path: '/v1/joining/accept',
    access: 'public',
    summary: 'Join with a new account. Whoever has an account signs in and joins with it',
    body: z.strictObject({ token: InvitationToken, name: Name, newPassword: NewPassword }),
  },
  join: {
    method: 'POST',
    path: '/v1/joining/join',
    access: 'signed-in',
    summary: 'Join with the account you are signed in with; its e-mail address must be the invited one',
    body: z.strictObject({ token: InvitationToken, name: Name }),
  },
});

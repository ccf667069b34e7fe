import * as z from 'zod';
import { EmployeeId, TenantId } from './ids.ts';
import { Permission } from './permissions.ts';
import { routes } from './route.ts';

export const SignedIn = z
  .object({
    /** Bearer token for the `Authorization` header. Kept in memory only; the refresh token stays in an HttpOnly cookie. */
    accessToken: z.string(),
    /** Seconds until it expires. */
    expiresIn: z.int(),
  })
  .meta({ id: 'SignedIn' });

/** `SOFTWARE_TOKEN_MFA`: a code of the authenticator app comes next. */
const Challenge = z
  .object({ challenge: z.enum(['NEW_PASSWORD_REQUIRED', 'SOFTWARE_TOKEN_MFA']), session: z.string() })
  .meta({ id: 'Challenge' });

/** Compared and kept in small letters. */
export const Email = z.email().max(254).toLowerCase();
export const Password = z.string().min(1).max(256);
export const NewPassword = z.string().min(12, 'At least 12 characters').max(256);
export const SixDigits = z.string().regex(/^\d{6}$/, 'Six digits');

export const session = routes('session', {
  login: {
    method: 'POST',
    path: '/v1/session/login',
    access: 'public',
    summary: 'Sign in with e-mail and password; answers with a token or a challenge',
    body: z.strictObject({ email: Email, password: Password }),
    response: z.union([SignedIn, Challenge]),
  },
  challenge: {
    method: 'POST',
    path: '/v1/session/challenge',
    access: 'public',
    summary: 'Answer the challenge that login returned: set a new password',
    body: z.strictObject({ email: Email, session: z.string().max(2400), newPassword: NewPassword }),
    response: SignedIn,
  },
  secondFactor: {
    method: 'POST',
    path: '/v1/session/second-factor',
    access: 'public',
    summary: 'Answer the challenge that login returned: a code of the authenticator app, each good once',
    body: z.strictObject({ email: Email, session: z.string().max(2400), code: SixDigits }),
    response: SignedIn,
  },
  refresh: {
    method: 'POST',
    path: '/v1/session/refresh',
    access: 'public',
    summary: 'A new access token for the session cookie; the cookie is replaced each time',
    response: SignedIn,
  },
  logout: {
    method: 'POST',
    path: '/v1/session/logout',
    access: 'public',
    summary: 'End the session of the cookie',
  },
  forgot: {
    method: 'POST',
    path: '/v1/session/forgot',
    access: 'public',
    summary: 'Ask for a code to set a new password. The answer is the same whether or not the e-mail is known',
    body: z.strictObject({ email: Email }),
  },
  reset: {
    method: 'POST',
    path: '/v1/session/reset',
    access: 'public',
    summary: 'Set a new password with the code from the e-mail',
    body: z.strictObject({ email: Email, code: SixDigits, newPassword: NewPassword }),
  },
});

export const Me = z
  .object({
    email: z.string(),
    platformAdmin: z.boolean(),
    memberships: z.array(
      z.object({
        business: z.object({
          id: TenantId,
          slug: z.string(),
          name: z.string(),
          timezone: z.string(),
          languages: z.array(z.string()),
        }),
        employeeId: EmployeeId,
        name: z.string(),
        role: z.string(),
        permissions: z.array(Permission),
        /** The business is suspended: nobody can work in it until it is reactivated. */
        suspended: z.boolean(),
        /** The business is to be deleted: nobody can work in it, and everything of it goes then. */
        deletedAfter: z.iso.datetime().optional(),
        /** Somebody of the platform is only looking, until then. */
        impersonatedUntil: z.iso.datetime().optional(),
      }),
    ),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const me = routes('me', {
  get: {
    method: 'GET',
    path: '/v1/me',
    access: 'signed-in',
    summary: 'Who you are, and the businesses you work for',
    response: Me,
  },
});

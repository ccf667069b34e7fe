import * as z from 'zod';
import { Instant } from './instant.ts';
import { routes } from './route.ts';
import { NewPassword, Password, SixDigits } from './session.ts';

export const BrowserSession = z
  .object({
    id: z.string(),
    /** The one that asks. */
    current: z.boolean(),
    /** Browser and system, as far as its User-Agent tells. */
    device: z.string(),
    startedAt: Instant,
    lastUsedAt: Instant,
  })
  .meta({ id: 'BrowserSession' });
export type BrowserSession = z.infer<typeof BrowserSession>;

const SessionById = z.object({ id: z.string().regex(/^[0-9A-Za-z_-]{10,64}$/) });

/** One's own account, whatever business one works for. */
export const account = routes('account', {
  sessions: {
    method: 'GET',
    path: '/v1/account/sessions',
    access: 'signed-in',
    summary: 'Where you are signed in',
    response: z.object({ items: z.array(BrowserSession) }),
  },
  endSession: {
    method: 'DELETE',
    path: '/v1/account/sessions/{id}',
    access: 'signed-in',
    summary: 'Sign out one browser; its open pages close',
    params: SessionById,
  },
  endOtherSessions: {
    method: 'DELETE',
    path: '/v1/account/sessions',
    access: 'signed-in',
    summary: 'Sign out everywhere but here',
  },
  secondFactor: {
    method: 'GET',
    path: '/v1/account/second-factor',
    access: 'signed-in',
    summary: 'Whether sign-in asks for a code of an authenticator app',
    response: z.object({ enabled: z.boolean() }),
  },
  beginSecondFactor: {
    method: 'POST',
    path: '/v1/account/second-factor',
    access: 'signed-in',
    summary: 'A new secret for an authenticator app; counts once a code of it is confirmed',
    body: z.strictObject({ password: Password }),
    response: z.object({ secret: z.string(), uri: z.string() }),
  },
  confirmSecondFactor: {
    method: 'POST',
    path: '/v1/account/second-factor/confirm',
    access: 'signed-in',
    summary: 'Turn the second factor on with a code of the app',
    body: z.strictObject({ code: SixDigits }),
  },
  removeSecondFactor: {
    method: 'POST',
    path: '/v1/account/second-factor/remove',
    access: 'signed-in',
    summary: 'Turn the second factor off; needs password and code',
    body: z.strictObject({ password: Password, code: SixDigits }),
  },
  changePassword: {
    method: 'POST',
    path: '/v1/account/password',
    access: 'signed-in',
    summary: 'Set a new password; all other browsers are signed out',
    body: z.strictObject({ password: Password, newPassword: NewPassword }),
  },
});

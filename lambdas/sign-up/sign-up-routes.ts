import { randomInt } from 'node:crypto';
import type { signUp } from '../../contract/sign-up.ts';
import { endSignUp, noteSignUpMail, trySignUpCode } from '../_data/sign-up.ts';
import type { Accounts } from '../_shared/accounts.ts';
import type { RouteHandler } from '../_shared/http.ts';
import { log } from '../_shared/log.ts';
import type { SendMail } from '../_shared/mail.ts';
import { problem, tooMany } from '../_shared/problem.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { letterOf } from './letters.ts';

type SignUpRoutes = { readonly [Name in keyof typeof signUp.routes]: RouteHandler<(typeof signUp.routes)[Name]> };

export interface SignUpDependencies {
  readonly table: PlatformTable;
  readonly accounts: Accounts;
  readonly sendMail: SendMail;
  pause(ms: number): Promise<void>;
}

/** Every answer takes at least this long, so that its time tells nothing about whether the address has an account. */
const beginMs = 1_000;
const confirmMs = 400;
const hourMs = 3_600_000;

export function signUpRoutes({ table, accounts, sendMail, pause }: SignUpDependencies): SignUpRoutes {
  return {
    begin: async ({ body: { email, language }, now, requestId }) => {
      const floor = pause(beginMs);
      // The same calls for every address: look, note, mail.
      const known = (await accounts.find(email)) !== undefined;
      const code = known ? undefined : String(randomInt(1_000_000)).padStart(6, '0');
      const noted = await noteSignUpMail(table, email, code, now);
      if (noted === 'noted') {
        await sendMail({ to: email, ...letterOf(language, code) }).catch((error: unknown) =>
          log.error('a sign-up mail was not sent', { requestId }, error),
        );
      }
      await floor;
      if (noted === 'too-many') {
        return tooMany('This address was sent a few mails. Look for them, also among spam, or ask again in an hour.', hourMs);
      }
      return undefined;
    },

    confirm: async ({ body: { email, code, newPassword }, now }) => {
      const floor = pause(confirmMs);
      if ((await trySignUpCode(table, email, code, now)) === 'wrong') {
        await floor;
        return problem('challenge-failed', 'Check the code, or ask for a new one: it works five times, for 15 minutes.');
      }
      const created = await accounts.create(email, newPassword);
      if (created === 'password-policy') {
        return problem('invalid-body', 'Choose another password.', [{ path: 'newPassword', message: 'Too easy to guess' }]);
      }
      await endSignUp(table, email);
      if (created === 'exists') return problem('account-exists', 'Sign in with your password, or ask for a new one.');
      return undefined;
    },
  };
}

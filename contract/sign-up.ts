import * as z from 'zod';
import { Language } from './locale.ts';
import { routes } from './route.ts';
import { Email, NewPassword, SixDigits } from './session.ts';

/** An account of one's own. The answer never tells whether an e-mail address is known: the mail does. */
export const signUp = routes('sign-up', {
  begin: {
    method: 'POST',
    path: '/v1/sign-up',
    access: 'public',
    summary: 'Ask for an account: a code of six digits comes by e-mail, good for 15 minutes and five tries',
    body: z.strictObject({ email: Email, language: Language }),
  },
  confirm: {
    method: 'POST',
    path: '/v1/sign-up/confirm',
    access: 'public',
    summary: 'Make the account with the code; sign in with the password afterwards',
    body: z.strictObject({ email: Email, code: SixDigits, newPassword: NewPassword, language: Language }),
  },
});

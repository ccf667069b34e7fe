import { signUp } from '../../contract/sign-up.ts';
import { accounts } from '../_shared/accounts.ts';
import { api } from '../_shared/http.ts';
import { mailer } from '../_shared/mail.ts';
import { platformTable } from '../_shared/tenant.ts';
import { signUpRoutes } from './sign-up-routes.ts';

export const handler = api(
  signUp,
  signUpRoutes({
    table: platformTable(),
    accounts: accounts(process.env),
    sendMail: mailer(process.env),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }),
);

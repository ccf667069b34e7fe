import type { Messages } from 'cognito-local/lib/services/messages.js';
import type { Mail } from './worker.ts';

type Source = Parameters<Messages['deliver']>[1];

/** What Cognito would e-mail: a temporary password or a code. */
export function mailFor(source: Source, to: string, username: string, code: string): Mail {
  if (source === 'AdminCreateUser') {
    return {
      to,
      subject: 'Your temporary password',
      text: `Your username is ${username} and your temporary password is ${code}`,
    };
  }
  if (source === 'ForgotPassword') {
    return { to, subject: 'Your code to set a new password', text: `Your password reset code is ${code}` };
  }
  return { to, subject: 'Your verification code', text: `Your confirmation code is ${code}` };
}

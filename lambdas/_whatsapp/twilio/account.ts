import * as z from 'zod';
import { type AccountRefusal, type Asked, isRefusal, noAnswer, withoutSecrets } from '../refusal.ts';

/** What Twilio tells about one account, asked with its auth token. */
export interface TwilioAccount {
  /** Refused when the token is not the account's, or the account is not in use. */
  inUse(): Promise<Asked<{ readonly inUse: true }>>;
}

interface Options {
  readonly twilioUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
}

const timeoutMs = 5_000;

/** Of the account nothing else is read: the answer holds the auth token, too. */
const AccountBody = z.object({ status: z.enum(['active', 'suspended', 'closed']) });
const ErrorBody = z.object({ code: z.number(), message: z.string().default('') });

/** https://www.twilio.com/docs/iam/api/account */
export function twilioAccount({ twilioUrl, accountSid, authToken }: Options, request: typeof fetch = fetch): TwilioAccount {
  const ask = async (): Promise<Asked<z.output<typeof AccountBody>>> => {
    let status: number;
    let text: string;
    try {
      const response = await request(`${twilioUrl}/2010-04-01/Accounts/${accountSid}.json`, {
        headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
        // A redirect would take the token elsewhere.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      status = response.status;
      text = await response.text();
    } catch {
      return noAnswer('Twilio', 'no-answer');
    }
    const body = parse(text);
    const error = ErrorBody.safeParse(body).data;
    if (status >= 400 && error) {
      return refusal(String(error.code), withoutSecrets(error.message, [authToken]), adviceOf(error.code));
    }
    const parsed = AccountBody.safeParse(body);
    return status < 300 && parsed.success ? parsed.data : noAnswer('Twilio', `http-${status}`);
  };
  return {
    async inUse() {
      const account = await ask();
      if (isRefusal(account)) return account;
      if (account.status === 'active') return { inUse: true };
      return refusal(`account-${account.status}`, `The account is ${account.status}`, notActive);
    },
  };
}

const refusal = (code: string, said: string, advice: string): AccountRefusal => ({ refused: true, code, said, advice });

const notActive = 'Open Twilio’s console: the account has to be active, with a balance, before messages can come and go.';

/** https://www.twilio.com/docs/api/errors */
function adviceOf(code: number): string {
  switch (code) {
    case 20003:
      return 'Copy Account SID and auth token again, both from the same account in Twilio’s console.';
    case 20008:
      return 'These are test credentials. Copy the live Account SID and auth token from Twilio’s console.';
    case 20404:
      return 'Compare the Account SID with the one in Twilio’s console.';
    case 10001:
    case 20005:
      return notActive;
    default:
      return 'Try again in a few minutes.';
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

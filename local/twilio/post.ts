import { randomUUID } from 'node:crypto';
import { signature } from './signature.ts';

/** As long as Twilio waits. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides */
const patience = 15_000;

/** Posts a signed form. Answers the HTTP status, 0 when there was none. Twilio does not repeat what was not taken, nor does this. */
export async function post(url: string, params: Readonly<Record<string, string>>, authToken: string): Promise<number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'user-agent': 'TwilioProxy/1.1',
        'i-twilio-idempotency-token': randomUUID(),
        'x-twilio-signature': signature(authToken, url, params),
      },
      body: new URLSearchParams(params).toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

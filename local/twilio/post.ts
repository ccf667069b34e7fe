import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRepeated, overridesOf } from './overrides.ts';
import { signature } from './signature.ts';

/** As long as Twilio waits, all tries together. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides */
const patience = 15_000;
const pauseMs = 50;

/**
 * Posts a signed form, and again what was not taken, if the address says so behind `#`. Answers the HTTP status of the last try, 0
 * when it had none.
 */
export async function post(address: string, params: Readonly<Record<string, string>>, authToken: string): Promise<number> {
  const overrides = overridesOf(address);
  const request = {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': 'TwilioProxy/1.1',
      'i-twilio-idempotency-token': randomUUID(),
      'x-twilio-signature': signature(authToken, overrides.url, params),
    },
    body: new URLSearchParams(params).toString(),
    redirect: 'manual',
    signal: AbortSignal.timeout(patience),
  } as const;
  for (let left = overrides.retries; ; left -= 1) {
    const status = await tried(overrides.url, request);
    if (left === 0 || request.signal.aborted || !isRepeated(overrides, status)) return status;
    await sleep(pauseMs, undefined, { ref: false });
  }
}

async function tried(url: string, request: RequestInit): Promise<number> {
  try {
    const response = await fetch(url, request);
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

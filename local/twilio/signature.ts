import { createHmac } from 'node:crypto';

/**
 * Value of `X-Twilio-Signature`: over the address as Twilio was told it, and each field's name and value in the order of the names.
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
export function signature(authToken: string, url: string, params: Readonly<Record<string, string>>): string {
  const hmac = createHmac('sha1', authToken).update(url, 'utf8');
  for (const name of Object.keys(params).toSorted()) hmac.update(`${name}${params[name]}`, 'utf8');
  return hmac.digest('base64');
}

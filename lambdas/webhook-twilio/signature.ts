import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Form } from './form.ts';

const form = /^[0-9A-Za-z+/]{27}=$/;

/** The MAC that the header claims. Two headers arrive joined by a comma, and are none. */
export function claimedMac(header: string | undefined): Buffer | undefined {
  const mac = header !== undefined && form.test(header) ? Buffer.from(header, 'base64') : undefined;
  return mac?.length === 20 && mac.toString('base64') === header ? mac : undefined;
}

/**
 * HMAC-SHA1 over the address and then every name and value, in the order of names: also those that nobody here knows, because new
 * ones come without notice. Of a name that is there several times each different value counts once, as in Twilio's own libraries.
 * All tokens and spellings of the address are tried, whichever fits.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export function signedByOneOf(tokens: readonly string[], url: string, fields: Form, mac: Buffer): boolean {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of fields) values.set(name, (values.get(name) ?? new Set()).add(value));
  const said = [...values.keys()]
    .sort()
    .map((name) =>
      [...(values.get(name) ?? [])]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('');
  let fits = false;
  for (const token of tokens) {
    for (const address of spellingsOf(url)) {
      fits =
        timingSafeEqual(
          createHmac('sha1', token)
            .update(address + said)
            .digest(),
          mac,
        ) || fits;
    }
  }
  return fits;
}

/** Twilio signs some addresses with their port and some without, whatever it was told. */
function spellingsOf(url: string): string[] {
  const parts = /^(https?):\/\/([^/:?#]+)(?::(\d+))?([/?].*)?$/.exec(url);
  if (!parts) return [url];
  const [, scheme = '', host = '', port, rest = ''] = parts;
  const usual = scheme === 'https' ? '443' : '80';
  return [...new Set([url, `${scheme}://${host}${rest}`, `${scheme}://${host}:${port ?? usual}${rest}`])];
}

import { createHash } from 'node:crypto';
import type { CustomerFacts } from '../_data/customer.ts';
import type { Identity } from '../_data/identity.ts';
import type { Party } from './port.ts';

const phone = /^\+?(\d{4,20})$/;

export interface Names {
  readonly waId?: string | undefined;
  readonly userId?: string | undefined;
}

/** Some relays put a business-scoped id (`CC.` and up to 128 letters and digits) where the phone number belongs. */
export function namesOf(phoneField: string | undefined, idField: string | undefined): Names {
  const digits = phoneField === undefined ? undefined : phone.exec(phoneField)?.[1];
  if (digits !== undefined) return { waId: digits, userId: idField };
  return { userId: idField ?? phoneField };
}

/** A key's part: what is no ordinary id, and could hold a delimiter, is hashed. */
export const keyPart = (id: string): string =>
  /^[0-9A-Za-z._=:+/-]{1,200}$/.test(id) ? id : `sha256-${createHash('sha256').update(id).digest('base64url')}`;

export function identitiesOf({ waId, userId }: Names): Identity[] {
  const identities: Identity[] = [];
  if (userId !== undefined) identities.push(`bsuid:${keyPart(userId)}`);
  if (waId !== undefined) identities.push(`wa:${waId}`);
  return identities;
}

export const partyOf = (facts: CustomerFacts): Party => ({ identities: identitiesOf(facts), facts });

/** Some of the providers' samples write a user name with its @. */
export const withoutAt = (username: string | undefined): string | undefined => username?.replace(/^@/, '') || undefined;

import type { Sender } from '../../../contract/message.ts';
import { type Fields, nameOf, numberOf } from '../fields.ts';
import { namesOf, partyOf, withoutAt } from '../party.ts';
import type { Party } from '../port.ts';

/** Addresses are `whatsapp:+12025550143` or `whatsapp:US.13491208655302741918`; some fields leave the first part out. */
const bare = (address: string | undefined): string | undefined => address?.replace(/^whatsapp:/, '') || undefined;

/** Who wrote a message. The number may be hidden: then there is the business-scoped id alone, and no number is made up. */
export function senderOf(message: Fields): { readonly party: Party; readonly sender: Sender } {
  const named = namesOf(bare(nameOf(message, 'From')), bare(nameOf(message, 'ExternalUserId')));
  const told = namesOf(bare(nameOf(message, 'WaId')), undefined);
  const facts = {
    waId: named.waId ?? told.waId,
    userId: named.userId,
    parentUserId: bare(nameOf(message, 'ParentExternalUserId')),
    name: nameOf(message, 'ProfileName'),
    username: withoutAt(nameOf(message, 'ProfileUsername')),
  };
  return { party: partyOf(facts), sender: facts };
}

/** The name that keeps what one customer says in order. */
export const whoIs = (message: Fields): string | undefined => senderOf(message).party.identities[0];

/** Twilio takes ten files at most with a message, and WhatsApp sends one. */
const mostFiles = 10;

export const mediaCount = (message: Fields): number =>
  Math.min(mostFiles, Math.max(0, Math.trunc(numberOf(message, 'NumMedia') ?? 0)));

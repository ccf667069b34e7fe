import type { Sender } from '../../../contract/message.ts';
import type { Identity } from '../../_data/identity.ts';
import { type Fields, fieldsOf, nameOf } from '../fields.ts';
import { identitiesOf, keyPart, namesOf, partyOf, withoutAt } from '../party.ts';
import type { Party } from '../port.ts';

/** To whom a status says that a message went. */
export const recipientsOf = (status: Fields): Identity[] =>
  identitiesOf(namesOf(nameOf(status, 'recipient_id'), nameOf(status, 'recipient_user_id')));

export const groupIdentity = (groupId: string): Identity => `group:${keyPart(groupId)}`;

/** Who wrote a message: the message's own fields, completed by the contact that came with it. */
export function senderOf(message: Fields, contact: Fields | undefined): { party: Party; sender: Sender } {
  const named = namesOf(nameOf(message, 'from'), nameOf(message, 'from_user_id'));
  const told = contact ? namesOf(nameOf(contact, 'wa_id'), nameOf(contact, 'user_id')) : {};
  const profile = (contact && fieldsOf(contact, 'profile')) ?? {};
  const facts = {
    waId: named.waId ?? told.waId,
    userId: named.userId ?? told.userId,
    parentUserId: nameOf(message, 'from_parent_user_id') ?? (contact && nameOf(contact, 'parent_user_id')),
    name: nameOf(profile, 'name'),
    username: withoutAt(nameOf(profile, 'username')),
  };
  return { party: partyOf(facts), sender: facts };
}

/** Of what the business wrote on its phone: the customer it went to stands where a message has the one it is from. */
export const addressed = (echo: Fields): Fields => ({
  ...echo,
  from: echo.to,
  from_user_id: echo.to_user_id,
  from_parent_user_id: echo.to_parent_user_id,
});

export interface NumberChange {
  readonly was: Party;
  readonly becomes: Party;
}

/** A number change names the old and the new; where no number may be shared, only the ids. */
export function numberChangeOf(message: Fields, system: Fields): NumberChange {
  const was = namesOf(nameOf(message, 'from'), nameOf(system, 'previous_user_id') ?? nameOf(message, 'from_user_id'));
  const becomes = namesOf(nameOf(system, 'wa_id'), nameOf(system, 'user_id'));
  return { was: partyOf(was), becomes: partyOf({ ...becomes, parentUserId: nameOf(system, 'parent_user_id') }) };
}

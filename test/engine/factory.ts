import { randomBytes } from 'node:crypto';
import { ChannelId, ClientId, ConversationId, CustomerId, EmployeeId, HookId, TenantId } from '../../contract/ids.ts';
import type { MetaChannel, TwilioChannel } from '../../lambdas/_data/channel.ts';
import type { Conversation } from '../../lambdas/_data/conversation.ts';
import { newConversation } from '../../lambdas/_data/conversation-changes.ts';
import { firstContact } from '../../lambdas/_data/identity.ts';
import { inboundMessageId } from '../../lambdas/_data/keys.ts';
import type { NewInboundMessage } from '../../lambdas/_data/message.ts';
import type { Registration } from '../../lambdas/_data/registration.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import { ulid } from '../../lambdas/_shared/ulid.ts';

/** 2026-11-20T09:00:00Z, a whole second as the provider's times are. */
export const noon = Date.UTC(2026, 10, 20, 9);

export const aTenant = (): TenantId => TenantId.parse(ulid(noon));
export const aChannel = (): ChannelId => ChannelId.parse(ulid(noon));
export const anEmployee = (): EmployeeId => EmployeeId.parse(ulid(noon));
export const aCustomer = (): CustomerId => CustomerId.parse(ulid(noon));
export const aHookId = (): HookId => HookId.parse(randomBytes(16).toString('base64url'));

/** A number of a business, not written. */
export const aNumber = (given: Partial<MetaChannel> = {}): MetaChannel => ({
  id: aChannel(),
  provider: 'meta',
  name: 'Front desk',
  phoneNumberId: '106540352242922',
  wabaId: '102290129340398',
  displayNumber: '15550783881',
  hookId: aHookId(),
  token: 'sealed',
  version: 1,
  ...given,
});

/** A number that a business has with Twilio, not written. */
export const aTwilioNumber = (given: Partial<TwilioChannel> = {}): TwilioChannel => ({
  id: aChannel(),
  provider: 'twilio',
  name: 'Second desk',
  accountSid: `AC${'5'.repeat(32)}`,
  displayNumber: '14155238886',
  hookId: aHookId(),
  token: 'sealed',
  version: 1,
  ...given,
});

/** What the platform knows of a business; not written. */
export const aRegistration = ({ tenant }: Pick<TenantTable, 'tenant'>, given: Partial<Registration> = {}): Registration => ({
  tenant,
  status: 'active',
  plan: 'free',
  slug: `desk-${tenant}`,
  name: 'Desk',
  timezone: 'Asia/Beirut',
  languages: ['en'],
  createdAt: noon,
  version: 1,
  ...given,
});

/** A client id made at this time. */
export function aClientId(at: number): ClientId {
  const time = at.toString(16).padStart(12, '0');
  const random = randomBytes(10).toString('hex');
  const parts = [time.slice(0, 8), time.slice(8), `7${random.slice(1, 4)}`, `8${random.slice(5, 8)}`, random.slice(8, 20)];
  return ClientId.parse(parts.join('-'));
}

/** A conversation with a customer who has said nothing yet, written to the table. */
export async function aConversation(store: TenantTable, given: Partial<Conversation> = {}): Promise<Conversation> {
  const id = ConversationId.parse(ulid(noon));
  const customer = { id: aCustomer(), name: 'Sara Whitfield', waId: '12025550143', userId: 'US.10431208655302741918' };
  const conversation = { ...newConversation(id, aChannel(), customer, undefined, noon), ...given };
  await firstContact(store, [`wa:${randomBytes(6).readUIntBE(0, 6)}`], conversation, {}, noon);
  return conversation;
}

const providerId = (): string => `wamid.HBgLMTIwMjU1NTAxNDMVAgASGBQ${randomBytes(15).toString('base64')}`;

/** A text of the customer, not written. */
export function aText(conversation: Conversation, given: Partial<NewInboundMessage> & { at?: number } = {}): NewInboundMessage {
  const id = given.providerId ?? providerId();
  return {
    id: inboundMessageId(given.at ?? noon, id),
    conversationId: conversation.id,
    direction: 'in',
    content: { kind: 'text', text: 'Hi! Is the walnut desk still in stock?' },
    sender: { waId: '12025550143', userId: 'US.10431208655302741918', name: 'Sara Whitfield' },
    providerId: id,
    ...given,
  };
}

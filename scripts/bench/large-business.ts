import { ConversationId, TenantId } from '../../contract/ids.ts';
import { type Engine, fill, isThere, longConversation, longThread, manyConversations } from './large.ts';

export interface LargeBusiness {
  readonly slug: string;
  /** E-mail address of somebody who works there. */
  readonly agent: string;
  /** The customer of the long conversation. */
  readonly long: string;
  readonly conversation: ConversationId;
  /** A word that only one message has, in the middle of it. */
  readonly rare: string;
}

interface Business {
  readonly businesses: readonly { readonly id: string; readonly slug: string }[];
  readonly users: readonly { readonly email: string; readonly business?: string | null | undefined; readonly role: string }[];
}

interface Size {
  readonly messages: number;
  readonly conversations: number;
}

/** The second business of the seed becomes one with years behind it, unless it is one already. */
export async function makeLarge(outputs: Engine & Business, { messages, conversations }: Size): Promise<LargeBusiness> {
  const business = outputs.businesses[1];
  const agent = outputs.users.find(
    ({ role, business: of }) => role === 'agent' && business && [business.id, business.slug].includes(of ?? ''),
  );
  if (!business || !agent) throw new Error('The seed has no second business with an agent');
  const tenant = TenantId.parse(business.id);
  // The same in every run, so that a stage that is kept is filled once.
  const conversation = ConversationId.parse(`${business.id.slice(0, 10)}${'0'.repeat(16)}`);
  const [long, rare] = ['Leyla Uzun', 'mahogany'];
  const special = new Map([[Math.floor(messages / 2), `The table is of ${rare}, I think.`]]);
  const row = longConversation(tenant, conversation, long, messages, Date.now());
  if (!(await isThere(outputs, row))) {
    await fill(outputs, manyConversations(tenant, 0, conversations));
    await fill(outputs, longThread(tenant, conversation, { from: 0, to: messages, end: Date.now(), special }));
    await fill(outputs, [row]);
  }
  return { slug: business.slug, agent: agent.email, long, conversation, rare };
}

import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type ChannelId, ConversationId, CustomerId } from '../../contract/ids.ts';
import { type Conversation, changeConversation, getConversation } from '../../lambdas/_data/conversation.ts';
import { newConversation } from '../../lambdas/_data/conversation-changes.ts';
import { conversationItem } from '../../lambdas/_data/conversation-item.ts';
import { getCustomer, learnAbout, newCustomerItem } from '../../lambdas/_data/customer.ts';
import { findIdentity, type Identity, identityItem, type Known, linkIdentity } from '../../lambdas/_data/identity.ts';
import { collisionDelay } from '../../lambdas/_data/write.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import type { Channels } from './channels.ts';
import { idFrom } from './ids.ts';
import { identitiesOf } from './link.ts';
import type { CustomerRecord } from './people-records.ts';

export interface Thread {
  readonly n: number;
  readonly customer: CustomerRecord;
  /** Of an export; else empty. */
  readonly channel: string;
  readonly group: string;
  /** In the old system. */
  readonly conversation: string;
  /** Milliseconds. */
  readonly createdAt: number;
}

export interface Claimed {
  readonly conversation: Conversation;
  readonly made: boolean;
}

/**
 * The conversation of this customer on this number: the one that is there, or a new, empty one with the names it is found by. The
 * names come first, all at once with what they lead to, so that a message that arrives now finds this conversation and makes
 * no second one.
 */
export async function claim(store: TenantTable, channels: Channels, thread: Thread): Promise<Claimed> {
  const { facts } = thread.customer;
  const identities: Identity[] = thread.group === '' ? identitiesOf(facts) : [`group:${thread.group}`];
  const place = { ...channels.of(thread.channel), identities };
  const wanted: Known = {
    customerId: CustomerId.parse(idFrom('customer', thread.customer.id)),
    conversationId: ConversationId.parse(idFrom('conversation', thread.conversation)),
  };
  for (let attempt = 0; attempt < attempts; attempt++) {
    const known = await lookUp(store, place, wanted);
    if (known) return { conversation: await adopt(store, place, known, thread), made: false };
    if (await introduce(store, place, wanted, thread)) {
      const made = await getConversation(store, wanted.conversationId);
      if (made) return { conversation: made, made: true };
    }
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
  throw new Error('A conversation could not be made, because somebody else is making it again and again');
}

const attempts = 8;

interface Place {
  readonly target: ChannelId;
  /** Numbers it may have been imported under before. */
  readonly formers: readonly ChannelId[];
  readonly identities: readonly Identity[];
}

async function lookUp(store: TenantTable, place: Place, wanted: Known): Promise<Known | undefined> {
  for (const channel of [place.target, ...place.formers]) {
    for (const identity of place.identities) {
      const found = await findIdentity(store, channel, identity, { consistent: true });
      if (found) return found;
    }
  }
  // Imported before under a number that has changed in the old system since.
  const conversation = await getConversation(store, wanted.conversationId);
  return conversation && { customerId: conversation.customer.id, conversationId: conversation.id };
}

/** What is there stays; it learns what is newer, and moves to the number that is connected now. */
async function adopt(store: TenantTable, place: Place, known: Known, thread: Thread): Promise<Conversation> {
  const { target, formers, identities } = place;
  for (const identity of identities) {
    const there = await findIdentity(store, target, identity, { consistent: true });
    if (!there) await linkIdentity(store, target, identity, known);
  }
  const { facts, at } = thread.customer;
  const learned = thread.group === '' ? await learnAbout(store, known.customerId, facts, at) : undefined;
  const conversation = await changeConversation(store, known.conversationId, (read) => {
    const channelId = formers.includes(read.channelId) ? target : read.channelId;
    const { name = '', waId, userId, username } = learned ?? { ...read.customer };
    const customer = { id: read.customer.id, name, waId, userId, username };
    const same = channelId === read.channelId && JSON.stringify(customer) === JSON.stringify(read.customer);
    return same ? read : { ...read, channelId, customer, version: read.version + 1 };
  });
  if (!conversation) throw new Error('A customer’s name leads to a conversation that is not there');
  return conversation;
}

/** False: somebody was faster. */
async function introduce(store: TenantTable, place: Place, wanted: Known, thread: Thread): Promise<boolean> {
  const { tenant, client, table } = store;
  const { customer, group, createdAt } = thread;
  const { name = '', waId, userId, username } = customer.facts;
  const begun = newConversation(
    wanted.conversationId,
    place.target,
    { id: wanted.customerId, name, waId, userId, username },
    group === '' ? undefined : group,
    createdAt,
  );
  const conversation = { ...begun, ownName: customer.about.name };
  const names = place.identities.map((identity) => identityItem(tenant, place.target, identity, wanted));
  // Of somebody who writes to two numbers there is one customer and two conversations.
  const known = await getCustomer(store, wanted.customerId);
  const items = [
    ...names,
    ...(known ? [] : [customerItem(store, wanted.customerId, customer)]),
    conversationItem(tenant, conversation),
  ];
  const puts = items.map((Item) => ({ Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } }));
  try {
    await client.send(new TransactWriteCommand({ TransactItems: puts }));
    return true;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
    if (codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict')) return false;
    throw error;
  }
}

function customerItem(store: TenantTable, id: CustomerId, { facts, at, learned, about, version }: CustomerRecord) {
  const item: Record<string, unknown> = { ...newCustomerItem(store, id, facts, at), v: version };
  for (const [fact, t] of Object.entries(learned)) {
    const known = item[fact];
    if (typeof known === 'object' && known !== null && 'v' in known) item[fact] = { v: known.v, t };
  }
  const said = Object.values(about).some((value) => value !== undefined);
  return said ? { ...item, about } : item;
}

import { type ChannelId, ConversationId, CustomerId } from '../../contract/ids.ts';
import type { Conversation } from '../_data/conversation.ts';
import { newConversation } from '../_data/conversation-changes.ts';
import type { CustomerFacts } from '../_data/customer.ts';
import { type ErasedHashes, erasedName, erasedUntil } from '../_data/erased.ts';
import { findIdentity, firstContact, type Identity, type Known, linkIdentity } from '../_data/identity.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { log } from '../_shared/log.ts';
import { Lru } from '../_shared/lru.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';

export interface Contact {
  /** Every name the sender goes by, the most specific first. */
  readonly identities: readonly Identity[];
  readonly facts: CustomerFacts;
  readonly groupId?: string | undefined;
  /** A reaction, edit or deletion: of somebody who was erased it is about something that is gone. */
  readonly annotates?: true;
  /** The provider's time, milliseconds. */
  readonly at: number;
}

/** Who is who, per channel. One of these is kept per process, so that a customer who goes on writing costs no look-up. */
export class Directory {
  readonly #known = new Lru<Known>(10_000);
  readonly #erasedHashes: ErasedHashes;
  readonly #modeOfNew: (store: TenantTable) => Promise<Conversation['mode']>;

  /** `modeOfNew`: who answers a conversation that begins; asked when one does. */
  constructor(erasedHashes: ErasedHashes, modeOfNew: (store: TenantTable) => Promise<Conversation['mode']>) {
    this.#erasedHashes = erasedHashes;
    this.#modeOfNew = modeOfNew;
  }

  /**
   * The customer and conversation of this sender, made if this is the first contact. `erased`: the sender was, and this is of
   * before. `again`: what is remembered does not count.
   */
  async find(
    store: TenantTable,
    channelId: ChannelId,
    contact: Contact,
    now: number,
    { again = false } = {},
  ): Promise<Known | 'erased'> {
    if (again) for (const identity of contact.identities) this.#known.delete(name(store, channelId, identity));
    for (let attempt = 0; attempt < attempts; attempt++) {
      const found = await this.#lookUp(store, channelId, contact.identities, again || attempt > 0);
      if (found) return found;
      const made = await this.#introduce(store, channelId, contact, now);
      if (made) return made;
      // Somebody else is just making them: several messages of a new customer may arrive at once.
      await new Promise((resolve) => setTimeout(resolve, 10 * 2 ** attempt * (1 + Math.random())));
    }
    throw new Error('First contact did not settle');
  }

  /** Makes sure that the customer is found by these names too. */
  async link(store: TenantTable, channelId: ChannelId, identities: readonly Identity[], known: Known): Promise<void> {
    for (const identity of identities) {
      if (this.#known.get(name(store, channelId, identity))?.customerId === known.customerId) continue;
      const outcome = await linkIdentity(store, channelId, identity, known);
      failPoint('inbound.after-identity');
      if (outcome === 'linked') this.#known.set(name(store, channelId, identity), known);
      // Two customers turned out to be one person. Each keeps the conversation it has; people merge them.
      else log.warn('a name belongs to another customer', { tenant: store.tenant, customerId: known.customerId, channelId });
    }
  }

  async #lookUp(
    store: TenantTable,
    channelId: ChannelId,
    identities: readonly Identity[],
    consistent: boolean,
  ): Promise<Known | undefined> {
    for (const identity of identities) {
      const kept = this.#known.get(name(store, channelId, identity));
      const found = kept ?? (await findIdentity(store, channelId, identity, { consistent }));
      if (!found) continue;
      this.#known.set(name(store, channelId, identity), found);
      return found;
    }
    return undefined;
  }

  /** Until when somebody of these names was erased. Looked for at a first contact only: what a message costs does not grow by it. */
  async #erasedUntil(
    store: TenantTable,
    channelId: ChannelId,
    { identities }: Contact,
    now: number,
  ): Promise<number | undefined> {
    const hash = await this.#erasedHashes(store, now);
    const names = identities.map((identity) => erasedName(channelId, identity));
    return hash && erasedUntil(store, hash, names);
  }

  async #introduce(
    store: TenantTable,
    channelId: ChannelId,
    contact: Contact,
    now: number,
  ): Promise<Known | 'erased' | undefined> {
    const { identities, facts, groupId, annotates, at } = contact;
    const notBefore = await this.#erasedUntil(store, channelId, contact, now);
    if (notBefore !== undefined && (annotates || at <= notBefore)) return 'erased';
    const known = { customerId: CustomerId.parse(ulid(now)), conversationId: ConversationId.parse(ulid(now)) };
    const { name: called = '', waId, userId, username } = facts;
    const customer = { id: known.customerId, name: called, waId, userId, username };
    // Groups are people's: whom the assistant would answer there, nobody can tell.
    const mode = groupId === undefined ? await this.#modeOfNew(store) : 'human';
    const conversation = { ...newConversation(known.conversationId, channelId, customer, groupId, now, mode), notBefore };
    if ((await firstContact(store, identities, conversation, facts, at)) === 'lost') return undefined;
    failPoint('inbound.after-first-contact');
    for (const identity of identities) this.#known.set(name(store, channelId, identity), known);
    return known;
  }
}

const attempts = 6;
const name = ({ tenant }: TenantTable, channelId: ChannelId, identity: Identity): string => `${tenant}|${channelId}|${identity}`;

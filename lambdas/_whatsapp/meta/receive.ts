import { type Annotation, type Content, phoneApp, type Sender } from '../../../contract/message.ts';
import { type Fields, fieldsOf, flagOf, instant, isFields, nameOf, textOf, timeOf } from '../fields.ts';
import type { Party, Received, ReceivedMessage } from '../port.ts';
import { storable } from '../storable.ts';
import { contentOf, unsupported } from './content.ts';
import { addressed, groupIdentity, numberChangeOf, senderOf } from './party.ts';

export interface MetaItem {
  /** An entry of `messages[]`. */
  readonly event: unknown;
  /** The entry of `contacts[]` that goes with it. */
  readonly contact?: unknown;
  /** `errors` beside the message. */
  readonly errors?: unknown;
  /** Milliseconds; stands in for a time that the provider left out. */
  readonly receivedAt: number;
}

/**
 * Reads one item of a `messages` webhook. Never throws: whatever has an id and a sender becomes a message, at worst a
 * placeholder that keeps what came.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
 */
export function receiveMessage({ event, contact, errors, receivedAt }: MetaItem): Received {
  if (!isFields(event)) return { type: 'unreadable', reason: 'not-an-object' };
  const providerId = nameOf(event, 'id');
  if (providerId === undefined) return { type: 'unreadable', reason: 'no-id' };
  const stated = timeOf(event, 'timestamp');
  const [at, undated] = stated === undefined ? ([receivedAt, true] as const) : [stated];
  const { party, sender } = senderOf(event, isFields(contact) ? contact : undefined);
  const besides = Array.isArray(errors) ? errors.filter(isFields) : [];
  const system = textOf(event, 'type') === 'system' ? fieldsOf(event, 'system') : undefined;
  if (system) return systemEvent(event, system, { providerId, at, undated, party, sender });

  const groupId = nameOf(event, 'group_id');
  const from = groupId === undefined ? party : { identities: [groupIdentity(groupId)], facts: {} };
  if (from.identities.length === 0) return { type: 'unreadable', reason: 'no-sender' };
  const annotation = annotationOf(event, { providerId, at, sender });
  if (annotation) return { type: 'annotation', at, from, annotation, person: sender.userId ?? sender.waId, groupId };

  const content = storable(contentOf(event)) ?? unsupported(event, besides);
  const direction = content.kind === 'request_welcome' ? 'event' : 'in';
  return {
    type: 'message',
    providerId,
    at,
    undated,
    from,
    message: { direction, content, sender, groupId, ...surroundings(event) },
  };
}

/**
 * Reads one item of an `smb_message_echoes` webhook: what somebody of the business wrote, changed or deleted in the WhatsApp
 * Business app. `from` is the customer it went to.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes
 */
export function receiveEcho({ event, ...item }: MetaItem): Received {
  const received = receiveMessage({ ...item, event: isFields(event) ? addressed(event) : event });
  switch (received.type) {
    case 'message': {
      const { direction } = received.message;
      const said = { ...received.message, sender: undefined, direction: direction === 'in' ? ('out' as const) : direction };
      return { ...received, becomes: undefined, message: said };
    }
    case 'annotation':
      return { ...received, annotation: { ...received.annotation, sender: undefined }, person: phoneApp };
    default:
      return received;
  }
}

/** What it answers, where it was forwarded from, which product or advertisement led to it. */
function surroundings(event: Fields): Partial<ReceivedMessage> {
  const context = fieldsOf(event, 'context') ?? {};
  const product = fieldsOf(context, 'referred_product');
  const referral = fieldsOf(event, 'referral');
  return {
    replyTo: nameOf(context, 'id'),
    forwarded: flagOf(context, 'forwarded') || flagOf(context, 'frequently_forwarded') || undefined,
    frequentlyForwarded: flagOf(context, 'frequently_forwarded') || undefined,
    product: product && { catalogId: nameOf(product, 'catalog_id'), retailerId: nameOf(product, 'product_retailer_id') },
    referral: referral && {
      sourceUrl: nameOf(referral, 'source_url'),
      sourceId: nameOf(referral, 'source_id'),
      sourceType: nameOf(referral, 'source_type'),
      headline: nameOf(referral, 'headline'),
      body: nameOf(referral, 'body'),
      ctwaClid: nameOf(referral, 'ctwa_clid'),
    },
  };
}

interface Basics {
  readonly providerId: string;
  readonly at: number;
  readonly undated?: true | undefined;
  readonly sender: Sender;
}

/** Undefined: not one, or one without its target, which is then shown as a placeholder. */
function annotationOf(event: Fields, { providerId, at, sender }: Basics): Annotation | undefined {
  const common = { providerId, at: instant(at), sender };
  const type = textOf(event, 'type');
  const part = (type && fieldsOf(event, type)) || {};
  switch (type) {
    case 'reaction': {
      const target = nameOf(part, 'message_id');
      return target === undefined ? undefined : { ...common, type, target, emoji: textOf(part, 'emoji') ?? '' };
    }
    case 'edit': {
      const target = nameOf(part, 'original_message_id');
      const message = fieldsOf(part, 'message');
      const content: Content | undefined = message && storable(contentOf(message));
      return target === undefined || !content ? undefined : { ...common, type, target, content };
    }
    case 'revoke': {
      const target = nameOf(part, 'original_message_id');
      return target === undefined ? undefined : { ...common, type, target };
    }
    default:
      return undefined;
  }
}

const numberChanges = ['user_changed_number', 'user_changed_user_id'];

/** Something that happened to the customer, not something said. A number change brings the new names. */
function systemEvent(
  event: Fields,
  system: Fields,
  { providerId, at, undated, party, sender }: Basics & { party: Party },
): Received {
  const kind = nameOf(system, 'type') ?? 'unknown';
  const text = textOf(system, 'body');
  if (!numberChanges.includes(kind)) {
    if (party.identities.length === 0) return { type: 'unreadable', reason: 'no-sender' };
    const content: Content = { kind: 'system', event: kind, text };
    return { type: 'message', providerId, at, undated, from: party, message: { direction: 'event', content, sender } };
  }
  const { was, becomes } = numberChangeOf(event, system);
  if (was.identities.length + becomes.identities.length === 0) return { type: 'unreadable', reason: 'no-sender' };
  const change = {
    fromWaId: was.facts.waId,
    toWaId: becomes.facts.waId,
    fromUserId: was.facts.userId,
    toUserId: becomes.facts.userId,
  };
  const content: Content = { kind: 'system', event: kind, text, change };
  return { type: 'message', providerId, at, undated, from: was, becomes, message: { direction: 'event', content, sender } };
}

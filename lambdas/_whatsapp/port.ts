import { ConversationId, MessageId } from '../../contract/ids.ts';
import type { Annotation, Failure, Message, Status } from '../../contract/message.ts';
import type { CustomerFacts } from '../_data/customer.ts';
import type { Identity } from '../_data/identity.ts';

/** Who is at the other end of a conversation, as a provider names them. */
export interface Party {
  /** Every name they go by, the most specific first. */
  readonly identities: readonly Identity[];
  readonly facts: CustomerFacts;
}

/** What a message says and carries; where it belongs is decided by us. */
export type ReceivedMessage = Pick<
  Message,
  'direction' | 'content' | 'sender' | 'replyTo' | 'forwarded' | 'frequentlyForwarded' | 'product' | 'referral' | 'groupId'
>;

/** An item of a provider's webhook, read. Times are the provider's, in milliseconds. */
export type Received =
  | {
      readonly type: 'message';
      readonly providerId: string;
      readonly at: number;
      /** The provider does not say when: `at` is when it came, and comes anew with every repetition. */
      readonly undated?: true | undefined;
      readonly from: Party;
      readonly message: ReceivedMessage;
      /** The customer goes by these names from now on. */
      readonly becomes?: Party | undefined;
    }
  /** A reaction, edit or deletion of another message of the same conversation. `person`: whose, where several can. */
  | {
      readonly type: 'annotation';
      readonly at: number;
      readonly from: Party;
      readonly annotation: Annotation;
      readonly person?: string | undefined;
      readonly groupId?: string | undefined;
    }
  /** Cannot belong to any conversation, or is nothing we know. The reason is a word of ours. */
  | { readonly type: 'unreadable'; readonly reason: 'no-id' | 'no-sender' | 'not-an-object' };

/** How a message of ours fared, or one that was sent from elsewhere. */
export interface ReceivedStatus {
  readonly providerId: string;
  readonly status: Status;
  readonly at: number;
  readonly failure?: Failure | undefined;
  /** Everybody who sends from this number has to know of the failure. */
  readonly ofNumber?: boolean | undefined;
  /** To whom it was sent, where the provider says. */
  readonly recipients?: readonly Identity[] | undefined;
  /** What was sent along as `key`, if anything. */
  readonly opaque?: string | undefined;
}

/** Whom to send to. A phone number wins over a business-scoped id. */
export interface Recipient {
  readonly waId?: string | undefined;
  readonly userId?: string | undefined;
  readonly groupId?: string | undefined;
}

type MediaSource = { readonly id: string } | { readonly link: string };
interface Choice {
  readonly id: string;
  readonly title: string;
}

/** What can be sent. */
export type Outgoing =
  | { readonly kind: 'text'; readonly text: string; readonly previewUrl?: boolean | undefined }
  | {
      readonly kind: 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker';
      readonly source: MediaSource;
      readonly caption?: string | undefined;
      readonly filename?: string | undefined;
    }
  | {
      readonly kind: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string;
      readonly address?: string;
    }
  | { readonly kind: 'buttons'; readonly text: string; readonly buttons: readonly Choice[] }
  | {
      readonly kind: 'list';
      readonly text: string;
      readonly button: string;
      readonly rows: readonly (Choice & { readonly description?: string })[];
    }
  | { readonly kind: 'template'; readonly name: string; readonly language: string; readonly components: readonly unknown[] }
  | { readonly kind: 'reaction'; readonly target: string; readonly emoji: string };

export interface Sending {
  readonly to: Recipient;
  readonly content: Outgoing;
  /** Provider id of the message being answered. */
  readonly replyTo?: string | undefined;
  /** Comes back with every status of the message. */
  readonly key: string;
}

/**
 * When a refused message may be tried again.
 * `pair-rate`: too many to this customer. `backoff`: busy or broken for a moment. `reconnect`: the number's access has ended.
 */
export type Retry = 'pair-rate' | 'backoff' | 'never' | 'reconnect';

export interface Refusal {
  readonly retry: Retry;
  readonly failure: Failure;
  /** It stops the number or its account, not one message. */
  readonly ofNumber?: true | undefined;
}

export type SendResult =
  | { readonly outcome: 'accepted'; readonly providerId: string }
  /** The provider does not have it. */
  | ({ readonly outcome: 'refused' } & Refusal)
  /** No answer that tells: the provider may have it. Never send again without knowing. */
  | { readonly outcome: 'unknown'; readonly reason: string };

/** A file that the provider is to have. */
export interface FileToUpload {
  readonly mimeType: string;
  /** Bytes. */
  readonly size: number;
  /** Called for each try. */
  readonly open: () => Promise<AsyncIterable<Buffer>>;
  readonly timeoutMs: number;
  /** Another address at each call, for a provider that fetches files. Whoever has it has the file: it is kept and logged nowhere. */
  readonly link: () => Promise<string>;
}

export type Uploaded =
  /** Good for messages of this number. */
  | { readonly outcome: 'uploaded'; readonly id: string }
  /** Where the provider is to fetch it from: good for one message, now. */
  | { readonly outcome: 'linked'; readonly link: string }
  | ({ readonly outcome: 'refused' } & Refusal);

/** A number of a business at its provider. */
export interface Provider {
  send(sending: Sending): Promise<SendResult>;
  upload(file: FileToUpload): Promise<Uploaded>;
  /** Blue ticks for this message and the ones before it. `typing`: the customer sees that an answer is written, for 25 s at most. */
  markRead(
    providerId: string,
    also?: { readonly typing?: boolean | undefined },
  ): Promise<SendResult | { readonly outcome: 'done' }>;
}

/** What travels with an outbound message and comes back in its statuses: where the message is, so that none is looked up. */
export const opaqueKey = (place: { readonly conversationId: ConversationId; readonly messageId: MessageId }): string =>
  `${place.conversationId}/${place.messageId}`;

/** Undefined: not a key of ours. */
export function parseOpaqueKey(
  opaque: string | undefined,
): { readonly conversationId: ConversationId; readonly messageId: MessageId } | undefined {
  const [conversation, message, ...rest] = opaque?.split('/') ?? [];
  const conversationId = ConversationId.safeParse(conversation);
  const messageId = MessageId.safeParse(message);
  if (!conversationId.success || !messageId.success || rest.length > 0) return undefined;
  return { conversationId: conversationId.data, messageId: messageId.data };
}

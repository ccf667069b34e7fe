import * as z from 'zod';
import { ConversationId, EmployeeId, MessageId } from './ids.ts';
import { Instant } from './instant.ts';

/** A file of the business. Of a sent one: by its bytes, so that the same bytes have the same id. */
export const FileId = z.string().regex(/^[0-9A-Za-z_.-]{16,120}$/);
export type FileId = z.infer<typeof FileId>;

export const MediaKind = z.enum(['image', 'video', 'audio', 'voice', 'document', 'sticker']);
export type MediaKind = z.infer<typeof MediaKind>;

const Media = z.object({
  /** Of what a customer sent: the provider's id; its links live 5 minutes, the id 7 days. */
  providerMediaId: z.string().optional(),
  /** Of what was sent from here. */
  fileId: FileId.optional(),
  mimeType: z.string(),
  sha256: z.string().optional(),
  /** As the customer's phone sent it: hostile input, never used as a path. */
  filename: z.string().optional(),
  caption: z.string().optional(),
  animated: z.boolean().optional(),
});

/** Sound that is no voice note, as far as is known. */
const Sound = Media.extend({
  /** The provider does not tell voice notes from other sound, and this may be one: `isSpoken`. */
  maybeVoice: z.literal(true).optional(),
});

const media = <const Kind extends string>(kind: Kind) => z.object({ kind: z.literal(kind), media: Media });

const ContactCard = z.object({
  name: z.string(),
  phones: z.array(z.object({ phone: z.string().optional(), waId: z.string().optional(), type: z.string().optional() })),
  emails: z.array(z.string()),
  organisation: z.string().optional(),
});

/** As the person was called then. */
const Person = z.object({ employeeId: EmployeeId, name: z.string() });

export const WorkEvent = z.enum([
  'taken-over',
  'handed-back',
  'suggesting',
  'assigned',
  'unassigned',
  'snoozed',
  'woken',
  'resolved',
  'reopened',
  /** The customer and another one are the same person; two customers again. */
  'merged',
  'unmerged',
  /** The assistant left it to people, for `reason`. */
  'handed-over',
  /** Nobody had said anything for as long as the business wants: the assistant answers again. */
  'returned',
  /** What the assistant was about to say was not sent, because somebody took over. */
  'discarded',
  /** The assistant proposes `text`; a person sends it, changes it or drops it. */
  'suggested',
]);
export type WorkEvent = z.infer<typeof WorkEvent>;

/** Why the assistant left a conversation to people. */
export const HandOverReason = z.enum([
  'asked',
  'upset',
  'out-of-scope',
  'low-confidence',
  'tool-failed',
  'model-failed',
  /** Of answers to one customer, of the budget, or of the plan. */
  'limit-reached',
  'unsupported-message',
  /** Outside the hours of the business, which wants nothing said then. */
  'closed',
  /** The assistant was switched off. */
  'off',
]);
export type HandOverReason = z.infer<typeof HandOverReason>;

/** What a message says, one shape per kind. A person must be able to read every one of them. */
export const Content = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('text'),
      text: z.string(),
      /** Of a message sent from here: show a preview of the first link. */
      previewUrl: z.boolean().optional(),
    }),
    media('image'),
    media('video'),
    z.object({ kind: z.literal('audio'), media: Sound }),
    media('voice'),
    media('document'),
    media('sticker'),
    z.object({
      kind: z.literal('location'),
      latitude: z.number(),
      longitude: z.number(),
      name: z.string().optional(),
      address: z.string().optional(),
      url: z.string().optional(),
    }),
    z.object({ kind: z.literal('contacts'), cards: z.array(ContactCard) }),
    z.object({ kind: z.literal('button'), text: z.string(), payload: z.string().optional() }),
    z.object({ kind: z.literal('button_reply'), id: z.string(), title: z.string() }),
    z.object({ kind: z.literal('list_reply'), id: z.string(), title: z.string(), description: z.string().optional() }),
    z.object({
      kind: z.literal('nfm_reply'),
      name: z.string().optional(),
      text: z.string(),
      /** The answers of the flow, parsed; absent when the provider's JSON string does not parse. */
      answers: z.record(z.string(), z.unknown()).optional(),
    }),
    z.object({
      kind: z.literal('call_permission_reply'),
      response: z.string(),
      permanent: z.boolean().optional(),
      expiresAt: Instant.optional(),
    }),
    z.object({
      kind: z.literal('product'),
      catalogId: z.string().optional(),
      retailerId: z.string().optional(),
      text: z.string().optional(),
    }),
    z.object({
      kind: z.literal('order'),
      catalogId: z.string().optional(),
      text: z.string().optional(),
      /** Price as the provider states it: a decimal number in `currency`. */
      items: z.array(
        z.object({
          retailerId: z.string(),
          quantity: z.number(),
          price: z.number().optional(),
          currency: z.string().optional(),
        }),
      ),
    }),
    z.object({
      kind: z.literal('system'),
      event: z.string(),
      text: z.string().optional(),
      change: z
        .object({
          fromWaId: z.string().optional(),
          toWaId: z.string().optional(),
          fromUserId: z.string().optional(),
          toUserId: z.string().optional(),
        })
        .optional(),
    }),
    z.object({ kind: z.literal('request_welcome') }),
    /** Of `direction: 'note'`: between colleagues, never sent. */
    z.object({ kind: z.literal('note'), text: z.string(), mentions: z.array(EmployeeId), pinnedAt: Instant.optional() }),
    /** Of `direction: 'event'`: what `author`, or the system if there is none, did with the conversation. */
    z.object({
      kind: z.literal('work'),
      event: WorkEvent,
      /** Who had it before, and who has it now. */
      from: Person.optional(),
      to: Person.optional(),
      until: Instant.optional(),
      reason: HandOverReason.optional(),
      /** What was suggested, and whether somebody dropped it. */
      text: z.string().optional(),
      dropped: z.literal(true).optional(),
    }),
    z.object({
      kind: z.literal('unsupported'),
      /** The provider's name for it, where it gives one (`poll`, an unknown type...). */
      type: z.string().optional(),
      errorCodes: z.array(z.int()).optional(),
      /** The provider's object as received (JSON, at most 8 KB), so that nothing is dropped. */
      raw: z.string().optional(),
    }),
  ])
  .meta({ id: 'Content' });
export type Content = z.infer<typeof Content>;
export type Kind = Content['kind'];

/**
 * Where an outbound message is on its way. It only moves forward in this order, whatever order the provider reports in
 * (`failed` can be overtaken by a late `delivered`). `unknown`: the provider may or may not have got it; a person decides.
 */
export const statuses = ['queued', 'sending', 'unknown', 'sent', 'failed', 'delivered', 'read', 'played'] as const;
export const Status = z.enum(statuses);
export type Status = z.infer<typeof Status>;
/** Position in the order above: the higher wins. */
export const rankOf = (status: Status): number => statuses.indexOf(status);

export const Failure = z.object({
  /** The provider's code, or a word of ours (`window-closed`). */
  code: z.string(),
  title: z.string(),
  /** What a person can do about it. */
  advice: z.string(),
});
export type Failure = z.infer<typeof Failure>;

export const FileFailure = z.object({
  /** A word of ours: `expired`, `too-large`, `wrong-type`, `wrong-hash`, `no-access`, `provider-down`... */
  code: z.string(),
  /** What a person can do about it. */
  advice: z.string(),
  /** Trying again may help. */
  retry: z.boolean(),
});
export type FileFailure = z.infer<typeof FileFailure>;

/** Where the file of a message is, and what it turned out to be. Its bytes are asked for with `media.links`. */
export const StoredFile = z
  .object({
    /** Grows with every change: of two copies the higher one is newer. */
    revision: z.int().nonnegative(),
    /** `pending`: waits to be fetched. `deleted`: by retention or by hand. */
    state: z.enum(['pending', 'fetching', 'stored', 'failed', 'deleted']),
    failure: FileFailure.optional(),
    /** What the bytes are, not what was claimed. Everything below: once it is stored. */
    mimeType: z.string().optional(),
    bytes: z.int().nonnegative().optional(),
    width: z.int().positive().optional(),
    height: z.int().positive().optional(),
    durationMs: z.int().nonnegative().optional(),
    pages: z.int().positive().optional(),
    /** There is a small picture of it. */
    thumbnail: z.boolean().optional(),
    /** There is a form of it that every browser plays. */
    playable: z.boolean().optional(),
    /** Loudness over time, 64 values of 0 to 100. */
    peaks: z.array(z.int().min(0).max(100)).max(64).optional(),
    /** Until when retention keeps it. */
    expiresAt: Instant.optional(),
  })
  .meta({ id: 'StoredFile' });
export type StoredFile = z.infer<typeof StoredFile>;

/** What is said in a voice note, as far as is known. Its words with their times: `transcripts.get`. */
export const Transcript = z
  .object({
    /** Grows with every change: of two copies the higher one is newer. */
    revision: z.int(),
    /** `empty`: nothing was said, or nothing that could be understood. */
    state: z.enum(['queued', 'running', 'done', 'empty', 'failed', 'off']),
    text: z.string().optional(),
    /** BCP 47, as detected or asked for. */
    language: z.string().optional(),
    /** 0 to 1. */
    confidence: z.number().min(0).max(1).optional(),
    engine: z.enum(['transcribe', 'openai']).optional(),
    failure: FileFailure.optional(),
    /** By hand; the text above stays as the engine wrote it. */
    correction: z.object({ text: z.string(), by: Person, at: Instant }).optional(),
    /** Not recognised but recorded beside the file, as the local stage does without a speech tool. */
    recorded: z.literal(true).optional(),
  })
  .meta({ id: 'Transcript' });
export type Transcript = z.infer<typeof Transcript>;

/** Who wrote an inbound message, as the provider named them then. A missing phone number is never invented. */
export const Sender = z.object({
  waId: z.string().optional(),
  userId: z.string().optional(),
  parentUserId: z.string().optional(),
  name: z.string().optional(),
  username: z.string().optional(),
});
export type Sender = z.infer<typeof Sender>;

/** Whoever of the business uses its phone, where a reaction says whose it is. Names of customers are ids and numbers. */
export const phoneApp = 'phone-app';

export const Reaction = z.object({ by: z.string(), emoji: z.string(), at: Instant });
export type Reaction = z.infer<typeof Reaction>;

export const Message = z
  .object({
    id: MessageId,
    conversationId: ConversationId,
    /** `event`: something that happened (number changed, taken over), not a bubble. `note`: between colleagues. */
    direction: z.enum(['in', 'out', 'event', 'note']),
    content: Content,
    /** The provider's time for inbound, ours for outbound messages. */
    sentAt: Instant,
    /** Arrival order of inbound messages: settles the order inside one second, the provider's resolution. */
    seq: z.int().optional(),
    providerId: z.string().optional(),
    sender: Sender.optional(),
    author: z
      .object({
        type: z.enum(['employee', 'assistant', 'phone-app']),
        employeeId: EmployeeId.optional(),
        name: z.string().optional(),
      })
      .optional(),
    status: Status.optional(),
    statusAt: z.partialRecord(Status, Instant).optional(),
    failure: Failure.optional(),
    /** Of a kind with a file. */
    file: StoredFile.optional(),
    /** Of a voice note, and of what may be one. */
    transcript: Transcript.optional(),
    /** Provider id of the quoted message. */
    replyTo: z.string().optional(),
    forwarded: z.boolean().optional(),
    frequentlyForwarded: z.boolean().optional(),
    product: z.object({ catalogId: z.string().optional(), retailerId: z.string().optional() }).optional(),
    referral: z
      .object({
        sourceUrl: z.string().optional(),
        sourceId: z.string().optional(),
        sourceType: z.string().optional(),
        headline: z.string().optional(),
        body: z.string().optional(),
        ctwaClid: z.string().optional(),
      })
      .optional(),
    groupId: z.string().optional(),
    reactions: z.array(Reaction),
    editedAt: Instant.optional(),
    deletedAt: Instant.optional(),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

/** A reaction, edit or deletion whose message has not arrived (yet). */
export const Annotation = z
  .object({
    type: z.enum(['reaction', 'edit', 'revoke']),
    target: z.string().meta({ description: 'Provider id of the message it belongs to' }),
    providerId: z.string(),
    at: Instant,
    sender: Sender.optional(),
    emoji: z.string().optional(),
    content: Content.optional(),
  })
  .meta({ id: 'Annotation' });
export type Annotation = z.infer<typeof Annotation>;

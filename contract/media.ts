import * as z from 'zod';
import { ConversationId, CustomerId, EmployeeId, MessageId } from './ids.ts';
import { FileId, Instant, MediaKind, Message } from './message.ts';
import { Cursor, Limit, pageOf } from './page.ts';
import { routes } from './route.ts';

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

/** The types that may be sent, by kind, and the most bytes of each. The provider's limits: whatsapp/NOTES section 7. */
export const sendable = {
  image: { bytes: 5 * megabyte, types: ['image/jpeg', 'image/png'] },
  video: { bytes: 16 * megabyte, types: ['video/mp4', 'video/3gpp'] },
  audio: { bytes: 16 * megabyte, types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'] },
  voice: { bytes: 16 * megabyte, types: ['audio/ogg'] },
  document: {
    bytes: 100 * megabyte,
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
  },
} as const satisfies Record<string, { readonly bytes: number; readonly types: readonly string[] }>;

export const SendableKind = z.enum(['image', 'video', 'audio', 'voice', 'document']);
export type SendableKind = z.infer<typeof SendableKind>;

/** The most bytes taken in of each kind. A customer's phone may send larger ones than may be sent from here. */
export const largestReceived: Readonly<Record<MediaKind, number>> = {
  image: 16 * megabyte,
  video: 64 * megabyte,
  audio: 64 * megabyte,
  voice: 16 * megabyte,
  document: 100 * megabyte,
  sticker: megabyte,
};

/** `waveform` and dimensions are with the message; this is what has bytes. */
export const Variant = z.enum(['original', 'thumbnail', 'playable']);
export type Variant = z.infer<typeof Variant>;

/** Milliseconds that the address of a file works. */
export const linkLives = 5 * 60_000;

const OneMessage = z.object({ id: ConversationId, messageId: MessageId });

export const UploadId = z.string().regex(/^[0-9a-z]{26}$/);

/** What a browser sends straight to the storage: a form with these fields first, and the file last under `file`. */
const Post = z.object({ url: z.string(), fields: z.record(z.string(), z.string()) });

export const Upload = z
  .object({
    id: UploadId,
    /** Absent once the bytes are there. */
    post: Post.optional(),
    /** Present once checked: pass it in a message. Until then the upload has to be completed. */
    fileId: FileId.optional(),
    expiresAt: Instant,
  })
  .meta({ id: 'Upload' });
export type Upload = z.infer<typeof Upload>;

/** A file of the business, as the library lists it. */
export const LibraryFile = z
  .object({
    id: FileId,
    kind: MediaKind,
    /** Who it came from: a customer, or the business itself. */
    origin: z.enum(['customer', 'business']),
    mimeType: z.string(),
    bytes: z.int().nonnegative(),
    name: z.string().optional(),
    at: Instant,
    customer: z.object({ id: CustomerId, name: z.string() }).optional(),
    employeeId: EmployeeId.optional(),
    thumbnail: z.boolean(),
    durationMs: z.int().optional(),
    /** The newest messages that show it, at most 20, and how many there are. */
    shownIn: z.array(z.object({ conversationId: ConversationId, messageId: MessageId })),
    references: z.int().nonnegative(),
    /** When retention deletes it. */
    expiresAt: Instant.optional(),
  })
  .meta({ id: 'LibraryFile' });
export type LibraryFile = z.infer<typeof LibraryFile>;

/** After how many days files are deleted; null: never. The choices are those that the storage has a rule for. */
const Days = z.union([z.literal(30), z.literal(90), z.literal(180), z.literal(365), z.literal(730), z.null()]);
export const Retention = z
  .object({ customer: Days, business: Days, version: z.int() })
  .meta({ id: 'Retention', description: 'Files that arrive from then on; what is there keeps the rule it came under' });
export type Retention = z.infer<typeof Retention>;

/** Getting at the files of messages. */
export const media = routes('media-links', {
  links: {
    method: 'POST',
    path: '/v1/conversations/{id}/media-links',
    access: 'conversations.view',
    reads: true,
    summary: 'Addresses of files of this conversation, good for five minutes. What is not there (yet) is left out',
    params: z.object({ id: ConversationId }),
    body: z.strictObject({
      items: z
        .array(z.strictObject({ messageId: MessageId, variant: Variant, download: z.boolean().optional() }))
        .min(1)
        .max(50),
    }),
    response: z.object({
      items: z.array(z.object({ messageId: MessageId, variant: Variant, url: z.string(), mimeType: z.string() })),
      expiresAt: Instant,
    }),
  },
  retry: {
    method: 'POST',
    path: '/v1/conversations/{id}/messages/{messageId}/media/retry',
    access: 'conversations.send',
    summary: 'Fetch a file again that could not be fetched. Where it is there or on its way already, nothing is done',
    params: OneMessage,
    response: Message,
    status: 202,
  },
});

/** Sending files: they go straight to the storage, are checked, and then named in a message. */
export const mediaUploads = routes('media-uploads', {
  create: {
    method: 'POST',
    path: '/v1/media/uploads',
    access: 'conversations.send',
    summary: 'Where and how to put a file. Bytes that the business has already are not asked for again',
    creates: true,
    body: z.strictObject({
      kind: SendableKind,
      mimeType: z.string().max(100),
      bytes: z.int().positive(),
      /** Hexadecimal. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      name: z.string().min(1).max(240).optional(),
    }),
    response: Upload,
    status: 201,
  },
  complete: {
    method: 'POST',
    path: '/v1/media/uploads/{uploadId}/complete',
    access: 'conversations.send',
    summary: 'Check what was put there (type, size, SHA-256) and keep it. Doing it again answers the same',
    params: z.object({ uploadId: UploadId }),
    response: Upload,
  },
});

/** All files of a business. */
export const library = routes('library', {
  list: {
    method: 'GET',
    path: '/v1/media',
    access: 'conversations.view',
    summary: 'Files of the business, newest first, perhaps of one kind or one customer only',
    query: z.strictObject({
      limit: Limit(50, 100),
      cursor: Cursor.optional(),
      kind: MediaKind.optional(),
      customerId: CustomerId.optional(),
      /** Instants: not before, not after. */
      from: Instant.optional(),
      to: Instant.optional(),
    }),
    response: pageOf(LibraryFile),
  },
  usage: {
    method: 'GET',
    path: '/v1/media/usage',
    access: 'conversations.view',
    summary: 'How many files of each kind there are, and how many bytes',
    response: z.object({
      kinds: z.array(z.object({ kind: MediaKind, files: z.int().nonnegative(), bytes: z.int().nonnegative() })),
    }),
  },
  remove: {
    method: 'DELETE',
    path: '/v1/media/{fileId}',
    access: 'conversations.delete',
    summary: 'Delete a file for good. The messages that show it stay, and say that it was deleted',
    params: z.object({ fileId: FileId }),
  },
  retention: {
    method: 'GET',
    path: '/v1/media/retention',
    access: 'settings.view',
    summary: 'How long files are kept',
    response: Retention,
  },
  changeRetention: {
    method: 'PUT',
    path: '/v1/media/retention',
    access: 'settings.edit',
    ifMatch: true,
    summary: 'Change how long files are kept that arrive from now on',
    body: z.strictObject({ customer: Days, business: Days }),
    response: Retention,
  },
});

import * as z from 'zod';
import { ConversationId, CustomerId, EmployeeId, MessageId } from './ids.ts';
import { Instant } from './instant.ts';
import { Variant } from './media.ts';
import { FileId, MediaKind } from './message.ts';
import { Cursor, Limit, pageOf } from './page.ts';
import { routes } from './route.ts';

/** Days after which files may be deleted: those that the storage has a rule for. */
export const retentionDays = [30, 90, 180, 365, 730] as const;
export type RetentionDays = (typeof retentionDays)[number];

/** Messages that are named with a file. */
export const mostShownIn = 20;

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
    /** Who sent it, as the business calls them. */
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

/** After how many days files are deleted; null: never. */
const Days = z.union([...retentionDays.map((days) => z.literal(days)), z.null()]);
export const Retention = z
  .object({ customer: Days, business: Days, version: z.int() })
  .meta({ id: 'Retention', description: 'Of files that arrive from then on; what is there keeps the rule it came under' });
export type Retention = z.infer<typeof Retention>;

/** All files of a business. */
export const library = routes('library', {
  list: {
    method: 'GET',
    path: '/v1/media',
    access: 'conversations.view',
    summary: 'Files of the business, newest first, perhaps of one kind or one customer only. A page may be short and have a next',
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
  links: {
    method: 'POST',
    path: '/v1/media/links',
    access: 'conversations.view',
    reads: true,
    summary: 'Addresses of files of the library, good for five minutes. What is not there (any more) is left out',
    body: z.strictObject({
      items: z
        .array(z.strictObject({ fileId: FileId, variant: Variant, download: z.boolean().optional() }))
        .min(1)
        .max(50),
    }),
    response: z.object({
      items: z.array(z.object({ fileId: FileId, variant: Variant, url: z.string(), mimeType: z.string() })),
      expiresAt: Instant,
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
    body: Retention.omit({ version: true }).strict(),
    response: Retention,
  },
});

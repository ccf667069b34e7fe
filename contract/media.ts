import * as z from 'zod';
import { ConversationId, MessageId } from './ids.ts';
import { Instant } from './instant.ts';
import { type MediaKind, Message } from './message.ts';
import { routes } from './route.ts';

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

/** The most bytes taken in of each kind. More than the provider lets a business send: a customer's phone may. */
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

import * as z from 'zod';
import { Instant } from './instant.ts';
import { FileId } from './message.ts';
import { routes } from './route.ts';

const megabyte = 1024 * 1024;

/**
 * The types that may be sent, by kind, and the most bytes of each: the provider's limits
 * (https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types). A voice note is Opus in Ogg,
 * one channel, and nothing else.
 */
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

export const UploadId = z.string().regex(/^[0-9a-z]{26}$/);
export type UploadId = z.infer<typeof UploadId>;

/** What a browser sends straight to the storage: a form with these fields first, and the file last under `file`. */
export const FormPost = z.object({ url: z.string(), fields: z.record(z.string(), z.string()) });

export const Upload = z
  .object({
    id: UploadId,
    /** Absent once the bytes are there. */
    post: FormPost.optional(),
    /** Present once checked: pass it in a message. Until then the upload has to be completed. */
    fileId: FileId.optional(),
    /** Until when the form is taken. */
    expiresAt: Instant,
  })
  .meta({ id: 'Upload' });
export type Upload = z.infer<typeof Upload>;

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

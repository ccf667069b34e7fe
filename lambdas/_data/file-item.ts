import * as z from 'zod';
import { type Content, FileFailure, type StoredFile } from '../../contract/message.ts';

/** Where the file of a message is, as stored on the message. Written as a whole each time, so nothing of an earlier state is left. */
export const FileItem = z.object({
  s: z.enum(['pending', 'fetching', 'stored', 'failed', 'deleted']),
  /** Who fetches it, and until when (ms) nobody else does. */
  own: z.string().optional(),
  until: z.int().optional(),
  fail: FileFailure.optional(),
  /** Type and size of the bytes, and their SHA-256 in hexadecimal. */
  mime: z.string().optional(),
  n: z.int().optional(),
  sha: z.string().optional(),
  w: z.int().optional(),
  h: z.int().optional(),
  ms: z.int().optional(),
  pg: z.int().optional(),
  th: z.boolean().optional(),
  pl: z.boolean().optional(),
  pk: z.array(z.int()).optional(),
  /** When retention deletes it, ms. */
  exp: z.int().optional(),
});
export type FileItem = z.infer<typeof FileItem>;

export type MediaContent = Extract<Content, { media: unknown }>;
export const hasFile = (content: Content): content is MediaContent => 'media' in content;

/** What people see of it. A message that has a file and says nothing of it waits for it; one without a file says nothing. */
export function shownFile(content: Content, item: FileItem | undefined, revision = 0): StoredFile | undefined {
  if (!hasFile(content)) return undefined;
  if (item === undefined) return content.media.providerMediaId === undefined ? undefined : { revision, state: 'pending' };
  const { s, fail, mime, n, w, h, ms, pg, th, pl, pk, exp } = item;
  return {
    revision,
    state: s,
    failure: fail,
    mimeType: mime,
    bytes: n,
    width: w,
    height: h,
    durationMs: ms,
    pages: pg,
    thumbnail: th,
    playable: pl,
    peaks: pk,
    expiresAt: exp === undefined ? undefined : new Date(exp).toISOString(),
  };
}

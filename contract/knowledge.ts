import * as z from 'zod';
import { KnowledgeId } from './ids.ts';
import { Instant } from './instant.ts';
import { FormPost } from './media-uploads.ts';
import { Limit } from './page.ts';
import { routes } from './route.ts';

/** Why a page was not read. `detail` of an answer says it in English; what was read before stays. */
export const KnowledgeFailure = z.enum([
  'bad-url',
  'not-https',
  'private-address',
  'no-address',
  'too-many-redirects',
  'unreachable',
  'too-slow',
  'too-large',
  'refused',
  'gone',
  'broken',
  'not-text',
  'encrypted',
  'no-text',
  'broken-file',
  'too-many-pages',
  'no-file',
  'empty',
]);
export type KnowledgeFailure = z.infer<typeof KnowledgeFailure>;

/** Characters of one text or file, and of what is read of one page: beyond them nobody would find anything again. */
export const longestKnowledge = 100_000;

/** The most pages, files and texts of a business. */
export const mostKnowledge = 10_000;

/** Bytes of a PDF. */
export const largestPdf = 10 * 1024 * 1024;

/** What is read as it is: text and Markdown. A PDF is read by a worker; others have to be saved as text first. */
export const knowledgeFileNames = /\.(txt|text|md|markdown)$/i;

const Title = z.string().trim().min(1).max(120);
const Text = z.string().trim().min(1).max(longestKnowledge);

export const KnowledgeSource = z
  .object({
    id: KnowledgeId,
    kind: z.enum(['page', 'file', 'text']),
    title: z.string(),
    /** Of a page. */
    url: z.string().optional(),
    /** `waiting`: to be read. `failed`: it could not be; what was read before is still answered from. */
    state: z.enum(['waiting', 'ready', 'failed']),
    failure: z.object({ code: KnowledgeFailure, detail: z.string() }).optional(),
    /** Of a page: how often in a row it could not be read, where that has happened. */
    failures: z.int().positive().optional(),
    /** Of a page: from when on it is read again by itself. */
    dueAt: Instant.optional(),
    /** Pieces that the assistant finds; 0 until it was read. */
    passages: z.int().nonnegative(),
    characters: z.int().nonnegative(),
    /** It was longer, and its end was left out. */
    cut: z.boolean(),
    addedAt: Instant,
    /** When it was last read, or found unchanged. */
    readAt: Instant.optional(),
    /** When it last said something new. */
    changedAt: Instant.optional(),
  })
  .meta({ id: 'KnowledgeSource' });
export type KnowledgeSource = z.infer<typeof KnowledgeSource>;

const FoundPassage = z.object({
  id: KnowledgeId,
  title: z.string(),
  url: z.string().optional(),
  text: z.string(),
});

const ById = z.object({ id: KnowledgeId });

/** Pages and files that a business gives the assistant to answer from. */
export const knowledge = routes('knowledge', {
  list: {
    method: 'GET',
    path: '/v1/knowledge',
    access: 'settings.view',
    summary: 'Pages, files and texts that the assistant answers from, newest first',
    query: z.strictObject({ limit: Limit(50, 100), before: KnowledgeId.optional() }),
    response: z.object({
      items: z.array(KnowledgeSource),
      /** `before` of the next page. */
      next: KnowledgeId.optional(),
    }),
  },
  get: {
    method: 'GET',
    path: '/v1/knowledge/{id}',
    access: 'settings.view',
    summary: 'One of them, with the first 200 passages as the assistant finds them',
    params: ById,
    response: z.object({ source: KnowledgeSource, passages: z.array(z.string()) }),
  },
  addPage: {
    method: 'POST',
    path: '/v1/knowledge/pages',
    access: 'settings.edit',
    summary: 'Add a page by its https address; it is fetched in a moment',
    creates: true,
    body: z.strictObject({
      url: z.string().trim().min(1).max(1_000),
      /** Absent: what the page calls itself. */
      title: Title.optional(),
    }),
    response: KnowledgeSource,
    status: 201,
  },
  addText: {
    method: 'POST',
    path: '/v1/knowledge/texts',
    access: 'settings.edit',
    summary: 'Add a text, or what a file of text or Markdown says (PDF is not read: save it as text)',
    creates: true,
    body: z.strictObject({
      title: Title,
      text: Text,
      /** Of a file: its name, which ends as text or Markdown does. */
      fileName: z.string().trim().max(200).regex(knowledgeFileNames, 'A file of text or Markdown: .txt or .md').optional(),
    }),
    response: KnowledgeSource,
    status: 201,
  },
  addFile: {
    method: 'POST',
    path: '/v1/knowledge/files',
    access: 'settings.edit',
    summary: 'Add a PDF: it is put into the storage with the form that comes with the answer, and then asked to be read',
    creates: true,
    body: z.strictObject({
      title: Title,
      fileName: z
        .string()
        .trim()
        .max(200)
        .regex(/\.pdf$/i, 'A PDF: .pdf'),
      bytes: z.int().positive().max(largestPdf),
      /** Hexadecimal. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
    response: z.object({ source: KnowledgeSource, post: FormPost }),
    status: 201,
  },
  refresh: {
    method: 'POST',
    path: '/v1/knowledge/{id}/refresh',
    access: 'settings.edit',
    summary: 'Read it again',
    params: ById,
    response: KnowledgeSource,
    status: 202,
  },
  remove: {
    method: 'DELETE',
    path: '/v1/knowledge/{id}',
    access: 'settings.edit',
    summary: 'Forget it; the assistant stops answering from it at once',
    params: ById,
  },
  search: {
    method: 'GET',
    path: '/v1/knowledge-search',
    access: 'settings.view',
    summary: 'The passages that the assistant would find for a question',
    query: z.strictObject({ q: z.string().trim().min(1).max(300) }),
    response: z.object({ items: z.array(FoundPassage) }),
  },
});

import type { KnowledgeFailure } from '../../contract/knowledge.ts';
import { longestKnowledge } from '../../contract/knowledge.ts';
import type { KnowledgeItem } from '../_data/knowledge.ts';
import { cleanHtml } from '../_knowledge/clean-html.ts';
import { cleanText } from '../_knowledge/clean-text.ts';
import type { Reading } from '../_knowledge/index-source.ts';
import { pdfText } from '../_knowledge/pdf-text.ts';
import { FetchRefused, type GuardedAnswer, type GuardedFetch, type Refusal } from '../_shared/guarded-fetch.ts';

export type PageRead =
  | { readonly outcome: 'read'; readonly reading: Reading }
  /** The server says that it is as it was. */
  | { readonly outcome: 'same' }
  /** `again`: it may be different soon. `status`: what the server answered. */
  | { readonly outcome: 'failed'; readonly failure: KnowledgeFailure; readonly again: boolean; readonly status?: number };

const limits = { redirects: 5, maxBytes: 10 * 1024 * 1024, totalMs: 20_000, idleMs: 8_000 } as const;
/** Of what is no PDF: it is taken apart in memory. */
const mostTextBytes = 2 * 1024 * 1024;

const refusals: Readonly<Record<Refusal, { readonly failure: KnowledgeFailure; readonly again: boolean }>> = {
  'bad-url': { failure: 'bad-url', again: false },
  'not-https': { failure: 'not-https', again: false },
  'foreign-host': { failure: 'bad-url', again: false },
  'private-address': { failure: 'private-address', again: false },
  'no-address': { failure: 'no-address', again: true },
  'too-many-redirects': { failure: 'too-many-redirects', again: false },
  unreachable: { failure: 'unreachable', again: true },
  'too-slow': { failure: 'too-slow', again: true },
  'too-large': { failure: 'too-large', again: false },
  'cut-short': { failure: 'unreachable', again: true },
};

const textTypes = /^(text\/(plain|markdown|x-markdown|html)|application\/xhtml\+xml)$/;

/** Asks for a page as somebody would who knows what it was. Says why it cannot be read, never throws for what the page does. */
export async function readPage(
  fetch: GuardedFetch,
  { url = '', revision, etag, modified }: Pick<KnowledgeItem, 'url' | 'revision' | 'etag' | 'modified'>,
): Promise<PageRead> {
  try {
    const answer = await fetch(url, {
      ...limits,
      headers: {
        accept: 'text/html, application/xhtml+xml;q=0.9, text/markdown;q=0.8, text/plain;q=0.8, application/pdf;q=0.7',
        'user-agent': 'Frontdesk/1.0 (reads pages that a business gave its assistant)',
        ...(revision !== undefined && etag !== undefined && { 'if-none-match': etag }),
        ...(revision !== undefined && modified !== undefined && { 'if-modified-since': modified }),
      },
    });
    return await readAnswer(answer);
  } catch (error) {
    if (!(error instanceof FetchRefused)) throw error;
    return { outcome: 'failed', ...refusals[error.reason] };
  }
}

const headerOf = ({ headers }: GuardedAnswer, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** Longer ones are no names of states. */
const short = (value: string | undefined): string | undefined =>
  value !== undefined && value.length <= 200 && /^[\x20-\x7e]+$/.test(value) ? value : undefined;

async function readAnswer(answer: GuardedAnswer): Promise<PageRead> {
  const { status } = answer;
  if (status === 304) {
    answer.drop();
    return { outcome: 'same' };
  }
  if (status !== 200) {
    answer.drop();
    if (status === 404 || status === 410) return { outcome: 'failed', failure: 'gone', again: false, status };
    const again = status >= 500 || status === 429;
    return { outcome: 'failed', failure: again ? 'broken' : 'refused', again, status };
  }
  const [type = '', ...parameters] = (headerOf(answer, 'content-type') ?? '').split(';').map((part) => part.trim());
  const encoding = headerOf(answer, 'content-encoding') ?? 'identity';
  const isPdf = type.toLowerCase() === 'application/pdf';
  if (!(isPdf || textTypes.test(type.toLowerCase())) || encoding.toLowerCase() !== 'identity') {
    answer.drop();
    return { outcome: 'failed', failure: 'not-text', again: false };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (!isPdf && size > mostTextBytes) return { outcome: 'failed', ...refusals['too-large'] };
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const [etag, modified] = [short(headerOf(answer, 'etag')), short(headerOf(answer, 'last-modified'))];
  if (isPdf) return readPdf(bytes, { etag, modified });
  const isHtml = /html/i.test(type);
  const text = decoded(bytes, parameters, isHtml);
  // What says that it is text and has zeros in it is not.
  if (text.includes('\0')) return { outcome: 'failed', failure: 'not-text', again: false };
  const { title, blocks, cut } = isHtml
    ? cleanHtml(text, longestKnowledge)
    : { title: '', blocks: cleanText(text.slice(0, longestKnowledge)), cut: text.length > longestKnowledge };
  if (blocks.length === 0) return { outcome: 'failed', failure: 'empty', again: false };
  return { outcome: 'read', reading: { title, blocks, cut, etag, modified } };
}

/** A file that is too much for the reader is so the next time as well. */
async function readPdf(bytes: Buffer, state: Pick<Reading, 'etag' | 'modified'>): Promise<PageRead> {
  const read = await pdfText(bytes);
  if (read.outcome === 'failed') return { ...read, again: false };
  const { title, text, cut } = read;
  return { outcome: 'read', reading: { title: title.slice(0, 120).toWellFormed(), blocks: cleanText(text), cut, ...state } };
}

/** As the header says, else the page itself, else UTF-8. */
function decoded(bytes: Buffer, parameters: readonly string[], isHtml: boolean): string {
  const named = parameters.map((one) => /^charset=["']?([\w-]+)/i.exec(one)?.[1]).find((one) => one !== undefined);
  const meta = isHtml
    ? /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)/i.exec(bytes.subarray(0, 4_096).toString('latin1'))?.[1]
    : undefined;
  for (const label of [named, meta]) {
    try {
      if (label !== undefined) return new TextDecoder(label).decode(bytes);
    } catch {
      // Nobody knows this one.
    }
  }
  return new TextDecoder().decode(bytes);
}

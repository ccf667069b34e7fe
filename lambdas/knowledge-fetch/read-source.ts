import type { KnowledgeId } from '../../contract/ids.ts';
import type { KnowledgeFailure } from '../../contract/knowledge.ts';
import { type KnowledgeJob, knowledgeReceives } from '../../contract/queues.ts';
import {
  getKnowledge,
  type KnowledgeItem,
  keepKnowledgeText,
  knowledgeGone,
  knowledgeText,
  settleKnowledge,
} from '../_data/knowledge.ts';
import { dropEditions, writingMs } from '../_data/knowledge-index.ts';
import { addEntry } from '../_data/platform-index.ts';
import { transact } from '../_data/transact.ts';
import { cleanText } from '../_knowledge/clean-text.ts';
import { indexSource } from '../_knowledge/index-source.ts';
import { nextReading } from '../_knowledge/next-reading.ts';
import { type PdfRead, pdfText } from '../_knowledge/pdf-text.ts';
import type { GuardedFetch } from '../_shared/guarded-fetch.ts';
import type { JobResult } from '../_shared/job-queue.ts';
import { log } from '../_shared/log.ts';
import type { PlatformTable, TenantTable } from '../_shared/tenant.ts';
import { readPage } from './read-page.ts';

interface Dependencies {
  readonly store: TenantTable;
  /** Where it is noted when a page is read again, with the function's own role. */
  readonly platform: PlatformTable;
  readonly fetch: GuardedFetch;
  /** What a browser has put there for a source; undefined: nothing. */
  readonly fileOf: (id: KnowledgeId) => Promise<Buffer | undefined>;
  readonly now: number;
}

/** 10 s, 40 s, 160 s ... : about an hour until the receives are used up. */
const waitBefore = (receiveCount: number): number => 10_000 * 4 ** (receiveCount - 1);

/** Reads one that waits, forgets one that is to go, and has nothing to do with any other. */
export async function readSource(dependencies: Dependencies, job: KnowledgeJob, receiveCount: number): Promise<JobResult> {
  const { store } = dependencies;
  const item = await getKnowledge(store, job.sourceId);
  switch (item?.state) {
    case undefined:
    case 'ready':
    case 'failed':
      return 'done';
    case 'removing':
      return forget(dependencies, item);
    case 'waiting':
      return item.kind === 'page' ? page(dependencies, item, receiveCount) : text(dependencies, item);
  }
}

async function forget({ store, now }: Dependencies, { id, revision }: KnowledgeItem): Promise<JobResult> {
  if ((await dropEditions(store, id, { whole: revision, now })) === 'some-young') return { later: writingMs };
  // Refused: it is gone already.
  await transact(store, knowledgeGone(store, id));
  return 'done';
}

async function text(dependencies: Dependencies, item: KnowledgeItem): Promise<JobResult> {
  const { store, now } = dependencies;
  const given = await knowledgeText(store, item.id);
  if (given === undefined && item.upload) return file(dependencies, item);
  const blocks = cleanText(given ?? '');
  if (blocks.length > 0) await indexSource(store, item, { title: '', blocks, cut: false }, now);
  else await settleKnowledge(store, item, { state: 'failed', failure: 'empty' });
  return 'done';
}

/** What no other time makes different: the address itself is wrong. */
const neverRead: ReadonlySet<KnowledgeFailure> = new Set(['bad-url', 'not-https']);

/** Notes the next time before this one is settled, so that a reader that dies between the two is not the last. */
async function again({ store, platform, now }: Dependencies, { id }: KnowledgeItem): Promise<number> {
  const { at, place } = nextReading(id, now);
  await addEntry(platform, { ...place(store.tenant), tenant: store.tenant });
  return at;
}

/** Its text is kept, and the file itself forgotten by the storage after a day. */
async function file({ store, fileOf, now }: Dependencies, item: KnowledgeItem): Promise<JobResult> {
  const bytes = await fileOf(item.id);
  const read: PdfRead | { outcome: 'failed'; failure: 'no-file' } = bytes
    ? await pdfText(bytes)
    : { outcome: 'failed', failure: 'no-file' };
  if (read.outcome === 'failed') {
    await settleKnowledge(store, item, { state: 'failed', failure: read.failure });
    return 'done';
  }
  await keepKnowledgeText(store, item.id, read.text);
  await indexSource(store, item, { title: '', blocks: cleanText(read.text), cut: read.cut }, now);
  return 'done';
}

async function page(dependencies: Dependencies, item: KnowledgeItem, receiveCount: number): Promise<JobResult> {
  const { store, fetch, now } = dependencies;
  const read = await readPage(fetch, item);
  switch (read.outcome) {
    case 'read':
      await indexSource(store, item, { ...read.reading, dueAt: await again(dependencies, item) }, now);
      return 'done';
    case 'same':
      await settleKnowledge(store, item, {
        state: 'ready',
        failure: undefined,
        status: undefined,
        failures: undefined,
        readAt: now,
        dueAt: await again(dependencies, item),
      });
      return 'done';
    case 'failed': {
      const { failure, status } = read;
      const soon = read.again && receiveCount < knowledgeReceives - 1;
      log.info(soon ? 'a page is read again later' : 'a page was not read', {
        tenant: store.tenant,
        code: failure,
        attempt: receiveCount,
        ...(status !== undefined && { status }),
      });
      if (soon) {
        await settleKnowledge(store, item, { state: 'waiting', failure, status });
        return { later: waitBefore(receiveCount) };
      }
      const failures = (item.failures ?? 0) + 1;
      const dueAt = neverRead.has(failure) ? undefined : await again(dependencies, item);
      await settleKnowledge(store, item, { state: 'failed', failure, status, failures, dueAt });
      return 'done';
    }
    default:
      return read satisfies never;
  }
}

import type * as z from 'zod';
import { KnowledgeId } from '../../contract/ids.ts';
import { type KnowledgeFailure, type KnowledgeSource, type knowledge, mostKnowledge } from '../../contract/knowledge.ts';
import type { KnowledgeJob } from '../../contract/queues.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import {
  addKnowledge,
  askKnowledge,
  getKnowledge,
  type KnowledgeItem,
  knowledgeLeaving,
  listKnowledge,
} from '../_data/knowledge.ts';
import { firstPassages } from '../_data/knowledge-index.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { searchKnowledge } from '../_knowledge/search.ts';
import { notFound } from '../_shared/http-request.ts';
import { hashOf } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Routes = (typeof knowledge)['routes'];

interface Asked {
  readonly employee: { readonly id: string; readonly name: string };
  readonly sourceIp: string;
  readonly requestId: string;
  readonly now: number;
}

/** Has one read, or forgotten. `afterSeconds`: not before. */
export type SendKnowledge = (job: KnowledgeJob, options?: { readonly afterSeconds: number }) => Promise<void>;

/** A form that a browser may put exactly this file with. */
export type AllowFile = (
  tenant: TenantTable['tenant'],
  id: KnowledgeId,
  upload: NonNullable<KnowledgeItem['upload']>,
) => Promise<z.infer<Routes['addFile']['response']>['post']>;

interface Desk {
  readonly store: TenantTable;
  readonly send: SendKnowledge;
}

export async function list(
  store: TenantTable,
  { limit, before }: z.infer<Routes['list']['query']>,
): Promise<z.infer<Routes['list']['response']>> {
  const { items, next } = await listKnowledge(store, { limit, before });
  return { items: items.map(shown), ...(next !== undefined && { next }) };
}

const mostShown = 200;

export async function get(store: TenantTable, id: KnowledgeId): Promise<z.infer<Routes['get']['response']> | ProblemResult> {
  const item = await getKnowledge(store, id);
  if (!item || item.state === 'removing') return notFound();
  const { revision } = item;
  return {
    source: shown(item),
    passages: revision === undefined ? [] : [...(await firstPassages(store, { id, revision }, mostShown))],
  };
}

export const addPage = (desk: Desk, newId: string, body: z.infer<Routes['addPage']['body']>, asked: Asked) =>
  add(
    desk,
    {
      ...fresh(newId, hashOf(body), asked.now),
      kind: 'page',
      url: body.url,
      title: body.title ?? hostOf(body.url),
      ...(body.title === undefined && { untitled: true }),
    },
    undefined,
    asked,
  );

export const addText = (desk: Desk, newId: string, body: z.infer<Routes['addText']['body']>, asked: Asked) =>
  add(
    desk,
    { ...fresh(newId, hashOf(body), asked.now), kind: body.fileName === undefined ? 'text' : 'file', title: body.title },
    body.text,
    asked,
  );

/** Seconds: the form lives for five minutes. What was not put there by then is said to be missing. */
const uploadSeconds = 600;

export async function addFile(
  { allow, ...desk }: Desk & { readonly allow: AllowFile },
  newId: string,
  body: z.infer<Routes['addFile']['body']>,
  asked: Asked,
): Promise<z.infer<Routes['addFile']['response']> | ProblemResult> {
  const { title, bytes, sha256 } = body;
  const upload = { bytes, sha256 };
  const item: KnowledgeItem = { ...fresh(newId, hashOf(body), asked.now), kind: 'file', title, upload };
  const source = await add({ ...desk, send: (job) => desk.send(job, { afterSeconds: uploadSeconds }) }, item, undefined, asked);
  return isProblem(source) ? source : { source, post: await allow(desk.store.tenant, item.id, upload) };
}

const fresh = (newId: string, madeFrom: string, now: number) =>
  ({
    id: KnowledgeId.parse(newId),
    state: 'waiting',
    asked: 1,
    passages: 0,
    characters: 0,
    cut: false,
    addedAt: now,
    madeFrom,
  }) as const;

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url).slice(0, 120);

async function add(
  { store, send }: Desk,
  item: KnowledgeItem,
  text: string | undefined,
  asked: Asked,
): Promise<KnowledgeSource | ProblemResult> {
  const { id } = item;
  const entry = auditPut(store, { action: 'knowledge.added', ...told(item, asked) }, asked.now);
  switch (await addKnowledge(store, item, text, [entry])) {
    case 'added':
      await send({ v: 1, tenant: store.tenant, sourceId: id });
      return shown(item);
    case 'exists': {
      const known = await getKnowledge(store, id);
      if (known?.madeFrom !== item.madeFrom || known.state === 'removing')
        return problem('idempotency-key-reused', 'Send a new Idempotency-Key for another page or text.');
      // Whoever wrote it may have died before it could send this.
      if (known.state === 'waiting') await send({ v: 1, tenant: store.tenant, sourceId: id });
      return shown(known);
    }
    case 'too-many':
      return problem('limit-reached', `A business keeps ${mostKnowledge} pages, files and texts at most. Remove some first.`);
    case 'collision':
      return problem('conflict', 'Others are adding pages at this moment. Try again.');
  }
}

export async function refresh({ store, send }: Desk, id: KnowledgeId): Promise<KnowledgeSource | ProblemResult> {
  const item = await askKnowledge(store, id);
  if (item === 'absent') return notFound();
  await send({ v: 1, tenant: store.tenant, sourceId: id });
  return shown(item);
}

/** Asked again, the job is sent again: the one before may never have been. */
export async function remove({ store, send }: Desk, id: KnowledgeId, asked: Asked): Promise<undefined | ProblemResult> {
  const removed = await decideAndWrite<undefined>(store, async () => {
    const item = await getKnowledge(store, id);
    if (!item) return notFound();
    if (item.state === 'removing') return { writes: [], result: undefined };
    const entry = auditPut(store, { action: 'knowledge.removed', ...told(item, asked) }, asked.now);
    return { writes: [knowledgeLeaving(store, item), entry], result: undefined };
  });
  if (isProblem(removed)) return removed;
  await send({ v: 1, tenant: store.tenant, sourceId: id });
  return undefined;
}

const told = ({ id, kind, title, url }: KnowledgeItem, { employee, sourceIp, requestId }: Asked) => ({
  by: byEmployee(employee),
  thing: { type: 'knowledge', id, name: title },
  after: { kind, url },
  from: sourceIp,
  requestId,
});

const mostFound = 8;

export const search = async (store: TenantTable, question: string): Promise<z.infer<Routes['search']['response']>> => ({
  items: (await searchKnowledge(store, question, mostFound)).map(({ text, source: { id, title, url } }) => ({
    id,
    title,
    text,
    ...(url !== undefined && { url }),
  })),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export const shown = ({ id, kind, title, url, state, failure, status, ...item }: KnowledgeItem): KnowledgeSource => ({
  id,
  kind,
  title,
  ...(url !== undefined && { url }),
  // One that is to go is shown to nobody.
  state: state === 'removing' ? 'waiting' : state,
  ...(failure !== undefined && { failure: { code: failure, detail: reasonOf(failure, status) } }),
  ...(item.failures !== undefined && { failures: item.failures }),
  ...(item.dueAt !== undefined && { dueAt: iso(item.dueAt) }),
  passages: item.passages,
  characters: item.characters,
  cut: item.cut,
  addedAt: iso(item.addedAt),
  ...(item.readAt !== undefined && { readAt: iso(item.readAt) }),
  ...(item.changedAt !== undefined && { changedAt: iso(item.changedAt) }),
});

const reasons: Readonly<Record<KnowledgeFailure, string>> = {
  'bad-url': 'This is not the address of a page: it has a user name, a port, or is no address at all.',
  'not-https': 'Only https addresses are read.',
  'private-address': 'The address leads into a private network, where nothing is read.',
  'no-address': 'There is no such host. Check the address.',
  'too-many-redirects': 'The page sends on and on to other addresses.',
  unreachable: 'The server does not answer, or ended the connection.',
  'too-slow': 'The page took too long to come, or the PDF to be read.',
  'too-large': 'The page has more than 2 MB, or the PDF more than 10 MB, packed or unpacked more than can be read.',
  refused: 'The server does not give out the page.',
  gone: 'There is no such page any more.',
  broken: 'The server has a problem.',
  'not-text': 'This is not a page, a text or a PDF. Save an Office document as text and add that.',
  encrypted: 'The PDF opens with a password only. Save it without one.',
  'no-text': 'The PDF has pictures of text, as a scanner makes them, and no text.',
  'broken-file': 'The PDF is damaged, or is none. Save it anew.',
  'too-many-pages': 'The PDF has more than 500 pages. Split it.',
  'no-file': 'The file did not arrive. Remove it and add it again.',
  empty: 'There is no text in it. A page that is put together by a script shows none.',
};

const reasonOf = (failure: KnowledgeFailure, status: number | undefined): string =>
  status === undefined ? reasons[failure] : `${reasons[failure]} (${status})`;

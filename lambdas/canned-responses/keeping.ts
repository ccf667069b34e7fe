import { type CannedFields, type CannedResponse, CannedResponseId } from '../../contract/canned-responses.ts';
import {
  addCanned,
  type CannedItem,
  changeCanned,
  getCanned,
  listCanned,
  mostCanned,
  removeCanned,
} from '../_data/canned-response.ts';
import { notFound } from '../_shared/http-request.ts';
import { changed, hashOf } from '../_shared/http-versions.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';

export async function list(store: TenantTable): Promise<{ items: CannedResponse[] }> {
  const items = (await listCanned(store)).map(toResponse);
  return { items: items.sort((one, other) => (one.shortcut < other.shortcut ? -1 : 1)) };
}

export async function create(store: TenantTable, newId: string, fields: CannedFields): Promise<CannedResponse | ProblemResult> {
  const id = CannedResponseId.parse(newId);
  const madeFrom = hashOf(fields);
  if ((await listCanned(store)).length >= mostCanned) {
    const known = await getCanned(store, id);
    return known?.madeFrom === madeFrom ? toResponse(known) : tooMany();
  }
  const item = itemOf(id, fields, madeFrom);
  switch (await addCanned(store, item)) {
    case 'added':
      return toResponse(item);
    case 'taken':
      return taken(fields.shortcut);
    case 'exists': {
      const known = await getCanned(store, id);
      if (known?.madeFrom === madeFrom) return toResponse(known);
      return problem('idempotency-key-reused', 'Send a new Idempotency-Key for another canned response.');
    }
  }
}

export async function update(
  store: TenantTable,
  id: CannedResponseId,
  ifMatch: number,
  change: Partial<CannedFields>,
): Promise<CannedResponse | ProblemResult> {
  const read = await getCanned(store, id);
  if (!read) return notFound();
  if (read.version !== ifMatch) return changed();
  const { title, shortcut, category, text } = read;
  const next = { title, shortcut, category, text, ...change };
  const saved = await changeCanned(store, read, next);
  if (saved === 'taken') return taken(next.shortcut);
  if (saved === 'changed') return changed();
  return toResponse({ ...read, ...next, version: read.version + 1 });
}

export async function remove(store: TenantTable, id: CannedResponseId): Promise<undefined | ProblemResult> {
  const read = await getCanned(store, id);
  if (!read) return notFound();
  await removeCanned(store, read);
  return undefined;
}

type Imported = { readonly shortcut: string; readonly outcome: 'added' | 'replaced' | 'unchanged' | 'too-many' };

/** One after the other, so that of two with the same shortcut the later one stands. Doing it again changes nothing. */
export async function importAll(
  store: TenantTable,
  wanted: readonly CannedFields[],
  now: number,
): Promise<{ items: Imported[] }> {
  const here = new Map((await listCanned(store)).map((item) => [item.shortcut, item]));
  const items: Imported[] = [];
  for (const fields of wanted) {
    const outcome = await importOne(store, here, fields, now);
    items.push({ shortcut: fields.shortcut, outcome });
  }
  return { items };
}

async function importOne(
  store: TenantTable,
  here: Map<string, CannedItem>,
  fields: CannedFields,
  now: number,
): Promise<Imported['outcome']> {
  for (;;) {
    const known = here.get(fields.shortcut);
    if (known) {
      const { title, shortcut, category, text } = known;
      if (hashOf(inOrder({ title, shortcut, category, text })) === hashOf(inOrder(fields))) return 'unchanged';
      if ((await changeCanned(store, known, fields)) === 'saved') {
        here.set(fields.shortcut, { ...known, ...fields, version: known.version + 1 });
        return 'replaced';
      }
    } else {
      if (here.size >= mostCanned) return 'too-many';
      const item = itemOf(CannedResponseId.parse(ulid(now)), fields, hashOf(fields));
      if ((await addCanned(store, item)) === 'added') {
        here.set(fields.shortcut, item);
        return 'added';
      }
    }
    // Somebody changed or took it in between: look again.
    const found = (await listCanned(store)).find(({ shortcut }) => shortcut === fields.shortcut);
    if (found) here.set(fields.shortcut, found);
    else here.delete(fields.shortcut);
  }
}

const inOrder = ({ title, shortcut, category, text }: CannedFields) => [
  title,
  shortcut,
  category,
  Object.entries(text).sort(([one], [other]) => (one < other ? -1 : 1)),
];

const itemOf = (id: CannedResponseId, fields: CannedFields, madeFrom: string): CannedItem => ({
  id,
  ...fields,
  uses: 0,
  madeFrom,
  version: 1,
});

const toResponse = ({ madeFrom: _, lastUsedAt, ...item }: CannedItem): CannedResponse => ({
  ...item,
  ...(lastUsedAt !== undefined && { lastUsedAt: new Date(lastUsedAt).toISOString() }),
});

const taken = (shortcut: string): ProblemResult =>
  problem('taken', 'Choose another shortcut, or change the response that has it.', [
    { path: 'shortcut', message: `/${shortcut} is another response’s` },
  ]);

const tooMany = (): ProblemResult =>
  problem('limit-reached', `A business keeps ${mostCanned} canned responses at most. Delete some that nobody uses.`);

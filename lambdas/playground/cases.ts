import {
  mostPlaygroundCases,
  type PlaygroundCase,
  type PlaygroundCaseFields,
  PlaygroundCaseId,
} from '../../contract/playground.ts';
import { type CaseItem, caseAdded, caseChanged, caseRemoved, countCases, getCase, listCases } from '../_data/playground-case.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { notFound } from '../_shared/http-request.ts';
import { changed, hashOf } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

const shown = ({ madeFrom: _, ...rest }: CaseItem): PlaygroundCase => rest;

export async function list(store: TenantTable): Promise<{ items: PlaygroundCase[] }> {
  const items = (await listCases(store)).map(shown);
  return { items: items.sort((one, other) => one.name.localeCompare(other.name)) };
}

export async function create(
  store: TenantTable,
  newId: string,
  fields: PlaygroundCaseFields,
): Promise<PlaygroundCase | ProblemResult> {
  const item: CaseItem = { ...fields, id: PlaygroundCaseId.parse(newId), version: 1, madeFrom: hashOf(fields) };
  return decideAndWrite(store, async () => {
    const [known, count] = await Promise.all([getCase(store, item.id), countCases(store)]);
    if (known) {
      return known.madeFrom === item.madeFrom
        ? { writes: [], result: shown(known) }
        : problem('idempotency-key-reused', 'Send a new Idempotency-Key for another case.');
    }
    if (count >= mostPlaygroundCases)
      return problem('limit-reached', `A business has ${mostPlaygroundCases} cases at most. Delete some that tell nothing new.`);
    return { writes: caseAdded(store, item), result: shown(item) };
  });
}

export const change = (
  store: TenantTable,
  id: PlaygroundCaseId,
  ifMatch: number,
  fields: PlaygroundCaseFields,
): Promise<PlaygroundCase | ProblemResult> =>
  decideAndWrite(store, async () => {
    const was = await getCase(store, id);
    if (!was) return notFound();
    if (was.version !== ifMatch) return changed();
    const next = { ...fields, id, version: was.version + 1, madeFrom: was.madeFrom };
    return { writes: [caseChanged(store, was, next)], result: shown(next) };
  });

export async function remove(store: TenantTable, id: PlaygroundCaseId): Promise<ProblemResult | undefined> {
  const removed = await decideAndWrite<undefined>(store, async () => {
    if (!(await getCase(store, id))) return notFound();
    return { writes: caseRemoved(store, id), result: undefined };
  });
  return isProblem(removed) ? removed : undefined;
}

import type * as z from 'zod';
import { type Label, LabelId, type labels } from '../../contract/labels.ts';
import { addLabel, changeLabel, getLabel, type LabelItem, listLabels, mostLabelsKept, removeLabel } from '../_data/label.ts';
import { notFound } from '../_shared/http-request.ts';
import { changed, hashOf } from '../_shared/http-versions.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Fields = z.infer<(typeof labels.routes)['create']['body']>;

export async function list(store: TenantTable): Promise<{ items: Label[] }> {
  const items = (await listLabels(store)).map(toLabel);
  return { items: items.sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1)) };
}

export async function create(store: TenantTable, newId: string, fields: Fields): Promise<Label | ProblemResult> {
  const item: LabelItem = { id: LabelId.parse(newId), ...fields, madeFrom: hashOf(fields), version: 1 };
  const added = await addLabel(store, item);
  switch (added) {
    case 'added':
      return toLabel(item);
    case 'exists': {
      const known = await getLabel(store, item.id);
      if (known?.madeFrom === item.madeFrom) return toLabel(known);
      return problem('idempotency-key-reused', 'Send a new Idempotency-Key for another label.');
    }
    case 'taken':
      return taken(fields.name);
    case 'too-many':
      return problem('limit-reached', `A business has ${mostLabelsKept} labels at most. Delete some that nobody uses.`);
    default:
      return added satisfies never;
  }
}

export async function update(
  store: TenantTable,
  id: LabelId,
  ifMatch: number,
  change: Partial<Fields>,
): Promise<Label | ProblemResult> {
  const read = await getLabel(store, id);
  if (!read) return notFound();
  if (read.version !== ifMatch) return changed();
  const next = { name: change.name ?? read.name, colour: change.colour ?? read.colour };
  const saved = await changeLabel(store, read, next);
  if (saved === 'taken') return taken(next.name);
  if (saved === 'changed') return changed();
  return toLabel({ ...read, ...next, version: read.version + 1 });
}

/** Conversations that carry it go on doing so; what is unknown is not shown. */
export async function remove(store: TenantTable, id: LabelId): Promise<undefined | ProblemResult> {
  for (;;) {
    const read = await getLabel(store, id);
    if (!read) return notFound();
    if ((await removeLabel(store, read)) === 'removed') return undefined;
  }
}

const toLabel = ({ id, name, colour, version }: LabelItem): Label => ({ id, name, colour, version });

const taken = (name: string): ProblemResult =>
  problem('taken', 'Choose another name, or use the label that has it.', [
    { path: 'name', message: `There is a label ${name} already` },
  ]);

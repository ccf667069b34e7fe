import type * as z from 'zod';
import { promptFaults } from '../../contract/prompt-text.ts';
import type { PromptOutcomes, Prompts, PromptTexts, PromptVersion, prompts } from '../../contract/prompts.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import {
  getPromptDraft,
  getPromptVersion,
  listPromptOutcomes,
  listPromptVersions,
  type PromptDraft,
  type PromptVersionItem,
  promptDraftChange,
  promptsPublished,
  publishedNumber,
} from '../_data/prompts.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { notFound } from '../_shared/http-request.ts';
import { changed } from '../_shared/http-versions.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Routes = (typeof prompts)['routes'];

interface Asked {
  readonly employee: { readonly id: string; readonly name: string };
  readonly sourceIp: string;
  readonly requestId: string;
  readonly ifMatch: number;
  readonly now: number;
}

export async function get(store: TenantTable): Promise<Prompts> {
  const [draft, number] = await Promise.all([getPromptDraft(store), publishedNumber(store)]);
  return shown(draft, number === 0 ? undefined : await getPromptVersion(store, number));
}

export const save = (store: TenantTable, texts: PromptTexts, asked: Asked): Promise<Prompts | ProblemResult> =>
  redraft(store, asked, async () => texts);

export const restore = (store: TenantTable, number: number, asked: Asked): Promise<Prompts | ProblemResult> =>
  redraft(store, asked, async () => (await getPromptVersion(store, number))?.texts ?? notFound());

async function redraft(
  store: TenantTable,
  { ifMatch, employee: { id, name }, now }: Asked,
  textsOf: () => Promise<PromptTexts | ProblemResult>,
): Promise<Prompts | ProblemResult> {
  const texts = await textsOf();
  if (isProblem(texts)) return texts;
  const saved = await decideAndWrite<undefined>(store, async () => {
    const was = await getPromptDraft(store);
    if (was.version !== ifMatch) return changed();
    return { writes: [promptDraftChange(store, was, { texts, changedAt: now, by: { id, name } }).write], result: undefined };
  });
  return isProblem(saved) ? saved : get(store);
}

/** The draft stays as it is; a version is never changed, so publishing the same again makes another one. */
export async function publish(
  store: TenantTable,
  note: string,
  { ifMatch, employee, sourceIp, requestId, now }: Asked,
): Promise<Prompts | ProblemResult> {
  const published = await decideAndWrite<undefined>(store, async () => {
    const [draft, was] = await Promise.all([getPromptDraft(store), publishedNumber(store)]);
    if (draft.version !== ifMatch) return changed();
    const errors = faultsIn(draft.texts);
    if (errors.length > 0) return problem('invalid-body', 'Correct the texts named in `errors` and publish again.', errors);
    const { id, name } = employee;
    const version = { number: was + 1, texts: draft.texts, at: now, by: { id, name }, note };
    const entry = {
      action: 'prompts.published' as const,
      by: byEmployee(employee),
      thing: { type: 'prompts', id: `prompts-${version.number}`, name: `${version.number}` },
      before: { number: was },
      after: { number: version.number, note },
      from: sourceIp,
      requestId,
    };
    // The draft counts as changed by it, so that of two who publish at once one is told.
    const { write } = promptDraftChange(store, draft, {
      texts: draft.texts,
      ...(draft.changedAt !== undefined && { changedAt: draft.changedAt }),
      ...(draft.by && { by: draft.by }),
    });
    return { writes: [write, ...promptsPublished(store, was, version), auditPut(store, entry, now)], result: undefined };
  });
  return isProblem(published) ? published : get(store);
}

const faultsIn = (texts: PromptTexts) =>
  Object.entries(texts).flatMap(([purpose, byLanguage]) =>
    Object.entries(byLanguage).flatMap(([language, text]) =>
      promptFaults(text).map(({ fault, name }) => ({
        path: `${purpose}.${language}`,
        message: fault === 'unknown' ? `There is no variable {{${name}}}` : `Braces are left open: ${name}`,
      })),
    ),
  );

const mostVersions = 50;

export async function versions(store: TenantTable): Promise<z.infer<Routes['versions']['response']>> {
  const [found, outcomes] = await Promise.all([listPromptVersions(store, mostVersions), listPromptOutcomes(store, mostVersions)]);
  return { items: found.map((one) => ({ ...about(one), outcomes: outcomes.get(one.number) ?? none })) };
}

const none: PromptOutcomes = { answered: 0, suggested: 0, handedOver: 0, reasons: {} };

export async function version(store: TenantTable, number: number): Promise<PromptVersion | ProblemResult> {
  const found = await getPromptVersion(store, number);
  return found ? { ...about(found), texts: found.texts } : notFound();
}

const iso = (ms: number): string => new Date(ms).toISOString();

const about = ({ number, at, by, note }: Omit<PromptVersionItem, 'texts'>) => ({ number, publishedAt: iso(at), by, note });

const shown = (
  { texts, changedAt, by, version: draftVersion }: PromptDraft,
  published: PromptVersionItem | undefined,
): Prompts => ({
  draft: { texts, ...(changedAt !== undefined && { changedAt: iso(changedAt) }), ...(by && { by }) },
  ...(published && { published: { ...about(published), texts: published.texts } }),
  version: draftVersion,
});

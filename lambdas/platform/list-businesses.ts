import type { PlatformBusiness } from '../../contract/platform.ts';
import { isListed, type List, pageOfEntries, searchable, searchTexts } from '../_data/platform-index.ts';
import { getRegistration, type Registration } from '../_data/registration.ts';
import type { Cursors } from '../_shared/cursor.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { PlatformTable } from '../_shared/tenant.ts';
import { consoleRow } from './asked.ts';

interface Question {
  readonly search?: string | undefined;
  readonly status?: Registration['status'] | undefined;
}
type Query = Question & { readonly limit: number; readonly cursor?: string | undefined };

/** Pages of a list that one answer goes through for what few businesses are; then it says where to go on. */
const mostPages = 5;

/** By slug; found by a search, by what was found. */
export async function listBusinesses(
  platform: PlatformTable,
  { limit, cursor, search, status }: Query,
  cursors: () => Promise<Cursors>,
): Promise<{ items: PlatformBusiness[]; next?: string } | ProblemResult> {
  const asked = { list: 'platform-businesses', search, status };
  let after = cursor === undefined ? undefined : (await cursors()).take(asked, cursor);
  if (cursor !== undefined && after === undefined) {
    return problem('invalid-query', 'Begin the list again, without a cursor.', [{ path: 'cursor', message: 'Not of this list' }]);
  }
  const beginning = search === undefined ? '' : searchable(search);
  // Nothing but accents and spaces is the beginning of nothing.
  if (search !== undefined && beginning === '') return { items: [] };
  const list = listFor({ search, status });
  const items: PlatformBusiness[] = [];
  for (let page = 0; page < mostPages; page++) {
    const { entries, more } = await pageOfEntries(platform, list, { beginning, after, limit: limit - items.length });
    const found = await Promise.all(
      entries.map(async (entry) => {
        const registration = await getRegistration(platform, entry.tenant);
        if (!registration || !isListed(registration, entry)) return [];
        if (status !== undefined && registration.status !== status) return [];
        return beginning === '' || isFirst(registration, beginning, entry.at) ? [consoleRow(registration)] : [];
      }),
    );
    items.push(...found.flat());
    after = entries.at(-1)?.at;
    if (!more || after === undefined) return { items };
    if (items.length >= limit) break;
  }
  return { items, next: (await cursors()).give(asked, after ?? '') };
}

function listFor({ search, status }: Question): List {
  if (search !== undefined) return 'names';
  // Nearly all are active: those are the whole list, with the others left out.
  return status === undefined || status === 'active' ? 'all' : status;
}

/** A business is found by its address and by several words: it is shown where it comes first. */
function isFirst(registration: Registration, beginning: string, at: string): boolean {
  const [first] = searchTexts(registration)
    .map((text) => `${text}#${registration.tenant}`)
    .filter((place) => place.startsWith(beginning))
    .toSorted(byBytes);
  return first === at;
}

/** As the table sorts: by UTF-8, which JavaScript's own order is not. */
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

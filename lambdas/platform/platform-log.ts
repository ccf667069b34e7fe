import type { AuditEntry } from '../../contract/audit.ts';
import type { TenantId } from '../../contract/ids.ts';
import { followPointer, nowhereBefore, pageOfPointers } from '../_data/platform-audit.ts';
import type { Cursors } from '../_shared/cursor.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { PlatformDependencies } from './asked.ts';

/** No platform is older: the log ends there. */
const since = Date.UTC(2026, 0);

/** What administrators of the platform did, newest first. */
export async function platformLog(
  { platform, storeOf }: PlatformDependencies,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  now: number,
  cursors: () => Promise<Cursors>,
): Promise<{ items: { business: TenantId; entry: AuditEntry }[]; next?: string } | ProblemResult> {
  const asked = { list: 'platform-audit' };
  const place = cursor === undefined ? nowhereBefore(now) : (await cursors()).take(asked, cursor);
  if (place === undefined) {
    return problem('invalid-query', 'Begin the list again, without a cursor.', [{ path: 'cursor', message: 'Not of this list' }]);
  }
  const { pointers, next } = await pageOfPointers(platform, { before: place, since, limit });
  const items = await Promise.all(
    pointers.map(async (pointer) => {
      const entry = await followPointer(storeOf(pointer.tenant), pointer);
      return entry ? [{ business: pointer.tenant, entry }] : [];
    }),
  );
  return { items: items.flat(), ...(next !== undefined && { next: (await cursors()).give(asked, next) }) };
}

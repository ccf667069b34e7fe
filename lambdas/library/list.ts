import type * as z from 'zod';
import { type LibraryFile, type library, mostShownIn } from '../../contract/library.ts';
import type { Conversation } from '../_data/conversation.ts';
import { getConversations } from '../_data/conversation-views.ts';
import { listFiles } from '../_data/file-list.ts';
import { parseReceivedFileId } from '../_data/file-row.ts';
import { type LibraryRow, type Showing, showingsOf } from '../_data/library-file.ts';
import type { Cursors } from '../_shared/cursor.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Route = (typeof library.routes)['list'];

/** A page of files, with who sent them and where they are shown. Those of customers who are being erased are left out. */
export async function list(
  { store, cursors }: { readonly store: TenantTable; readonly cursors: Cursors },
  { cursor, ...asked }: z.output<Route['query']>,
  now: number,
): Promise<z.output<Route['response']> | ProblemResult> {
  const { limit, from, to, ...rest } = asked;
  const question = { library: 'files', ...rest, from, to };
  const before = cursor === undefined ? undefined : cursors.take(question, cursor);
  if (cursor !== undefined && before === undefined) {
    return problem('invalid-query', 'Ask for the list without a cursor.', [{ path: 'cursor', message: 'Not one of this list' }]);
  }
  const wanted = {
    ...rest,
    limit,
    before,
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
  };
  const { rows, next } = await listFiles(store, wanted, now);
  const places = rows.flatMap(({ id }) => parseReceivedFileId(id) ?? []);
  const [conversations, shown] = await Promise.all([
    getConversations(store, [...new Set(places.map(({ conversationId }) => conversationId))]),
    Promise.all(rows.map((row) => shownIn(store, row))),
  ]);
  const items = rows.flatMap((row, index) => {
    const place = parseReceivedFileId(row.id);
    const conversation = place && conversations.get(place.conversationId);
    return place && !conversation ? [] : [toFile(row, shown[index] ?? [], conversation)];
  });
  return { items, ...(next !== undefined && { next: cursors.give(question, next) }) };
}

async function shownIn(store: TenantTable, { id, references }: LibraryRow): Promise<readonly Showing[]> {
  const place = parseReceivedFileId(id);
  if (place) return [place];
  return references > 0 ? showingsOf(store, id, mostShownIn) : [];
}

function toFile(row: LibraryRow, shown: readonly Showing[], conversation: Conversation | undefined): LibraryFile {
  const { id, kind, origin, at, name, employeeId, references, file } = row;
  return {
    id,
    kind,
    origin,
    mimeType: file.mime ?? '',
    bytes: file.n ?? 0,
    name,
    at: new Date(at).toISOString(),
    customer: conversation && {
      id: conversation.headId ?? conversation.customer.id,
      name: conversation.ownName ?? conversation.customer.name,
    },
    employeeId,
    thumbnail: file.th === true,
    durationMs: file.ms,
    shownIn: [...shown],
    references,
    expiresAt: file.exp === undefined ? undefined : new Date(file.exp).toISOString(),
  };
}

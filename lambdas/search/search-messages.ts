import type * as z from 'zod';
import type { ConversationId } from '../../contract/ids.ts';
import type { search } from '../../contract/search.ts';
import { type Conversation, getConversation, summaryOf } from '../_data/conversation.ts';
import { getMessage } from '../_data/message.ts';
import { type LookBounds, lookBack, type TextPlace, textOf, textPlace } from '../_data/search-text.ts';
import { askedWords, placesOf, snippetOf } from '../_data/search-words.ts';
import type { Cursors } from '../_shared/cursor.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Routes = typeof search.routes;
type Page = z.output<Routes['messages']['response']>;
type Hit = Page['items'][number];

export interface SearchDependencies {
  cursors(store: TenantTable, now: number): Promise<Cursors>;
}

/** Of one call: about 2 MB of texts, some ten thousand messages. What is further back is a matter of the next call. */
const bounds: LookBounds = { queries: 8, units: 250 };

export async function searchMessages(
  { cursors }: SearchDependencies,
  store: TenantTable,
  { q, limit, cursor }: z.output<Routes['messages']['query']>,
  now: number,
): Promise<Page | ProblemResult> {
  const words = askedWords(q);
  const asked = { list: 'messages', words };
  const signed = await cursors(store, now);
  const place = cursor === undefined ? undefined : signed.take(asked, cursor);
  if (cursor !== undefined && place === undefined) {
    return problem('invalid-query', 'The cursor belongs to another list or question. Ask for the first page again.', [
      { path: 'cursor', message: 'Not a cursor of this list' },
    ]);
  }
  if (words.length === 0) return { items: [] };
  const items: Hit[] = [];
  const known = new Map<ConversationId, Promise<Conversation | undefined>>();
  let next: string | undefined;
  for await (const look of lookBack(store, words, bounds, place)) {
    let left = look.found;
    next = look.next;
    while (left.length > 0 && items.length < limit) {
      const taken = left.slice(0, limit - items.length);
      left = left.slice(taken.length);
      const hits = await Promise.all(taken.map((found) => hitOf(store, known, words, found)));
      items.push(...hits.filter((hit) => hit !== undefined));
      const last = taken.at(-1);
      if (last && left.length > 0) next = textPlace(last);
      else next = look.next;
    }
    if (items.length >= limit) break;
  }
  return { items, ...(next !== undefined && { next: signed.give(asked, next) }) };
}

/** Of what the message says now: what was found may have been edited or deleted a moment ago. */
async function hitOf(
  store: TenantTable,
  known: Map<ConversationId, Promise<Conversation | undefined>>,
  words: readonly string[],
  { conversationId, messageId }: TextPlace,
): Promise<Hit | undefined> {
  const reading = known.get(conversationId) ?? getConversation(store, conversationId);
  known.set(conversationId, reading);
  const [conversation, message] = await Promise.all([reading, getMessage(store, conversationId, messageId)]);
  if (!conversation || !message) return undefined;
  const text = textOf(message.content);
  const places = placesOf(words, text);
  return places && { conversation: summaryOf(conversation), message, ...snippetOf(text, places) };
}

import * as z from 'zod';
import { ConversationSummary } from './conversations.ts';
import { Message } from './message.ts';
import { Cursor, Limit } from './page.ts';
import { routes } from './route.ts';

/** A place in a text, in UTF-16 code units of the text that is answered. */
const Span = z.object({ start: z.int().nonnegative(), end: z.int().nonnegative() });

export const search = routes('search', {
  customers: {
    method: 'GET',
    path: '/v1/search/customers',
    access: 'conversations.view',
    summary:
      'Conversations whose customer has a name word, user name or phone number that begins so (or a phone number that ends so)',
    query: z.strictObject({ q: z.string().trim().min(2).max(100), limit: Limit(20, 50) }),
    response: z.object({ items: z.array(ConversationSummary) }),
  },
  messages: {
    method: 'GET',
    path: '/v1/search/messages',
    access: 'conversations.view',
    summary:
      'Messages that contain the words, newest first, whatever their case, accents and Arabic vowel marks. A page may be short or empty and still have a next one: it is how far back was looked',
    query: z.strictObject({ q: z.string().trim().min(2).max(100), limit: Limit(20, 50), cursor: Cursor.optional() }),
    response: z.object({
      items: z.array(
        z.object({ conversation: ConversationSummary, message: Message, snippet: z.string(), spans: z.array(Span) }),
      ),
      next: Cursor.optional(),
    }),
  },
});

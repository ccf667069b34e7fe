import type { Content, Message } from '../../../contract/message.ts';
import type { Catalogue } from '../i18n/en.ts';
import { isolate } from '../i18n/isolate.ts';
import { cleanName, cleanText, isBlank } from './clean.ts';

type System = Extract<Content, { kind: 'system' }>;

/** More is not read out, and not seen in a quote. */
const longest = 300;

/** One line that says what a message says: for quotes, announcements and labels. */
export function inWords(message: Pick<Message, 'content' | 'deletedAt' | 'author'>, words: Catalogue): string {
  const said = whole(message, words);
  return said.length > longest ? `${said.slice(0, longest).toWellFormed()}…` : said;
}

function whole(message: Pick<Message, 'content' | 'deletedAt' | 'author'>, words: Catalogue): string {
  if (message.deletedAt !== undefined) return words.thread.deleted;
  const { content } = message;
  const kind = words.kinds[content.kind];
  const named = (text: string | undefined): string => (text && !isBlank(text) ? `${kind}: ${cleanText(text)}` : kind);
  switch (content.kind) {
    case 'text':
      return isBlank(content.text) ? words.thread.blank : cleanText(content.text);
    case 'image':
    case 'video':
    case 'audio':
    case 'voice':
    case 'document':
    case 'sticker':
      return named(content.media.caption ?? (content.media.filename && cleanName(content.media.filename)));
    case 'location':
      return named(content.name ?? content.address);
    case 'contacts':
      return named(content.cards.map(({ name }) => cleanName(name)).join(', '));
    case 'button':
      return named(content.text);
    case 'button_reply':
    case 'list_reply':
      return named(content.title);
    case 'nfm_reply':
    case 'product':
      return named(content.text);
    case 'order':
      return `${kind}: ${words.content.items(content.items.length)}`;
    case 'call_permission_reply':
      return callPermission(content, words);
    case 'system':
      return systemWords(content, words);
    case 'request_welcome':
      return words.content.welcome;
    case 'note':
      return named(content.text);
    case 'work':
      return workWords(content, message.author, words);
    case 'unsupported':
      return kind;
  }
}

export function callPermission(content: Extract<Content, { kind: 'call_permission_reply' }>, words: Catalogue): string {
  if (content.response !== 'accept') return words.content.callDenied;
  return content.permanent ? words.content.callAllowedAlways : words.content.callAllowed;
}

type Author = Message['author'];

/** Who did what with the conversation. `when`: how the time is written that it was put aside until. */
export function workWords(
  { event, to, until, reason, dropped }: Extract<Content, { kind: 'work' }>,
  author: Author,
  words: Catalogue,
  when: (instant: string) => string = () => '',
): string {
  const named = (name: string | undefined): string | undefined => (name ? isolate(cleanName(name)) : undefined);
  const machine = author?.type === 'assistant' ? words.thread.assistant : undefined;
  const who = machine ?? (author?.type === 'phone-app' ? words.thread.inPhoneApp : named(author?.name));
  const self = event === 'assigned' && to !== undefined && to.employeeId === author?.employeeId;
  const why = reason && words.handOver[reason];
  return words.work[self ? 'assignedSelf' : event]({ who, to: named(to?.name), until: until && when(until), why, dropped });
}

/** What happened, in the reader's language; the provider's own sentence only where we have none. */
export function systemWords(content: System, words: Catalogue): string {
  const known: ReadonlyMap<string, string> = new Map([
    ['user_changed_number', words.content.numberChanged],
    ['user_changed_user_id', words.content.idChanged],
    ['customer_identity_changed', words.content.identityChanged],
  ]);
  return known.get(content.event) ?? (content.text ? cleanText(content.text) : words.content.systemEvent);
}

/** Who wrote it, for people: ourselves by our own name, a customer by theirs. */
export function authorOf(message: Message, me: string, customer: string, words: Catalogue): string {
  if (message.direction === 'out' || message.direction === 'note') {
    const { author } = message;
    if (author?.type === 'assistant') return words.thread.assistant;
    if (author?.type === 'phone-app') return words.thread.phoneApp;
    return author?.employeeId === me ? words.thread.you : cleanName(author?.name ?? '') || words.thread.unknownSender;
  }
  const { sender } = message;
  return (
    cleanName(sender?.name ?? '') ||
    (sender?.username ? `@${cleanName(sender.username)}` : '') ||
    (sender?.waId ? `+${sender.waId}` : '') ||
    customer
  );
}

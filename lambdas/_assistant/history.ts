import type { Content, Message } from '../../contract/message.ts';
import { isSpoken } from '../../contract/spoken.ts';
import { messageTime } from '../_data/keys.ts';
import type { ModelTurn } from './model.ts';

/** How a message reads that has no words of its own. Lower-case in brackets: nobody types that. */
const named = (kind: string, words: string | undefined): string => (words ? `[${kind} received] ${words}` : `[${kind} received]`);

/**
 * Characters of one message: the provider's own limit for a text. And of all of them: somebody who sends long ones one after the
 * other is not to cost more than others.
 */
const longestMessage = 4_096;
const longestHistory = 24_000;

/** What a message says, as far as an assistant can know it. */
export const asText = (message: Message): string => wordsOf(message).slice(0, longestMessage).toWellFormed();

function wordsOf({ content, transcript, deletedAt }: Message): string {
  if (deletedAt !== undefined) return '[message deleted]';
  switch (content.kind) {
    case 'text':
    case 'button':
    case 'nfm_reply':
      return content.text;
    case 'button_reply':
      return content.title;
    case 'list_reply':
      return [content.title, content.description].filter(Boolean).join('\n');
    case 'voice':
    case 'audio':
      if (isSpoken(content)) return transcript?.correction?.text || transcript?.text || '[voice note received]';
      return named(content.kind, content.media.caption);
    case 'image':
    case 'video':
    case 'document':
    case 'sticker':
      return named(content.kind, content.media.caption);
    case 'location':
      return named('location', [content.name, content.address].filter(Boolean).join(', '));
    case 'contacts':
      return named('contact card', undefined);
    case 'order':
    case 'product':
      return named(content.kind, content.text);
    case 'request_welcome':
      return 'hello';
    case 'call_permission_reply':
    case 'system':
    case 'note':
    case 'work':
    case 'unsupported':
      return `[${content.kind.replaceAll('_', ' ')} received]`;
    default:
      return content satisfies never;
  }
}

/** Kinds that nobody can answer without seeing or hearing them. */
const unreadable: ReadonlySet<Content['kind']> = new Set(['unsupported', 'video', 'audio']);

/** Whether a person has to look: nothing of it can be read. */
export const needsPerson = (message: Message): boolean =>
  isSpoken(message.content) ? asText(message).startsWith('[voice') : unreadable.has(message.content.kind);

/** Whether what is said in a voice note may still become known. */
export function isBeingHeard({ content, file, transcript }: Message): boolean {
  if (!isSpoken(content) || transcript?.correction || transcript?.text) return false;
  if (transcript !== undefined) return transcript.state === 'queued' || transcript.state === 'running';
  return file === undefined || file.state === 'pending' || file.state === 'fetching' || file.state === 'stored';
}

/** Providers tell whole seconds: a message of the customer is from somewhere in the second that it says. */
const secondMs = 999;

/**
 * The conversation as a model is told it: what the customer and this side said, oldest first. `asked`: what no answer has covered.
 * It came after an answer of the same second, whatever the times say.
 */
export const historyOf = (messages: readonly Message[], asked: readonly Message[]): ModelTurn[] => {
  const open = new Set(asked.map(({ id }) => id));
  const timeOf = ({ id }: Message): number => messageTime(id) + (open.has(id) ? secondMs : 0);
  const turns = messages
    .toSorted((one, other) => timeOf(one) - timeOf(other))
    .flatMap((message): ModelTurn[] => {
      if (message.direction === 'in') return [{ from: 'customer', text: asText(message) }];
      if (message.direction === 'out' && message.status !== 'failed') return [{ from: 'assistant', text: asText(message) }];
      return [];
    });
  return newestOf(turns);
};

/** As many of the last ones as fit. */
function newestOf(turns: readonly ModelTurn[]): ModelTurn[] {
  let room = longestHistory;
  const first = turns.findLastIndex((turn) => {
    room -= turn.from === 'tool' ? 0 : (turn.text ?? '').length;
    return room < 0;
  });
  return turns.slice(first + 1);
}

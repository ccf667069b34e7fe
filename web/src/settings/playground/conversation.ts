import type { Message } from '../../../../contract/message.ts';
import type { PlaygroundCaseFields } from '../../../../contract/playground.ts';
import { isSpoken } from '../../../../contract/spoken.ts';

export type Said = PlaygroundCaseFields['messages'][number];

/** As the contract has it: what one turn is told, and what a case may keep. */
export const mostMessages = 24;
const mostCharacters = 8_000;
const longestMessage = 4_096;

/** What is being typed: what was said before, and what the customer says now. */
export interface Talk {
  readonly before: readonly (Said & { readonly key: number })[];
  readonly last: string;
}

export const noTalk: Talk = { before: [], last: '' };

const charactersOf = (said: readonly Said[]): number => said.reduce((sum, { text }) => sum + text.length, 0);

/** As it is sent: without messages that say nothing. The customer has to say something, and all of it has to fit. */
export function messagesOf({ before, last }: Talk): Said[] | 'empty' | 'too-much' {
  const earlier = before.map(({ from, text }): Said => ({ from, text: text.trim() })).filter(({ text }) => text !== '');
  const said: Said[] = [...earlier, { from: 'customer', text: last.trim() }];
  if (last.trim() === '') return 'empty';
  return said.length > mostMessages || charactersOf(said) > mostCharacters ? 'too-much' : said;
}

export function talkOf(said: readonly Said[]): Talk {
  return {
    before: said.slice(0, -1).map((one, key) => ({ ...one, key })),
    last: said.at(-1)?.text ?? '',
  };
}

/** The same, after the customer was answered: now the customer speaks again. The oldest make room. */
export function goneOn(said: readonly Said[], answer: string): Talk {
  const next: Said[] = [...said, { from: 'assistant', text: answer.slice(0, longestMessage) }];
  return { before: next.slice(1 - mostMessages).map((one, key) => ({ ...one, key })), last: '' };
}

/** Typed words of a message; undefined: it has none, or it never reached anybody. */
function textOf({ content, transcript, deletedAt, status }: Message): string | undefined {
  if (deletedAt !== undefined || status === 'failed') return undefined;
  switch (content.kind) {
    case 'text':
    case 'button':
      return content.text;
    case 'button_reply':
    case 'list_reply':
      return content.title;
    case 'voice':
    case 'audio':
      if (!isSpoken(content)) return undefined;
      return transcript?.correction?.text ?? transcript?.text;
    default:
      return undefined;
  }
}

/**
 * A recorded conversation up to a message, as it would have been typed: what was said in words, as many of the newest messages as
 * fit. A person's words count as the assistant's, as they do for a model. Nothing, if that message has no words.
 */
export function saidUpTo(messages: readonly Message[], upTo: string): Said[] {
  const end = messages.findIndex(({ id }) => id === upTo);
  const last = messages[end];
  if (last?.direction !== 'in' || !textOf(last)?.trim()) return [];
  const said = messages.slice(0, end + 1).flatMap((message): Said[] => {
    const text = textOf(message)?.trim().slice(0, longestMessage);
    if (!text || (message.direction !== 'in' && message.direction !== 'out')) return [];
    return [{ from: message.direction === 'in' ? 'customer' : 'assistant', text }];
  });
  let kept = said.slice(-mostMessages);
  while (charactersOf(kept) > mostCharacters) kept = kept.slice(1);
  return kept;
}

import { describe, expect, it } from 'vitest';
import { idAt, message } from '../../thread/test-messages.ts';
import { goneOn, messagesOf, noTalk, type Said, saidUpTo, talkOf } from './conversation.ts';

const said = (...texts: readonly string[]): Said[] =>
  texts.map((text, index) => ({ from: index % 2 === 0 ? 'customer' : 'assistant', text }));

describe('what is typed', () => {
  it('is sent in order and without messages that say nothing', () => {
    const talk = talkOf(said('Hello', '  ', 'What does a call cost? '));
    expect(messagesOf(talk)).toEqual([
      { from: 'customer', text: 'Hello' },
      { from: 'customer', text: 'What does a call cost?' },
    ]);
  });

  it('ends with something that the customer says', () => {
    expect(messagesOf(noTalk)).toBe('empty');
    expect(messagesOf({ ...talkOf(said('Hello', 'Hi')), last: ' \n' })).toBe('empty');
  });

  it.each([
    ['8000 characters', ['a'.repeat(4000), 'b'.repeat(3999), 'c'], 3],
    ['one more', ['a'.repeat(4000), 'b'.repeat(4000), 'c'], 'too-much'],
    ['24 messages', Array.from({ length: 24 }, () => 'a'), 24],
    ['25 messages', Array.from({ length: 25 }, () => 'a'), 'too-much'],
  ] as const)('has room for %s: %#', (_, texts, expected) => {
    const found = messagesOf(talkOf(said(...texts)));
    expect(typeof found === 'string' ? found : found.length).toBe(expected);
  });

  it('goes on after an answer, the oldest making room', () => {
    const long = said(...Array.from({ length: 23 }, (_, index) => String(index)));
    const { before, last } = goneOn(long, 'An answer');
    expect(last).toBe('');
    expect(before.map(({ text }) => text)).toEqual([...Array.from({ length: 22 }, (_, index) => String(index + 1)), 'An answer']);
    expect(messagesOf({ before, last: 'Thanks' })).toHaveLength(24);
    expect(new Set(before.map(({ key }) => key)).size).toBe(before.length);
  });
});

describe('a recorded conversation', () => {
  const at = (ms: number) => idAt(ms);
  const text = (ms: number, direction: 'in' | 'out' | 'note' | 'event', words: string) =>
    message(at(ms), { direction, content: { kind: 'text', text: words } });

  it('is what both sides said in words, up to the message', () => {
    const voice = { kind: 'voice', media: { mimeType: 'audio/ogg' } } as const;
    const sound = (maybeVoice?: true) => ({ kind: 'audio', media: { mimeType: 'audio/ogg', maybeVoice } }) as const;
    const messages = [
      text(1, 'in', 'Hello'),
      text(2, 'out', 'Hi'),
      text(3, 'note', 'She is in a hurry'),
      message(at(4), { direction: 'out', status: 'failed', content: { kind: 'text', text: 'Never arrived' } }),
      message(at(5), { direction: 'in', content: { kind: 'image', media: { mimeType: 'image/png' } } }),
      message(at(6), { direction: 'in', content: voice, transcript: { revision: 1, state: 'done', text: 'How much?' } }),
      message(at(6), { direction: 'in', content: sound(true), transcript: { revision: 1, state: 'done', text: 'For two?' } }),
      message(at(6), { direction: 'in', content: sound(), transcript: { revision: 1, state: 'done', text: 'La la la' } }),
      message(at(7), { direction: 'in', deletedAt: new Date(7).toISOString() }),
      text(8, 'in', 'Are you there?'),
      text(9, 'out', 'Yes'),
    ];
    expect(saidUpTo(messages, at(8))).toEqual([
      { from: 'customer', text: 'Hello' },
      { from: 'assistant', text: 'Hi' },
      { from: 'customer', text: 'How much?' },
      { from: 'customer', text: 'For two?' },
      { from: 'customer', text: 'Are you there?' },
    ]);
  });

  it('is nothing to keep when the message itself has no words, or is none of the customer', () => {
    const picture = message(at(2), { content: { kind: 'image', media: { mimeType: 'image/png' } } });
    const messages = [text(1, 'in', 'Look'), picture, text(3, 'out', 'Nice')];
    expect(saidUpTo(messages, at(2))).toEqual([]);
    expect(saidUpTo(messages, at(3))).toEqual([]);
    expect(saidUpTo(messages, at(4))).toEqual([]);
  });

  it('leaves out the oldest when it does not fit', () => {
    const many = Array.from({ length: 30 }, (_, index) => text(index + 1, 'in', `${index} ${'x'.repeat(996)}`));
    const kept = saidUpTo(many, at(30));
    expect(messagesOf(talkOf(kept))).toEqual(kept);
    expect(kept.at(-1)?.text.startsWith('29 ')).toBe(true);
    expect(kept).toHaveLength(8);
  });
});

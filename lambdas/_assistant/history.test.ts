import { describe, expect, it } from 'vitest';
import type { Message } from '../../contract/message.ts';
import { asText, historyOf, isBeingHeard, needsPerson } from './history.ts';

const at = Date.UTC(2026, 10, 23, 12);
const said = (direction: 'in' | 'out', ms: number, text: string) =>
  ({ id: `${at + ms}-${text}`, direction, content: { kind: 'text', text }, status: 'sent' }) as unknown as Message;

it('tells a model what was asked in the second of an answer after the answer', () => {
  const first = said('in', 0, 'first');
  // Written 0.9 s after the first, which the provider tells as the same second.
  const second = said('in', 0, 'second');
  const answer = said('out', 400, 'answer');
  const texts = (asked: readonly Message[]) => historyOf([first, second, answer], asked).map((one) => 'text' in one && one.text);
  expect(texts([second])).toEqual(['first', 'answer', 'second']);
  expect(texts([])).toEqual(['first', 'second', 'answer']);
});

describe('sound', () => {
  const sound = (media: { maybeVoice?: true }, more: Partial<Message> = {}) =>
    ({ content: { kind: 'audio', media: { mimeType: 'audio/ogg', ...media } }, ...more }) as unknown as Message;
  const heard = { transcript: { revision: 1, state: 'done', text: 'How much is it?' } } as const;

  it('that may be a voice note is waited for, and then says what was said', () => {
    const fresh = sound({ maybeVoice: true });
    expect([asText(fresh), isBeingHeard(fresh), needsPerson(fresh)]).toEqual(['[voice note received]', true, true]);
    const known = sound({ maybeVoice: true }, heard);
    expect([asText(known), isBeingHeard(known), needsPerson(known)]).toEqual(['How much is it?', false, false]);
    const silent = sound({ maybeVoice: true }, { transcript: { revision: 1, state: 'empty' } });
    expect([isBeingHeard(silent), needsPerson(silent)]).toEqual([false, true]);
  });

  it('of another kind is for people, at once', () => {
    const song = sound({});
    expect([asText(song), isBeingHeard(song), needsPerson(song)]).toEqual(['[audio received]', false, true]);
  });
});

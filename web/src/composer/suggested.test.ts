import { expect, it } from 'vitest';
import type { Message } from '../../../contract/message.ts';
import { suggestedIn } from './suggested.ts';

const message = (direction: Message['direction'], content: Message['content']): Message =>
  ({ id: `m-${direction}`, direction, content }) as unknown as Message;
const asked = message('in', { kind: 'text', text: 'How much is it?' });
const suggested = message('event', { kind: 'work', event: 'suggested', text: '50 USD.' });
const resolved = message('event', { kind: 'work', event: 'resolved' });

it('is what was suggested last, until it is dropped or something is said', () => {
  expect(suggestedIn([asked, suggested])).toEqual({ id: 'm-event', text: '50 USD.' });
  expect(suggestedIn([asked, suggested, resolved])?.text).toBe('50 USD.');
  expect(suggestedIn([asked])).toBeUndefined();
  expect(suggestedIn([asked, message('event', { kind: 'work', event: 'suggested', text: 'x', dropped: true })])).toBeUndefined();
  expect(suggestedIn([suggested, asked])).toBeUndefined();
  expect(suggestedIn([suggested, message('out', { kind: 'text', text: '50 USD.' })])).toBeUndefined();
});

import { expect, it } from 'vitest';
import type { Message } from '../../../contract/message.ts';
import { Colleagues, writersOf } from './colleagues.ts';

it('somebody who was writing is done with it when the message is there, and not when another one changes', () => {
  const colleagues = new Colleagues('me', () => 0);
  const typing = { type: 'typing', name: 'Lina', until: '2026-11-20T12:00:06.000Z' } as const;
  for (const conversationId of ['one', 'two']) colleagues.heard({ ...typing, conversationId, employeeId: 'lina' } as never);
  const writers = (id: string) => writersOf(colleagues.seen.get(), id).length;
  const said = (conversationId: string, employeeId?: string) =>
    colleagues.said({ conversationId, author: employeeId && { type: 'employee', employeeId, name: '' } } as Message);
  said('one');
  said('one', 'karim');
  expect([writers('one'), writers('two')]).toEqual([1, 1]);
  said('one', 'lina');
  expect([writers('one'), writers('two')]).toEqual([0, 1]);
});

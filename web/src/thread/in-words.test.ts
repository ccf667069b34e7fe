import { expect, it } from 'vitest';
import type { Message } from '../../../contract/message.ts';
import { ar } from '../i18n/ar.ts';
import { en } from '../i18n/en.ts';
import { authorOf, workWords } from './in-words.ts';

it('says that it was written in the phone app, and who took over by that', () => {
  const author = { type: 'phone-app' } as const;
  const message = { direction: 'out', author } as Message;
  const line = { kind: 'work', event: 'taken-over' } as const;
  expect([authorOf(message, 'me', 'Sara', en), workWords(line, author, en)]).toEqual([
    'From the phone app',
    'Somebody in the phone app took over',
  ]);
  expect([authorOf(message, 'me', 'Sara', ar), workWords(line, author, ar)]).toEqual([
    'من تطبيق الهاتف',
    'أحدهم من تطبيق الهاتف تولّى المحادثة',
  ]);
});

import type { CommandName } from '../business/command-names.ts';

/**
 * By the place of the key, not its letter: an Arabic keyboard has other letters there. Letters of their own only count while
 * nothing is being written, and can be switched off (WCAG 2.1.4).
 */
export const single: Readonly<Record<string, CommandName>> = {
  KeyJ: 'next',
  KeyK: 'previous',
  KeyR: 'reply',
  KeyN: 'note',
  KeyT: 'take-over',
  KeyA: 'assign',
  KeyL: 'label',
  KeyS: 'snooze',
  KeyE: 'resolve',
  KeyC: 'customer',
};

/** How keys are written in the list of them. */
export const written: Readonly<Record<CommandName, string>> = {
  palette: 'Ctrl K',
  keys: '?',
  search: '/',
  next: 'J',
  previous: 'K',
  reply: 'R',
  note: 'N',
  'take-over': 'T',
  assign: 'A',
  label: 'L',
  snooze: 'S',
  resolve: 'E',
  customer: 'C',
};

type Pressed = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** What a key asks for. `writing`: a field has the focus. `letters`: single keys are switched on. */
export function commandOf(
  pressed: Pressed,
  { writing, letters }: { writing: boolean; letters: boolean },
): CommandName | undefined {
  const { code, key, ctrlKey, metaKey, altKey, shiftKey } = pressed;
  if ((ctrlKey || metaKey) && !altKey && !shiftKey) return code === 'KeyK' ? 'palette' : undefined;
  if (writing || !letters || ctrlKey || metaKey || altKey) return undefined;
  // The Arabic question mark stands on the same key.
  if (key === '?' || key === '؟') return 'keys';
  if (key === '/' || (code === 'Slash' && !shiftKey)) return 'search';
  return shiftKey ? undefined : single[code];
}

/** What can be asked for by a key or in the command palette. Only what is on the page can be carried out. */
export const commandNames = [
  'palette',
  'keys',
  'search',
  'next',
  'previous',
  'reply',
  'note',
  'take-over',
  'assign',
  'label',
  'snooze',
  'resolve',
  'customer',
] as const;
export type CommandName = (typeof commandNames)[number];

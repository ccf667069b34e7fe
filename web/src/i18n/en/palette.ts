import type { CommandName } from '../../business/command-names.ts';

const commands: Readonly<Record<CommandName, string>> = {
  palette: 'Find a conversation or a command',
  keys: 'Show all shortcuts',
  search: 'Search customers and messages',
  next: 'Next conversation',
  previous: 'Previous conversation',
  reply: 'Write an answer',
  note: 'Write a private note',
  'take-over': 'Take over, or hand back',
  assign: 'Assign',
  label: 'Labels',
  snooze: 'Put aside',
  resolve: 'Resolve, or reopen',
  customer: 'Show or hide the customer',
};

/** Words of the command palette and the sheet of shortcuts. */
export const palette = {
  title: 'Find',
  placeholder: 'A customer, a view, a command',
  commands,
  conversation: 'Conversation',
  view: 'View',
  command: 'Command',
  none: 'Nothing is called that.',
  results: 'Results',
  close: 'Close',
  keysTitle: 'Keyboard shortcuts',
  everywhere: 'Everywhere',
  list: 'In the list',
  conversationKeys: 'In a conversation',
  writing: 'While writing',
  send: 'Send',
  newLine: 'New line',
  canned: 'Canned responses',
  escape: 'Leave the field or close what is open',
  letters: 'Single letters are shortcuts',
  lettersHint: 'Switch this off if you dictate or often hit keys by accident. Ctrl K stays.',
};

export type PaletteWords = typeof palette;

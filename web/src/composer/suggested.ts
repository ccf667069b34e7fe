import type { Message } from '../../../contract/message.ts';

export interface Suggested {
  readonly id: string;
  readonly text: string;
}

/** What the assistant suggests to say now: the newest suggestion, unless it was dropped or something has been said since. */
export function suggestedIn(messages: readonly Message[]): Suggested | undefined {
  const said = messages.findLast(
    ({ direction, content }) =>
      direction === 'in' || direction === 'out' || (content.kind === 'work' && content.event === 'suggested'),
  );
  if (said?.content.kind !== 'work' || said.content.dropped || !said.content.text) return undefined;
  return { id: said.id, text: said.content.text };
}

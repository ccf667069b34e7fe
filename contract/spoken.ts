import type { Content } from './message.ts';

/** Whether somebody speaks in it, so that what is said matters: a voice note, or sound that may be one. */
export const isSpoken = (content: Content): boolean =>
  content.kind === 'voice' || (content.kind === 'audio' && content.media.maybeVoice === true);

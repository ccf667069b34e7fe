import { ChannelId } from '../../contract/ids.ts';
import { idFrom } from './ids.ts';

/**
 * Stands for the number that a business has not connected yet. Conversations wait under it; the next import after a number was
 * connected moves them there.
 */
export const notConnected = ChannelId.parse(idFrom('channel', 'not connected yet'));

export interface Channels {
  /** Where a conversation belongs that came with this channel id (or none), and where it may be from an earlier import. */
  of(given: string): { readonly target: ChannelId; readonly formers: readonly ChannelId[] };
}

/**
 * What is wrong with where conversations would go, before anything is written. `given`: the channel ids that the files have; empty
 * for none.
 */
export function wrongWith(
  connected: readonly ChannelId[],
  chosen: ChannelId | undefined,
  given: readonly string[],
): string | undefined {
  const numbers = `connected: ${connected.join(', ') || 'none'}`;
  if (chosen !== undefined && !connected.includes(chosen)) return `The business has no number ${chosen} (${numbers})`;
  const known: readonly string[] = connected;
  if (chosen !== undefined || connected.length < 2 || given.every((id) => known.includes(id))) return undefined;
  return `The business has several numbers: say with --channel which one the conversations belong to (${numbers})`;
}

/** `chosen`: by who runs the import, for businesses with several numbers. */
export function channelsOf(connected: readonly ChannelId[], chosen: ChannelId | undefined): Channels {
  const [only, ...others] = connected;
  const fallback = chosen ?? (others.length === 0 ? only : undefined);
  return {
    of(given) {
      const own = ChannelId.safeParse(given);
      const kept = own.success ? own.data : undefined;
      const target = (kept && connected.includes(kept) ? kept : fallback) ?? kept ?? notConnected;
      const before = kept === undefined ? [notConnected] : [kept, notConnected];
      return { target, formers: before.filter((one) => one !== target && !connected.includes(one)) };
    },
  };
}

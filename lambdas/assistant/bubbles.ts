import type { ChannelId } from '../../contract/ids.ts';
import { getChannel } from '../_data/channel.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { longestText } from '../_whatsapp/longest-text.ts';

const shortest = Math.min(...Object.values(longestText));

/** What the provider of a number takes of a text in one message. The number is read (half a read unit) only where it matters. */
export async function longestTextOf(store: TenantTable, channelId: ChannelId, text: string): Promise<number> {
  if (text.length <= shortest) return shortest;
  const channel = await getChannel(store, channelId);
  return channel ? longestText[channel.provider] : shortest;
}

/** One bubble, and more only beyond the provider's limit; cut where a paragraph, a line or a word ends. */
export function bubblesOf(text: string, longest: number): readonly string[] {
  const rest = text.trim();
  if (rest.length <= longest) return rest === '' ? [] : [rest];
  const head = rest.slice(0, longest);
  const cut = Math.max(...['\n\n', '\n', ' '].map((end) => (head.lastIndexOf(end) > longest / 2 ? head.lastIndexOf(end) : 0)));
  const at = cut || longest - (/[\uD800-\uDBFF]$/.test(head) ? 1 : 0);
  return [rest.slice(0, at).trim(), ...bubblesOf(rest.slice(at), longest)];
}

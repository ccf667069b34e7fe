import type { Channel } from '../_data/channel.ts';
import { getHook } from '../_data/hook.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { metaProvider } from '../_whatsapp/meta/send.ts';
import type { Provider } from '../_whatsapp/port.ts';
import { repeating } from '../_whatsapp/twilio/repeating.ts';
import { twilioProvider } from '../_whatsapp/twilio/send.ts';

export interface Connecting {
  readonly graphUrl: string;
  readonly twilioUrl: string;
  /** Opens a token. */
  open(token: string): Promise<string>;
}

/** The provider of a number, with the number's own token. */
export async function connectTo(
  { graphUrl, twilioUrl, open }: Connecting,
  store: TenantTable,
  channel: Channel,
): Promise<Provider> {
  if (channel.provider === 'meta') {
    return metaProvider({ graphUrl, phoneNumberId: channel.phoneNumberId, accessToken: await open(channel.token) });
  }
  const [authToken, hook] = await Promise.all([open(channel.token), getHook(store, channel.hookId)]);
  const { accountSid, displayNumber: number } = channel;
  // Without its statuses nobody would ever know of a message that had no answer.
  if (hook?.url === undefined) throw new Error('A number at Twilio whose webhook has no address');
  const statusCallback = (key: string) => repeating(`${hook.url}/${key}`);
  return twilioProvider({ twilioUrl, accountSid, authToken, number, statusCallback });
}

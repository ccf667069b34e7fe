import type * as z from 'zod';
import type { channels } from '../../contract/channels.ts';
import type { ChannelId } from '../../contract/ids.ts';
import type { MetaChannel, TwilioChannel } from '../_data/channel.ts';
import type { Quality } from '../_data/channel-health.ts';
import type { Hook } from '../_data/hook.ts';

export type Connecting = z.output<(typeof channels)['routes']['connect']['body']>;
export type ConnectingToTwilio = Extract<Connecting, { provider: 'twilio' }>;
export type ConnectingToMeta = Exclude<Connecting, ConnectingToTwilio>;

/** What the provider said of a number, for `recordCheck`. */
export interface Checkup {
  readonly quality: Quality | undefined;
  readonly errors: readonly { readonly code: string; readonly detail: string }[];
}

/** A number that its provider vouches for: all that connecting it has to know of the provider. */
export interface Candidate {
  readonly number:
    | Pick<MetaChannel, 'provider' | 'phoneNumberId' | 'wabaId' | 'displayNumber'>
    | Pick<TwilioChannel, 'provider' | 'accountSid' | 'displayNumber'>;
  /** The app or account: its numbers here share one webhook address and one secret. */
  readonly appId: string;
  /** What the provider is asked with. */
  readonly token: string;
  /** What it signs with. */
  readonly secret: string;
  /** What the hook has beside that. */
  hookOf(hook: Pick<Hook, 'id'>, id: ChannelId): Pick<Hook, 'verify' | 'url'>;
  readonly checkup: Checkup;
}

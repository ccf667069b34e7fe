import type { GuardedFetch } from '../../_shared/guarded-fetch.ts';
import type { MediaSource } from '../media-source.ts';

interface Options {
  readonly fetch: GuardedFetch;
  /** Origin of Twilio's API; on the local stage that of its stand-in, with a path. */
  readonly twilioUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
}

/** As webhooks name it, whatever is asked instead. */
const named = 'https://api.twilio.com';
/** Where its storage is: its own name, or, in older accounts, that of a bucket. */
const isStorage = (host: string): boolean => host.endsWith('.twiliocdn.com') || host === 's3-external-1.amazonaws.com';

/**
 * Here the id of a file is its address on Twilio's API, which wants the account's name and token and redirects to a storage
 * that must not get them. https://www.twilio.com/docs/messaging/api/media-resource
 */
export function twilioMediaSource({ fetch, twilioUrl, accountSid, authToken }: Options): MediaSource {
  const api = new URL(twilioUrl).host;
  const value = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  return {
    blocks: false,
    async locate(mediaId) {
      const own = URL.canParse(mediaId) && new URL(mediaId);
      // The webhook is signed, but an address of another account or host is not one to send our token to.
      if (!own || own.origin !== named || !own.pathname.includes(`/Accounts/${accountSid}/`)) return 'not-the-provider';
      return { url: twilioUrl + own.pathname + own.search };
    },
    async open(url, maxBytes) {
      const answer = await fetch(url, {
        authorization: { value, hosts: [api], once: true },
        mayAsk: (host) => host === api || isStorage(host),
        redirects: 3,
        maxBytes,
        totalMs: 150_000,
        idleMs: 15_000,
      });
      if (answer.status === 200) return answer;
      answer.drop();
      if (answer.status === 401 || answer.status === 403) return 'no-access';
      // A 404 may only mean that the file is not there yet: https://www.twilio.com/docs/messaging/api/media-resource
      if (answer.status === 404) return 'not-there';
      return answer.status === 410 ? 'gone' : 'busy';
    },
  };
}

import * as z from 'zod';
import type { GuardedFetch, GuardedRequest } from '../../_shared/guarded-fetch.ts';
import type { MediaSource, NoFile } from '../media-source.ts';

interface Options {
  readonly fetch: GuardedFetch;
  /** With its version. */
  readonly graphUrl: string;
  readonly accessToken: string;
}

const Found = z.object({
  url: z.string(),
  sha256: z.string().optional(),
  file_size: z.coerce.number().int().nonnegative().optional(),
});
const Failed = z.object({ error: z.object({ code: z.number() }) });

/** Where the provider keeps files. Links go to the first; the others are where it redirects to. */
const fileHosts = ['lookaside.fbsbx.com', 'fbsbx.com', 'facebook.com', 'fbcdn.net', 'whatsapp.net', 'whatsapp.com'];
const isProviders = (host: string): boolean => fileHosts.some((known) => host === known || host.endsWith(`.${known}`));

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media */
export function metaMediaSource({ fetch, graphUrl, accessToken }: Options): MediaSource {
  const base = new URL(graphUrl);
  // The key goes to the API and to the one host that wants it for downloads, and not along with redirects to others.
  const authorization = { value: `Bearer ${accessToken}`, hosts: [base.host, 'lookaside.fbsbx.com'] };
  const limits = { idleMs: 15_000, mayAsk: isProviders } as const satisfies Partial<GuardedRequest>;
  return {
    blocks: true,
    async locate(mediaId) {
      const answer = await fetch(`${graphUrl}/${encodeURIComponent(mediaId)}`, {
        ...limits,
        authorization,
        redirects: 0,
        maxBytes: 64 * 1024,
        totalMs: 20_000,
      });
      const text = await textOf(answer.body);
      if (answer.status === 200) {
        const found = Found.safeParse(parsed(text)).data;
        return found === undefined ? 'busy' : { url: found.url, sha256: found.sha256, bytes: found.file_size };
      }
      return refusalOf(answer.status, Failed.safeParse(parsed(text)).data?.error.code);
    },
    async open(url, maxBytes) {
      const answer = await fetch(url, { ...limits, authorization, redirects: 3, maxBytes, totalMs: 150_000 });
      if (answer.status === 200) return answer;
      answer.drop();
      return answer.status === 401 || answer.status === 404 || answer.status === 410 ? 'expired' : 'busy';
    },
  };
}

/** 100: no object with this id. 190, 0, 3, 10 and 200 to 299: access. https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes */
function refusalOf(status: number, code: number | undefined): NoFile {
  if (code === 190 || code === 0 || code === 3 || code === 10 || (code !== undefined && code >= 200 && code <= 299))
    return 'no-access';
  if (status === 404 || code === 100) return 'gone';
  return status === 401 || status === 403 ? 'no-access' : 'busy';
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

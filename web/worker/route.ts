export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly mode: string;
}

/**
 * `page`: an address of the app, which the app itself answers. `file`: a part of the app. `pass`: none of our business; above all
 * what the API and the stores of files answer, which must never be kept here.
 */
export type Way = 'page' | 'file' | 'pass';

/** Addresses of data. Everything else of the origin is the app, its parts, or unknown. */
const data = /^\/(?:v1|realtime|hooks|aws|graph|_stage)(?:\/|$)/;

export function wayOf({ method, url, mode }: Asked, origin: string, parts: ReadonlySet<string>): Way {
  const address = new URL(url);
  if (method !== 'GET' || address.origin !== origin || data.test(address.pathname)) return 'pass';
  if (mode === 'navigate') return pageOf(address.pathname);
  // Parts of another version too: the one before is still kept, and a tab may have it open.
  return parts.has(address.pathname) || address.pathname.startsWith('/assets/') ? 'file' : 'pass';
}

/** The rule of lib/edge/spa-routing.js. */
const pageOf = (path: string): Way => (path.slice(path.lastIndexOf('/') + 1).includes('.') ? 'pass' : 'page');

/** A file of the build. Without a revision its name says its content. */
export interface Part {
  readonly url: string;
  readonly revision: string | null;
}

const prefix = 'frontdesk-shell:';
const front = '/index.html';
/** The version that runs here and the one before: tabs that are open go on loading parts of theirs. */
const versionsKept = 2;

/** On a network that is there and does not answer, the page that is kept comes after this long. */
export const patienceMs = 3000;

/**
 * A browser has six connections to a host that speaks HTTP/1.1. What is kept for later takes less than half of them, and gives them
 * back when the network falls silent: nothing else would get through before.
 */
const lanes = 2;
const answerMs = 30_000;

interface ShellParts {
  readonly parts: readonly Part[];
  readonly caches: CacheStorage;
  readonly fetch: (url: string | Request, init?: RequestInit) => Promise<Response>;
  readonly pause: (ms: number) => Promise<void>;
}

/** The files of the app on this device, a store for each version. Nothing that belongs to a business is ever in them. */
export class Shell {
  readonly #parts: ShellParts;
  readonly #name: Promise<string>;

  constructor(parts: ShellParts) {
    this.#parts = parts;
    this.#name = nameOf(parts.parts);
  }

  /** All or nothing: half an app would be worse than the one before. */
  async install(): Promise<void> {
    const { parts, caches, fetch } = this.#parts;
    const cache = await caches.open(await this.#name);
    const left = [...parts];
    const lane = async (): Promise<void> => {
      for (let part = left.shift(); part; part = left.shift()) {
        const { url, revision } = part;
        const known = revision === null ? await this.#find(url) : undefined;
        const signal = AbortSignal.timeout(answerMs);
        const response = known ?? (await fetch(url, revision === null ? { signal } : { signal, cache: 'no-cache' }));
        if (!response.ok) throw new Error(`${url} answered ${response.status}`);
        await cache.put(url, response);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  async forgetOld(): Promise<void> {
    const { caches } = this.#parts;
    const current = await this.#name;
    // In the order in which they were made.
    const others = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== current);
    await Promise.all(others.slice(0, Math.max(0, others.length + 1 - versionsKept)).map((name) => caches.delete(name)));
  }

  async file(request: Request): Promise<Response> {
    return (await this.#find(new URL(request.url).pathname)) ?? this.#parts.fetch(request);
  }

  /** Newest first: whoever loads the page again has the newest version. What is kept is for when there is no answer. */
  async page(request: Request, early: Promise<Response | undefined>): Promise<Response> {
    const { caches, fetch, pause } = this.#parts;
    const kept = async (): Promise<Response | undefined> => (await caches.open(await this.#name)).match(front);
    const asked = early.then((response) => response ?? fetch(request));
    const first = await Promise.race([asked.then(good, () => undefined), pause(patienceMs)]);
    return first ?? (await kept()) ?? asked;
  }

  async #find(path: string): Promise<Response | undefined> {
    const { caches } = this.#parts;
    const names = (await caches.keys()).filter((name) => name.startsWith(prefix));
    for (const name of names.reverse()) {
      const found = await (await caches.open(name)).match(path);
      if (found) return found;
    }
    return undefined;
  }
}

const good = (response: Response): Response | undefined => (response.status < 500 ? response : undefined);

/** Of the content of all files: the same build has the same name. */
async function nameOf(parts: readonly Part[]): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(parts)));
  return prefix + [...new Uint8Array(digest, 0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

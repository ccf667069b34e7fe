import type { BrowserContext, Page } from 'playwright-core';
import * as z from 'zod';
import { launchProfile } from './browser.ts';
import { widths } from './desk-page.ts';

/** A device with its browser: what it keeps outlives the browser. */
export class Device {
  readonly #folder: string;
  #context: BrowserContext | undefined;
  #cookies: Awaited<ReturnType<BrowserContext['cookies']>> = [];
  /** Exceptions, refusals by the content security policy. */
  readonly wrongs: string[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error('The browser does not run');
    return this.#context;
  }

  async start(): Promise<void> {
    const context = await launchProfile(this.#folder, { viewport: widths.desktop, locale: 'en' });
    this.#context = context;
    context.setDefaultTimeout(15_000);
    await context.addCookies(this.#cookies);
    await context.exposeFunction('reportWrong', (wrong: string) => this.wrongs.push(wrong));
    await context.addInitScript({
      content: `addEventListener('securitypolicyviolation', (event) =>
        reportWrong('CSP ' + event.effectiveDirective + ': ' + (event.blockedURI || 'inline')))`,
    });
    context.on('page', (page) => page.on('pageerror', (error) => this.wrongs.push(String(error))));
  }

  /** The battery is empty: nobody gets to write anything down any more. Chromium does so with cookies every 30 s only. */
  async kill(): Promise<void> {
    const { context } = this;
    this.#cookies = await context.cookies();
    const closed = new Promise((resolve) => context.once('close', resolve));
    const [page] = context.pages();
    if (!page) throw new Error('The browser has no page');
    const session = await context.newCDPSession(page);
    // It does not live to answer.
    session.send('Browser.crash').catch(() => undefined);
    await closed;
    this.#context = undefined;
  }

  async stop(): Promise<void> {
    await this.#context?.close();
  }

  open(): Promise<Page> {
    return this.context.newPage();
  }
}

/** Everything of this origin that a browser keeps for scripts, as one text: storages, databases, stores of answers. */
const everything = `(async () => {
  const found = { local: { ...localStorage }, session: { ...sessionStorage }, databases: [], caches: {} };
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    const db = await answer(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store);
      found.databases.push({ store, keys: await answer(all.getAllKeys()), values: await answer(all.getAll()) });
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.caches[request.url] = await (await cache.match(request)).text();
  }
  return JSON.stringify(found);
})()`;

export const keptBy = async (page: Page): Promise<string> => String(await page.evaluate(everything));

/** Addresses of the answers that are kept. */
export const addressesKept = async (page: Page): Promise<string[]> =>
  Object.keys(Kept.parse(JSON.parse(await keptBy(page))).caches).map((url) => new URL(url).pathname);

const Kept = z.object({ caches: z.record(z.string(), z.string()) });

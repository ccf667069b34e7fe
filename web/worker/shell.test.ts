import { describe, expect, it } from 'vitest';
import { type Part, Shell } from './shell.ts';

const origin = 'https://desk.example';

/** The stores of a browser, and a server under the test's hand. */
function device() {
  const stores = new Map<string, Map<string, string>>();
  const asked: string[] = [];
  const server = { files: new Map<string, string>(), status: 200, down: false, silent: false };
  const open = async (name: string) => {
    const store = stores.get(name) ?? new Map<string, string>();
    stores.set(name, store);
    return {
      match: async (path: string) => {
        const text = store.get(path);
        return text === undefined ? undefined : new Response(text);
      },
      put: async (path: string, response: Response) => void store.set(path, await response.text()),
    };
  };
  const caches = {
    open,
    keys: async () => [...stores.keys()],
    delete: async (name: string) => stores.delete(name),
  } as unknown as CacheStorage;
  const fetch = async (request: string | Request): Promise<Response> => {
    const path = typeof request === 'string' ? request : new URL(request.url).pathname;
    asked.push(path);
    if (server.silent) return new Promise(() => undefined);
    if (server.down) throw new TypeError('Failed to fetch');
    const text = server.files.get(path);
    return text === undefined ? new Response('', { status: 404 }) : new Response(text, { status: server.status });
  };
  let patience: () => void = () => undefined;
  const shell = (parts: readonly Part[]): Shell =>
    new Shell({
      parts,
      caches,
      fetch,
      pause: () =>
        new Promise((resolve) => {
          patience = resolve;
        }),
    });
  return { server, stores, asked, shell, wait: () => patience() };
}

const one: Part[] = [
  { url: '/index.html', revision: 'a' },
  { url: '/assets/app-1.js', revision: null },
  { url: '/assets/same.js', revision: null },
];
const two: Part[] = [
  { url: '/index.html', revision: 'b' },
  { url: '/assets/app-2.js', revision: null },
  { url: '/assets/same.js', revision: null },
];
const files = (version: 1 | 2): [string, string][] => [
  ['/index.html', `page ${version}`],
  ['/', `page ${version}`],
  [`/assets/app-${version}.js`, `app ${version}`],
  ['/assets/same.js', 'same'],
];
const request = (path: string): Request => new Request(origin + path);
const none = Promise.resolve(undefined);
const text = async (response: Promise<Response>): Promise<string> => (await response).text();

describe('the app on a device', () => {
  it('answers any address without a network, and shows the newest page where there is one', async () => {
    const { server, shell } = device();
    server.files = new Map(files(1));
    const app = shell(one);
    await app.install();
    server.files.set('/', 'page newer');
    expect(await text(app.page(request('/'), none))).toBe('page newer');
    server.down = true;
    expect(await text(app.page(request('/b/samia/c/1'), none))).toBe('page 1');
    expect(await text(app.file(request('/assets/app-1.js')))).toBe('app 1');
  });

  it('does not wait long for a network that does not answer, nor show an error of the server', async () => {
    const { server, shell, wait } = device();
    server.files = new Map(files(1));
    const app = shell(one);
    await app.install();
    server.status = 503;
    expect(await text(app.page(request('/'), none))).toBe('page 1');
    server.silent = true;
    const answer = app.page(request('/'), none);
    await new Promise((resolve) => setTimeout(resolve, 5));
    wait();
    expect(await text(answer)).toBe('page 1');
  });

  it('takes what the browser has asked for already', async () => {
    const { shell, asked } = device();
    expect(await text(shell(one).page(request('/'), Promise.resolve(new Response('early'))))).toBe('early');
    expect(asked).toEqual([]);
  });

  it('leaves connections to others while it is installed, also when nothing answers', async () => {
    const { server, shell, asked } = device();
    server.silent = true;
    const many = Array.from({ length: 20 }, (_, index) => ({ url: `/assets/part-${index}.js`, revision: null }));
    void shell(many).install();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(asked).toHaveLength(2);
  });

  it('is installed whole or not at all', async () => {
    const { server, shell } = device();
    server.files = new Map(files(1).slice(0, 2));
    await expect(shell(one).install()).rejects.toThrow('/assets/app-1.js answered 404');
  });

  it('loads only what is new, and keeps the parts of the version before for tabs that have it open', async () => {
    const { server, stores, asked, shell } = device();
    server.files = new Map(files(1));
    await shell(one).install();
    server.files = new Map(files(2));
    asked.length = 0;
    const newer = shell(two);
    await newer.install();
    await newer.forgetOld();
    expect(asked).toEqual(['/index.html', '/assets/app-2.js']);
    expect(await text(newer.file(request('/assets/app-1.js')))).toBe('app 1');
    server.files = new Map([...files(2), ['/assets/app-3.js', 'app 3']]);
    const newest = shell([...two, { url: '/assets/app-3.js', revision: null }]);
    await newest.install();
    await newest.forgetOld();
    expect(stores.size).toBe(2);
    server.down = true;
    await expect(newest.file(request('/assets/app-1.js'))).rejects.toThrow('Failed to fetch');
    expect(await text(newest.page(request('/'), none))).toBe('page 2');
  });
});

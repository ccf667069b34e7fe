import { wayOf } from './route.ts';
import { type Part, Shell } from './shell.ts';

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: readonly Part[] };

const parts = self.__WB_MANIFEST.map(({ url, revision }) => ({ url: `/${url}`, revision }));
const paths = new Set(parts.map(({ url }) => url));
const shell = new Shell({
  parts,
  caches: self.caches,
  fetch: (url, init) => fetch(url, init),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

self.addEventListener('install', (event) => {
  event.waitUntil(shell.install().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    Promise.all([shell.forgetOld(), self.clients.claim(), self.registration.navigationPreload?.enable()]).then(() => undefined),
  );
});

self.addEventListener('fetch', (event) => {
  const way = wayOf(event.request, self.location.origin, paths);
  if (way === 'pass') return;
  event.respondWith(
    way === 'file' ? shell.file(event.request) : shell.page(event.request, Promise.resolve(event.preloadResponse)),
  );
});

/** A page asks whether it is of this version: it names the script that it began with. */
self.addEventListener('message', ({ data, ports: [answer] }) => {
  const question: unknown = data;
  if (typeof question === 'string') answer?.postMessage(paths.has(question));
});

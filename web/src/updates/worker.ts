import { update } from './updates.ts';

/** A page may be open for days: it asks by itself whether there is a newer version. */
const askEveryMs = 60 * 60_000;
const askAgainAfterMs = 15 * 60_000;

export async function watchWorker(begun: string): Promise<void> {
  const registration: ServiceWorkerRegistration | undefined = await navigator.serviceWorker.register('/service-worker.js');
  // Browsers that are told to do without answer nothing.
  if (!registration) return;
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'activated') void compare(worker, begun);
    });
  });
  let asked = Date.now();
  const ask = (): void => {
    asked = Date.now();
    registration.update().catch(() => undefined);
  };
  setInterval(ask, askEveryMs);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && Date.now() - asked > askAgainAfterMs) ask();
  });
}

/** A page that was loaded after the new version came is of that version already, and needs no notice. */
function compare(worker: ServiceWorker, begun: string): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data === false && update.get() === 'none') update.set('ready');
      port1.close();
      resolve();
    };
    worker.postMessage(begun, [port2]);
  });
}

import { later } from '../look/browser.ts';
import { Store } from '../look/store.ts';

/** `ready`: a newer version has come. `gone`: this page asked for a part of its own version that is there no longer. */
export const update = new Store<'none' | 'ready' | 'gone'>('none');

const settleMs = 2000;

/** The script that this page began with: its name says the version. */
const entry = (): string =>
  new URL(document.querySelector<HTMLScriptElement>('script[type=module]')?.src ?? '', location.href).pathname;

/** Has the app kept on this device, and notices newer versions of it. The first page comes first. */
export function watchVersions(): void {
  const begun = entry();
  window.addEventListener('vite:preloadError', () => void lookIfGone(begun));
  if (!('serviceWorker' in navigator)) return;
  const start = (): void => {
    later(() => {
      import('./worker.ts').then(({ watchWorker }) => watchWorker(begun)).catch(() => undefined);
    }, settleMs);
  };
  if (document.readyState === 'complete') start();
  else window.addEventListener('load', start, { once: true });
}

/** A part did not come. That can be the network's fault too: only the page that is served now can tell. */
async function lookIfGone(begun: string): Promise<void> {
  try {
    const page = await fetch('/', { cache: 'no-store' });
    if (page.ok && !(await page.text()).includes(begun)) update.set('gone');
  } catch {
    // Offline: where the part was missed, trying again is offered.
  }
}

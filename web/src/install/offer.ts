import { Store } from '../look/store.ts';

/** Chromium's own: https://developer.mozilla.org/docs/Web/API/BeforeInstallPromptEvent */
export interface InstallEvent extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

/** How this browser installs the app: it can be asked to, or the person has to do it by hand. Undefined: not at all, or it is. */
export type Way = { readonly type: 'ask'; readonly event: InstallEvent } | { readonly type: 'by-hand' };

export const way = new Store<Way | undefined>(undefined);

interface Device {
  readonly standalone: boolean | undefined;
  readonly displayed: boolean;
}

/** `standalone` is there on iPhones and iPads only, which know no way to ask. */
export const wayAtStart = ({ standalone, displayed }: Device): Way | undefined =>
  standalone === false && !displayed ? { type: 'by-hand' } : undefined;

const isInstallEvent = (event: Event): event is InstallEvent => 'prompt' in event;

/** Must begin before the page has loaded: the browser says only once that it could install the app. */
export function watchInstall(): void {
  const displayed = window.matchMedia('(display-mode: standalone)').matches;
  const standalone = 'standalone' in navigator ? navigator.standalone === true : undefined;
  way.set(wayAtStart({ standalone, displayed }));
  window.addEventListener('beforeinstallprompt', (event) => {
    // Without this the browser shows its own bar, at a moment of its own.
    event.preventDefault();
    if (isInstallEvent(event) && !displayed) way.set({ type: 'ask', event });
  });
  window.addEventListener('appinstalled', () => way.set(undefined));
}

const dismissed = 'frontdesk:install-later';

/** Of the device, not of a person. Whoever said "not now" finds the way in the menu. */
export const isDismissed = (storage: Storage): boolean => storage.getItem(dismissed) !== null;
export const dismiss = (storage: Storage): void => storage.setItem(dismissed, 'yes');

/** Asks with the browser's own dialog, which works once; where there is none, answers that it has to be explained. */
export async function install(): Promise<'explain' | 'done'> {
  const how = way.get();
  if (how?.type === 'by-hand') return 'explain';
  if (how === undefined) return 'done';
  way.set(undefined);
  await how.event.prompt();
  return 'done';
}

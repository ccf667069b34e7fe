import { Store } from './store.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'frontdesk:theme';
export const theme = new Store<Theme>('system');

const isTheme = (value: string | null): value is Theme => themes.some((one) => one === value);

export function startTheme(storage: Storage): void {
  const kept = storage.getItem(key);
  show(isTheme(kept) ? kept : 'system');
}

export function chooseTheme(chosen: Theme, storage: Storage): void {
  storage.setItem(key, chosen);
  show(chosen);
}

function show(chosen: Theme): void {
  const root = document.documentElement;
  if (chosen === 'system') delete root.dataset.theme;
  else root.dataset.theme = chosen;
  // The system's frame around the page: index.html has a colour for each appearance.
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const { scheme = '' } = meta.dataset;
    meta.media = chosen === 'system' ? `(prefers-color-scheme: ${scheme})` : chosen === scheme ? 'all' : 'not all';
  }
  theme.set(chosen);
}

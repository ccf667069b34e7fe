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
  theme.set(chosen);
}

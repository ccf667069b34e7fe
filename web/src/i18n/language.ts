import type { Locale } from '../clock/format.ts';
import { Store } from '../look/store.ts';
import { useStore } from '../look/use-store.ts';
import { type Catalogue, en } from './en.ts';

interface Language {
  readonly locale: Locale;
  readonly words: Catalogue;
}

export const languages: Readonly<Record<Locale, { readonly name: string; readonly dir: 'ltr' | 'rtl' }>> = {
  en: { name: 'English', dir: 'ltr' },
  ar: { name: 'العربية', dir: 'rtl' },
};

const key = 'frontdesk:language';
const language = new Store<Language>({ locale: 'en', words: en });

const isLocale = (value: string | null | undefined): value is Locale => value === 'en' || value === 'ar';

/** What the person chose here before, else the first of the browser's languages that the app speaks. */
export function preferredLocale(storage: Storage, wanted: readonly string[]): Locale {
  const kept = storage.getItem(key);
  return isLocale(kept) ? kept : (wanted.map((tag) => tag.split('-')[0]).find(isLocale) ?? 'en');
}

/** Loads the words of a language on first use and turns the page into its direction. */
export async function speak(locale: Locale): Promise<void> {
  const words = locale === 'ar' ? (await import('./ar.ts')).ar : en;
  document.documentElement.lang = locale;
  document.documentElement.dir = languages[locale].dir;
  // What is installed from here on has the names of this language.
  document.querySelector('link[rel=manifest]')?.setAttribute('href', locale === 'ar' ? '/manifest-ar.json' : '/manifest.json');
  language.set({ locale, words });
}

export async function chooseLanguage(locale: Locale, storage: Storage): Promise<void> {
  storage.setItem(key, locale);
  await speak(locale);
}

/** For somebody who has not chosen yet: what whoever invited them thinks they read. */
export async function suggestLanguage(tag: string, storage: Storage): Promise<void> {
  const locale = tag.split('-')[0];
  if (storage.getItem(key) === null && isLocale(locale)) await speak(locale);
}

export const useWords = (): Catalogue => useStore(language).words;
export const useLocale = (): Locale => useStore(language).locale;

import { useId } from 'react';
import type { Locale } from '../clock/format.ts';
import { chooseLanguage, languages, useLocale, useWords } from '../i18n/language.ts';
import { chooseTheme, theme, themes } from './theme.ts';
import { useStore } from './use-store.ts';

/** Language and appearance, the two things that also matter before signing in. */
export function Settings() {
  const words = useWords();
  const locale = useLocale();
  const chosen = useStore(theme);
  const id = useId();
  const select = 'min-h-11 grow rounded-lg border border-edge bg-raised px-2 text-ink';
  return (
    <div className="flex flex-col gap-2 text-sm">
      <div className="flex items-center gap-3">
        <label htmlFor={`${id}-l`} className="w-24 shrink-0 text-soft">
          {words.menu.language}
        </label>
        <select
          id={`${id}-l`}
          className={select}
          value={locale}
          onChange={({ currentTarget }) => void chooseLanguage(localeOf(currentTarget.value), localStorage)}
        >
          {Object.entries(languages).map(([code, { name }]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div className="flex items-center gap-3">
        <label htmlFor={`${id}-t`} className="w-24 shrink-0 text-soft">
          {words.menu.theme}
        </label>
        <select
          id={`${id}-t`}
          className={select}
          value={chosen}
          onChange={({ currentTarget }) =>
            chooseTheme(themes.find((one) => one === currentTarget.value) ?? 'system', localStorage)
          }
        >
          {themes.map((one) => (
            <option key={one} value={one}>
              {words.menu.themes[one]}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

const localeOf = (value: string): Locale => (value === 'ar' ? 'ar' : 'en');

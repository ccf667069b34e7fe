import { settings as ar } from '../i18n/ar/settings.ts';
import { useWordsOf } from '../i18n/area.ts';
import { settings as en, type SettingsWords } from '../i18n/en/settings.ts';

export const useSettingsWords = (): SettingsWords => useWordsOf<SettingsWords>({ en, ar });

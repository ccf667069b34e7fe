import { businessSettings as ar } from '../../i18n/ar/business-settings.ts';
import { useWordsOf } from '../../i18n/area.ts';
import { type BusinessSettings, businessSettings as en } from '../../i18n/en/business-settings.ts';

export const useBusinessWords = (): BusinessSettings => useWordsOf<BusinessSettings>({ en, ar });

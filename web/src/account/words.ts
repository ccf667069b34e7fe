import { accountWords as ar } from '../i18n/ar/account.ts';
import { useWordsOf } from '../i18n/area.ts';
import { type AccountWords, accountWords as en } from '../i18n/en/account.ts';

const catalogues = { en, ar };
export const useAccountWords = (): AccountWords => useWordsOf(catalogues);

import { search as ar } from '../i18n/ar/search.ts';
import { useWordsOf } from '../i18n/area.ts';
import { search as en, type SearchWords } from '../i18n/en/search.ts';

export const useSearchWords = (): SearchWords => useWordsOf<SearchWords>({ en, ar });

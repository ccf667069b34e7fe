import { library as ar } from '../i18n/ar/library.ts';
import { useWordsOf } from '../i18n/area.ts';
import { library as en, type LibraryWords } from '../i18n/en/library.ts';

export const useLibraryWords = (): LibraryWords => useWordsOf<LibraryWords>({ en, ar });

import { canned as ar } from '../../i18n/ar/canned.ts';
import { useWordsOf } from '../../i18n/area.ts';
import { type CannedWords, canned as en } from '../../i18n/en/canned.ts';

export const useCannedWords = (): CannedWords => useWordsOf<CannedWords>({ en, ar });

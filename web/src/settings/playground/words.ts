import { playground as ar } from '../../i18n/ar/playground.ts';
import { useWordsOf } from '../../i18n/area.ts';
import { playground as en, type PlaygroundWords } from '../../i18n/en/playground.ts';

export const usePlaygroundWords = (): PlaygroundWords => useWordsOf<PlaygroundWords>({ en, ar });

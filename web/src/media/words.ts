import { media as ar } from '../i18n/ar/media.ts';
import { useWordsOf } from '../i18n/area.ts';
import { media as en, type MediaWords } from '../i18n/en/media.ts';

export const useMediaWords = (): MediaWords => useWordsOf<MediaWords>({ en, ar });

import { platform as ar } from '../i18n/ar/platform.ts';
import { useWordsOf } from '../i18n/area.ts';
import { platform as en, type PlatformWords } from '../i18n/en/platform.ts';

export const usePlatformWords = (): PlatformWords => useWordsOf<PlatformWords>({ en, ar });

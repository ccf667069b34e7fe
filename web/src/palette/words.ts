import { palette as ar } from '../i18n/ar/palette.ts';
import { useWordsOf } from '../i18n/area.ts';
import { palette as en, type PaletteWords } from '../i18n/en/palette.ts';

export const usePaletteWords = (): PaletteWords => useWordsOf<PaletteWords>({ en, ar });

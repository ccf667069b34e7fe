import type { Locale } from '../clock/format.ts';
import { useLocale } from './language.ts';

/**
 * The words of an area that is loaded on demand. They lie in `en/<area>.ts` and `ar/<area>.ts` and come with its code, both
 * languages at once: switching needs no loading, and a language that misses a word does not compile.
 */
export const useWordsOf = <Catalogue>(catalogues: Readonly<Record<Locale, Catalogue>>): Catalogue => catalogues[useLocale()];

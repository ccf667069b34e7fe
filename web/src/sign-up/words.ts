import { signUpWords as ar } from '../i18n/ar/sign-up.ts';
import { useWordsOf } from '../i18n/area.ts';
import { signUpWords as en, type SignUpWords } from '../i18n/en/sign-up.ts';

const catalogues = { en, ar };
export const useSignUpWords = (): SignUpWords => useWordsOf(catalogues);

import { onboardingWords as ar } from '../i18n/ar/onboarding.ts';
import { useWordsOf } from '../i18n/area.ts';
import { onboardingWords as en, type OnboardingWords } from '../i18n/en/onboarding.ts';

const catalogues = { en, ar };
export const useOnboardingWords = (): OnboardingWords => useWordsOf(catalogues);

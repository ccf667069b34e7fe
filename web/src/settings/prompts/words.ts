import { prompts as ar } from '../../i18n/ar/prompts.ts';
import { useWordsOf } from '../../i18n/area.ts';
import { prompts as en, type PromptWords } from '../../i18n/en/prompts.ts';

export const usePromptWords = (): PromptWords => useWordsOf<PromptWords>({ en, ar });

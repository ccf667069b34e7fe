import { assistantSettings as ar, costs as arCosts } from '../../i18n/ar/assistant-settings.ts';
import { useWordsOf } from '../../i18n/area.ts';
import {
  type AssistantSettingsWords,
  type CostsWords,
  assistantSettings as en,
  costs as enCosts,
} from '../../i18n/en/assistant-settings.ts';

export const useAssistantWords = (): AssistantSettingsWords => useWordsOf<AssistantSettingsWords>({ en, ar });
export const useCostsWords = (): CostsWords => useWordsOf<CostsWords>({ en: enCosts, ar: arCosts });

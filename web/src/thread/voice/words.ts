import { voice as ar } from '../../i18n/ar/voice.ts';
import { useWordsOf } from '../../i18n/area.ts';
import { voice as en, type VoiceWords } from '../../i18n/en/voice.ts';

export const useVoiceWords = (): VoiceWords => useWordsOf<VoiceWords>({ en, ar });

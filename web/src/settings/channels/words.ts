import { channels as ar } from '../../i18n/ar/channels.ts';
import { useWordsOf } from '../../i18n/area.ts';
import { type ChannelWords, channels as en } from '../../i18n/en/channels.ts';

export const useChannelWords = (): ChannelWords => useWordsOf<ChannelWords>({ en, ar });

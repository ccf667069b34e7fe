import { attach as ar } from '../../i18n/ar/attach.ts';
import { useWordsOf } from '../../i18n/area.ts';
import { type AttachWords, attach as en } from '../../i18n/en/attach.ts';

export const useAttachWords = (): AttachWords => useWordsOf<AttachWords>({ en, ar });

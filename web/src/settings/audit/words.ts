import { audit as ar } from '../../i18n/ar/audit.ts';
import { useWordsOf } from '../../i18n/area.ts';
import { type AuditWords, audit as en } from '../../i18n/en/audit.ts';

export const useAuditWords = (): AuditWords => useWordsOf<AuditWords>({ en, ar });

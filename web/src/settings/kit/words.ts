import { management as ar } from '../../i18n/ar/management.ts';
import { useWordsOf } from '../../i18n/area.ts';
import { management as en, type Management } from '../../i18n/en/management.ts';

export const useManagement = (): Management => useWordsOf<Management>({ en, ar });

import { roles as ar } from '../../i18n/ar/roles.ts';
import { useWordsOf } from '../../i18n/area.ts';
import { roles as en, type RoleWords } from '../../i18n/en/roles.ts';

export const useRoleWords = (): RoleWords => useWordsOf<RoleWords>({ en, ar });

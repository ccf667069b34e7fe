import { team as ar } from '../../i18n/ar/team.ts';
import { useWordsOf } from '../../i18n/area.ts';
import { team as en, type TeamWords } from '../../i18n/en/team.ts';

export const useTeamWords = (): TeamWords => useWordsOf<TeamWords>({ en, ar });

import { knowledge as ar } from '../../i18n/ar/knowledge.ts';
import { useWordsOf } from '../../i18n/area.ts';
import { knowledge as en, type KnowledgeWords } from '../../i18n/en/knowledge.ts';

export const useKnowledgeWords = (): KnowledgeWords => useWordsOf<KnowledgeWords>({ en, ar });

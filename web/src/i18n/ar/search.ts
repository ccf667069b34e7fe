import type { SearchWords } from '../en/search.ts';

export const search: SearchWords = {
  label: 'ابحث في العملاء والرسائل',
  placeholder: 'اسم أو رقم أو كلمات',
  close: 'إنهاء البحث',
  customers: 'العملاء',
  messages: 'الرسائل',
  hint: 'اكتب حرفين أو أكثر: بداية اسم أو رقم، أو كلمات من رسالة.',
  none: 'لم يُعثر على شيء',
  noneHint: 'جرّب كلمات أقل أو غيرها.',
  failed: 'تعذّر البحث',
  more: 'ابحث أبعد في الماضي',
  searching: 'جارٍ البحث',
  found: (customers, messages) => `العملاء: ${customers}، الرسائل: ${messages}`,
};

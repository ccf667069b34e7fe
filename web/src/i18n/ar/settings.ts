import type { SettingsWords } from '../en/settings.ts';

export const settings: SettingsWords = {
  title: 'الإعدادات',
  sections: 'أقسام الإعدادات',
  business: 'النشاط التجاري',
  businessHint: 'الملف وساعات العمل والخطة والتصدير',
  channels: 'القنوات',
  channelsHint: 'أرقام واتساب وحالتها',
  team: 'الفريق',
  teamHint: 'الأشخاص والدعوات والصلاحيات',
  roles: 'الأدوار',
  rolesHint: 'ما يُسمح به لكل دور',
  canned: 'الردود الجاهزة',
  cannedHint: 'ردود تُكتب كثيرًا',
  labels: 'الوسوم',
  labelsHint: 'ما تُرتب به المحادثات',
  audit: 'سجل التغييرات',
  auditHint: 'من غيّر ماذا',
  unknown: 'لا توجد صفحة كهذه',
  unknownHint: 'قد يكون العنوان قديمًا. اختر قسمًا من الإعدادات.',
};

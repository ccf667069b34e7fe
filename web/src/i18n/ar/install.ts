import type { install as english } from '../en/install.ts';

export const install: typeof english = {
  title: 'ضع Frontdesk على هذا الجهاز',
  hint: 'يُفتح كتطبيق، ويعرض عدد غير المقروء على أيقونته، ويعمل بلا اتصال.',
  install: 'ثبّت',
  how: 'أرني الطريقة',
  later: 'ليس الآن',
  menu: 'تثبيت التطبيق',
  sheet: 'على iPhone أو iPad',
  share: 'انقر «مشاركة» في شريط المتصفح، وهي مربع فيه سهم نحو الأعلى.',
  add: 'مرّر إلى الأسفل واختر «إضافة إلى الشاشة الرئيسية».',
  open: 'انقر «إضافة». ثم افتح Frontdesk من أيقونته.',
  close: 'إغلاق',
};

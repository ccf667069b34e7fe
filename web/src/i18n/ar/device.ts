import type { device as english } from '../en/device.ts';

export const device: typeof english = {
  offline: (time) => `غير متصل، والبيانات حتى ${time}. يمكنك متابعة القراءة، وتُرسل الرسائل عند عودة الاتصال.`,
  unreachable: (time) => `لا يمكن الوصول إلى الخادم. البيانات حتى ${time}، وتُرسل الرسائل حين يجيب من جديد.`,
  notKept: 'غير محفوظة على هذا الجهاز',
  notKeptHint: 'أنت غير متصل. تُفتح هذه المحادثة عند عودة الاتصال.',
};

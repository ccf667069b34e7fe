import type { Spoken } from './language.ts';

interface Words {
  readonly days: readonly [string, string, string, string, string, string, string];
  readonly everyDay: string;
  readonly today: string;
  readonly tomorrow: string;
  readonly closed: string;
  readonly at: (day: string, time: string) => string;
}

/** How days and times are told to customers. */
export const words: Readonly<Record<Spoken, Words>> = {
  en: {
    days: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
    everyDay: 'Every day',
    today: 'today',
    tomorrow: 'tomorrow',
    closed: 'closed',
    at: (day, time) => `${day} at ${time}`,
  },
  ar: {
    days: ['الأحد', 'الاثنين', 'الثلاثاء', 'الأربعاء', 'الخميس', 'الجمعة', 'السبت'],
    everyDay: 'كل يوم',
    today: 'اليوم',
    tomorrow: 'غدًا',
    closed: 'مغلق',
    at: (day, time) => `${day} الساعة ${time}`,
  },
  tr: {
    days: ['Pazar', 'Pazartesi', 'Salı', 'Çarşamba', 'Perşembe', 'Cuma', 'Cumartesi'],
    everyDay: 'Her gün',
    today: 'bugün',
    tomorrow: 'yarın',
    closed: 'kapalı',
    at: (day, time) => `${day} saat ${time}`,
  },
};

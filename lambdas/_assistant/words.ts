import type { Spoken } from './language.ts';

interface Words {
  readonly handOver: string;
  /** `opens`: when the business is open next, in words; absent where it says no hours. */
  readonly handOverClosed: (opens: string | undefined) => string;
  readonly days: readonly [string, string, string, string, string, string, string];
  readonly everyDay: string;
  readonly today: string;
  readonly tomorrow: string;
  readonly at: (day: string, time: string) => string;
}

/** What is said to customers where the business has written nothing of its own. */
export const words: Readonly<Record<Spoken, Words>> = {
  en: {
    handOver: 'Thank you. I am passing this on to a colleague, who will answer you here.',
    handOverClosed: (opens) =>
      `Thank you. I am passing this on to a colleague. We are closed right now${opens ? ` and open again ${opens}` : ''}; you will get an answer here.`,
    days: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
    everyDay: 'Every day',
    today: 'today',
    tomorrow: 'tomorrow',
    at: (day, time) => `${day} at ${time}`,
  },
  ar: {
    handOver: 'شكرًا لك. سأحوّل محادثتك إلى أحد زملائي وسيرد عليك هنا.',
    handOverClosed: (opens) =>
      `شكرًا لك. سأحوّل محادثتك إلى أحد زملائي. نحن مغلقون الآن${opens ? ` ونفتح ${opens}` : ''}، وسيصلك الرد هنا.`,
    days: ['الأحد', 'الاثنين', 'الثلاثاء', 'الأربعاء', 'الخميس', 'الجمعة', 'السبت'],
    everyDay: 'كل يوم',
    today: 'اليوم',
    tomorrow: 'غدًا',
    at: (day, time) => `${day} الساعة ${time}`,
  },
  tr: {
    handOver: 'Teşekkürler. Sizi bir çalışma arkadaşıma yönlendiriyorum, buradan yanıt verecek.',
    handOverClosed: (opens) =>
      `Teşekkürler. Sizi bir çalışma arkadaşıma yönlendiriyorum. Şu anda kapalıyız${opens ? `, ${opens} açılıyoruz` : ''}; yanıtınız buradan gelecek.`,
    days: ['Pazar', 'Pazartesi', 'Salı', 'Çarşamba', 'Perşembe', 'Cuma', 'Cumartesi'],
    everyDay: 'Her gün',
    today: 'bugün',
    tomorrow: 'yarın',
    at: (day, time) => `${day} saat ${time}`,
  },
};

import type { Spoken } from '../language.ts';

interface Phrases {
  readonly greeting: (business: string | undefined) => string;
  readonly help: string;
  readonly thanks: string;
  readonly machine: string;
  readonly allRight: string;
  readonly languages: (list: string) => string;
  readonly notUnderstood: string;
  readonly services: string;
  readonly notQuite: string;
  readonly askPerson: string;
  readonly moreServices: string;
  readonly hours: (timezone: string) => string;
  readonly noHours: string;
  readonly open: string;
  readonly closed: (opens: string | undefined) => string;
  readonly source: (title: string) => string;
  readonly received: string;
  readonly free: string;
  readonly minutes: (count: number) => string;
  readonly days: (count: number) => string;
  readonly tiers: Readonly<Record<string, string>>;
}

/** What the assistant says where no model says it. */
export const phrases: Readonly<Record<Spoken, Phrases>> = {
  en: {
    greeting: (business) => (business ? `Hello, and welcome to ${business}!` : 'Hello!'),
    help: 'I can tell you about our services, prices and opening hours. Write “person” whenever you would like to talk to somebody.',
    thanks: 'You are welcome! Is there anything else I can do for you?',
    machine: 'I am the automatic assistant.',
    allRight: 'All right! Write to us whenever you need something.',
    languages: (list) => `You can write to us in ${list}.`,
    notUnderstood:
      'I am sorry, I did not quite understand. Ask me about our services, prices or opening hours, or write “person” to talk to somebody.',
    services: 'This is what we offer:',
    notQuite: 'I do not find exactly that among what we offer.',
    askPerson: 'Write “person” if a colleague should arrange it for you.',
    moreServices: 'There is more: tell me what you are looking for.',
    hours: (timezone) => `Our hours (${timezone}):`,
    noHours: 'We have no fixed hours. Write to us at any time.',
    open: 'We are open right now.',
    closed: (opens) => `We are closed right now${opens ? ` and open again ${opens}` : ''}.`,
    source: (title) => `(From: ${title})`,
    received: 'Thank you, I have received it. Write “person” if a colleague should look at it.',
    free: 'free',
    minutes: (count) => `${count} minutes`,
    days: (count) => (count === 0 ? 'the same day' : count === 1 ? 'the next day' : `within ${count} days`),
    tiers: { standard: 'standard', premium: 'premium', golden: 'golden' },
  },
  ar: {
    greeting: (business) => (business ? `أهلًا بك في ${business}!` : 'أهلًا بك!'),
    help: 'أستطيع أن أخبرك عن خدماتنا وأسعارها وأوقات العمل. اكتب «موظف» متى أردت التحدث إلى شخص.',
    thanks: 'على الرحب والسعة! هل من شيء آخر أستطيع مساعدتك به؟',
    machine: 'أنا المساعد الآلي.',
    allRight: 'حسنًا! راسلنا متى احتجت إلى شيء.',
    languages: (list) => `يمكنك مراسلتنا بهذه اللغات: ${list}.`,
    notUnderstood: 'عذرًا، لم أفهم تمامًا. اسألني عن خدماتنا أو أسعارها أو أوقات العمل، أو اكتب «موظف» للتحدث إلى شخص.',
    services: 'هذا ما نقدمه:',
    notQuite: 'لم أجد هذا بالضبط بين ما نقدمه.',
    askPerson: 'اكتب «موظف» ليرتّب لك أحد زملائي ذلك.',
    moreServices: 'لدينا المزيد: أخبرني عمّا تبحث عنه.',
    hours: (timezone) => `أوقات عملنا (${timezone}):`,
    noHours: 'ليست لدينا أوقات محددة. راسلنا في أي وقت.',
    open: 'نحن مفتوحون الآن.',
    closed: (opens) => `نحن مغلقون الآن${opens ? ` ونفتح ${opens}` : ''}.`,
    source: (title) => `(المصدر: ${title})`,
    received: 'شكرًا لك، وصلت رسالتك. اكتب «موظف» إن أردت أن يطّلع عليها أحد زملائي.',
    free: 'مجانًا',
    minutes: (count) => (count > 10 ? `${count} دقيقة` : `${count} دقائق`),
    days: (count) =>
      count === 0 ? 'في اليوم نفسه' : count === 1 ? 'في اليوم التالي' : count === 2 ? 'خلال يومين' : `خلال ${count} أيام`,
    tiers: { standard: 'عادية', premium: 'مميزة', golden: 'ذهبية' },
  },
  tr: {
    greeting: (business) => (business ? `Merhaba, ${business} işletmesine hoş geldiniz!` : 'Merhaba!'),
    help: 'Size hizmetlerimiz, fiyatlarımız ve çalışma saatlerimiz hakkında bilgi verebilirim. Biriyle görüşmek isterseniz “temsilci” yazmanız yeterli.',
    thanks: 'Rica ederim! Yardımcı olabileceğim başka bir konu var mı?',
    machine: 'Ben otomatik asistanım.',
    allRight: 'Tamamdır! Bir şeye ihtiyacınız olursa bize yazın.',
    languages: (list) => `Bize şu dillerde yazabilirsiniz: ${list}.`,
    notUnderstood:
      'Üzgünüm, tam olarak anlayamadım. Hizmetlerimizi, fiyatlarımızı veya çalışma saatlerimizi sorabilir ya da biriyle görüşmek için “temsilci” yazabilirsiniz.',
    services: 'Hizmetlerimiz:',
    notQuite: 'Sunduğumuz hizmetler arasında tam olarak bunu bulamadım.',
    askPerson: 'Bir çalışma arkadaşımın ayarlamasını isterseniz “temsilci” yazın.',
    moreServices: 'Daha fazlası var: ne aradığınızı yazın.',
    hours: (timezone) => `Çalışma saatlerimiz (${timezone}):`,
    noHours: 'Belirli çalışma saatlerimiz yok. Bize her zaman yazabilirsiniz.',
    open: 'Şu anda açığız.',
    closed: (opens) => `Şu anda kapalıyız${opens ? `, ${opens} açılıyoruz` : ''}.`,
    source: (title) => `(Kaynak: ${title})`,
    received: 'Teşekkürler, aldım. Bir çalışma arkadaşımın bakmasını isterseniz “temsilci” yazın.',
    free: 'ücretsiz',
    minutes: (count) => `${count} dakika`,
    days: (count) => (count === 0 ? 'aynı gün' : count === 1 ? 'ertesi gün' : `${count} gün içinde`),
    tiers: { standard: 'standart', premium: 'premium', golden: 'altın' },
  },
};

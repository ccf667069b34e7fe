import { inLine, type Letter, spokenOf } from '../_shared/mail-letter.ts';

/** What administrators are mailed when their business is to be deleted, or kept after all. Plain text; English where we have no other. */
export interface DeletionNews {
  readonly what: 'requested' | 'cancelled';
  readonly business: string;
  /** ISO 8601, while it is to be deleted. */
  readonly deletedAfter: string | undefined;
}

type Write = (business: string, day: string) => Letter;

const english: Readonly<Record<DeletionNews['what'], Write>> = {
  requested: (business, day) => ({
    subject: `${business} will be deleted on ${day}`,
    text: `An administrator asked to delete ${business} on Frontdesk.\n\nNobody can work in it from now on. Messages of customers are still taken in. On ${day} everything goes for good: conversations, customers, bookings, files, people and settings.\n\nUntil then an administrator can sign in, download the export, or keep the business after all.\n`,
  }),
  cancelled: (business) => ({
    subject: `${business} stays`,
    text: `${business} is not deleted after all. Everybody can work in it again.\n`,
  }),
};

const arabic: typeof english = {
  requested: (business, day) => ({
    subject: `سيُحذف ${business} في ${day}`,
    text: `طلب أحد المسؤولين حذف ${business} من Frontdesk.\n\nلا يمكن لأحد العمل فيه من الآن. تُستقبل رسائل العملاء حتى ذلك الحين. في ${day} يُحذف كل شيء نهائيًا: المحادثات والعملاء والحجوزات والملفات والأشخاص والإعدادات.\n\nحتى ذلك اليوم يمكن لأي مسؤول تسجيل الدخول وتنزيل التصدير أو الإبقاء على النشاط.\n`,
  }),
  cancelled: (business) => ({
    subject: `${business} باقٍ`,
    text: `لن يُحذف ${business}. يمكن للجميع العمل فيه من جديد.\n`,
  }),
};

const turkish: typeof english = {
  requested: (business, day) => ({
    subject: `${business} ${day} tarihinde silinecek`,
    text: `Bir yönetici, ${business} işletmesinin Frontdesk'ten silinmesini istedi.\n\nŞu andan itibaren kimse orada çalışamaz. Müşteri mesajları alınmaya devam eder. ${day} tarihinde her şey kalıcı olarak silinir: görüşmeler, müşteriler, randevular, dosyalar, kişiler ve ayarlar.\n\nO güne kadar bir yönetici giriş yapıp dışa aktarılanları indirebilir ya da işletmeyi tutmaya karar verebilir.\n`,
  }),
  cancelled: (business) => ({
    subject: `${business} silinmiyor`,
    text: `${business} artık silinmeyecek. Herkes orada yeniden çalışabilir.\n`,
  }),
};

const languages: Readonly<Record<string, typeof english>> & { readonly en: typeof english } = {
  en: english,
  ar: arabic,
  tr: turkish,
};

export function letterAbout(language: string, { what, business, deletedAfter }: DeletionNews): Letter {
  const written = languages[spokenOf(languages, language)] ?? english;
  return written[what](inLine(business), deletedAfter?.slice(0, 10) ?? '');
}

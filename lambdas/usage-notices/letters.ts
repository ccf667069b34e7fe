import type { UsageNoticeJob } from '../../contract/queues.ts';
import { inLine, type Letter, spokenOf } from '../_shared/mail-letter.ts';

/** What people are told when the conversations of a month run out, or what models may cost in it. Plain text, in the languages the app speaks; else English. */
export interface UsageNews {
  readonly level: UsageNoticeJob['level'];
  readonly business: string;
  /** UTC: 2026-11 */
  readonly month: string;
  /** Conversations; of `models` millionths of a US dollar. */
  readonly used: number;
  readonly limit: number;
  /** Address of the app. */
  readonly origin: string | undefined;
}

interface Told {
  readonly business: string;
  readonly month: string;
  readonly used: string;
  readonly limit: string;
}
type Words = Readonly<Record<UsageNews['level'], (told: Told) => Letter>>;

const en: Words = {
  soft: ({ business, month, used, limit }) => ({
    subject: `${business}: ${used} of ${limit} conversations are used`,
    text: `In ${month} ${business} has used ${used} of the ${limit} conversations of its plan.\n\nAt the limit messages of customers are still received and kept, and your team can answer them; conversations beyond it are marked. Ask for a larger plan in time.\n`,
  }),
  hard: ({ business, month, limit }) => ({
    subject: `${business}: all ${limit} conversations are used`,
    text: `In ${month} ${business} has used all ${limit} conversations of its plan.\n\nNothing is lost: messages of customers are still received and kept, and your team can answer them. Conversations that begin from now on are marked. Ask for a larger plan, or wait for the first day of next month (UTC).\n`,
  }),
  models: ({ business, month, used, limit }) => ({
    subject: `${business}: the assistant has stopped at its budget`,
    text: `In ${month} the models of ${business} have cost ${used} of the ${limit} that they may cost, and the rest is too little for another answer.\n\nThe assistant hands conversations over to your team, with a word to the customer. Raise the limit in the settings of the assistant, or wait for the first day of next month (UTC).\n`,
  }),
};

const words: Readonly<Record<string, Words>> & { readonly en: Words } = {
  en,
  ar: {
    soft: ({ business, month, used, limit }) => ({
      subject: `استُخدمت ${used} من ${limit} محادثة في ${business}`,
      text: `في ${month} استُخدمت ${used} من أصل ${limit} محادثة في خطة ${business}.\n\nعند بلوغ الحد تبقى رسائل العملاء تُستقبل وتُحفظ ويستطيع فريقك الرد عليها، وتُعلَّم المحادثات التي تتجاوزه. اطلب خطة أكبر في الوقت المناسب.\n`,
    }),
    hard: ({ business, month, limit }) => ({
      subject: `استُخدمت كل المحادثات (${limit}) في ${business}`,
      text: `في ${month} استُخدمت كل محادثات خطة ${business} وعددها ${limit}.\n\nلا يضيع شيء: رسائل العملاء تُستقبل وتُحفظ ويستطيع فريقك الرد عليها. وتُعلَّم المحادثات التي تبدأ من الآن. اطلب خطة أكبر أو انتظر أول يوم من الشهر القادم (بتوقيت UTC).\n`,
    }),
    models: ({ business, month, used, limit }) => ({
      subject: `توقف المساعد في ${business} عند ميزانيته`,
      text: `في ${month} كلّفت النماذج في ${business} ‏${used} من أصل ${limit} مسموح بها، وما بقي لا يكفي لرد آخر.\n\nيحوّل المساعد المحادثات إلى فريقك ويخبر العميل بذلك. ارفع الحد في إعدادات المساعد أو انتظر أول يوم من الشهر القادم (بتوقيت UTC).\n`,
    }),
  },
  tr: {
    soft: ({ business, month, used, limit }) => ({
      subject: `${business}: ${limit} görüşmenin ${used} tanesi kullanıldı`,
      text: `${business}, ${month} döneminde planındaki ${limit} görüşmenin ${used} tanesini kullandı.\n\nSınıra ulaşıldığında müşteri mesajları alınmaya ve saklanmaya devam eder, ekibiniz yanıtlayabilir; sınırı aşan görüşmeler işaretlenir. Zamanında daha büyük bir plan isteyin.\n`,
    }),
    hard: ({ business, month, limit }) => ({
      subject: `${business}: ${limit} görüşmenin tümü kullanıldı`,
      text: `${business}, ${month} döneminde planındaki ${limit} görüşmenin tümünü kullandı.\n\nHiçbir şey kaybolmaz: müşteri mesajları alınır ve saklanır, ekibiniz yanıtlayabilir. Bundan sonra başlayan görüşmeler işaretlenir. Daha büyük bir plan isteyin ya da gelecek ayın ilk gününü (UTC) bekleyin.\n`,
    }),
    models: ({ business, month, used, limit }) => ({
      subject: `${business}: asistan bütçesinde durdu`,
      text: `${business}, ${month} döneminde modeller için izin verilen ${limit} tutarının ${used} kadarını harcadı; kalan, bir yanıt daha için yetmiyor.\n\nAsistan görüşmeleri müşteriye haber vererek ekibinize devrediyor. Asistan ayarlarında sınırı yükseltin ya da gelecek ayın ilk gününü (UTC) bekleyin.\n`,
    }),
  },
};

export function letterAbout(language: string, { level, business, month, used, limit, origin }: UsageNews): Letter {
  const spoken = spokenOf(words, language);
  const money = { style: 'currency', currency: 'USD' } as const;
  const number = new Intl.NumberFormat(`${spoken}-u-nu-latn`, level === 'models' ? money : {});
  const scale = level === 'models' ? 1_000_000 : 1;
  const date = new Intl.DateTimeFormat(`${spoken}-u-nu-latn`, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const { subject, text } = (words[spoken] ?? en)[level]({
    business: inLine(business),
    month: date.format(new Date(`${month}-01T00:00:00Z`)),
    used: number.format(used / scale),
    limit: number.format(limit / scale),
  });
  return { subject, text: origin === undefined ? text : `${text}\n${origin}\n` };
}

import { type Offer, type Service, ServiceId } from '../../lambdas/_data/service.ts';
import { demoSince } from './demo.ts';

type Texts = Service['names'];

const days: Readonly<Record<string, number>> = { standard: 2, premium: 1, golden: 1 };

/** By tier, in whole units of the currency. */
const tiers = (prices: Readonly<Record<string, number>>, currency: string): Offer[] =>
  Object.entries(prices).map(([tier, price]) => ({ tier, price: price * 100, currency, days: days[tier] ?? 2 }));
const call = (minutes: number, price: number): Offer => ({
  tier: `call-${minutes}`,
  price: price * 100,
  currency: 'USD',
  minutes,
});
const treatment = (price: number, minutes: number): Offer[] => [
  { tier: 'standard', price: price * 100, currency: 'TRY', minutes },
];

const readings = { standard: 50, premium: 100, golden: 200 };

const lists: Readonly<Record<string, readonly (readonly [Texts, Texts, readonly Offer[]])[]>> = {
  'samia-tarot': [
    [
      { en: 'Coffee-cup reading', ar: 'قراءة الفنجان', tr: 'Kahve falı' },
      {
        en: 'Send three photos of your cup; the reading comes as a voice message.',
        ar: 'أرسل ثلاث صور لفنجانك، وتصلك القراءة رسالة صوتية.',
        tr: 'Fincanınızın üç fotoğrafını gönderin; falınız sesli mesaj olarak gelir.',
      },
      tiers(readings, 'USD'),
    ],
    [
      { en: 'Tarot reading', ar: 'قراءة التاروت', tr: 'Tarot falı' },
      {
        en: 'A spread of ten cards for your question.',
        ar: 'عشر أوراق لسؤالك.',
        tr: 'Sorunuz için on kartlık açılım.',
      },
      tiers(readings, 'USD'),
    ],
    [
      { en: 'Rune reading', ar: 'قراءة الأحجار الرونية', tr: 'Rün falı' },
      { en: 'Five runes for the months ahead.', ar: 'خمسة أحجار للأشهر القادمة.', tr: 'Önünüzdeki aylar için beş rün.' },
      tiers(readings, 'USD'),
    ],
    [
      { en: 'Call with Samia', ar: 'مكالمة مع سامية', tr: 'Samia ile görüşme' },
      {
        en: 'A video call at a time you choose.',
        ar: 'مكالمة فيديو في الوقت الذي تختاره.',
        tr: 'Seçtiğiniz saatte görüntülü görüşme.',
      },
      [call(30, 150), call(45, 200), call(60, 250)],
    ],
    [
      { en: 'Support', ar: 'الدعم', tr: 'Destek' },
      {
        en: 'Questions about an order or a payment.',
        ar: 'أسئلة عن طلب أو دفعة.',
        tr: 'Sipariş veya ödeme hakkındaki sorular.',
      },
      [{ tier: 'standard', price: 0, currency: 'USD' }],
    ],
  ],
  'isik-dental': [
    [{ tr: 'Muayene', en: 'Check-up' }, { tr: 'Röntgen dahil.', en: 'With an X-ray.' }, treatment(800, 30)],
    [{ tr: 'Diş taşı temizliği', en: 'Teeth cleaning' }, { tr: 'Tek seansta.', en: 'In one session.' }, treatment(1_500, 45)],
    [
      { tr: 'Diş beyazlatma', en: 'Teeth whitening' },
      { tr: 'Klinikte, lazerle.', en: 'At the clinic, by laser.' },
      treatment(6_500, 60),
    ],
  ],
};

/** What a demo business sells, always the same. */
export const servicesOf = (slug: string): readonly Service[] =>
  (lists[slug] ?? []).map(([names, descriptions, offers], index) => ({
    id: ServiceId.parse(`01jd${`5e${index + 1}`.padStart(22, '0')}`),
    names,
    descriptions,
    offers: [...offers],
    active: true,
    order: index + 1,
    createdAt: demoSince,
    version: 1,
  }));

import { wordsOf } from '../../_data/search-words.ts';

/** What a customer may be about, as far as words tell. */
export type Intent = 'person' | 'upset' | 'services' | 'hours' | 'thanks' | 'greeting' | 'assistant';

/**
 * Beginnings of words, as `wordsOf` folds them: no case, no accents, one form of each Arabic letter. English, Arabic and Turkish
 * side by side: hardly a word of one begins one of another, and customers mix them. A `*` is a beginning, others are whole words.
 */
const signs: Readonly<Record<Intent, readonly string[]>> = {
  person: [
    ...[
      'human',
      'person',
      'agent',
      'operator',
      'representative',
      'someone',
      'somebody',
      'staff',
      'manager',
      'colleague*',
      'employee',
    ],
    ...['موظف*', 'انسان', 'شخص', 'بشري', 'مدير*', 'المدير*', 'الموظف*', 'احد', 'زميل*', 'مسؤول*', 'المسؤول*'],
    ...[
      'insan',
      'insanla',
      'temsilci*',
      'yetkili*',
      'musteri temsilcisi',
      'birisi*',
      'biriyle',
      'kisiyle',
      'gorevli*',
      'calisan*',
    ],
  ],
  upset: [
    ...[
      'angry',
      'terrible',
      'awful',
      'scam*',
      'fraud*',
      'complain*',
      'refund*',
      'unacceptable',
      'disappointed',
      'lawyer',
      'worst',
      'liar*',
    ],
    ...['غاضب*', 'نصب', 'نصابين', 'احتيال', 'شكوي*', 'استرداد', 'استرجاع', 'سيئ*', 'محتال*', 'زعلان*'],
    ...['sikayet*', 'rezalet', 'dolandirici*', 'kizgin*', 'iade', 'berbat', 'avukat*', 'kotu'],
  ],
  services: [
    ...[
      'price*',
      'cost*',
      'much',
      'service*',
      'offer*',
      'sell',
      'reading*',
      'package*',
      'fee*',
      'charge*',
      'catalog*',
      'menu',
      'deliver*',
      'call',
      'calls',
      'session*',
      'book*',
      'appointment*',
      'treatment*',
      'support',
      'free',
      'pricing',
    ],
    ...[
      'سعر*',
      'اسعار*',
      'الاسعار',
      'السعر',
      'بكم',
      'كم',
      'خدم*',
      'الخدم*',
      'قراء*',
      'القراء*',
      'تكلف*',
      'التكلف*',
      'جلس*',
      'حجز',
      'موعد',
      'مكالم*',
      'المكالم*',
      'دعم',
      'الدعم',
      'مجاني*',
      'باق*',
    ],
    ...[
      'fiyat*',
      'ucret*',
      'hizmet*',
      'kadar',
      'tedavi*',
      'seans*',
      'randevu*',
      'paket*',
      'kampanya*',
      'destek*',
      'ucretsiz',
      'fal',
      'muayene*',
      'gorusme*',
    ],
  ],
  hours: [
    ...[
      'open',
      'opening',
      'hour',
      'hours',
      'close',
      'closed',
      'closing',
      'when',
      'time',
      'today',
      'tomorrow',
      'weekend',
      'sunday',
      'monday',
      'saturday',
      'friday',
    ],
    ...['ساعات', 'دوام*', 'الدوام', 'تفتح*', 'مفتوح*', 'متي', 'تغلق*', 'مغلق*', 'اوقات', 'الاوقات', 'وقت', 'العمل'],
    ...['saat*', 'acik*', 'kapali*', 'kacta', 'calisma', 'mesai', 'bugun', 'yarin', 'pazar', 'cumartesi', 'hafta'],
  ],
  thanks: [
    ...['thank*', 'thx', 'great', 'perfect', 'bye', 'goodbye', 'ok', 'okay'],
    ...['شكرا', 'تمام', 'ممتاز', 'مشكور*', 'سلام*', 'يعطيك', 'اوك'],
    ...['tesekkur*', 'sagol*', 'tamam', 'harika', 'eyvallah'],
  ],
  greeting: [
    ...['hi', 'hello', 'hey', 'good', 'morning', 'evening', 'afternoon'],
    ...['مرحبا*', 'اهلا', 'السلام', 'صباح', 'مساء', 'هلا', 'هاي'],
    ...['merhaba*', 'selam*', 'gunaydin', 'iyi', 'aksamlar', 'gunler'],
  ],
  assistant: [...['bot', 'robot', 'ai', 'chatbot'], ...['روبوت', 'بوت', 'الي'], ...['robotsun', 'botsun', 'yapay']],
};

const isSign = (word: string, sign: string): boolean => (sign.endsWith('*') ? word.startsWith(sign.slice(0, -1)) : word === sign);

/** Everything that the words tell of, the most pressing first. None: they tell of nothing that is known here. */
export function intentsOf(text: string): readonly Intent[] {
  const words = wordsOf(text);
  const order: readonly Intent[] = ['person', 'upset', 'services', 'hours', 'assistant', 'thanks', 'greeting'];
  return order.filter((intent) => signs[intent].some((sign) => words.some((word) => isSign(word, sign))));
}

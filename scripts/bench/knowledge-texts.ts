/** Words of a language, the most usual first: those of a business's own pages among made-up ones. */
interface Tongue {
  readonly usual: readonly string[];
  readonly syllables: readonly string[];
}

const english: Tongue = {
  usual:
    'price booking appointment delivery reading call day week hour open closed payment card cash refund parking photo voice message answer customer free gift voucher invoice language consultation treatment insurance cancel order address email phone question quality service visit travel family child group online'.split(
      ' ',
    ),
  syllables:
    'ba be bi bo bra cla co cu da den di do fa fen fi flo ga gre ha hol ja ka lam le lo ma men mi no pa pel ri ro sa sto ta ter'.split(
      ' ',
    ),
};
const turkish: Tongue = {
  usual:
    'fiyat randevu teslimat fal arama gün hafta saat açık kapalı ödeme kart nakit iade otopark fotoğraf ses mesaj cevap müşteri ücretsiz hediye çek fatura dil muayene tedavi sigorta iptal sipariş adres eposta telefon soru kalite hizmet ziyaret ulaşım aile çocuk grup internet'.split(
      ' ',
    ),
  syllables: 'ağ bı bul cey çı dal dö eş fır gül gön hış ışı ka kür lan mür nış ol öz pır rüz sağ şen tı uğ ün vur yaş zı'.split(
    ' ',
  ),
};
const arabic: Tongue = {
  usual:
    'سعر حجز موعد توصيل قراءة مكالمة يوم اسبوع ساعة مفتوح مغلق دفع بطاقة نقدا استرداد موقف صورة صوت رسالة جواب زبون مجاني هدية قسيمة فاتورة لغة استشارة علاج تأمين إلغاء طلب عنوان بريد هاتف سؤال جودة خدمة زيارة سفر عائلة طفل مجموعة'.split(
      ' ',
    ),
  syllables: 'با بر تم ثل جر حس خل در رف زم سق شط صع ضغ طر عم غل فس قد كم لط مر نش هد ور'.split(' '),
};

const tongues = [english, turkish, arabic] as const;

/** Numbers from 0 to 1, the same in every run. https://doi.org/10.18637/jss.v008.i14 */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const words = 20_000;

/** What stands at each rank; the words that businesses use are among the hundred most usual. */
function vocabulary({ usual, syllables }: Tongue, next: () => number): readonly string[] {
  const made = (): string =>
    Array.from({ length: 2 + Math.floor(next() * 3) }, () => syllables[Math.floor(next() * syllables.length)]).join('');
  return Array.from(
    { length: words },
    (_, rank) => (rank < 2 * usual.length && rank % 2 === 1 ? usual[(rank - 1) / 2] : made()) ?? '',
  );
}

/** Pages of as many words as asked for, each as often as Zipf's law has it: the tenth most usual a tenth as often as the first. */
export function* pages(seed: number): Generator<{ readonly title: string; readonly text: string }> {
  const next = chance(seed);
  const known = tongues.map((tongue) => vocabulary(tongue, next));
  const whole = Math.log(words);
  for (let index = 0; ; index++) {
    const own = known[index % known.length] ?? [];
    // The density of a rank is 1 / rank, so its logarithm is spread evenly.
    const say = (amount: number): string =>
      Array.from({ length: amount }, () => own[Math.floor(Math.exp(next() * whole)) - 1] ?? '').join(' ');
    const sentences = Array.from({ length: 9 }, () => `${say(5 + Math.floor(next() * 8))}.`);
    yield {
      title: say(3),
      text: `# ${say(2)}\n${sentences.slice(0, 4).join(' ')}\n\n# ${say(2)}\n${sentences.slice(4).join(' ')}`,
    };
  }
}

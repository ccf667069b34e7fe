interface Planted {
  readonly title: string;
  readonly text: string;
  /** Which this page answers, and no other does. */
  readonly question: string;
}

/** What people ask, in words that stand in hundreds of the other pages as well. */
export const planted: readonly Planted[] = [
  {
    title: 'Delivery times',
    text: '# How long it takes\nA standard reading is delivered within two days. With express delivery the voice message reaches you the next day, at no later than six in the evening.',
    question: 'How long does the delivery of a reading take?',
  },
  {
    title: 'Refunds',
    text: '# When we pay back\nIf your order was not delivered in time, we refund the whole price to the card you paid with. A refund takes up to fourteen days.',
    question: 'Can I get a refund on my card?',
  },
  {
    title: 'Parking and arrival',
    text: '# By car\nThere is free parking for visitors behind the house. Take the entrance on the left; the barrier opens by itself.',
    question: 'Where can I find free parking for my visit?',
  },
  {
    title: 'Gift vouchers',
    text: '# A voucher as a gift\nVouchers are sent by email and can be used for a year. You may write a personal message on the gift voucher.',
    question: 'do you have gift vouchers?',
  },
  {
    title: 'Cancelling an appointment',
    text: '# Until when\nAn appointment can be cancelled for free until the day before. After that we charge half of the price.',
    question: 'I want to cancel my appointment, is that free?',
  },
  {
    title: 'Languages',
    text: '# Which languages we speak\nA consultation can be held in English, Arabic or French. Say which language you want when you book.',
    question: 'In which languages can I have a consultation?',
  },
  {
    title: 'Children and families',
    text: '# A family visit\nChildren under twelve come for free with an adult. For a family of more than four we open a group room.',
    question: 'is it free for children if the family comes',
  },
  {
    title: 'Sigorta anlaşmaları',
    text: '# Hangi sigortalar\nÖzel sağlık sigortalarının çoğu ile anlaşmamız vardır. Tedavi öncesinde sigorta kartınızı ve kimliğinizi getirin, kalanını biz öderiz.',
    question: 'Tedavi için sigorta kartı geçerli mi?',
  },
  {
    title: 'Otopark',
    text: '# Arabayla ulaşım\nBinanın arkasında hastalarımız için ücretsiz otopark vardır. Kapıdaki görevliye randevunuzu söyleyin, bariyer açılır.',
    question: 'ücretsiz otopark var mı',
  },
  {
    title: 'Randevu iptali',
    text: '# Ne zamana kadar\nRandevunuzu bir gün öncesine kadar ücretsiz iptal edebilirsiniz. Daha geç iptallerde muayene ücretinin yarısı alınır.',
    question: 'Randevumu iptal etmek istiyorum, ücret alınır mı?',
  },
  {
    title: 'Ödeme yolları',
    text: '# Nasıl ödenir\nÖdemeyi kart ile, nakit ya da havale ile yapabilirsiniz. Kartla altı taksite kadar ödeme alıyoruz, ayrıca fatura düzenliyoruz.',
    question: 'Ödemeyi kartla taksitli yapabilir miyim?',
  },
  {
    title: 'Çocuk muayenesi',
    text: '# Küçük hastalar\nÇocuk muayenesi cumartesi günleri yapılır ve yarım saat sürer. Çocukların yanında bir aile büyüğü bulunmalıdır.',
    question: 'çocuk muayenesi hangi gün yapılıyor',
  },
  {
    title: 'Fotoğraf gönderme',
    text: '# Fincanın fotoğrafı\nFal için fincanın içinden ve yandan çekilmiş üç fotoğraf gönderin. Fotoğraflar bulanık olursa sizden yenisini isteriz.',
    question: 'Fal için kaç fotoğraf göndermem gerekiyor?',
  },
  {
    title: 'الإلغاء',
    text: '# حتى متى\nيمكن إلغاء الموعد مجانا حتى اليوم السابق. بعد ذلك ندفع لكم نصف السعر فقط.',
    question: 'هل إلغاء الموعد مجاني؟',
  },
  {
    title: 'التوصيل',
    text: '# متى تصل القراءة\nتصل القراءة برسالة صوتية خلال يومين. مع التوصيل السريع تصل في اليوم التالي.',
    question: 'متى يصل توصيل القراءة؟',
  },
  {
    title: 'موقف السيارات',
    text: '# بالسيارة\nيوجد موقف سيارات مجاني للزوار خلف المبنى، والمدخل من جهة اليسار.',
    question: 'هل يوجد موقف مجاني للسيارات؟',
  },
  {
    title: 'قسائم الهدايا',
    text: '# قسيمة هدية\nنرسل القسيمة بالبريد ويمكن استعمالها خلال سنة كاملة. يمكنكم كتابة رسالة خاصة على الهدية.',
    question: 'هل لديكم قسيمة هدية؟',
  },
  {
    title: 'صور الفنجان',
    text: '# الصور المطلوبة\nأرسلوا ثلاث صور للفنجان من الداخل ومن الجانب مع الصحن. إذا كانت الصورة غير واضحة نطلب غيرها.',
    question: 'كم صورة للفنجان أرسل؟',
  },
];

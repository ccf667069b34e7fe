/** What a customer may be about, as far as words tell. */
export type Intent =
  /** Whether a machine answers. */
  | 'asks-who'
  | 'person'
  | 'upset'
  /** Something that only people of the business can do: a booking, an order that is on its way. */
  | 'matter'
  | 'greeting'
  | 'languages'
  | 'refund'
  | 'payment'
  | 'place'
  | 'explain'
  /** Tells itself where what is asked about is sold by the minute. */
  | 'duration'
  | 'hours'
  | 'offers'
  | 'machine'
  | 'thanks'
  | 'bye'
  | 'ok'
  | 'no'
  | 'yes';

/**
 * Words and phrases that tell, English, Arabic and Turkish side by side: hardly a word of one begins one of another, and customers
 * mix them. With a `*` they are beginnings of words. In the order in which they are looked for: what an earlier one has taken of a
 * text, a later one does not see, so that “how long” is no “how”.
 */
export const signs: Readonly<Record<Intent, readonly string[]>> = {
  'asks-who': [
    'are you a bot|are you bot|are you a robot|are you a machine|are you a human|are you a person|are you a real|are you real|are you human',
    'are you an ai|are you ai|are you automated|is this a bot|is this bot|is this a robot|is this a real|is this automated|am i talking',
    'am i speaking|am i chatting|am i texting',
    'انت انسان|انتي انسان|انت بشر|انتي بشر|انت حقيقي|انتي حقيقيه|هل اتكلم|هل اتحدث|هل احكي|عم احكي مع انسان|مين معي|من معي',
    'insan misin*|insan misiniz|gercek misin*|gercek mi|insanla mi|mi konusuyorum|mi yaziyorum|mi gorusuyorum',
  ],
  person: [
    'human*|agent*|operator|representative|manager|supervisor|staff|colleague*|employee*|your boss|the owner|customer service|customer support',
    'customer care|real person|live person|live agent|live chat|live support|talk to|talk with|speak to|speak with|chat with|call me|phone me',
    'ring me|contact me|anybody there|anyone there|someone there|somebody there|is anyone|is anybody|a person please|connect me|transfer me',
    'put me through|someone help|somebody help|not a bot|not a robot|no bots|no robots',
    'موظف*|الموظف*|انسان*|بشري|بني ادم|بنادم|ادمي|مدير*|المدير*|للمدير|مسؤول*|المسؤول*|زميل*|خدمة العملاء|خدمة الزبائن|خدمة عملاء|دعم فني',
    'احكي مع|احكي ويا|اتكلم مع|اتحدث مع|اتحدث الى|التحدث مع|التحدث الى|التكلم مع|اكلم|كلموني|كلمني|كلميني|اتصلو*|اتصل بي|اتصلي*|حولني|حولوني',
    'حوليني|وصلني|وصلوني|شخص حقيقي|لشخص|مع حدا|مع حد|في حدا|فيه حد|حدا يرد|حد يرد|احد يرد|مع احد|مع شخص|متى بترد*|متى ترد*|حدا بيرد',
    'insan|insanla|insana|insanlar|temsilci*|musteri hizmet*|yetkili*|canli destek|operator*|mudur*|patron*|gorevli*|calisaniniz*|personel*',
    'biriyle|birisiyle|birine bagla*|kisiyle|kimse yok|kimse var|orada mi*|beni ara*|arar misin*|doktorla|hekimle|ile konusmak|ile gorusmek',
    'gorusmek istiyorum|konusmak istiyorum|baglayin|baglar misin*',
  ],
  upset: [
    'angry|terrible|awful|horrible|scam*|fraud*|complain*|unacceptable|disappoint*|lawyer|worst|liar*|useless|rude|ridiculous|stupid|idiot*',
    'bullshit|shit*|fuck*|cheat*|thief|thieves|stole*|police|unprofessional|waste of|disgusting|rip off|ripoff|not happy|unhappy|money back',
    'want my money|want a refund|give me a refund|refund me|refund now|still waiting|been waiting|waited|no one answer*|nobody answer*',
    'غاضب*|نصب|نصاب*|احتيال|محتال*|حرامي*|سرق*|شكوى|شكوي|اشتكي|سيئ*|اسوأ|زعلان*|متضايق*|معصب*|منزعج*|كذاب*|غشاش*|ما بتردو*|ما حدا رد|محدش رد',
    'صارلي|صرلي|ناطر*|مستني|مستنيه|رجع مصاري*|رجعو*|رجعلي|رجعولي|فلوسي|مصرياتي|اريد استرداد|بدي استرداد|زفت|قرف*|مقرف*',
    'sikayet*|rezalet|dolandir*|kizgin*|sinirli*|sinirlen*|berbat|avukat*|kotu|parami geri|iade istiyorum|iademi|cevap bekliyorum|hala bekliyorum',
    'saattir|gundur|haftadir|cevap vermiyor*|ilgilenmiyor*|sahtekar*|yalanci*|aptal*|salak*|polis*|biktim|hayal kirik*|memnun degil*',
  ],
  matter: [
    'want to book|like to book|need to book|can i book|could i book|book a|book an|book me|booking|reserve|reservation|make an appointment',
    'an appointment|my appointment|schedule a|reschedule|want to order|like to order|place an order|my order|want to buy|like to buy|where is my',
    'where s my|wheres my|not received|never received|havent received|haven t received|did not get|didn t get|didn t receive|did not receive|didnt receive|not arrived|when will my|when is my|my data|i paid|i have paid|want to cancel',
    'cancel my booking|cancel my order|please cancel',
    'احجز*|حجز*|الحجز|موعد*|اطلب|طلبي|طلبيتي|اشتري|وين القراء*|وين قراء*|ما وصل*|لم تصل*|لم يصل*|دفعت|حولت|بدي الغي|اريد الغاء|بدي اشتري',
    'randevu*|rezervasyon*|siparis*|satin almak|odedim|odeme yaptim|gelmedi|ulasmadi|iptal etmek|iptal istiyorum|falim nerede',
  ],
  greeting: [
    'hi|hii|hiii|hello|helo|hey|good morning|good evening|good afternoon|good day|greetings|how are you|how r u|are you there|how is it going',
    'my name is|salam|salaam|marhaba',
    'مرحبا*|مراحب|اهلا|اهلين|هلا|هلو|هاي|السلام|سلام|صباح*|مساء*|كيفك*|كيف الحال|كيف حالك*|شلونك*|ازيك*|عامل ايه|شو اخبارك*|اسمي|الو',
    'merhaba*|selam*|gunaydin|iyi gunler|iyi aksamlar|nasilsin*|naber|alo|adim|ismim',
  ],
  languages: [
    'you speak|speak arabic|speak english|speak turkish|which language*|what language*',
    'بتحكو*|بتحكي|تتكلم*|بتتكلم*|تتحدث*|لغة|لغات|اي لغه',
    'ingilizce|turkce|arapca|hangi dil*',
  ],
  refund: ['refund*|cancel*|reschedul*', 'استرداد|الاسترداد|استرجاع|الاسترجاع|ارجاع|الغاء*|الالغاء|الغي', 'iade*|iptal*'],
  payment: [
    'pay|paying|payment*|paypal|visa|mastercard|cash|credit card*|debit card*|bank transfer|western union|instalment*|installment*',
    'ادفع*|الدفع|دفع|بطاقة|فيزا|كاش|تقسيط|تحويل|باي بال',
    'odeme*|odeye*|kredi kart*|havale*|taksit*|nakit',
  ],
  place: [
    'where are you|where is your|where s your|located|location|address|adress|directions|branch*|phone number',
    'عنوان*|العنوان|موقع*|الموقع|وين مكان*|اين انتم|وين انتو|وينكم|فينكم|وين موجود*|فرع*|فروع*|مكانكم',
    'adres*|neredesiniz|nerede|konum*|yol tarif*|sube*|telefon num*',
  ],
  duration: ['how long', 'كم مدة|كم يطول|كم دقيق*', 'kac dakika|ne kadar sur*|surer|suruyor'],
  explain: [
    'how do|how does|how many|how is|how can|how it works|how this works|what do i get|what is included|what s included|what happens',
    'what should i|what must i|tell me about|tell me more|explain|details|do i need|difference',
    'كيف|شلون|ازاي|كم صوره|شو الفرق|ما الفرق|ماذا احصل|اشرح*|شرح|معلومات عن|تفاصيل|كم الوقت|كم وقت',
    'nasil|kac foto*|aciklar*|detay*|farki|ne yemeli*|ne yapmali*',
  ],
  hours: [
    'open|opened|opening|opens|hour|hours|close|closed|closing|closes|what time|working days|you work|available|weekend*|holiday*',
    'ساعات|كم ساعات|دوام*|الدوام|تفتح*|بتفتح*|فاتح*|مفتوح*|تغلق*|مغلق*|تسكر*|بتسكر*|مسكر*|تقفل*|بتقفل*|قافل*|شغالين|اوقات|الاوقات|اوقاتكم',
    'مواعيد العمل|مواعيدكم|متى تعمل*|عطله|العطله',
    'acik|acik mi*|aciks*|aciyor*|aciliyor*|kapali*|kapanis*|kapaniyor*|kacta|calisma saat*|mesai*|saat kac*|hangi saat*|calisiyor mu*',
    'kaca kadar|hafta sonu',
  ],
  offers: [
    'price*|pricing|cost*|how much|how mch|hw much|much is|much does|fee*|charge*|rates|service*|offer*|sell*|package*|catalog*|menu|list',
    'treatment*|session*|discount*|cheap*|expensive|recommend*|options|buy|deliver*|how fast|how soon|do you do|do you have|will i get|premium',
    'golden|standard',
    'سعر*|اسعار*|الاسعار|السعر|بكم|بكام|كم|قديش|قداش|ادي ايه|شحال|الثمن|ثمن|خدم*|الخدم*|تكلف*|التكلف*|جلس*|باق*|الباق*|قايم*|قائم*|عروض',
    'خصم*|خصومات|تخفيض*|ارخص|اغلى|تنصح*|بتنصح*|مجاني*|كم يوم|عندكم|عندك|المميزه|مميزه|الذهبيه|ذهبيه|وتكلف*',
    'fiyat*|fyat*|ucret*|ne kadar|nekadar|kac lira|kac tl|kac para|kac dolar|hizmet*|tedavi*|seans*|paket*|kampanya*|indirim*|ucuz|tavsiye*',
    'yapiyor mu*|oneri*|kac gun*|ne zaman gelir|liste*|premium|altin|standart',
  ],
  machine: ['bot|robot|ai|chatbot|chatgpt', 'روبوت|بوت|الي|ذكاء اصطناعي', 'botsun*|robotsun*|yapay zeka'],
  thanks: [
    'thank*|thx|ty|tnx|great|perfect|awesome|wonderful|amazing|excellent|merci',
    'شكرا*|مشكور*|تسلم*|يسلمو*|يعطيك*|ممتن*|جزاك*|ميرسي|ممتاز|رائع*|رايع*|جميل*|حلو',
    'tesekkur*|tsk|tskler|sagol*|sag ol*|eyvallah|harika|mukemmel|super|guzel',
  ],
  bye: ['bye|goodbye|good night|see you', 'مع السلامة|باي|الى اللقاء|تصبح*', 'gorusuruz|hosca kal*|iyi geceler|gule gule'],
  ok: ['ok|okay|k|fine|alright|sure|sorry', 'تمام|اوك|اوكي|ماشي|طيب|حسنا|اسف*|عذرا', 'tamam|peki|oldu|pardon'],
  no: ['no|nope|nothing', 'لا', 'hayir|yok'],
  yes: ['yes|yeah|yep|yup|help|start|info', 'نعم|ايوه|اي|ايه|اه', 'evet|tabi*|olur'],
};

/** Say who is meant only where there is hardly another word. */
export const onlyAlone = 'person|someone|somebody|people|شخص|احد|حدا|بشر|birisi|kisi';

/** Sunday is the first; then today and tomorrow. */
export const dayNames: readonly string[] = [
  'sunday*|الاحد|احد|pazar|pazarlari|pazara',
  'monday*|الاثنين|اثنين|التنين|pazartesi*',
  'tuesday*|الثلاثاء|ثلاثاء|التلات|sali|salilari|saliya',
  'wednesday*|الاربعاء|اربعاء|الاربعا|carsamba*',
  'thursday*|الخميس|خميس|persembe*',
  'friday*|الجمعه|جمعه|cuma|cumalari|cumaya',
  'saturday*|السبت|سبت|cumartesi*',
  'today|tonight|اليوم|النهارده|الليله|bugun|bu aksam',
  'tomorrow|tmrw|بكرا|بكره|غدا|yarin',
];

/** Words of questions that say nothing of what is asked for. */
export const fillers =
  'accept|acaba|asap|two|quick*|soon|want|between|alabilir|already|also|anything|ask|available|bana|bedava|biliyor|bilmek|coming|confirm|friend|gibi|give|good|hangi*|help|ilgili|instructions|istedigim|kind|know|like|little|looking|mean|miyim|misin|need|new|now|ogrenmek|one|other|please|pls|plz|price|question|really|sizde|something|sort|still|system|take|tell|type|veriyor*|yapiyor*|yardim|yaptirmak|baktirmak|try|usd|dollar*|lira|dolar|you re|ابعت|احد|بتاخد|بين|قال|ابغى|ابغا|ابي|اريد|اعرف|اعطيني|الان|اللي|او|ايش|ايه|بدي|بدنا|تبع*|دولار|سمحتي|شو|شنو|عايز|عايزه|عاوز|عاوزه|عن|عنكم|في|فيني|كمان|لازم|محتاج|ممكن|مو|هاي|هلق|هلأ|وش|ودي|يا|يعني';

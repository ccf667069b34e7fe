import { KnowledgeId } from '../../contract/ids.ts';
import { addKnowledge, type KnowledgeItem } from '../../lambdas/_data/knowledge.ts';
import { cleanText } from '../../lambdas/_knowledge/clean-text.ts';
import { indexSource } from '../../lambdas/_knowledge/index-source.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import { demoSince } from './demo.ts';

interface Text {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

const texts: Readonly<Record<string, readonly Text[]>> = {
  'samia-tarot': [
    {
      id: '01jdem0kn0w0000000000sam1a',
      title: 'How readings work',
      text: `# Coffee cup readings
Drink Turkish coffee without sugar, turn the cup over and let it cool. Send us three photos: the inside of the cup, the saucer, and the cup from the side.

# What you get
A reading is a voice message of 15 to 20 minutes, in Arabic or English. You may ask two questions about it within a week.

# Refunds
If a reading is not delivered in time, we pay the whole price back within 14 days. A call can be moved or cancelled for free until the day before.`,
    },
    {
      id: '01jdem0kn0w000000000sam1a2',
      title: 'كيف تتم القراءات',
      text: `# قراءة الفنجان
اشرب القهوة التركية بدون سكر واقلب الفنجان حتى يبرد. أرسل لنا ثلاث صور: داخل الفنجان والصحن والفنجان من الجانب.

# الإلغاء والاسترداد
إذا لم تصل القراءة في موعدها نعيد المبلغ كاملًا خلال 14 يومًا. يمكن تأجيل المكالمة أو إلغاؤها مجانًا حتى اليوم السابق.`,
    },
  ],
  'isik-dental': [
    {
      id: '01jdem0kn0w00000000000s1k1',
      title: 'Muayenehanemiz',
      text: `# Otopark
Binanın arkasında hastalarımız için ücretsiz otopark vardır. Kadıköy metro istasyonu yürüyerek beş dakikadır.

# Sigorta
Özel sağlık sigortalarının çoğu ile anlaşmamız var. Randevunuza sigorta kartınızı getirin.

# Çekimden sonra
İki saat yemek yemeyin, gün boyunca sigara içmeyin. Ağrı artarsa bizi arayın.`,
    },
    {
      id: '01jdem0kn0w00000000000s1k2',
      title: 'Our practice',
      text: `# Parking
There is free parking for patients behind the building. The metro station Kadıköy is five minutes on foot.

# Insurance
We work with most private insurers. Bring your insurance card to the appointment.`,
    },
  ],
};

/** What the demo businesses have given their assistants to read. */
export async function seedKnowledge(store: TenantTable, slug: string): Promise<void> {
  for (const { id, title, text } of texts[slug] ?? []) {
    const item: KnowledgeItem = {
      id: KnowledgeId.parse(id),
      kind: 'text',
      title,
      state: 'waiting',
      asked: 1,
      passages: 0,
      characters: 0,
      cut: false,
      addedAt: demoSince,
      madeFrom: '',
    };
    if ((await addKnowledge(store, item, text, [])) === 'added')
      await indexSource(store, item, { title: '', blocks: cleanText(text), cut: false }, demoSince);
  }
}

import type { PromptPurpose } from './prompt-text.ts';

type BuiltIn = Readonly<Record<PromptPurpose, Readonly<Record<'en' | 'ar' | 'tr', string>>>>;

const system = `You answer customers of the business “{{business.name}}” on WhatsApp. You do nothing else: what is not the business’s affair you decline, or hand over.
It is {{now.date}}, {{now.time}} there ({{business.timezone}}), and the business is {{business.state}}.
Answer in the language of the customer’s last message ({{customer.language}}), in one short message without headings or tables.`;

/** What is said and told where a business has written nothing of its own. A model is told in English, whatever it speaks. */
export const builtInPrompts: BuiltIn = {
  system: { en: system, ar: system, tr: system },
  greeting: {
    en: 'Hello! I am the assistant of {{business.name}}. How can I help?',
    ar: 'مرحبًا! أنا مساعد {{business.name}}. كيف يمكنني مساعدتك؟',
    tr: 'Merhaba! Ben {{business.name}} asistanıyım. Nasıl yardımcı olabilirim?',
  },
  'hand-over': {
    en: 'Thank you. I am passing this on to a colleague, who will answer you here.',
    ar: 'شكرًا لك. سأحوّل محادثتك إلى أحد زملائي وسيرد عليك هنا.',
    tr: 'Teşekkürler. Sizi bir çalışma arkadaşıma yönlendiriyorum, buradan yanıt verecek.',
  },
  'hand-over-closed': {
    en: 'Thank you. I am passing this on to a colleague. We are closed right now and open again {{business.opens_next}}; you will get an answer here.',
    ar: 'شكرًا لك. سأحوّل محادثتك إلى أحد زملائي. نحن مغلقون الآن ونفتح {{business.opens_next}}، وسيصلك الرد هنا.',
    tr: 'Teşekkürler. Sizi bir çalışma arkadaşıma yönlendiriyorum. Şu anda kapalıyız, {{business.opens_next}} açılıyoruz; yanıtınız buradan gelecek.',
  },
  'out-of-hours': {
    en: 'Thank you for your message. We are closed right now and open again {{business.opens_next}}; we will answer you then.',
    ar: 'شكرًا على رسالتك. نحن مغلقون الآن ونفتح {{business.opens_next}}، وسنرد عليك حينها.',
    tr: 'Mesajınız için teşekkürler. Şu anda kapalıyız, {{business.opens_next}} açılıyoruz; size o zaman yanıt vereceğiz.',
  },
  'follow-up': {
    en: 'Hello {{customer.name}}, did that help? Write to us here whenever you like.',
    ar: 'مرحبًا {{customer.name}}، هل كان ذلك مفيدًا؟ راسلنا هنا متى شئت.',
    tr: 'Merhaba {{customer.name}}, yardımcı olabildik mi? İstediğiniz zaman buradan yazabilirsiniz.',
  },
};

/** Base languages that built-in words are in. */
export const isBuiltIn = (language: string): language is 'en' | 'ar' | 'tr' =>
  language === 'en' || language === 'ar' || language === 'tr';

import { describe, expect, it } from 'vitest';
import { askedTerms, isTurkish, termsOf } from './terms.ts';

const meets = (question: string, text: string): boolean => {
  const terms = new Set(termsOf(text, isTurkish(text)));
  return askedTerms(question).some((forms) => forms.some((form) => terms.has(form)));
};

describe('words of a question', () => {
  it.each([
    ['How much are the readings?', 'Coffee cup reading, 50 USD'],
    ['pricing', 'Our prices'],
    ['Do you deliver?', 'Delivered within two days'],
    ['Can I cancel?', 'Cancelling is free'],
    ['هل إلغاء الموعد ممكن', 'الإلغاء حتى الغد'],
    ['أريد الإلغاء', 'إلغاء المكالمات مجاني'],
    ['كم سعر القراءة؟', 'أسعار قراءات الفنجان والقراءة'],
    ['المواعيد', 'يمكن حجز موعد أو مواعيد أخرى'],
    ['fiyatlarınız nedir', 'Fiyat listesi: dolgu ve çekim için ayrı ücret alınır, fiyatı sorunuz'],
    ['randevu almak istiyorum', 'Randevularınız için bize yazınız, teşekkür ederiz, şimdi açığız'],
    ['IMPLANT', 'İmplant tedavisi altı ay sürer, ağrısızdır'],
  ])('%s meets %s', (question, text) => expect(meets(question, text)).toBe(true));

  it.each([
    ['do you have the what', 'do you have what the'],
    ['parking', 'Our prices'],
    ['ne var ne yok', 'ne var ne yok'],
  ])('%s does not meet %s', (question, text) => expect(meets(question, text)).toBe(false));

  it('are eight at most, the longest', () => {
    const asked = askedTerms(Array.from({ length: 30 }, (_, index) => `word${'x'.repeat(index)}`).join(' '));
    expect(asked).toHaveLength(8);
    expect(asked[0]?.[0]).toHaveLength(33);
  });
});

import { inLine, type Letter, spokenOf } from '../_shared/mail-letter.ts';

/** What somebody is sent who is invited. Plain text, in the languages the app speaks; else English. */
interface Told {
  readonly business: string;
  readonly name: string;
  readonly link: string;
}

const english = ({ business, name, link }: Told): Letter => ({
  subject: `${business} invites you to Frontdesk`,
  text: `Hello ${name},\n\n${business} would like you to join its team on Frontdesk, where it talks with its customers.\n\nOpen this link within 7 days:\n${link}\n\nIf you do not know ${business}, ignore this mail: nothing happens without the link.\n`,
});

type Write = (told: Told) => Letter;

const words: Readonly<Record<string, Write>> & { readonly en: Write } = {
  en: english,
  ar: ({ business, name, link }) => ({
    subject: `تدعوك ${business} إلى Frontdesk`,
    text: `مرحبًا ${name}،\n\nتدعوك ${business} إلى الانضمام إلى فريقها على Frontdesk، حيث تتحدث مع عملائها.\n\nافتح هذا الرابط خلال 7 أيام:\n${link}\n\nإن كنت لا تعرف ${business} فتجاهل هذه الرسالة: لن يحدث شيء من دون الرابط.\n`,
  }),
  tr: ({ business, name, link }) => ({
    subject: `${business} sizi Frontdesk'e davet ediyor`,
    text: `Merhaba ${name},\n\n${business}, müşterileriyle konuştuğu Frontdesk'te ekibine katılmanızı istiyor.\n\nBu bağlantıyı 7 gün içinde açın:\n${link}\n\n${business} size bir şey ifade etmiyorsa bu e-postayı dikkate almayın: bağlantı olmadan hiçbir şey olmaz.\n`,
  }),
};

export function letterFor(language: string, { business, name, link }: Told): Letter {
  const write = words[spokenOf(words, language)] ?? english;
  return write({ business: inLine(business), name: inLine(name), link });
}

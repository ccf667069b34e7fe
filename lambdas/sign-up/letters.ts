import { type Letter, spokenOf } from '../_shared/mail-letter.ts';

/** What an address is sent that asks for an account. Plain text, in the languages the app speaks; else English. */
interface Words {
  code(code: string): Letter;
  readonly known: Letter;
}

const en: Words = {
  code: (code) => ({
    subject: `${code} is your Frontdesk code`,
    text: `Your code is ${code}\n\nEnter it where you asked for an account. It is good for 15 minutes.\n\nIf you did not ask for one, ignore this mail: nothing happens without the code.\n`,
  }),
  known: {
    subject: 'You already have a Frontdesk account',
    text: 'Somebody, probably you, asked for a Frontdesk account with this e-mail address. It already has one.\n\nSign in with your password, or choose "Forgot password" on the sign-in page to set a new one.\n\nIf it was not you, ignore this mail: nothing has changed.\n',
  },
};

const words: Readonly<Record<string, Words>> & { readonly en: Words } = {
  en,
  ar: {
    code: (code) => ({
      subject: `${code} هو رمزك في Frontdesk`,
      text: `رمزك هو ${code}\n\nأدخله حيث طلبت الحساب. يبقى صالحًا لمدة 15 دقيقة.\n\nإن لم تطلب حسابًا فتجاهل هذه الرسالة: لن يحدث شيء من دون الرمز.\n`,
    }),
    known: {
      subject: 'لديك حساب في Frontdesk بالفعل',
      text: 'طلب أحدهم، وربما أنت، حسابًا في Frontdesk بهذا البريد الإلكتروني، وله حساب بالفعل.\n\nسجّل الدخول بكلمة المرور، أو اختر «نسيت كلمة المرور» في صفحة الدخول لتعيين كلمة جديدة.\n\nإن لم تكن أنت فتجاهل هذه الرسالة: لم يتغير شيء.\n',
    },
  },
  tr: {
    code: (code) => ({
      subject: `Frontdesk kodunuz: ${code}`,
      text: `Kodunuz: ${code}\n\nHesap istediğiniz yere girin. 15 dakika geçerlidir.\n\nSiz istemediyseniz bu e-postayı dikkate almayın: kod olmadan hiçbir şey olmaz.\n`,
    }),
    known: {
      subject: 'Zaten bir Frontdesk hesabınız var',
      text: 'Birisi, büyük olasılıkla siz, bu e-posta adresiyle bir Frontdesk hesabı istedi. Adresin zaten bir hesabı var.\n\nParolanızla giriş yapın ya da giriş sayfasında “Parolamı unuttum” seçeneğiyle yenisini belirleyin.\n\nSiz değilseniz bu e-postayı dikkate almayın: hiçbir şey değişmedi.\n',
    },
  },
};

/** `code` absent: the address has an account. */
export function letterOf(language: string, code: string | undefined): Letter {
  const spoken = words[spokenOf(words, language)] ?? en;
  return code === undefined ? spoken.known : spoken.code(code);
}

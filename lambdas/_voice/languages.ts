/**
 * The languages that Amazon Transcribe writes down from files, as of its API of 2026:
 * https://docs.aws.amazon.com/transcribe/latest/dg/supported-languages.html
 */
const known = new Set(
  `ab-GE af-ZA am-ET ar-AE ar-SA ast-ES az-AZ ba-RU be-BY bg-BG bn-IN bs-BA ca-ES ckb-IQ ckb-IR cs-CZ cy-GB cy-WL da-DK de-CH
  de-DE el-GR en-AB en-AU en-GB en-IE en-IN en-NZ en-US en-WL en-ZA es-ES es-MX es-US et-EE et-ET eu-ES fa-AF fa-IR fi-FI fr-CA
  fr-FR ga-IE gd-GB gl-ES gu-IN ha-NG he-IL hi-IN hr-HR ht-HT hu-HU hy-AM id-ID is-IS it-IT ja-JP jv-ID ka-GE kab-DZ kk-KZ km-KH
  kn-IN ko-KR ky-KG lg-IN lt-LT lv-LV mhr-RU mi-NZ mk-MK ml-IN mn-MN mr-IN ms-MY mt-MT my-MM ne-NP nl-NL no-NO or-IN pa-IN pl-PL
  ps-AF pt-BR pt-PT ro-RO ru-RU rw-RW si-LK sk-SK sl-SI so-SO sq-AL sr-RS su-ID sv-SE sw-BI sw-KE sw-RW sw-TZ sw-UG ta-IN te-IN
  th-TH tl-PH tr-TR tt-RU ug-CN uk-UA uz-UZ vi-VN wo-SN zh-CN zh-HK zh-TW zu-ZA`.split(/\s+/),
);
export const isKnownCode = (code: string): boolean => known.has(code);

/** Which one a language means when nothing says where it is spoken, or it is spoken where Transcribe has none. */
const usual: Readonly<Record<string, string>> = {
  ar: 'ar-SA',
  de: 'de-DE',
  en: 'en-US',
  es: 'es-ES',
  fa: 'fa-IR',
  fr: 'fr-FR',
  pt: 'pt-BR',
  sw: 'sw-KE',
  zh: 'zh-CN',
};
/** Other names of the same language. */
const renamed: Readonly<Record<string, string>> = { nb: 'no', nn: 'no', fil: 'tl', iw: 'he', in: 'id', ku: 'ckb' };

/** What Transcribe calls a language (BCP 47); undefined: it does not know it. */
export function transcribeCode(tag: string): string | undefined {
  const [primary = '', ...rest] = tag.split('-');
  const language = renamed[primary.toLowerCase()] ?? primary.toLowerCase();
  const region = rest.find((part) => /^[A-Za-z]{2}$/.test(part))?.toUpperCase();
  const exact = `${language}-${region}`;
  if (known.has(exact)) return exact;
  return usual[language] ?? [...known].find((code) => code.startsWith(`${language}-`));
}

/** More than five are told apart badly, and one dialect of each language is all that is allowed. */
const most = 5;

export function transcribeCodes(tags: readonly string[]): string[] {
  const codes = new Map<string, string>();
  for (const tag of tags) {
    const code = transcribeCode(tag);
    const language = code?.split('-')[0] ?? '';
    if (code !== undefined && !codes.has(language)) codes.set(language, code);
  }
  return [...codes.values()].slice(0, most);
}

export const unknownToTranscribe = (tags: readonly string[]): string[] => tags.filter((tag) => transcribeCode(tag) === undefined);

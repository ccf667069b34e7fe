import { LanguageCode } from '@aws-sdk/client-transcribe';
import { describe, expect, it } from 'vitest';
import { isKnownCode, transcribeCode, transcribeCodes, unknownToTranscribe } from './languages.ts';

describe('what Amazon Transcribe calls a language', () => {
  it('is of its own list, all of it', () => {
    for (const code of Object.values(LanguageCode)) expect(isKnownCode(code), code).toBe(true);
  });
  it.each([
    ['ar', 'ar-SA'],
    ['ar-AE', 'ar-AE'],
    ['ar-LB', 'ar-SA'],
    ['en', 'en-US'],
    ['en-gb', 'en-GB'],
    ['tr', 'tr-TR'],
    ['nb', 'no-NO'],
    ['zh-Hant-TW', 'zh-TW'],
    ['pt', 'pt-BR'],
    ['sv', 'sv-SE'],
  ])('%s is %s', (tag, code) => {
    expect(transcribeCode(tag)).toBe(code);
  });
  it('is nothing where it knows none', () => {
    expect(unknownToTranscribe(['eo', 'en', 'tlh'])).toEqual(['eo', 'tlh']);
  });
  it('is one dialect of each, five at most, in the order of the business', () => {
    expect(transcribeCodes(['en-GB', 'en', 'eo', 'ar', 'tr', 'de', 'fr', 'es'])).toEqual([
      'en-GB',
      'ar-SA',
      'tr-TR',
      'de-DE',
      'fr-FR',
    ]);
  });
});

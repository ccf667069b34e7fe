import type { Channel } from '../../../../contract/channels.ts';
import type { ChannelWords } from '../../i18n/en/channels.ts';
import type { FieldErrors } from '../kit/problem-words.ts';

export type Provider = Channel['provider'];

/** What a person types or pastes of a number, whoever its provider is. */
export interface Typed {
  readonly name: string;
  readonly phoneNumberId: string;
  readonly wabaId: string;
  readonly accessToken: string;
  readonly appSecret: string;
  readonly number: string;
  readonly accountSid: string;
  readonly authToken: string;
}

const shapes: Readonly<Record<keyof Typed, RegExp>> = {
  name: /^.{1,60}$/u,
  phoneNumberId: /^\d{5,20}$/,
  wabaId: /^\d{5,20}$/,
  accessToken: /^[\w|.-]{20,512}$/,
  appSecret: /^[0-9a-f]{32}$/,
  number: /^\+[1-9]\d{6,14}$/,
  accountSid: /^AC[0-9a-f]{32}$/,
  authToken: /^[0-9a-f]{32}$/,
};

export const saidOf = (words: ChannelWords): Readonly<Record<keyof Typed, string>> => ({
  name: words.nameWrong,
  phoneNumberId: words.digitsWrong,
  wabaId: words.digitsWrong,
  accessToken: words.accessTokenWrong,
  appSecret: words.appSecretWrong,
  number: words.numberWrong,
  accountSid: words.accountSidWrong,
  authToken: words.authTokenWrong,
});

const fields = ['name', 'phoneNumberId', 'wabaId', 'accessToken', 'appSecret', 'number', 'accountSid', 'authToken'] as const;

/** What cannot be right, told before secrets leave the page. */
export function wrongIn(values: Partial<Typed>, words: ChannelWords): FieldErrors {
  const said = saidOf(words);
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = values[field];
      return value === undefined || shapes[field].test(value) ? [] : [[field, said[field]]];
    }),
  );
}

/** Copied ids and secrets come with spaces and line breaks around them. */
export const pasted = (text: string): string => text.replace(/\s+/g, '');

/** Numbers are copied as people write them, or as Twilio does: `whatsapp:+1 (415) 523-8886`. */
export const pastedNumber = (text: string): string => text.replace(/^\s*whatsapp:/, '').replace(/[\s\p{Cf}()-]+/gu, '');

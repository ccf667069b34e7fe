import type { ChannelWords } from '../../i18n/en/channels.ts';
import type { FieldErrors } from '../kit/problem-words.ts';

export interface Connecting {
  readonly name: string;
  readonly phoneNumberId: string;
  readonly wabaId: string;
  readonly accessToken: string;
  readonly appSecret: string;
}

const shapes: Readonly<Record<keyof Connecting, RegExp>> = {
  name: /^.{1,60}$/u,
  phoneNumberId: /^\d{5,20}$/,
  wabaId: /^\d{5,20}$/,
  accessToken: /^[\w|.-]{20,512}$/,
  appSecret: /^[0-9a-f]{32}$/,
};

export const saidOf = (words: ChannelWords): Readonly<Record<keyof Connecting, string>> => ({
  name: words.nameWrong,
  phoneNumberId: words.digitsWrong,
  wabaId: words.digitsWrong,
  accessToken: words.accessTokenWrong,
  appSecret: words.appSecretWrong,
});

/** What cannot be right, told before secrets leave the page. */
export function wrongIn(values: Partial<Connecting>, words: ChannelWords): FieldErrors {
  const said = saidOf(words);
  const fields = ['name', 'phoneNumberId', 'wabaId', 'accessToken', 'appSecret'] as const;
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = values[field];
      return value === undefined || shapes[field].test(value) ? [] : [[field, said[field]]];
    }),
  );
}

/** Copied ids and secrets come with spaces and line breaks around them. */
export const pasted = (text: string): string => text.replace(/\s+/g, '');

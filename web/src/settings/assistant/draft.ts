import type { AssistantSettings, TokenPrices } from '../../../../contract/assistant.ts';
import type { Input } from '../../api/client.ts';

type Body = Input<'PUT /v1/assistant'>['body'];

/** What is typed, as it is typed. */
export interface Draft {
  readonly on: boolean;
  readonly provider: AssistantSettings['provider'];
  readonly endpoint: string;
  readonly key: string;
  readonly model: string;
  readonly priceIn: string;
  readonly priceOut: string;
  readonly fallbackModel: string;
  readonly fallbackIn: string;
  readonly fallbackOut: string;
  readonly temperature: string;
  readonly maxTokens: string;
  readonly cap: string;
  readonly answersPerHour: string;
  /** Minutes; empty: never. */
  readonly returnAfter: string;
  readonly outOfHours: AssistantSettings['outOfHours'];
}

const dollars = (micros: number | undefined | null): string =>
  micros === undefined || micros === null ? '' : String(micros / 1_000_000);

export const draftOf = (settings: AssistantSettings): Draft => ({
  on: settings.on,
  provider: settings.provider,
  endpoint: settings.endpoint ?? '',
  key: '',
  model: settings.model ?? '',
  priceIn: dollars(settings.prices?.in),
  priceOut: dollars(settings.prices?.out),
  fallbackModel: settings.fallbackModel ?? '',
  fallbackIn: dollars(settings.fallbackPrices?.in),
  fallbackOut: dollars(settings.fallbackPrices?.out),
  temperature: String(settings.temperature),
  maxTokens: String(settings.maxTokens),
  cap: dollars(settings.capMicros),
  answersPerHour: String(settings.answersPerHour),
  returnAfter: settings.returnAfterMinutes === null ? '' : String(settings.returnAfterMinutes),
  outOfHours: settings.outOfHours,
});

/** A comma is a point, as in many languages. Undefined: it is no number from 0 to `most`. */
export function decimalIn(text: string, most: number): number | undefined {
  const plain = text.trim().replace(',', '.');
  if (!/^\d{1,7}(\.\d{1,6})?$/.test(plain)) return undefined;
  const number = Number(plain);
  return number <= most ? number : undefined;
}

const wholeIn = (text: string, least: number, most: number): number | undefined => {
  const number = /^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
};

const microsIn = (text: string, most: number): number | undefined => {
  const number = decimalIn(text, most);
  return number === undefined ? undefined : Math.round(number * 1_000_000);
};

/** A price that the installation knows needs no typing. */
export const knownPrice = (
  { knownModels }: AssistantSettings,
  provider: Draft['provider'],
  model: string,
): TokenPrices | undefined => knownModels.find((one) => one.provider === provider && one.model === model.trim())?.prices;

const pricesIn = (tokensIn: string, tokensOut: string): TokenPrices | undefined => {
  const [read, written] = [microsIn(tokensIn, 1000), microsIn(tokensOut, 1000)];
  return read === undefined || written === undefined ? undefined : { in: read, out: written };
};

export type Wrong =
  | 'endpoint'
  | 'key'
  | 'model'
  | 'prices'
  | 'fallbackPrices'
  | 'temperature'
  | 'maxTokens'
  | 'capMicros'
  | 'answersPerHour';

const isAddress = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text);

/** What is sent, or the fields that are wrong. */
export function bodyOf(
  draft: Draft,
  settings: AssistantSettings,
): { readonly body: Body } | { readonly wrong: readonly Wrong[] } {
  const { provider, on, outOfHours } = draft;
  const [endpoint, model, fallbackModel] = [draft.endpoint.trim(), draft.model.trim(), draft.fallbackModel.trim()];
  const own = provider === 'openai';
  const temperature = decimalIn(draft.temperature, 1);
  const maxTokens = wholeIn(draft.maxTokens, 64, 8192);
  const capMicros = draft.cap.trim() === '' ? null : microsIn(draft.cap, 1_000_000);
  const answersPerHour = wholeIn(draft.answersPerHour, 1, 500);
  const typed = (name: string, tokensIn: string, tokensOut: string) =>
    own && name !== '' && !knownPrice(settings, provider, name) ? pricesIn(tokensIn, tokensOut) : undefined;
  const prices = typed(model, draft.priceIn, draft.priceOut);
  const fallbackPrices = typed(fallbackModel, draft.fallbackIn, draft.fallbackOut);
  const needsPrice = (name: string, given: TokenPrices | undefined) =>
    own && name !== '' && !knownPrice(settings, provider, name) && given === undefined;
  const wrong: Wrong[] = [];
  if (own && !isAddress(endpoint)) wrong.push('endpoint');
  if (own && draft.key === '' && !settings.hasKey) wrong.push('key');
  if (provider !== 'rules' && model === '') wrong.push('model');
  if (needsPrice(model, prices)) wrong.push('prices');
  if (needsPrice(fallbackModel, fallbackPrices)) wrong.push('fallbackPrices');
  if (temperature === undefined) wrong.push('temperature');
  if (maxTokens === undefined) wrong.push('maxTokens');
  if (capMicros === undefined) wrong.push('capMicros');
  if (answersPerHour === undefined) wrong.push('answersPerHour');
  if (
    temperature === undefined ||
    maxTokens === undefined ||
    capMicros === undefined ||
    answersPerHour === undefined ||
    wrong.length > 0
  )
    return { wrong };
  const returnAfterMinutes = draft.returnAfter === '' ? null : Number(draft.returnAfter);
  const behaviour = { on, provider, temperature, maxTokens, capMicros, answersPerHour, returnAfterMinutes, outOfHours };
  const models = { ...(model !== '' && { model }), ...(fallbackModel !== '' && { fallbackModel }) };
  const ofOwn = {
    ...(draft.key !== '' && { key: draft.key }),
    ...(prices && { prices }),
    ...(fallbackPrices && { fallbackPrices }),
  };
  // With the rules too: its key stays with the address.
  const address = provider !== 'bedrock' && isAddress(endpoint) ? { endpoint } : {};
  return { body: { ...behaviour, ...models, ...address, ...(own && ofOwn) } };
}

import type { Content, MediaKind } from '../../../contract/message.ts';
import { type Fields, nameOf, numberOf, textLength, textOf } from '../fields.ts';
import { answersOf, rawOf } from '../storable.ts';
import { mediaCount } from './fields.ts';

/**
 * What a message says. Which fields there are tells more than `MessageType`, which older accounts do not have.
 * `nth`: of which of its files; those behind the first say nothing else.
 */
export function contentOf(message: Fields, nth: number): Content {
  if (mediaCount(message) > nth) return fileOf(message, nth) ?? unsupported(message);
  return location(message) ?? answer(message) ?? text(message) ?? unsupported(message);
}

function text(message: Fields): Content | undefined {
  const said = textOf(message, 'Body', textLength);
  return said ? { kind: 'text', text: said } : undefined;
}

/** Of a customer's type of message; of others, what the file is said to be. */
const kinds = new Map<string, MediaKind>([
  ['image', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['document', 'document'],
  ['sticker', 'sticker'],
  ['contacts', 'document'],
]);
const kindOf = (message: Fields, mimeType: string): MediaKind =>
  kinds.get(nameOf(message, 'MessageType') ?? '') ?? kinds.get(mimeType.split('/')[0] ?? '') ?? 'document';

/** Twilio calls voice notes audio. WhatsApp records them as Ogg, and other sound hardly ever is. */
const mayBeVoice = (kind: MediaKind, mimeType: string): boolean => kind === 'audio' && /^audio\/ogg\b/i.test(mimeType);

/** The provider's id of a file is its address. A card comes as a file, too: https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages */
function fileOf(message: Fields, nth: number): Content | undefined {
  const providerMediaId = nameOf(message, `MediaUrl${nth}`);
  if (providerMediaId === undefined) return undefined;
  const mimeType = nameOf(message, `MediaContentType${nth}`) ?? 'application/octet-stream';
  const kind = kindOf(message, mimeType);
  const isCard = /^text\/(x-)?vcard\b/.test(mimeType);
  return {
    kind,
    media: {
      providerMediaId,
      mimeType,
      filename: isCard ? 'contact.vcf' : undefined,
      caption: nth === 0 ? textOf(message, 'Body', textLength) || undefined : undefined,
      ...(mayBeVoice(kind, mimeType) && { maybeVoice: true }),
    },
  };
}

function location(message: Fields): Content | undefined {
  const latitude = numberOf(message, 'Latitude');
  const longitude = numberOf(message, 'Longitude');
  if (latitude === undefined || longitude === undefined) return undefined;
  return { kind: 'location', latitude, longitude, name: nameOf(message, 'Label'), address: nameOf(message, 'Address') };
}

/** To what the business offered: a button, a row of a list, a flow. */
function answer(message: Fields): Content | undefined {
  const said = textOf(message, 'Body', textLength) ?? '';
  const [listId, listTitle] = [nameOf(message, 'ListId'), nameOf(message, 'ListTitle')];
  if (listId !== undefined || listTitle !== undefined) {
    const title = listTitle ?? (said || (listId ?? ''));
    return { kind: 'list_reply', id: listId ?? '', title, description: nameOf(message, 'ListDescription') };
  }
  const [payload, title] = [nameOf(message, 'ButtonPayload'), nameOf(message, 'ButtonText')];
  if (payload !== undefined || title !== undefined) {
    const shown = title ?? (said || (payload ?? ''));
    if (nameOf(message, 'MessageType') === 'interactive') return { kind: 'button_reply', id: payload ?? '', title: shown };
    return { kind: 'button', text: shown, payload };
  }
  const data = textOf(message, 'InteractiveData', textLength);
  return data ? { kind: 'nfm_reply', text: said, answers: answersOf(data) } : undefined;
}

/** Keeps what cannot be shown, so that nothing is lost and a person sees that something came. */
export const unsupported = (message: Fields): Content => ({
  kind: 'unsupported',
  type: nameOf(message, 'MessageType')?.slice(0, 100),
  errorCodes: errorCodesOf(message),
  raw: rawOf(message),
});

function errorCodesOf(message: Fields): number[] | undefined {
  const code = numberOf(message, 'ErrorCode');
  return code !== undefined && Number.isInteger(code) ? [code] : undefined;
}

import type { Content } from '../../../contract/message.ts';
import { type Fields, fieldsOf, flagOf, instant, listOf, nameOf, numberOf, textLength, textOf, timeOf } from '../fields.ts';
import { answersOf, rawOf } from '../storable.ts';

/** What a message of a known kind says. Undefined: the kind is unknown, or its object is missing or useless. */
export function contentOf(message: Fields): Content | undefined {
  const kind = textOf(message, 'type') ?? '';
  const reader = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  const part = fieldsOf(message, kind);
  if (kind === 'contacts') return contacts(message);
  if (kind === 'request_welcome') return { kind: 'request_welcome' };
  return reader && part ? reader(part) : undefined;
}

const readers: Readonly<Record<string, (part: Fields) => Content | undefined>> = {
  text: (part) => {
    const text = textOf(part, 'body', textLength);
    return text === undefined ? undefined : { kind: 'text', text };
  },
  image: (part) => media('image', part),
  video: (part) => media('video', part),
  audio: (part) => media(flagOf(part, 'voice') ? 'voice' : 'audio', part),
  document: (part) => media('document', part),
  sticker: (part) => media('sticker', part),
  location,
  button: (part) => {
    const text = textOf(part, 'text', textLength);
    const payload = textOf(part, 'payload');
    return text === undefined && payload === undefined ? undefined : { kind: 'button', text: text ?? payload ?? '', payload };
  },
  interactive,
  order,
};

function media(kind: 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker', part: Fields): Content | undefined {
  const providerMediaId = nameOf(part, 'id');
  if (providerMediaId === undefined) return undefined;
  return {
    kind,
    media: {
      providerMediaId,
      mimeType: nameOf(part, 'mime_type') ?? 'application/octet-stream',
      sha256: nameOf(part, 'sha256'),
      filename: nameOf(part, 'filename'),
      caption: textOf(part, 'caption', textLength),
      animated: flagOf(part, 'animated'),
    },
  };
}

function location(part: Fields): Content | undefined {
  const latitude = numberOf(part, 'latitude');
  const longitude = numberOf(part, 'longitude');
  if (latitude === undefined || longitude === undefined) return undefined;
  const [name, address, url] = [nameOf(part, 'name'), nameOf(part, 'address'), nameOf(part, 'url')];
  return { kind: 'location', latitude, longitude, name, address, url };
}

/** The answer to a request for contact information has a phone number and no name. */
function contacts(message: Fields): Content | undefined {
  const cards = listOf(message, 'contacts');
  if (cards.length === 0) return undefined;
  return {
    kind: 'contacts',
    cards: cards.map((card) => {
      const name = fieldsOf(card, 'name') ?? {};
      const parts = [nameOf(name, 'first_name'), nameOf(name, 'last_name')].filter((part) => part !== undefined);
      return {
        name: nameOf(name, 'formatted_name') ?? parts.join(' '),
        phones: listOf(card, 'phones').map((entry) => ({
          phone: nameOf(entry, 'phone'),
          waId: nameOf(entry, 'wa_id'),
          type: nameOf(entry, 'type'),
        })),
        emails: listOf(card, 'emails').flatMap((entry) => nameOf(entry, 'email') ?? []),
        organisation: nameOf(fieldsOf(card, 'org') ?? {}, 'company'),
      };
    }),
  };
}

function order(part: Fields): Content {
  return {
    kind: 'order',
    catalogId: nameOf(part, 'catalog_id'),
    text: nameOf(part, 'text'),
    items: listOf(part, 'product_items').map((item) => ({
      retailerId: nameOf(item, 'product_retailer_id') ?? '',
      quantity: numberOf(item, 'quantity') ?? 1,
      price: numberOf(item, 'item_price'),
      currency: nameOf(item, 'currency'),
    })),
  };
}

/** Answers to what a business offered. The object with the answer may be missing, with `errors` beside the message. */
function interactive(part: Fields): Content | undefined {
  const kind = textOf(part, 'type') ?? '';
  const answer = fieldsOf(part, kind);
  if (!answer) return undefined;
  switch (kind) {
    case 'button_reply':
      return choice('button_reply', answer);
    case 'list_reply':
      return choice('list_reply', answer);
    case 'nfm_reply':
      return {
        kind: 'nfm_reply',
        name: nameOf(answer, 'name'),
        text: textOf(answer, 'body', textLength) ?? '',
        answers: answersOf(textOf(answer, 'response_json', textLength)),
      };
    case 'call_permission_reply': {
      const response = nameOf(answer, 'response');
      const expires = timeOf(answer, 'expiration_timestamp');
      if (response === undefined) return undefined;
      return {
        kind: 'call_permission_reply',
        response,
        permanent: flagOf(answer, 'is_permanent'),
        expiresAt: expires === undefined ? undefined : instant(expires),
      };
    }
    case 'product':
      return {
        kind: 'product',
        catalogId: nameOf(answer, 'catalog_id'),
        // The inner names are not documented yet: both spellings the provider uses elsewhere.
        retailerId: nameOf(answer, 'product_retailer_id') ?? nameOf(answer, 'retailer_id'),
        text: nameOf(answer, 'text') ?? nameOf(answer, 'title'),
      };
    default:
      return undefined;
  }
}

function choice(kind: 'button_reply' | 'list_reply', answer: Fields): Content | undefined {
  const id = textOf(answer, 'id');
  const title = textOf(answer, 'title');
  if (id === undefined && title === undefined) return undefined;
  const chosen = { id: id ?? '', title: title ?? id ?? '' };
  return kind === 'list_reply' ? { kind, ...chosen, description: nameOf(answer, 'description') } : { kind, ...chosen };
}

/** Keeps what cannot be shown, so that nothing is lost and a person sees that something came. */
export function unsupported(message: Fields, besides: readonly Fields[]): Content {
  const part = fieldsOf(message, 'unsupported') ?? {};
  const type = nameOf(part, 'type') ?? nameOf(message, 'type');
  const codes = [...listOf(message, 'errors'), ...besides].map((error) => numberOf(error, 'code'));
  const known = codes.filter((code) => code !== undefined).filter(Number.isInteger);
  return {
    kind: 'unsupported',
    type: type === 'unsupported' ? undefined : type?.slice(0, 100),
    errorCodes: known.length ? [...new Set(known)] : undefined,
    raw: rawOf(message),
  };
}

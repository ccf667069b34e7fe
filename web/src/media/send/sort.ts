import type { SendableKind, sendable } from '../../../../contract/media-uploads.ts';

const megabyte = 1_048_576;

/** What the contract says of each kind, again: of the contract the app may carry only types. One that differs does not compile. */
export const limits: {
  readonly [Kind in SendableKind]: { bytes: number; types: readonly (typeof sendable)[Kind]['types'][number][] };
} = {
  image: { bytes: 5 * megabyte, types: ['image/jpeg', 'image/png'] },
  video: { bytes: 16 * megabyte, types: ['video/mp4', 'video/3gpp'] },
  audio: { bytes: 16 * megabyte, types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'] },
  voice: { bytes: 16 * megabyte, types: ['audio/ogg'] },
  document: {
    bytes: 100 * megabyte,
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
  },
};

/** Other names that browsers give to the same. */
const also: ReadonlyMap<string, string> = new Map([
  ['image/jpg', 'image/jpeg'],
  ['audio/mp3', 'audio/mpeg'],
  ['audio/x-m4a', 'audio/mp4'],
  ['audio/m4a', 'audio/mp4'],
  ['audio/x-aac', 'audio/aac'],
  ['application/x-pdf', 'application/pdf'],
  ['text/csv', 'text/plain'],
  ['text/markdown', 'text/plain'],
]);

export type Refusal = 'empty' | 'wrong-type' | 'too-large';
export type Sorted =
  | { readonly kind: SendableKind; readonly mimeType: string }
  /** A picture that WhatsApp does not take as it is, and takes when it is drawn again. */
  | { readonly redraw: true }
  | { readonly refused: Refusal; readonly limit?: number };

const kinds = ['image', 'video', 'audio', 'document'] as const;

/** As what a file can be sent, by the type the browser gives it and its size. What it really is, the server finds out. */
export function sorted({ type, size }: Pick<File, 'type' | 'size'>): Sorted {
  if (size === 0) return { refused: 'empty' };
  const plain = type.split(';')[0]?.trim().toLowerCase() ?? '';
  const mimeType = also.get(plain) ?? plain;
  const kind = kinds.find((one) => limits[one].types.some((known) => known === mimeType));
  if (kind && size <= limits[kind].bytes) return { kind, mimeType };
  // A vector graphic is a program that draws; nobody is sent one as a picture.
  if (mimeType.startsWith('image/') && !mimeType.startsWith('image/svg') && size <= 50 * megabyte) return { redraw: true };
  return kind ? { refused: 'too-large', limit: limits[kind].bytes } : { refused: 'wrong-type' };
}

import type { MediaKind } from '../../contract/message.ts';

/** A type that nothing is known of, or that no browser should look into: only ever downloaded. */
export const opaque = 'application/octet-stream';

const office = 'application/vnd.openxmlformats-officedocument';
export const officeTypes = {
  word: `${office}.wordprocessingml.document`,
  xl: `${office}.spreadsheetml.sheet`,
  ppt: `${office}.presentationml.presentation`,
} as const;

const pictures = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];
const films = ['video/mp4', 'video/3gpp'];
const sounds = ['audio/ogg', 'audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/amr'];
/** Types that browsers show or play by themselves, and that hold nothing which could act. */
const shown = [...pictures, ...films, ...sounds];

/**
 * What the bytes of a kind may be. A document may be anything: what is not listed is kept without a type.
 * Types that browsers run or render as pages (HTML, SVG, XML) are in no list.
 */
const receivable: Readonly<Record<MediaKind, readonly string[]>> = {
  image: pictures,
  video: films,
  audio: sounds,
  voice: sounds,
  sticker: ['image/webp'],
  document: [
    'application/pdf',
    'text/plain',
    'application/msword',
    'application/vnd.ms-excel',
    'application/vnd.ms-powerpoint',
    ...Object.values(officeTypes),
    ...shown,
  ],
};

/** The type to keep a file of this kind under; undefined: not a file of this kind. */
export function keptType(kind: MediaKind, found: string | undefined): string | undefined {
  if (found !== undefined && receivable[kind].includes(found)) return found;
  return kind === 'document' ? opaque : undefined;
}

export const isInline = (mimeType: string): boolean => shown.includes(mimeType);

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'video/mp4': 'mp4',
  'video/3gpp': '3gp',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'application/msword': 'doc',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.ms-powerpoint': 'ppt',
  [officeTypes.word]: 'docx',
  [officeTypes.xl]: 'xlsx',
  [officeTypes.ppt]: 'pptx',
};
/** Without a dot. Undefined: no type of ours. */
export const extensionOf = (mimeType: string): string | undefined => extensions[mimeType];

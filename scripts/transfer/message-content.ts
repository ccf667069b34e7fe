import { Content } from '../../contract/message.ts';
import { words } from './columns.ts';
import { isNothing, text, word } from './values.ts';

interface ContentCells {
  readonly type?: string | undefined;
  readonly content?: unknown;
  readonly mediaId?: string | undefined;
  readonly mimeType?: string | undefined;
  readonly filename?: string | undefined;
  readonly caption?: string | undefined;
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
}

/** The longest text that WhatsApp delivers: https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks */
const longestText = 65_536;
const mimeTypes = {
  image: 'image/jpeg',
  video: 'video/mp4',
  voice: 'audio/ogg',
  audio: 'audio/mpeg',
  document: 'application/octet-stream',
  sticker: 'image/webp',
} as const;
const isMedia = (kind: string): kind is keyof typeof mimeTypes => kind in mimeTypes;

/** What a message says, or what is wrong with it. A kind nobody knows is kept as such, never dropped. */
export function contentOf(row: ContentCells): Content | string {
  const own = ownContent(row.content);
  if (own) return own;
  const said = isNothing(row.content) ? undefined : text(longestText).safeParse(textIn(row.content));
  if (said?.success === false) return said.error.issues[0]?.message ?? 'is not text';
  const kind = kindOf(row.type);
  if (isMedia(kind)) {
    return {
      kind,
      media: {
        providerMediaId: row.mediaId ?? '',
        mimeType: row.mimeType ?? (row.type?.includes('/') ? row.type : mimeTypes[kind]),
        filename: row.filename,
        caption: row.caption ?? said?.data,
      },
    };
  }
  if (kind === 'location' && row.latitude !== undefined && row.longitude !== undefined) {
    return { kind, latitude: row.latitude, longitude: row.longitude, name: said?.data };
  }
  const words = said?.data ?? row.caption;
  if (words === undefined || words.trim() === '') return 'is empty';
  if (kind === 'text') return { kind, text: words };
  return { kind: 'unsupported', type: row.type, raw: JSON.stringify({ text: words }).slice(0, 8_192).toWellFormed() };
}

/** Of an export. */
function ownContent(cell: unknown): Content | undefined {
  const value = typeof cell === 'string' && cell.startsWith('{"kind":') ? parsed(cell) : cell;
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const content = Content.safeParse(value);
  return content.success ? content.data : undefined;
}

/** Systems that keep the provider's object have the words in `text`, `body` or both. */
function textIn(cell: unknown): unknown {
  const value = typeof cell === 'string' && cell.startsWith('{') ? (parsed(cell) ?? cell) : cell;
  if (typeof value !== 'object' || value === null) return cell;
  for (const name of ['text', 'body', 'message', 'content']) {
    const inner: unknown = Reflect.get(value, name);
    if (typeof inner === 'string') return inner;
    if (typeof inner === 'object' && inner !== null) return textIn(inner);
  }
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

function parsed(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return undefined;
  }
}

function kindOf(type: string | undefined): keyof typeof words.kind | 'other' {
  if (type === undefined) return 'text';
  const known = word(words.kind).safeParse(type);
  if (known.success) return known.data;
  const [family = ''] = type.toLowerCase().split('/');
  if (family === 'image' || family === 'video' || family === 'audio') return family;
  return type.includes('/') ? 'document' : 'other';
}

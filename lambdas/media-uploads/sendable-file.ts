import { type SendableKind, sendable } from '../../contract/media-uploads.ts';
import type { ByteSource } from '../_media/byte-source.ts';
import { opusHead } from '../_media/ogg.ts';

interface Stated {
  readonly kind: SendableKind;
  readonly mimeType: string;
  readonly bytes: number;
}

/** What stands against sending such a file; undefined: nothing. */
export function refusalOf({ kind, mimeType, bytes }: Stated): { readonly path: string; readonly message: string } | undefined {
  const limits: { readonly types: readonly string[]; readonly bytes: number } = sendable[kind];
  if (!limits.types.includes(mimeType)) {
    return { path: 'mimeType', message: `WhatsApp takes ${limits.types.map(shortName).join(', ')} here` };
  }
  if (bytes > limits.bytes) return { path: 'bytes', message: `WhatsApp takes at most ${limits.bytes / 1024 / 1024} MB here` };
  return undefined;
}

const shortName = (mimeType: string): string => mimeType.replace(/^.*[/.]/, '');

/**
 * Sound in Ogg has to be Opus of one channel, or it reaches the customer as a file that does not play.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
 */
export async function isPlayedByWhatsApp(source: ByteSource, mimeType: string): Promise<boolean> {
  return mimeType !== 'audio/ogg' || opusHead(await source.read(0, 64))?.channels === 1;
}

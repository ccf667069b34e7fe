import type { Message, StoredFile } from '../../../../contract/message.ts';
import type { Desk } from '../../business/desk.ts';
import { linkNow } from '../links.ts';

const oggOpus = 'audio/ogg; codecs=opus';

/** Only the newest Safari plays what WhatsApp records: Opus in Ogg. For the others it is decoded here. */
const playsOgg = (): boolean => document.createElement('audio').canPlayType(oggOpus) !== '';

let decoded: { readonly id: string; readonly url: string } | undefined;

/** An address that this browser plays. */
export async function playableAddress(
  desk: Desk,
  message: Pick<Message, 'conversationId' | 'id'>,
  file: StoredFile,
  anew: boolean,
): Promise<string | undefined> {
  const address = await linkNow(desk, message, file.playable ? 'playable' : 'original', anew);
  if (address === undefined || file.playable || file.mimeType !== 'audio/ogg' || playsOgg()) return address;
  if (decoded?.id === message.id && !anew) return decoded.url;
  const [answer, { waveOf }] = await Promise.all([fetch(address, { referrerPolicy: 'no-referrer' }), import('./decode.ts')]);
  if (!answer.ok) return undefined;
  const wave = await waveOf(new Uint8Array(await answer.arrayBuffer()));
  if (!wave) return undefined;
  if (decoded) URL.revokeObjectURL(decoded.url);
  decoded = { id: message.id, url: URL.createObjectURL(wave) };
  return decoded.url;
}

import type { Message } from '../../../../contract/message.ts';
import type { Desk } from '../../business/desk.ts';
import { sendingsOf } from './sendings-of.ts';

/** Sends the file of a message once more, as a message of its own. The business has the bytes, so they are not put there again. */
export function sendFileAgain(desk: Desk, { conversationId, content, file }: Message, replyTo: string | undefined): void {
  // Stickers only come in.
  if (!('media' in content) || content.kind === 'sticker' || content.media.fileId === undefined) return;
  const { fileId, mimeType, caption = '', filename } = content.media;
  sendingsOf(desk).add(conversationId, {
    fileId,
    caption,
    replyTo,
    shown: {
      kind: content.kind,
      mimeType,
      bytes: file?.bytes ?? 0,
      ...(filename === undefined ? {} : { name: filename }),
      ...(file?.durationMs === undefined ? {} : { durationMs: file.durationMs }),
    },
  });
}

import type { SendableContent } from '../../contract/conversations.ts';
import type { ClientId, ConversationId } from '../../contract/ids.ts';
import { sendable } from '../../contract/media-uploads.ts';
import type { Content } from '../../contract/message.ts';
import type { FileItem } from '../_data/file-item.ts';
import { outboundMessageId } from '../_data/keys.ts';
import { getLibraryFile } from '../_data/library-file.ts';
import { getMessage } from '../_data/message.ts';
import { type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

/** What a message is to say, as it is kept. `file`: what is known of the file it shows. */
export interface Said {
  readonly content: Content;
  readonly file?: FileItem | undefined;
}

interface Asked {
  readonly conversationId: ConversationId;
  readonly clientId: ClientId;
  readonly content: SendableContent;
}

/** A file has to be one of the business's own, and one that this kind of message can carry. 1 read unit for a file. */
export async function contentOf(
  store: TenantTable,
  { conversationId, clientId, content }: Asked,
  now: number,
): Promise<Said | ProblemResult> {
  if (content.kind === 'text') return { content };
  const { kind, fileId } = content;
  const row = await getLibraryFile(store, fileId, now);
  if (row === undefined) {
    // It may have been deleted since the message was accepted, and this be the same message once more.
    const before = await getMessage(store, conversationId, outboundMessageId(clientId));
    if (before?.content.kind === kind && before.content.media.fileId === fileId) return { content: before.content };
    return refused('There is no such file. Upload it again: files that nobody needs any more are deleted.');
  }
  const { types, bytes }: { readonly types: readonly string[]; readonly bytes: number } = sendable[kind];
  const { mime = '', n = 0 } = row.file;
  if (!types.includes(mime)) return refused('WhatsApp does not take a file of this type as this kind of message.');
  if (n > bytes) return refused(`WhatsApp takes at most ${bytes / 1024 / 1024} MB in this kind of message.`);
  const filename = content.kind === 'document' ? (content.name ?? row.name) : undefined;
  const caption = 'caption' in content ? content.caption : undefined;
  // As it is read back: what is compared has no attributes that are not there.
  const media = {
    fileId,
    mimeType: mime,
    sha256: fileId,
    ...(filename !== undefined && { filename }),
    ...(caption !== undefined && { caption }),
  };
  return { content: { kind, media }, file: row.file };
}

const refused = (detail: string): ProblemResult =>
  problem('invalid-body', detail, [{ path: 'content.fileId', message: 'Cannot be sent' }]);

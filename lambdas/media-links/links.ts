import type * as z from 'zod';
import type { ConversationId } from '../../contract/ids.ts';
import { linkLives, type media, type Variant } from '../../contract/media.ts';
import type { Message } from '../../contract/message.ts';
import { getConversation } from '../_data/conversation.ts';
import { hasFile } from '../_data/file-item.ts';
import { getMessages } from '../_data/message.ts';
import { type ServedAs, servedAs, stampOf } from '../_media/served.ts';
import { libraryKey, type MediaStorage, receivedKey } from '../_media/storage.ts';
import { notFound } from '../_shared/http-request.ts';
import type { ProblemResult } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Route = typeof media.routes.links;
type Wanted = z.output<Route['body']>['items'][number];

/** Addresses of those files that are there. The message's place in the table is what binds it to the conversation and the business. */
export async function linksFor(
  { store, storage }: { readonly store: TenantTable; readonly storage: MediaStorage },
  id: ConversationId,
  items: readonly Wanted[],
  now: number,
): Promise<z.output<Route['response']> | ProblemResult> {
  const [conversation, messages] = await Promise.all([
    getConversation(store, id),
    getMessages(store, id, [...new Set(items.map(({ messageId }) => messageId))]),
  ]);
  if (!conversation) return notFound();
  const links = await Promise.all(
    items.map(async ({ messageId, variant, download = false }) => {
      const file = servedFile(store, messages.get(messageId), { variant, download, now });
      if (!file) return [];
      const { key, as } = file;
      return [{ messageId, variant, url: await storage.link(store.tenant, key, as), mimeType: as.mimeType }];
    }),
  );
  return { items: links.flat(), expiresAt: new Date(now + linkLives).toISOString() };
}

interface Asked {
  readonly variant: Variant;
  readonly download: boolean;
  readonly now: number;
}

function servedFile(
  { tenant }: TenantTable,
  message: Message | undefined,
  { variant, download, now }: Asked,
): { readonly key: string; readonly as: ServedAs } | undefined {
  if (!message || !hasFile(message.content) || message.deletedAt !== undefined) return undefined;
  const { content, conversationId, id, file } = message;
  if (file?.state !== 'stored' || file.mimeType === undefined || !has(file, variant)) return undefined;
  // The storage deletes once a day.
  if (file.expiresAt !== undefined && Date.parse(file.expiresAt) <= now) return undefined;
  const { fileId, filename } = content.media;
  const key = fileId === undefined ? receivedKey(tenant, conversationId, id, variant) : libraryKey(tenant, fileId, variant);
  const otherwise = `${content.kind}-${stampOf(Number(id.slice(0, 13)))}`;
  return { key, as: servedAs(file.mimeType, { variant, download, name: filename, otherwise }) };
}

const has = (file: NonNullable<Message['file']>, variant: Variant): boolean =>
  variant === 'original' || (variant === 'thumbnail' ? file.thumbnail === true : file.playable === true);

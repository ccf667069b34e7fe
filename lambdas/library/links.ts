import type * as z from 'zod';
import type { library } from '../../contract/library.ts';
import { linkLives, type Variant } from '../../contract/media.ts';
import { getConversations } from '../_data/conversation-views.ts';
import { getFileRows } from '../_data/file-list.ts';
import { parseReceivedFileId } from '../_data/file-row.ts';
import { isThere, type LibraryRow } from '../_data/library-file.ts';
import { servedAs, stampOf } from '../_media/served.ts';
import { libraryKey, type MediaStorage, receivedKey } from '../_media/storage.ts';
import type { TenantTable } from '../_shared/tenant.ts';

type Route = (typeof library.routes)['links'];

/** Addresses of those files that are there and of nobody who is being erased. */
export async function links(
  { store, storage }: { readonly store: TenantTable; readonly storage: MediaStorage },
  items: z.output<Route['body']>['items'],
  now: number,
): Promise<z.output<Route['response']>> {
  const { tenant } = store;
  const ids = [...new Set(items.map(({ fileId }) => fileId))];
  const [rows, conversations] = await Promise.all([
    getFileRows(store, ids),
    getConversations(store, [...new Set(ids.flatMap((id) => parseReceivedFileId(id)?.conversationId ?? []))]),
  ]);
  const made = items.map(async ({ fileId, variant, download = false }) => {
    const row = rows.get(fileId);
    const place = parseReceivedFileId(fileId);
    if (!row || !isThere(row, now) || !has(row, variant) || (place && !conversations.has(place.conversationId))) return [];
    const as = servedAs(row.file.mime ?? '', { variant, download, name: row.name, otherwise: `${row.kind}-${stampOf(row.at)}` });
    const key = place ? receivedKey(tenant, place.conversationId, place.messageId, variant) : libraryKey(tenant, fileId, variant);
    return [{ fileId, variant, url: await storage.link(tenant, key, as), mimeType: as.mimeType }];
  });
  return { items: (await Promise.all(made)).flat(), expiresAt: new Date(now + linkLives).toISOString() };
}

const has = ({ file }: LibraryRow, variant: Variant): boolean =>
  variant === 'original' || (variant === 'thumbnail' ? file.th === true : file.pl === true);

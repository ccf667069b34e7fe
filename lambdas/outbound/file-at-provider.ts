import type { ChannelId } from '../../contract/ids.ts';
import type { FileId, Message } from '../../contract/message.ts';
import { type Channel, getChannel } from '../_data/channel.ts';
import { getConversation } from '../_data/conversation.ts';
import { hasFile, type MediaContent } from '../_data/file-item.ts';
import { providerFile, rememberProviderFile } from '../_data/provider-file.ts';
import { contentDisposition, savedName } from '../_media/file-name.ts';
import type { Objects } from '../_media/objects.ts';
import { libraryKey, type MediaStorage } from '../_media/storage.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { log } from '../_shared/log.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { Provider, Refusal } from '../_whatsapp/port.ts';
import { channelMissing, conversationGone, fileGone, storageDown, windowClosed } from './failures.ts';

export interface UploadDependencies {
  readonly store: TenantTable;
  provider(channel: Channel): Promise<Provider>;
  readonly objects: Pick<Objects, 'open'>;
  /** Addresses that are good for an hour. */
  readonly storage: Pick<MediaStorage, 'link'>;
  readonly clock: () => number;
  /** Ms that an upload may take. */
  readonly uploadMs: () => number;
}

export type AtProvider =
  /** `known`: since another message; the provider may have forgotten it all the same. */
  | {
      readonly outcome: 'there';
      readonly id: string;
      readonly known: boolean;
      readonly at: { fileId: FileId; channelId: ChannelId };
    }
  /** The provider fetches it from there. */
  | { readonly outcome: 'linked'; readonly link: string }
  | ({ readonly outcome: 'refused' } & Refusal);

const never = (failure: Refusal['failure']): AtProvider => ({ outcome: 'refused', retry: 'never', failure });

/**
 * What the provider calls the file of a message, uploaded if it has to be, or where it is to fetch it. Nobody holds the message meanwhile, and nothing of it is
 * sent: whoever dies here, or does it at the same time, only uploads once more.
 */
export async function fileAtProvider(
  { store, provider, objects, storage, clock, uploadMs }: UploadDependencies,
  { conversationId, content }: Message,
): Promise<AtProvider> {
  const fileId = hasFile(content) ? content.media.fileId : undefined;
  const conversation = await getConversation(store, conversationId);
  if (conversation === undefined) return never(conversationGone);
  if (fileId === undefined || !hasFile(content)) return never(fileGone);
  if (clock() >= (conversation.windowClosesAt ?? 0)) return never(windowClosed);
  const at = { fileId, channelId: conversation.channelId };
  const [known, channel] = await Promise.all([providerFile(store, at, clock()), getChannel(store, at.channelId)]);
  if (known !== undefined) return { outcome: 'there', id: known, known: true, at };
  if (channel === undefined) return never(channelMissing);

  const key = libraryKey(store.tenant, fileId, 'original');
  const opened = await objects.open(store.tenant, key).catch((error: unknown) => {
    log.warn('a file to send cannot be read', { tenant: store.tenant, conversationId }, error);
    return 'down' as const;
  });
  if (opened === 'down') return { outcome: 'refused', retry: 'backoff', failure: storageDown };
  if (opened === undefined) return never(fileGone);
  let first: typeof opened | undefined = opened;
  const uploaded = await (await provider(channel)).upload({
    mimeType: content.media.mimeType,
    size: opened.size,
    open: async () => {
      const again = first ?? (await objects.open(store.tenant, key));
      first = undefined;
      if (again === undefined) throw new Error('the file is gone');
      return again.body;
    },
    timeoutMs: uploadMs(),
    link: () => storage.link(store.tenant, key, fetchedAs(content)),
  });
  opened.body.destroy();
  failPoint('outbound.after-upload');
  if (uploaded.outcome !== 'uploaded') return uploaded;
  await rememberProviderFile(store, at, uploaded.id, clock());
  failPoint('outbound.after-remember');
  return { outcome: 'there', id: uploaded.id, known: false, at };
}

/**
 * As long as the sessions that sign them last. A provider fetches while it sends, and may have other messages of the number to
 * send first; what is fetched too late fails with a status.
 */
export const fetchLives = 60 * 60_000;

/** Providers go by the type that they are told, and must not be told another than what the bytes are. */
const fetchedAs = ({ kind, media: { mimeType, filename } }: MediaContent) => ({
  mimeType,
  disposition: contentDisposition('attachment', savedName(filename, mimeType, kind)),
  livesMs: fetchLives,
});

/**
 * Codes with which the provider says that it does not know the id of a file. They have other meanings too, so only an id that was
 * remembered is doubted, and only once.
 */
export const mayMeanForgotten = ({ failure: { code } }: Refusal): boolean => ['100', '131009', '131052', '131053'].includes(code);

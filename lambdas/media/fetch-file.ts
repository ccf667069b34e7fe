import { largestReceived } from '../../contract/media.ts';
import type { FileFailure, MediaKind, Message } from '../../contract/message.ts';
import { type MediaJob, mediaReceives, type TranscriptionJob } from '../../contract/queues.ts';
import { isSpoken } from '../../contract/spoken.ts';
import { type Channel, getChannel } from '../_data/channel.ts';
import { type Permit, permitFetch } from '../_data/fetch-record.ts';
import { type FileItem, hasFile, type MediaContent } from '../_data/file-item.ts';
import { claimFile, failFile, keepFile, postponeFile } from '../_data/received-file.ts';
import { keepingOf } from '../_data/retention.ts';
import { fileSource } from '../_media/byte-source.ts';
import { examine } from '../_media/examine.ts';
import { type MediaStorage, receivedKey } from '../_media/storage.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { FetchRefused } from '../_shared/guarded-fetch.ts';
import type { JobResult } from '../_shared/job-queue.ts';
import { log } from '../_shared/log.ts';
import type { Push } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { isNoFile, type Located, type MediaSource, type NoFile } from '../_whatsapp/media-source.ts';
import { type Downloaded, download, hexOf } from './download.ts';
import { failureOf, failures, notKept } from './failures.ts';

export interface FetchDependencies {
  readonly store: TenantTable;
  /** Opens the channel's secret. */
  source(channel: Channel): Promise<MediaSource>;
  readonly storage: MediaStorage;
  /** Asks for a voice note to be written down. */
  readonly transcribe: (job: TranscriptionJob) => Promise<void>;
  readonly push: Push;
  /** Milliseconds; read again after each wait. */
  readonly clock: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  /** Where files are while they are looked at. */
  readonly folder: string;
}

type Attempt =
  | {
      readonly outcome: 'stored';
      readonly file: Omit<FileItem, 's' | 'own' | 'until' | 'fail'>;
      /** What the library says of it besides. */
      readonly row: { readonly kind: MediaKind; readonly name: string | undefined };
    }
  | { readonly outcome: 'failed'; readonly failure: FileFailure }
  /** Not now. `afterMs`: when, if that is known. */
  | { readonly outcome: 'later'; readonly failure?: FileFailure; readonly afterMs?: number };

/** Longer than the function runs, so that nobody takes over from a worker that is still at it. */
export const leaseMs = 4 * 60_000;
const firstWaitMs = 5_000;
const longestWaitMs = 2 * 60 * 60_000;

/** 5 s, 10 s, ... 2 h: most of a day until the receives are used up. Spread by a fifth, so that a crowd does not come back as one. */
export const waitBefore = (receiveCount: number, random: number): number =>
  Math.min(longestWaitMs, firstWaitMs * 2 ** (receiveCount - 1)) * (0.9 + random * 0.2);

/** Fetches the file of a message once, however often it is asked to. What fails for now is tried again, for good says why. */
export async function fetchFile(dependencies: FetchDependencies, job: MediaJob, receiveCount: number): Promise<JobResult> {
  const { store, clock } = dependencies;
  const place = { conversationId: job.conversationId, messageId: job.messageId };
  const now = clock();
  const claim = await claimFile(store, place, { now, leaseMs });
  failPoint('media.after-claim');
  switch (claim.outcome) {
    case 'absent':
      log.info('a file of a message that is gone', { tenant: store.tenant, ...place });
      return 'done';
    case 'held':
      return { later: claim.until - now + 1 };
    case 'done':
      await askForTranscript(dependencies, job, claim.message);
      return 'done';
    case 'claimed':
      await tell(dependencies, claim.message);
      return work(dependencies, job, { ...claim, receiveCount });
    default:
      return claim satisfies never;
  }
}

interface Held {
  readonly message: Message;
  readonly owner: string;
  readonly receiveCount: number;
}

async function work(dependencies: FetchDependencies, job: MediaJob, { message, owner, receiveCount }: Held): Promise<JobResult> {
  const { store, random } = dependencies;
  const last = receiveCount >= mediaReceives;
  const { content } = message;
  const result = hasFile(content)
    ? await attempt(dependencies, job, content, receiveCount).catch(async (error: unknown) => {
        // Not the provider's doing: the next delivery may take it at once.
        const kept = last
          ? failFile(store, placeOf(job), owner, failures.storage)
          : postponeFile(store, placeOf(job), owner, failures.storage);
        await tell(dependencies, await kept);
        throw error;
      })
    : ({ outcome: 'failed', failure: failures.gone } as const);
  failPoint('media.before-record');
  switch (result.outcome) {
    case 'stored': {
      const kept = await keepFile(store, placeOf(job), owner, result.file, { ...result.row, now: dependencies.clock() });
      failPoint('media.after-record');
      await tell(dependencies, kept);
      if (kept?.file?.state === 'stored') await askForTranscript(dependencies, job, kept);
      return 'done';
    }
    case 'failed':
      await tell(dependencies, await failFile(store, placeOf(job), owner, result.failure));
      return 'done';
    case 'later': {
      if (last) {
        await tell(dependencies, await failFile(store, placeOf(job), owner, result.failure ?? failures.down));
        return 'given-up';
      }
      await tell(dependencies, await postponeFile(store, placeOf(job), owner, result.failure));
      return { later: result.afterMs ?? waitBefore(receiveCount, random()) };
    }
    default:
      return result satisfies never;
  }
}

const placeOf = ({ conversationId, messageId }: MediaJob) => ({ conversationId, messageId });

async function attempt(
  dependencies: FetchDependencies,
  job: MediaJob,
  content: MediaContent,
  receiveCount: number,
): Promise<Attempt> {
  const { store } = dependencies;
  const mediaId = content.media.providerMediaId;
  if (mediaId === undefined) return { outcome: 'failed', failure: failures.gone };
  const channel = await getChannel(store, job.channelId);
  if (channel === undefined) return { outcome: 'failed', failure: failures.noChannel };
  const source = await dependencies.source(channel);
  const maxBytes = largestReceived[content.kind];
  const fetched = await fetchBytes(dependencies, job, { source, mediaId, maxBytes, receiveCount });
  if ('outcome' in fetched) return fetched;
  const { located, bytes } = fetched;
  failPoint('media.after-download');
  try {
    return await keep(dependencies, job, content, located, bytes);
  } finally {
    await bytes.handle.close();
  }
}

interface Wanted {
  readonly source: MediaSource;
  readonly mediaId: string;
  readonly maxBytes: number;
  readonly receiveCount: number;
}

/** Of a provider that counts nothing. */
const free: Permit = { may: true, ended: async () => {} };

/** Looks the file up and downloads it; once more where the link has ended in between. */
async function fetchBytes(
  { store, clock, folder }: FetchDependencies,
  { channelId }: MediaJob,
  { source, mediaId, maxBytes, receiveCount }: Wanted,
): Promise<{ readonly located: Located; readonly bytes: Downloaded } | Attempt> {
  for (let look = 1; ; look++) {
    const permit = source.blocks ? await permitFetch(store, channelId, clock()) : free;
    if (!permit.may) return { outcome: 'later', afterMs: permit.afterMs };
    try {
      const located = await source.locate(mediaId);
      if (isNoFile(located)) {
        await permit.ended('badly');
        return noFile(located, receiveCount);
      }
      if ((located.bytes ?? 0) > maxBytes) {
        await permit.ended('well');
        return { outcome: 'failed', failure: failures.tooLarge };
      }
      failPoint('media.after-look-up');
      const answer = await source.open(located.url, maxBytes);
      if (isNoFile(answer)) {
        await permit.ended('badly');
        if (answer === 'expired' && look === 1) continue;
        return noFile(answer, receiveCount);
      }
      const bytes = await download(answer.body, folder);
      await permit.ended('well');
      return { located, bytes };
    } catch (error) {
      if (!(error instanceof FetchRefused)) throw error;
      await permit.ended('badly');
      const failure = failureOf(error.reason);
      return failure.retry ? { outcome: 'later', failure } : { outcome: 'failed', failure };
    }
  }
}

/** A file that is not there by then, about three quarters of an hour later, does not come any more. */
const mostLooks = 10;

function noFile(reason: NoFile, receiveCount: number): Attempt {
  switch (reason) {
    case 'gone':
      return { outcome: 'failed', failure: failures.gone };
    case 'no-access':
      return { outcome: 'later', failure: failures.noAccess };
    case 'not-the-provider':
      return { outcome: 'failed', failure: failures.unsafeAddress };
    case 'not-there':
      return receiveCount < mostLooks
        ? { outcome: 'later', failure: failures.down }
        : { outcome: 'failed', failure: failures.gone };
    case 'busy':
    case 'expired':
      return { outcome: 'later', failure: failures.down };
    default:
      return reason satisfies never;
  }
}

async function keep(
  { store, storage, clock }: FetchDependencies,
  { conversationId, messageId }: MediaJob,
  { kind, media }: MediaContent,
  located: Located,
  { handle, size, sha256 }: Downloaded,
): Promise<Attempt> {
  const { tenant } = store;
  const stated = [media.sha256, located.sha256].map(hexOf).filter((one) => one !== undefined);
  if (stated.some((one) => one !== sha256)) return { outcome: 'later', failure: failures.wrongHash };
  const examined = await examine(fileSource(handle, size), { kind, mimeType: media.mimeType }, tenant);
  if (typeof examined === 'string') return { outcome: 'failed', failure: notKept[examined] };
  const { mimeType, facts, thumbnail } = examined;
  const keyOf = (variant: 'original' | 'thumbnail') => receivedKey(tenant, conversationId, messageId, variant);
  const { until, tag } = await keepingOf(store, 'customer', clock());
  await storage.put(tenant, keyOf('original'), {
    open: () => handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 }),
    size,
    sha256,
    mimeType,
    tag,
  });
  failPoint('media.after-original');
  if (thumbnail) {
    const { bytes } = thumbnail;
    await storage.put(tenant, keyOf('thumbnail'), {
      open: () => bytes,
      size: bytes.length,
      sha256: thumbnail.sha256,
      mimeType: 'image/jpeg',
      tag,
    });
  }
  failPoint('media.after-store');
  return {
    outcome: 'stored',
    file: { ...facts, mime: mimeType, n: size, sha: sha256, th: thumbnail && true, exp: until },
    row: { kind, name: media.filename },
  };
}

/** Again for a voice note that is here and says nothing: whoever stored it may have died before it could ask. */
async function askForTranscript({ transcribe }: FetchDependencies, job: MediaJob, message: Message): Promise<void> {
  if (!isSpoken(message.content) || message.file?.state !== 'stored' || message.transcript !== undefined) return;
  await transcribe({
    v: 1,
    tenant: job.tenant,
    conversationId: job.conversationId,
    messageId: job.messageId,
    attempt: 1,
  });
}

async function tell({ store, push, clock }: FetchDependencies, message: Message | undefined): Promise<void> {
  if (!message) return;
  await push(store, [{ to: { viewing: message.conversationId }, event: { type: 'message.changed', message } }], clock());
}

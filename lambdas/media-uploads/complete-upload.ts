import { createHash } from 'node:crypto';
import type { Upload, UploadId } from '../../contract/media-uploads.ts';
import { addLibraryFile, getLibraryFile, type LibraryRow } from '../_data/library-file.ts';
import { keepingOf } from '../_data/retention.ts';
import { endUpload, getUpload, type UploadItem } from '../_data/upload.ts';
import { examine, type NotKept } from '../_media/examine.ts';
import type { Objects } from '../_media/objects.ts';
import { libraryKey, type MediaStorage, uploadKeyOf } from '../_media/storage.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { notFound } from '../_shared/http-request.ts';
import { isProblem, type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { formLivesMs } from './create-upload.ts';
import { isPlayedByWhatsApp, refusalOf } from './sendable-file.ts';

export interface CompleteDependencies {
  readonly store: TenantTable;
  readonly objects: Objects;
  readonly storage: Pick<MediaStorage, 'put'>;
}

/**
 * Looks at what was put there, and keeps it once, under its SHA-256. Whatever ends it in between, doing it again goes on: bytes
 * come before the row that names them.
 */
export async function completeUpload(
  dependencies: CompleteDependencies,
  id: UploadId,
  now: number,
): Promise<Upload | ProblemResult> {
  const { store } = dependencies;
  const upload = await getUpload(store, id, now);
  if (upload === undefined) return notFound();
  const done = { id, fileId: upload.sha256, expiresAt: new Date(now + formLivesMs).toISOString() };
  if (upload.fileId !== undefined) return done;
  const kept = (await sameAsBefore(store, upload, now)) ?? (await keep(dependencies, upload, now));
  if (isProblem(kept)) return kept;
  failPoint('media-uploads.after-row');
  await endUpload(store, id, upload.sha256);
  return done;
}

/** Somebody else has uploaded the same meanwhile. */
async function sameAsBefore(store: TenantTable, upload: UploadItem, now: number): Promise<LibraryRow | undefined> {
  const row = await getLibraryFile(store, upload.sha256, now);
  const { mime = '', n = 0 } = row?.file ?? {};
  return refusalOf({ kind: upload.kind, mimeType: mime, bytes: n }) === undefined ? row : undefined;
}

async function keep(
  { store, objects, storage }: CompleteDependencies,
  upload: UploadItem,
  now: number,
): Promise<LibraryRow | ProblemResult> {
  const { tenant } = store;
  const { kind, sha256 } = upload;
  const key = uploadKeyOf(tenant, upload.id);
  const there = await objects.look(tenant, key);
  if (there === undefined) return problem('upload-missing', 'Put the file there first, with the form that came with the upload.');
  const found = there.sha256 ?? (await hashed(objects, tenant, key));
  if (there.size !== upload.bytes || found !== sha256) return refused('It arrived damaged. Upload it again.');
  const source = objects.source(tenant, key, there.size);
  const examined = await examine(source, { kind, mimeType: upload.mimeType }, tenant);
  if (typeof examined === 'string') return refused(advice[examined]);
  const { mimeType, facts, thumbnail } = examined;
  const refusal = refusalOf({ kind, mimeType, bytes: there.size });
  if (refusal) return refused(`It is not what it claims to be. ${refusal.message}.`);
  if (!(await isPlayedByWhatsApp(source, mimeType))) {
    return refused('WhatsApp plays Ogg sound only if it is Opus with one channel. Record it again.');
  }
  // Before the bytes are put: the bucket counts from then on.
  const { until, tag } = await keepingOf(store, 'business', now);
  await objects.copy(tenant, key, libraryKey(tenant, sha256, 'original'), { mimeType, tag });
  failPoint('media-uploads.after-copy');
  if (thumbnail) {
    const { bytes } = thumbnail;
    await storage.put(tenant, libraryKey(tenant, sha256, 'thumbnail'), {
      open: () => bytes,
      size: bytes.length,
      sha256: thumbnail.sha256,
      mimeType: 'image/jpeg',
      tag,
    });
  }
  const row: LibraryRow = {
    id: sha256,
    kind,
    origin: 'business',
    at: now,
    name: upload.name,
    employeeId: upload.by,
    references: 0,
    file: { s: 'stored', ...facts, mime: mimeType, n: there.size, sha: sha256, th: thumbnail && true, exp: until },
    ...(until !== undefined && { expiresAt: until / 1000 }),
  };
  return (
    (await addLibraryFile(store, row)) ??
    problem('conflict', 'The same file is being deleted at this moment. Try again in a minute.')
  );
}

/** Where the storage does not know it. */
async function hashed(objects: Objects, tenant: TenantTable['tenant'], key: string): Promise<string | undefined> {
  const opened = await objects.open(tenant, key);
  if (opened === undefined) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of opened.body) hash.update(chunk);
  return hash.digest('hex');
}

const refused = (why: string): ProblemResult => problem('file-refused', why);

const advice = {
  empty: 'It is empty.',
  'wrong-type': 'It is not what it claims to be. Send it in another form.',
  'too-many-pixels': 'The picture is too large to be shown safely. Send a smaller one.',
} as const satisfies Record<NotKept, string>;

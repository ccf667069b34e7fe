import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Upload } from '../../contract/media-uploads.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { jpeg, mp3, pdf, voiceNote } from '../../test/helpers/media-files.ts';
import { fileUsage } from '../_data/file-usage.ts';
import { getLibraryFile } from '../_data/library-file.ts';
import { bufferSource } from '../_media/byte-source.ts';
import type { Objects } from '../_media/objects.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import { completeUpload } from './complete-upload.ts';
import { createUpload } from './create-upload.ts';

const by = anEmployee();
let table: TestTable;
let store: TenantTable;
/** What the bucket has, by key. */
let bucket: Map<string, Buffer>;

beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  store = table.of(aTenant());
  bucket = new Map();
});

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const objects: Pick<Objects, 'look' | 'copy' | 'source' | 'open'> = {
  look: async (_, key) => {
    const bytes = bucket.get(key);
    return bytes && { size: bytes.length, sha256: sha256(bytes) };
  },
  copy: async (_, from, to) => void bucket.set(to, bucket.get(from) ?? expect.fail()),
  source: (_, key) => bufferSource(bucket.get(key) ?? expect.fail()),
  open: () => Promise.reject(new Error('the storage knows its checksums')),
};
const storage = { put: async (_: string, key: string) => void bucket.set(key, Buffer.from('small')) };

interface Given {
  readonly kind?: 'image' | 'voice' | 'document' | 'audio';
  readonly mimeType?: string;
  readonly name?: string;
  readonly newId?: string;
}
const create = (bytes: Buffer, { kind = 'document', mimeType = 'application/pdf', newId = ulid(noon), name }: Given = {}) =>
  createUpload(
    { store, allow: async (_, upload, key) => ({ url: key, fields: { sha256: upload.sha256 } }) },
    {
      newId,
      fields: { kind, mimeType, bytes: bytes.length, sha256: sha256(bytes), ...(name !== undefined && { name }) },
      by,
      now: noon,
    },
  );
const complete = (id: string) => completeUpload({ store, objects, storage }, id, noon);

/** As a browser does it. `put`: other bytes than those it spoke of. */
async function upload(bytes: Buffer, given: Given = {}, put = bytes): Promise<Upload | { readonly code: string }> {
  const made = await create(bytes, given);
  if ('code' in made || made.post === undefined) return made;
  bucket.set(made.post.url, put);
  return complete(made.id);
}

describe('a file of an employee', () => {
  it('is kept once by its bytes, counted once, and known by what it says of itself', async () => {
    const file = pdf(3);
    expect(await upload(file, { name: 'prices.pdf' })).toMatchObject({ fileId: sha256(file) });
    expect(bucket.get(`tenants/${store.tenant}/library/${sha256(file)}/original`)).toEqual(file);
    expect(await getLibraryFile(store, sha256(file), noon)).toMatchObject({
      kind: 'document',
      origin: 'business',
      name: 'prices.pdf',
      employeeId: by,
      references: 0,
      file: { s: 'stored', mime: 'application/pdf', n: file.length, pg: 3 },
    });
    // Not asked for again; and two that were under way at the same time are one.
    expect(await create(file)).toMatchObject({ fileId: sha256(file) });
    const [one, other] = [
      await create(jpeg(), { kind: 'image', mimeType: 'image/jpeg' }),
      await create(jpeg(), { kind: 'image', mimeType: 'image/jpeg' }),
    ];
    for (const made of [one, other]) if ('post' in made && made.post) bucket.set(made.post.url, jpeg());
    await Promise.all([one, other].map((made) => ('id' in made ? complete(made.id) : expect.fail())));
    const usage = new Map((await fileUsage(store, noon)).map(({ kind, files }) => [kind, files]));
    expect([usage.get('document'), usage.get('image')]).toEqual([1, 1]);
  });

  it('is completed again with the same answer, and not before it is there', async () => {
    const made = await create(pdf(1));
    if ('code' in made || !made.post) expect.fail();
    expect(await complete(made.id)).toMatchObject({ code: 'upload-missing' });
    bucket.set(made.post.url, pdf(1));
    const first = await complete(made.id);
    bucket.delete(made.post.url);
    expect(await complete(made.id)).toEqual(first);
    expect(await complete(ulid(noon))).toMatchObject({ code: 'not-found' });
  });

  it('asked for twice under one key is one, and another file under it is refused', async () => {
    const newId = ulid(noon);
    const first = await create(pdf(1), { newId });
    expect(await create(pdf(1), { newId })).toEqual(first);
    expect(await create(pdf(2), { newId })).toMatchObject({ code: 'idempotency-key-reused' });
  });

  it('is refused when WhatsApp would not take it, before anything is put anywhere', async () => {
    expect(await create(jpeg(), { kind: 'image', mimeType: 'image/svg+xml' })).toMatchObject({ code: 'invalid-body' });
    expect(await create(Buffer.alloc(5 * 1024 * 1024 + 1), { kind: 'image', mimeType: 'image/jpeg' })).toMatchObject({
      code: 'invalid-body',
    });
    expect(await create(mp3(), { kind: 'voice', mimeType: 'audio/mpeg' })).toMatchObject({ code: 'invalid-body' });
  });

  it('is refused when its bytes are others than it said', async () => {
    const page = Buffer.from('<html><script>alert(1)</script></html>');
    expect(await upload(page, { kind: 'image', mimeType: 'image/png' })).toMatchObject({ code: 'file-refused' });
    expect(await upload(page, { kind: 'document', mimeType: 'text/plain' })).toMatchObject({ code: 'file-refused' });
    const swapped = Buffer.from(pdf(4).toString('latin1').replace('4', '5'), 'latin1');
    expect(await upload(pdf(4), {}, swapped)).toMatchObject({ code: 'file-refused' });
    expect(await upload(mp3(), { kind: 'voice', mimeType: 'audio/ogg' })).toMatchObject({ code: 'file-refused' });
    expect([...bucket.keys()].filter((key) => key.includes('/library/'))).toEqual([]);
  });

  it('is a voice note if it is Opus with one channel, with its waveform', async () => {
    const note = voiceNote(2);
    expect(await upload(note, { kind: 'voice', mimeType: 'audio/ogg' })).toMatchObject({ fileId: sha256(note) });
    const row = await getLibraryFile(store, sha256(note), noon);
    expect(row?.file).toMatchObject({ ms: 2000 });
    expect(row?.file.pk).toHaveLength(64);
    const stereo = Buffer.from(note);
    stereo.writeUInt8(2, 28 + 9);
    expect(await upload(stereo, { kind: 'voice', mimeType: 'audio/ogg' })).toMatchObject({ code: 'file-refused' });
  });
});

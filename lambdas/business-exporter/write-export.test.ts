import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ChannelId, TenantId } from '../../contract/ids.ts';
import type { ExportJob } from '../../contract/queues.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { putBusiness } from '../_data/business.ts';
import { putChannel } from '../_data/channel.ts';
import { exportPut, getExport, newExport } from '../_data/export.ts';
import { addLibraryFile } from '../_data/library-file.ts';
import { keepsAll, retentionChange } from '../_data/retention.ts';
import { transact } from '../_data/transact.ts';
import type { FifoMessage } from '../_shared/queue.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { giveUp, type WriteDependencies, writeExport } from './write-export.ts';

let table: TestTable;
let store: TenantTable;
let tenants = 0;
let objects: Map<string, string>;
let queued: FifoMessage[];
const now = Date.UTC(2026, 10, 23);
const exportId = '01jd0000000000000000000ex1';
const job = (): ExportJob => ({ v: 1, tenant: store.tenant, exportId });

beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

beforeEach(async () => {
  store = table.of(TenantId.parse(`01jd${String(++tenants).padStart(22, '0')}`));
  objects = new Map();
  queued = [];
  await putBusiness(store, {
    name: 'Samia Tarot',
    slug: 'samia-tarot',
    industry: 'tarot',
    timezone: 'Asia/Beirut',
    currency: 'USD',
    languages: ['ar'],
    hours: [],
    version: 1,
  });
  await putChannel(store, {
    id: ChannelId.parse('01jd00000000000000000000c1'),
    provider: 'meta',
    name: 'Main',
    phoneNumberId: '1',
    wabaId: '2',
    displayNumber: '15550783881',
    hookId: 'samia-tarot-local-hook' as never,
    version: 1,
    token: 'sealed-token-canary',
  });
  for (let n = 0; n < 30; n++) await aConversation(n);
  await transact(store, [exportPut(store, newExport(exportId, now))]);
});

/** A conversation of five messages, with its customer. */
async function aConversation(n: number): Promise<void> {
  const id = `01jd00000000000000000${String(n).padStart(5, '0')}`;
  const { client, table: name } = store;
  const put = async (item: Record<string, unknown>) => {
    const { PutCommand } = await import('@aws-sdk/lib-dynamodb');
    await client.send(new PutCommand({ TableName: name, Item: item }));
  };
  await put({ pk: `T#${store.tenant}#CUST#${id}`, sk: 'CUSTOMER', id, name: { v: `Customer ${n}`, t: 1 }, v: 1 });
  const pk = `T#${store.tenant}#CONV#${id}`;
  const gsi = { gsi1pk: `T#${store.tenant}#INBOX#${n % 4}`, gsi1sk: `${String(now + n)}#${id}` };
  const row = { id, ch: '01jd00000000000000000000c1', cu: id, nm: `Customer ${n}`, is: 5, rs: 5, rc: '', md: 'ai', st: 'open' };
  await put({ pk, sk: 'CONV', ...gsi, ...row, ca: now + n, v: 6 });
  for (let m = 0; m < 5; m++) {
    await put({ pk, sk: `M#${now + m}-abcdefgh${m}`, dir: 'in', c: `{"kind":"text","text":"message ${n}.${m}"}`, seq: m + 1 });
  }
}

const dependencies = (more: Partial<WriteDependencies> = {}): WriteDependencies => ({
  store,
  files: {
    put: async (_, key, body) => {
      objects.set(key, body);
    },
  },
  enqueue: async (message) => {
    queued.push(message);
  },
  clock: () => now,
  remaining: () => 300_000,
  ...more,
});

/** Every row of the files that the manifest names, by table. */
function written(): Record<string, Record<string, unknown>[]> {
  const folder = `tenants/${store.tenant}/exports/${exportId}/`;
  const manifest = JSON.parse(objects.get(`${folder}manifest.json`) ?? '{}');
  const rows: Record<string, Record<string, unknown>[]> = {};
  for (const { name, table: of, sha256, rows: count } of manifest.files) {
    const body = objects.get(folder + name) ?? '';
    expect(createHash('sha256').update(body).digest('hex')).toBe(sha256);
    const found = body
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    expect(found).toHaveLength(count);
    rows[of] = [...(rows[of] ?? []), ...found];
  }
  return rows;
}

const idsOf = (rows: readonly Record<string, unknown>[] = []): unknown[] =>
  rows.map(({ id, conversation_id: c }) => `${c}/${id}`);

describe('an export', () => {
  it('holds everything of the business once, and says what its files are', async () => {
    expect(await writeExport(dependencies(), job())).toBe('done');
    const rows = written();
    expect(Object.fromEntries(Object.entries(rows).map(([name, found]) => [name, found.length]))).toEqual({
      business: 1,
      channels: 1,
      customers: 30,
      conversations: 30,
      messages: 150,
    });
    expect(new Set(idsOf(rows.messages)).size).toBe(150);
    const item = await getExport(store, exportId);
    expect(item).toMatchObject({ state: 'done', finishedAt: now });
    expect(item?.files.map(({ name }) => name)).toContain('manifest.json');
  });

  it('holds what there is in the library, and how long it is kept', async () => {
    await transact(store, [retentionChange(store, keepsAll, { customer: 30, business: null })]);
    const file = { s: 'stored', mime: 'application/pdf', n: 7, pg: 2 } as const;
    const common = { kind: 'document', origin: 'business', references: 0, at: now - 1, name: 'prices.pdf' } as const;
    await addLibraryFile(store, { ...common, id: 'a'.repeat(64), file: { ...file, sha: 'a'.repeat(64) } });
    await addLibraryFile(store, { ...common, kind: 'image', id: 'b'.repeat(64), file: { ...file, exp: now + 1 } });
    await addLibraryFile(store, { ...common, id: 'c'.repeat(64), file: { ...file, exp: now } });
    await writeExport(dependencies({ pieceSize: 1 }), job());
    const { files, retention } = written();
    expect(retention).toEqual([{ customer: 30, business: null }]);
    expect(files?.map(({ id }) => id)).toEqual(['b'.repeat(64), 'a'.repeat(64)]);
    expect(files?.[1]).toEqual({
      id: 'a'.repeat(64),
      kind: 'document',
      origin: 'business',
      name: 'prices.pdf',
      at: new Date(now - 1).toISOString(),
      references: 0,
      mime_type: 'application/pdf',
      bytes: 7,
      sha256: 'a'.repeat(64),
      pages: 2,
    });
  });

  it('holds no secret', async () => {
    await writeExport(dependencies(), job());
    const all = [...objects.values()].join('\n');
    expect(all).toContain('15550783881');
    for (const secret of ['sealed-token-canary', 'samia-tarot-local-hook', 'EXPORT#']) expect(all).not.toContain(secret);
  });

  it('is cut into pieces, none of them large', async () => {
    await writeExport(dependencies({ pieceSize: 2_000 }), job());
    expect(objects.size).toBeGreaterThan(10);
    expect(
      Math.max(...[...objects.entries()].map(([key, body]) => (key.endsWith('manifest.json') ? 0 : body.length))),
    ).toBeLessThan(6_000);
    expect(idsOf(written().messages)).toHaveLength(150);
  });

  it('is left to the next invocation when time runs out, and goes on there', async () => {
    let runs = 0;
    const short = dependencies({ pieceSize: 1, remaining: () => 20_000 });
    while ((await writeExport(short, job())) === 'goes-on') runs += 1;
    expect(runs).toBeGreaterThan(20);
    expect(new Set(queued.map(({ deduplication }) => deduplication)).size).toBe(queued.length);
    const rows = written();
    expect(new Set(idsOf(rows.messages)).size).toBe(150);
    expect(rows.messages).toHaveLength(150);
  });

  it.each([1, 2, 3, 7, 20])('survives dying at the %ith write', async (nth) => {
    let writes = 0;
    const dying = dependencies({
      pieceSize: 3_000,
      files: {
        put: async (_, key, body) => {
          writes += 1;
          objects.set(key, body);
          if (writes === nth) throw new Error('died');
        },
      },
    });
    await expect(writeExport(dying, job())).rejects.toThrow('died');
    expect(await writeExport(dying, job())).toBe('done');
    expect(written().messages).toHaveLength(150);
  });

  it('leaves alone what is done, and what is not there', async () => {
    await writeExport(dependencies(), job());
    const before = await getExport(store, exportId);
    objects.clear();
    expect(await writeExport(dependencies(), job())).toBe('nothing');
    expect(await writeExport(dependencies(), { ...job(), exportId: '01jd0000000000000000000ex2' })).toBe('nothing');
    expect(objects.size).toBe(0);
    expect(await getExport(store, exportId)).toEqual(before);
  });

  it('refuses to go on with what somebody else has gone on with', async () => {
    const other = dependencies({
      files: { put: async () => void (await giveUp(store, job(), now)) },
    });
    await expect(writeExport(other, job())).rejects.toThrow('Somebody else');
  });

  it('says that it failed, after the last attempt', async () => {
    await giveUp(store, job(), now);
    expect(await getExport(store, exportId)).toMatchObject({
      state: 'failed',
      failure: expect.stringContaining('Ask for it again'),
    });
  });
});

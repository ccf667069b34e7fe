import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EmployeeId, TenantId } from '../../contract/ids.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { getExport, keptMs, moveExport } from '../_data/export.ts';
import { cursorsWith } from '../_shared/cursor.ts';
import { isProblem } from '../_shared/problem.ts';
import type { FifoMessage } from '../_shared/queue.ts';
import { exportRoutes } from './export-routes.ts';

let table: TestTable;
let tenant: TenantId;
let tenants = 0;
let queued: FifoMessage[];
let refuseQueue = false;
const now = Date.UTC(2026, 10, 23);
const id = (n: number): string => `01jd0000000000000000000e${String(n).padStart(2, '0')}`;

const routes = exportRoutes({
  storeOf: (one) => table.of(one),
  cursorsOf: async (store) => cursorsWith(store.tenant),
  enqueue: async (message) => {
    if (refuseQueue) throw new Error('The queue is away');
    queued.push(message);
  },
  files: { link: async (_, key) => `https://files.example/${key}` },
});

beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  tenant = TenantId.parse(`01jd${String(++tenants).padStart(22, '0')}`);
  queued = [];
  refuseQueue = false;
});

const request = <More extends object>(more: More) => ({
  tenant,
  sub: 'sub',
  employee: { id: EmployeeId.parse('01jd00000000000000000000e1'), name: 'Samia' },
  permissions: new Set<never>(),
  now,
  requestId: 'request',
  origin: undefined,
  cookies: new Map(),
  setCookie: () => {},
  sourceIp: '192.0.2.1',
  userAgent: '',
  accessToken: '',
  body: undefined,
  ...more,
});
const create = (n: number, at = now) => routes.create(request({ newId: id(n), now: at, params: undefined, query: undefined }));
const get = (n: number, at = now) => routes.get(request({ params: { id: id(n) }, query: undefined, now: at }));
const audited = async () =>
  (await table.scan()).filter(({ pk, action }) => String(pk).startsWith(`T#${tenant}#AUDIT`) && action === 'business.exported');

describe('asking for an export', () => {
  it('writes it down with who did, and queues it', async () => {
    expect(await create(1)).toMatchObject({ id: id(1), state: 'waiting', requestedAt: new Date(now).toISOString() });
    expect(queued).toMatchObject([{ body: { v: 1, tenant, exportId: id(1) } }]);
    expect(await audited()).toMatchObject([{ by: { name: 'Samia' }, thing: { type: 'export', id: id(1) }, from: '192.0.2.1' }]);
    expect((await getExport(table.of(tenant), id(1)))?.expiresAt).toBe((now + keptMs) / 1000);
  });

  it('makes one however often it is sent', async () => {
    const first = await create(1);
    expect(await create(1)).toEqual(first);
    expect(await audited()).toHaveLength(1);
    expect(new Set(queued.map(({ deduplication }) => deduplication)).size).toBe(1);
  });

  it('has one under way when several people ask at the same moment', async () => {
    for (const round of [0, 10]) {
      const at = now + round * 3_600_000;
      const answers = await Promise.all([1, 2, 3, 4].map((n) => create(round + n, at)));
      const codes = answers.map((answer) => (isProblem(answer) ? answer.code : answer.state));
      expect(codes.toSorted()).toEqual(['conflict', 'conflict', 'conflict', 'waiting']);
    }
    expect(await audited()).toHaveLength(2);
    expect(new Set(queued.map(({ deduplication }) => deduplication)).size).toBe(2);
  });

  it('has one under way at a time', async () => {
    await create(1);
    const second = await create(2, now + 1_000);
    expect(isProblem(second) && second.code).toBe('conflict');
    // One that has not moved for an hour is given up.
    expect(await create(3, now + 3_600_001)).toMatchObject({ state: 'waiting' });
  });

  it('is queued again by who looks for it, when its author died before queueing it', async () => {
    refuseQueue = true;
    await expect(create(1)).rejects.toThrow('The queue is away');
    refuseQueue = false;
    await get(1, now + 30_000);
    expect(queued).toEqual([]);
    await get(1, now + 61_000);
    await get(1, now + 62_000);
    expect(new Set(queued.map(({ deduplication }) => deduplication)).size).toBe(1);
  });
});

describe('an export', () => {
  it('has links to its files when it is done, and not before', async () => {
    await create(1);
    expect(await get(1)).not.toHaveProperty('files');
    const store = table.of(tenant);
    const read = await getExport(store, id(1));
    const file = { name: 'messages-00001.ndjson', table: 'messages', rows: 7, bytes: 70, sha256: 'x' };
    if (read) await moveExport(store, read, { state: 'done', movedAt: now, finishedAt: now, files: [file] });
    expect(await get(1)).toMatchObject({
      state: 'done',
      rows: { messages: 7 },
      files: [{ name: file.name, bytes: 70, url: `https://files.example/tenants/${tenant}/exports/${id(1)}/${file.name}` }],
    });
  });

  it('is gone after seven days, and is nobody else’s', async () => {
    await create(1);
    const late = await get(1, now + keptMs + 1_000);
    expect(isProblem(late) && late.code).toBe('not-found');
    expect(await routes.list(request({ params: undefined, query: { limit: 50 }, now: now + keptMs + 1_000 }))).toEqual({
      items: [],
    });
    const foreign = await routes.get(
      request({ params: { id: id(1) }, query: undefined, tenant: TenantId.parse(`01jd${'9'.repeat(22)}`) }),
    );
    expect(isProblem(foreign) && foreign.code).toBe('not-found');
  });

  it('is listed newest first, page by page, with cursors of this list only', async () => {
    for (const n of [1, 2, 3]) await create(n, now + n * 3_700_000);
    const later = now + 4 * 3_700_000;
    const first = await routes.list(request({ params: undefined, query: { limit: 2 }, now: later }));
    if (isProblem(first)) throw new Error('A page');
    expect(first.items.map((one) => one.id)).toEqual([id(3), id(2)]);
    const second = await routes.list(request({ params: undefined, query: { limit: 2, cursor: first.next }, now: later }));
    expect(!isProblem(second) && second.items.map((one) => one.id)).toEqual([id(1)]);
    const forged = await routes.list(request({ params: undefined, query: { limit: 2, cursor: `${first.next}x` }, now: later }));
    expect(isProblem(forged) && forged.code).toBe('invalid-query');
  });
});

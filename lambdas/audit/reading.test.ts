import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../contract/audit.ts';
import { audit } from '../../contract/audit.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aTenant } from '../../test/engine/factory.ts';
import { readCsv } from '../../test/helpers/csv.ts';
import { auditPut, type NewAuditEntry } from '../_data/audit.ts';
import { cursorsWith } from '../_shared/cursor.ts';
import { isProblem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { type AuditDependencies, auditPage, auditTable } from './reading.ts';

const now = Date.UTC(2026, 10, 20, 9);
const began = Date.UTC(2026, 0, 5);
const day = 86_400_000;

let table: TestTable;
let store: TenantTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  store = table.of(aTenant());
});

const dependencies: AuditDependencies = {
  cursors: async ({ tenant }) => cursorsWith(`key of ${tenant}`),
  createdAt: async () => began,
};

const nour = { type: 'employee', id: '01j00000000000000000000001', name: 'Nour' } as const;
const rami = { type: 'employee', id: '01j00000000000000000000002', name: 'Rami' } as const;
const role = (id: string) => ({ type: 'role', id, name: `Role ${id}` });

async function write(at: number, given: Partial<NewAuditEntry> = {}): Promise<string> {
  const put = auditPut(store, { action: 'role.updated', by: nour, thing: role('r1'), ...given }, at);
  await store.client.send(new TransactWriteCommand({ TransactItems: [put] }));
  return put.Put.Item.id;
}

const query = (given: Record<string, unknown>) => audit.routes.list.query.parse(given);

/** Every page, one after the other. */
async function everything(given: Record<string, unknown> = {}): Promise<{ ids: string[]; pages: AuditEntry[][] }> {
  const pages: AuditEntry[][] = [];
  for (let cursor: string | undefined, count = 0; count < 200; count += 1) {
    const page = await auditPage(dependencies, store, query({ ...given, ...(cursor && { cursor }) }), now);
    if (isProblem(page)) throw new Error(page.detail);
    pages.push(page.items);
    cursor = page.next;
    if (cursor === undefined) return { ids: pages.flat().map(({ id }) => id), pages };
  }
  throw new Error('The pages never end');
}

describe('the pages of the audit log', () => {
  it('are empty where nothing was done, and end', async () => {
    expect((await everything()).pages).toEqual([[]]);
  });

  it('show each entry once, newest first, across months and whatever the size of a page', async () => {
    const times = [began, began + 40 * day, began + 40 * day, began + 41 * day, began + 200 * day, now - 1, now];
    const ids: string[] = [];
    for (const at of times) ids.push(await write(at));
    const sorted = ids
      .map((id, index) => ({ id, at: times[index] ?? 0 }))
      .sort((one, other) => other.at - one.at || (one.id < other.id ? 1 : -1))
      .map(({ id }) => id);
    for (const limit of [1, 2, 3, 7, 100]) {
      expect((await everything({ limit })).ids).toEqual(sorted);
      expect((await everything({ limit, thing: 'r1' })).ids).toEqual(sorted);
      expect((await everything({ limit, by: nour.id })).ids).toEqual(sorted);
    }
  });

  it('are narrowed by person, thing, action and time', async () => {
    const first = await write(began + 10 * day);
    const second = await write(began + 50 * day, { by: rami, thing: role('r2') });
    const third = await write(began + 51 * day, { by: rami, action: 'role.created' });
    const at = (days: number) => new Date(began + days * day).toISOString();
    const ask = async (given: Record<string, unknown>) => (await everything(given)).ids;
    expect(await ask({ by: rami.id })).toEqual([third, second]);
    expect(await ask({ thing: 'r1' })).toEqual([third, first]);
    expect(await ask({ thing: 'r1', by: nour.id })).toEqual([first]);
    expect(await ask({ thing: 'r3' })).toEqual([]);
    expect(await ask({ action: 'role.updated' })).toEqual([second, first]);
    expect(await ask({ action: 'role.updated', by: rami.id })).toEqual([second]);
    expect(await ask({ from: at(50) })).toEqual([third, second]);
    expect(await ask({ to: at(50) })).toEqual([second, first]);
    expect(await ask({ from: at(11), to: at(50) })).toEqual([second]);
    expect(await ask({ from: at(51), to: at(50) })).toEqual([]);
    expect(await ask({ from: at(51), thing: 'r1' })).toEqual([third]);
    expect(await ask({ to: '2020-01-01T00:00:00.000Z' })).toEqual([]);
  });

  it('are short rather than expensive: a rare question looks at a bounded part of the log at a time', async () => {
    const wanted = await write(began + 1, { by: rami });
    const rest = Array.from({ length: 1_100 }, (_, index) =>
      auditPut(store, { action: 'role.updated', by: nour, thing: role('r1') }, now - index),
    );
    for (let start = 0; start < rest.length; start += 100)
      await store.client.send(new TransactWriteCommand({ TransactItems: rest.slice(start, start + 100) }));
    table.consumed();
    const page = await auditPage(dependencies, store, query({ by: rami.id }), now);
    if (isProblem(page)) throw new Error(page.detail);
    expect(page.items).toEqual([]);
    expect(page.next).toBeDefined();
    expect(table.consumed().read).toBeLessThanOrEqual(125);
    expect((await everything({ by: rami.id })).ids).toEqual([wanted]);
  });

  it('go on only with a cursor of this list, this question and this business', async () => {
    for (const at of [1, 2, 3]) await write(now - at, { by: rami });
    const first = await auditPage(dependencies, store, query({ limit: 1 }), now);
    const cursor = isProblem(first) ? '' : (first.next ?? '');
    const ask = (from: TenantTable, given: Record<string, unknown>) => auditPage(dependencies, from, query(given), now);
    expect(isProblem(await ask(store, { limit: 1, cursor }))).toBe(false);
    const refused = [
      await ask(store, { cursor, by: rami.id }),
      await ask(store, { cursor, action: 'role.updated' }),
      await ask(store, { cursor: cursor.slice(0, -1) }),
      await ask(store, { cursor: '' }),
      await ask(table.of(aTenant()), { cursor }),
    ];
    for (const answer of refused)
      expect(answer).toMatchObject({ code: 'invalid-query', detail: expect.stringContaining('first page') });
  });
});

describe('the audit log as a table', () => {
  const rows = async (filters: Record<string, unknown> = {}, bounds?: Parameters<typeof auditTable>[4]) => {
    const text = await auditTable(dependencies, store, audit.routes.csv.query.parse(filters), now, bounds);
    const read: string[][] = readCsv(text);
    return { text, header: read[0] ?? [], rows: read.slice(1) };
  };

  it('holds what the list holds, with formulas made harmless', async () => {
    await write(now - 1, {
      by: { ...nour, name: '=HYPERLINK("https://evil.example","x")' },
      thing: { ...role('106540352242922'), name: '+15550783881' },
      before: { name: '@a' },
      after: { name: 'تاروت' },
      from: '192.0.2.7',
      requestId: '-1',
    });
    const table = await rows();
    expect(table.text.startsWith('\uFEFF"time (UTC)"')).toBe(true);
    expect(table.rows).toEqual([
      [
        '2026-11-20T08:59:59.999Z',
        'role.updated',
        '\'=HYPERLINK("https://evil.example","x")',
        nour.id,
        'employee',
        "'+15550783881",
        "'106540352242922",
        'role',
        '{"name":"@a"}',
        '{"name":"تاروت"}',
        '192.0.2.7',
        "'-1",
      ],
    ]);
    expect((await rows({ by: rami.id })).rows).toEqual([]);
  });

  it('says in its last line where it had to end', async () => {
    for (const at of [1, 2, 3]) await write(now - at);
    const { rows: lines } = await rows({}, { entries: 2, looks: 100, queries: 10 });
    expect(lines).toHaveLength(3);
    expect(lines[2]).toEqual(['There may be more: ask for the time up to 2026-11-20T08:59:59.998Z to get the rest']);
    const rest = await rows({ to: '2026-11-20T08:59:59.998Z' });
    expect(rest.rows.map(([at]) => at)).toEqual(['2026-11-20T08:59:59.998Z', '2026-11-20T08:59:59.997Z']);
  });

  it('stays within what Lambda passes on', async () => {
    const big = { after: { text: '"'.repeat(40_000) } };
    for (let at = 0; at < 60; at += 1) await write(now - at, big);
    const { text } = await rows();
    expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThan(6_000_000);
    expect(text).toContain('There may be more');
  });
});

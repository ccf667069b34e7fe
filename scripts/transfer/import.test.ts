import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TenantId } from '../../contract/ids.ts';
import { changedAfter, summaryOf } from '../../lambdas/_data/conversation.ts';
import { pageOfMessages } from '../../lambdas/_data/message.ts';
import { idFrom } from './ids.ts';
import type { Report } from './report.ts';
import { runImport } from './run-import.ts';
import { Transfers } from './transfer-testing.ts';

let transfers: Transfers;

beforeAll(async () => {
  transfers = await Transfers.open({ messages: 400, customers: 40, broken: true });
}, 60_000);

afterAll(() => transfers.close());

describe('an import', () => {
  let tenant: TenantId;

  let report: Report;

  beforeAll(async () => {
    tenant = transfers.newTenant();
    report = await runImport(transfers.options(tenant));
  }, 60_000);

  it('names every row it does not take, with the reason', () => {
    const bare = report.skipped.map(({ table: name, file, row, reason }) => ({ table: name, file, row, reason }));
    const place = ({ table: name, row }: { table: string; row?: number }) => `${name} ${String(row).padStart(9)}`;
    const inOrder = <T extends { table: string; row?: number }>(rows: readonly T[]) =>
      rows.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
    expect(inOrder(bare)).toEqual(inOrder(transfers.expected));
    expect(transfers.expected).toHaveLength(50);
    expect(report.tables).toMatchObject({
      customers: { rows: 52, skipped: 12, added: 40 },
      messages: { rows: 418, skipped: 18, added: 400 },
      bookings: { skipped: 8, added: 10 },
    });
    expect(report.notes.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('no number is connected'),
      'columns of customers.csv that nothing was read from: loyalty_points',
    ]);
  });

  it('changes nothing the second time', async () => {
    const before = await transfers.everything(tenant, { audit: true });
    const again = await runImport(transfers.options(tenant, { clock: () => transfers.now + 1_000 }));
    expect(again.tables.messages).toMatchObject({ added: 0, present: 400 });
    expect(await transfers.everything(tenant, { audit: true })).toEqual(before);
  });

  it('is written down once in the audit log', async () => {
    const log = (await transfers.everything(tenant, { audit: true })).filter((item) => item.includes('business.imported'));
    expect(log.length).toBeGreaterThan(0);
    expect(new Set(log.map((item) => JSON.parse(item).id)).size).toBe(1);
  });

  it('leaves no data of customers behind, and a report without any', async () => {
    const work = join(transfers.folder, `work-${tenant}`);
    expect(readdirSync(work).sort()).toEqual(['report.json', 'report.md']);
    const text = readFileSync(join(work, 'report.md'), 'utf8') + readFileSync(join(work, 'report.json'), 'utf8');
    for (const secret of ['9613', 'Layla', 'reading 3', 'mail.example', 'مرحبا']) expect(text).not.toContain(secret);
  });

  it('leaves nothing on its way out', async () => {
    const waiting = (await transfers.all()).filter(({ status }) => status === 'queued' || status === 'sending');
    expect(waiting).toEqual([]);
  });

  it('makes conversations as if their messages had just been received', async () => {
    const page = await changedAfter(transfers.table.of(tenant), { limit: 100, cursor: `${'0'.repeat(13)}-${'0'.repeat(26)}` });
    if (page === 'bad-cursor') throw new Error('There is no cursor');
    expect(page.items).toHaveLength(40);
    for (const conversation of page.items) {
      const { items } = await pageOfMessages(transfers.table.of(tenant), conversation.id, { limit: 1_000 });
      const inbound = items.filter(({ direction }) => direction === 'in');
      const last = items.at(-1);
      expect(conversation.inSeq).toBe(inbound.length);
      expect(inbound.map(({ seq }) => seq)).toEqual(inbound.map((_, index) => index + 1));
      expect(summaryOf(conversation).lastMessage?.id).toBe(last?.id);
      expect(conversation.windowClosesAt).toBe(Date.parse(inbound.at(-1)?.sentAt ?? '') + 24 * 3_600_000);
      expect(conversation.readSeq).toBe(Math.max(0, conversation.inSeq - unreadOf(conversation.id)));
      expect(conversation.recent).toEqual(
        inbound
          .slice(-8)
          .reverse()
          .map(({ id }) => id.slice(14)),
      );
    }
  });

  const unreadOf = (conversation: string): number =>
    Array.from({ length: 40 }, (_, n) => n).some(
      (n) =>
        n % 7 === 0 && idFrom('conversation', `00000002-0000-4000-8000-${n.toString(16).padStart(12, '0')}`) === conversation,
    )
      ? 2
      : 0;
});

describe('a dry run', () => {
  it('gives the report and writes nothing, here or in the folder', async () => {
    const tenant = transfers.newTenant();
    const before = await transfers.all();
    const files = readdirSync(transfers.folder).sort();
    const report = await runImport(transfers.options(tenant, { dryRun: true, work: undefined }));
    expect(report.skipped).toHaveLength(50);
    expect(report.tables.messages).toEqual({ rows: 418, skipped: 18, accepted: 400 });
    expect(await transfers.all()).toEqual(before);
    expect(readdirSync(transfers.folder).sort()).toEqual(files);
  });
});

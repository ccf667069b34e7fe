import { appendFileSync, cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConversationId, EmployeeId, MessageId, type TenantId } from '../../contract/ids.ts';
import { LabelId } from '../../contract/labels.ts';
import { annotate, keepWaiting } from '../../lambdas/_data/annotation.ts';
import { changeConversation, listConversations } from '../../lambdas/_data/conversation.ts';
import { withChangedLast } from '../../lambdas/_data/conversation-changes.ts';
import { pageOfMessages } from '../../lambdas/_data/message.ts';
import { resolve, snooze, takeOver } from '../../lambdas/conversation-work/doing.ts';
import { addNote, editNote } from '../../lambdas/conversation-work/notes.ts';
import { aClientId } from '../../test/engine/factory.ts';
import { runExport } from './run-export.ts';
import { CannotImport, runImport } from './run-import.ts';
import { quiet, Transfers } from './transfer-testing.ts';

let transfers: Transfers;
let tenant: TenantId;

beforeAll(async () => {
  transfers = await Transfers.open({ messages: 400, customers: 40, broken: false });
  tenant = transfers.newTenant();
  await runImport(transfers.options(tenant));
  await useIt();
  for (const format of ['ndjson', 'csv'] as const) await exported(format);
}, 60_000);

afterAll(() => transfers.close());

const exported = (format: 'ndjson' | 'csv') =>
  runExport({
    store: transfers.table.of(tenant),
    slug: 'samia-tarot',
    to: join(transfers.folder, format),
    format,
    progress: quiet(),
    now: transfers.now,
  });

/** What an import alone would not make: reactions, edits and deletions, things that wait, marks of reading, everything a row can have. */
async function useIt(): Promise<void> {
  const store = transfers.table.of(tenant);
  const page = await listConversations(store, { limit: 3 });
  if (page === 'bad-cursor') throw new Error('There is no cursor');
  const [first, second, third] = page.items;
  if (!first || !second || !third) throw new Error('There are three');
  const at = new Date(transfers.now - 1_000).toISOString();
  const inbound = (await pageOfMessages(store, first.id, { limit: 100 })).items.filter(({ direction }) => direction === 'in');
  const [one, two] = inbound;
  const last = inbound.at(-1);
  if (!one || !two || !last) throw new Error('There are three messages');
  const annotation = { target: 'x', at } as const;
  await annotate(store, first.id, one.id, { ...annotation, type: 'reaction', providerId: 'r1', emoji: '🙏' }, first.customer.id);
  await annotate(store, first.id, one.id, { ...annotation, type: 'reaction', providerId: 'r2', emoji: '' }, 'somebody else');
  const content = { kind: 'text' as const, text: 'Changed\r\n"=1+1"' };
  await annotate(store, first.id, two.id, { ...annotation, type: 'edit', providerId: 'e1', content }, first.customer.id);
  const gone = await annotate(store, first.id, last.id, { ...annotation, type: 'revoke', providerId: 'd1' }, first.customer.id);
  if (gone.outcome === 'applied') await changeConversation(store, first.id, (read) => withChangedLast(read, gone.message));
  await keepWaiting(store, second.id, {
    annotation: { ...annotation, type: 'reaction', providerId: 'w1', emoji: '❤️' },
    person: second.customer.id,
  });
  await changeConversation(store, second.id, (read) => ({ ...read, annotationsWait: true, version: read.version + 1 }));
  await changeConversation(store, third.id, (read) => ({ ...read, readSeq: 1, mode: 'human', version: read.version + 7 }));
  await everyAttribute(third.id);
  await workOnIt(first.id, second.id);
}

/** What colleagues do: events, notes, pins, labels, and something put aside. */
async function workOnIt(one: ConversationId, other: ConversationId): Promise<void> {
  const me = { id: EmployeeId.parse('01jd00000000000000000000e1'), name: 'Lina' };
  const desk = { store: transfers.table.of(tenant), push: async () => undefined, me };
  const at = (id: ConversationId, now: number) => ({ ...desk, id, now });
  const { now } = transfers;
  await takeOver(at(one, now), null);
  await resolve(at(one, now + 1));
  await snooze(at(other, now + 2), now + 3_600_000);
  const notes: MessageId[] = [];
  for (const [index, text] of ['Pinned\n"=1+1"', 'Changed', 'Pinned first'].entries()) {
    const note = await addNote(at(one, now), { clientId: aClientId(now + index), text, mentions: [] });
    if ('code' in note) throw new Error(note.code);
    notes.push(note.id);
  }
  const [first, second, third] = notes;
  if (!first || !second || !third) throw new Error('There are three');
  await editNote(at(one, now + 5), second, { text: 'Changed since' });
  await editNote(at(one, now + 6), third, { pinned: true });
  await editNote(at(one, now + 7), first, { pinned: true });
  const labels = [LabelId.parse('01jd00000000000000000000a1'), LabelId.parse('01jd00000000000000000000a2')];
  await changeConversation(desk.store, other, (read) => ({ ...read, labels, version: read.version + 1 }));
}

/** One message with everything a message can have, and a customer without a phone number. */
async function everyAttribute(conversation: ConversationId): Promise<void> {
  const { client, table } = transfers.table.platform;
  const pk = `T#${tenant}#CONV#${conversation}`;
  const item = {
    pk,
    sk: `M#${MessageId.parse('1737000000000-0197c5f1e0007abc8def0123456789ab')}`,
    dir: 'out',
    c: JSON.stringify({ kind: 'document', media: { providerMediaId: '1', mimeType: 'application/pdf', filename: "'=x.pdf" } }),
    by: { type: 'employee', employeeId: '01jd00000000000000000000e1', name: '+Lina' },
    re: 'wamid.QUOTED',
    fw: true,
    ff: true,
    prod: { catalogId: 'c', retailerId: 'r' },
    ref: { sourceUrl: 'https://ad.example', headline: '-50 %' },
    grp: 'group-1',
    status: 'failed',
    rank: 4,
    at_queued: 1_750_000_000_000,
    at_sending: 1_750_000_000_100,
    at_failed: 1_750_000_000_200,
    fail: { code: '131047', title: 'Re-engagement', advice: 'Use a template' },
    pid: 'wamid.OUT',
  };
  await client.send(new PutCommand({ TableName: table, Item: item }));
  const customer = (await transfers.items(tenant)).find(({ sk }) => sk === 'CUSTOMER');
  const row = (await transfers.items(tenant)).find(({ sk, cu }) => sk === 'CONV' && cu === customer?.id);
  await changeConversation(transfers.table.of(tenant), ConversationId.parse(row?.id), (read) => ({
    ...read,
    customer: { ...read.customer, username: '=rana' },
    version: read.version + 1,
  }));
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: { pk: customer?.pk, sk: 'CUSTOMER' },
      UpdateExpression: 'SET username = :username, v = :v',
      ExpressionAttributeValues: { ':username': { v: '=rana', t: 1_750_000_000_000 }, ':v': 3 },
    }),
  );
}

describe('an export', () => {
  it.each(['ndjson', 'csv'] as const)('as %s makes an equal business of an empty one', async (format) => {
    const other = transfers.newTenant();
    const report = await runImport(transfers.options(other, { from: join(transfers.folder, format) }));
    expect(report.skipped).toEqual([]);
    expect(report.tables).toMatchObject({
      customers: { added: 40 },
      conversations: { added: 40 },
      messages: { added: 407 },
      annotations: { added: 1 },
      services: { added: 12 },
      bookings: { added: 10 },
    });
    expect(await transfers.everything(other)).toEqual(await transfers.everything(tenant));
  });

  it('neutralises formulas in spreadsheets', () => {
    for (const table of ['customers', 'messages', 'services', 'bookings', 'conversations']) {
      const text = readFileSync(join(transfers.folder, 'csv', `${table}.csv`), 'utf8').slice(1);
      // A cell begins at the start of a line or after a comma; what is inside quotes is not looked into here.
      const cells = text.replace(/"(?:[^"]|"")*"/g, (quoted) => `"${quoted.slice(1, 2)}`).split(/\r\n|,/);
      expect(cells.filter((cell) => /^"?[=+\-@]/.test(cell))).toEqual([]);
    }
    const customers = readFileSync(join(transfers.folder, 'csv', 'customers.csv'), 'utf8');
    expect(customers).toContain(`"'=HYPERLINK(""http://x.example"",""Rana"")"`);
  });

  it('is refused by the import when a file was changed or is missing', async () => {
    const copy = join(transfers.folder, 'changed');
    cpSync(join(transfers.folder, 'ndjson'), copy, { recursive: true });
    appendFileSync(join(copy, 'messages.ndjson'), '\n');
    rmSync(join(copy, 'bookings.ndjson'));
    const importing = runImport(transfers.options(transfers.newTenant(), { from: copy }));
    await expect(importing).rejects.toThrow(CannotImport);
    await expect(importing).rejects.toThrow(/bookings.ndjson is missing; messages.ndjson was changed/);
  });

  it('goes into a folder of its own', async () => {
    await expect(exported('csv')).rejects.toThrow(/is not empty/);
  });
});

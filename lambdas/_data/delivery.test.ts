import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Message, rankOf, type Status, statuses } from '../../contract/message.ts';
import { losingAnswer, startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aClientId, aConversation, aTenant, aText, noon } from '../../test/engine/factory.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { Conversation } from './conversation.ts';
import { type Advanced, applyStatus, lease, recordFailed, recordSent, recordUnknown, releaseLease } from './delivery.ts';
import { addInbound, addOutbound, getMessage } from './message.ts';
import { adoptUnmatched, applyUnmatched, getUnmatched } from './unmatched-status.ts';

let table: TestTable;
let store: TenantTable;
let conversation: Conversation;
beforeAll(async () => {
  table = await startDynamo();
  store = table.of(aTenant());
  conversation = await aConversation(store);
});
afterAll(() => table.close());

const leaseMs = 60_000;
const failure = { code: '131026', title: 'The message cannot be delivered', advice: 'Try another way.' };

async function queued() {
  const message = {
    conversationId: conversation.id,
    clientId: aClientId(noon),
    content: { kind: 'text' as const, text: 'Yes.' },
  };
  const added = await addOutbound(store, { ...message, author: { type: 'employee' } }, noon);
  if (!('message' in added)) throw new Error('not added');
  return { conversationId: conversation.id, messageId: added.message.id };
}
const now = (place: { messageId: Message['id'] }) => getMessage(store, conversation.id, place.messageId);

describe('the lease', () => {
  it('goes to one of several workers, for 1 write unit', async () => {
    const place = await queued();
    table.consumed();
    const first = await lease(store, place, { now: noon, leaseMs });
    expect(table.consumed()).toEqual({ read: 0, write: 1 });
    expect(first).toMatchObject({ outcome: 'leased', attempt: 1, message: { status: 'sending' } });
    expect(await lease(store, place, { now: noon + leaseMs - 1, leaseMs })).toEqual({ outcome: 'held', until: noon + leaseMs });

    const other = await queued();
    const all = await Promise.all(Array.from({ length: 6 }, () => lease(store, other, { now: noon, leaseMs })));
    expect(all.map(({ outcome }) => outcome).sort()).toEqual(['held', 'held', 'held', 'held', 'held', 'leased']);
  });

  it('that ran out is told, never given again', async () => {
    const place = await queued();
    await lease(store, place, { now: noon, leaseMs });
    const late = await lease(store, place, { now: noon + leaseMs, leaseMs });
    expect(late).toMatchObject({ outcome: 'expired', attempt: 1 });
    await recordUnknown(store, place, { attempt: 1, failure, now: noon + leaseMs });
    expect(await lease(store, place, { now: noon + leaseMs, leaseMs })).toMatchObject({ outcome: 'done' });
    expect(await now(place)).toMatchObject({ status: 'unknown', failure });
  });

  it('whose answer was lost is still the one of whoever took it', async () => {
    const place = await queued();
    expect(await lease(losingAnswer(store), place, { now: noon, leaseMs })).toMatchObject({ outcome: 'leased', attempt: 1 });
    expect(await lease(store, place, { now: noon, leaseMs })).toMatchObject({ outcome: 'held' });
  });

  it('can be given back after a definite refusal, by the attempt that has it', async () => {
    const place = await queued();
    await lease(store, place, { now: noon, leaseMs });
    expect(await releaseLease(store, place, 2)).toBe('lost');
    expect(await releaseLease(store, place, 1)).toBe('released');
    expect(await lease(store, place, { now: noon, leaseMs })).toMatchObject({ outcome: 'leased', attempt: 2 });
    // The first attempt wakes up: its verdict is about a call that is not the current one.
    expect(await recordFailed(store, place, { attempt: 1, failure, now: noon })).toBeUndefined();
    expect((await now(place))?.status).toBe('sending');
  });

  it('is for outbound messages that exist', async () => {
    const inbound = aText(conversation);
    await addInbound(store, inbound);
    const absent = { conversationId: conversation.id, messageId: aText(conversation).id };
    expect(await lease(store, absent, { now: noon, leaseMs })).toEqual({ outcome: 'absent' });
    expect((await lease(store, { ...absent, messageId: inbound.id }, { now: noon, leaseMs })).outcome).not.toBe('leased');
  });
});

describe('the sent record', () => {
  it('costs 1 write unit', async () => {
    const place = await queued();
    await lease(store, place, { now: noon, leaseMs });
    table.consumed();
    const message = await recordSent(store, place, { providerId: 'wamid.1', now: noon + 300 });
    expect(table.consumed()).toEqual({ read: 0, write: 1 });
    expect(message).toMatchObject({ status: 'sent', providerId: 'wamid.1', statusAt: { sent: '2026-11-20T09:00:00.300Z' } });
  });

  it('after a status that was faster only adds what is missing', async () => {
    const place = await queued();
    await lease(store, place, { now: noon, leaseMs });
    await applyStatus(store, place, { status: 'delivered', at: noon + 100 });
    expect(await recordSent(store, place, { providerId: 'wamid.2', now: noon + 300 })).toMatchObject({
      status: 'delivered',
      providerId: 'wamid.2',
    });
  });

  it('overtakes the verdict that nobody knows', async () => {
    const place = await queued();
    await lease(store, place, { now: noon, leaseMs });
    await recordUnknown(store, place, { attempt: 1, failure, now: noon });
    const message = await recordSent(store, place, { providerId: 'wamid.3', now: noon });
    expect(message).toMatchObject({ status: 'sent' });
    expect(message?.failure).toBeUndefined();
  });
});

const reportable = ['sent', 'failed', 'delivered', 'read', 'played'] as const satisfies readonly Status[];
const shownBy = (advanced: Advanced): Message | undefined => (advanced.outcome === 'absent' ? undefined : advanced.message);
const highest = (reports: readonly Status[]): Status =>
  reports.toSorted((one, other) => rankOf(one) - rankOf(other)).at(-1) ?? 'queued';

describe('statuses', () => {
  it('cost 1 write unit, applied or not', async () => {
    const place = await queued();
    table.consumed();
    expect(await applyStatus(store, place, { status: 'read', at: noon, providerId: 'wamid.4' })).toMatchObject({
      outcome: 'applied',
    });
    expect(table.consumed()).toEqual({ read: 0, write: 1 });
    expect(await applyStatus(store, place, { status: 'sent', at: noon })).toMatchObject({ outcome: 'behind' });
    expect(table.consumed()).toEqual({ read: 0, write: 1 });
  });

  it('end at the highest, in any order, number and mixture with the sent record', { timeout: 120_000 }, async () => {
    const report = fc.constantFrom<Status | 'record'>('record', ...reportable);
    await fc.assert(
      fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 6 }), async (reports) => {
        const place = await queued();
        await lease(store, place, { now: noon, leaseMs });
        let reached = rankOf('sending');
        for (const [index, one] of reports.entries()) {
          const at = noon + index;
          const report = { at, providerId: 'wamid.5', failure: one === 'failed' ? failure : undefined };
          const after =
            one === 'record'
              ? await recordSent(store, place, { providerId: 'wamid.5', now: at })
              : shownBy(await applyStatus(store, place, { ...report, status: one }));
          const rank = rankOf(after?.status ?? 'queued');
          expect(rank).toBeGreaterThanOrEqual(reached);
          reached = rank;
        }
        const expected = highest(reports.map((one) => (one === 'record' ? 'sent' : one)));
        const end = await now(place);
        expect(end).toMatchObject({ status: expected, providerId: 'wamid.5' });
        expect(end?.failure !== undefined).toBe(expected === 'failed');
        expect(Object.keys(end?.statusAt ?? {}).every((status) => statuses.includes(status as Status))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('that arrive at once end at the highest', async () => {
    const place = await queued();
    const all = fc.sample(fc.shuffledSubarray([...reportable, ...reportable], { minLength: 10 }), 1)[0] ?? [];
    await Promise.all(all.map((status, index) => applyStatus(store, place, { status, at: noon + index })));
    expect((await now(place))?.status).toBe('played');
  });

  it('do not touch inbound messages, unknown ones, or those of another business', async () => {
    const inbound = aText(conversation);
    await addInbound(store, inbound);
    const place = { conversationId: conversation.id, messageId: inbound.id };
    expect(await applyStatus(store, place, { status: 'read', at: noon })).toEqual({ outcome: 'absent' });
    expect((await now(place))?.status).toBeUndefined();
    const theirs = await queued();
    expect(await applyStatus(table.of(aTenant()), theirs, { status: 'read', at: noon })).toEqual({ outcome: 'absent' });
    expect((await now(theirs))?.status).toBe('queued');
  });
});

describe('a status without our key', () => {
  it('is kept under the same rule, with its reason and the data it carried', async () => {
    const providerId = 'wamid.phone-app';
    const reports = ['read', 'sent', 'delivered'] as const;
    for (const [index, status] of reports.entries()) {
      await applyUnmatched(store, { providerId, status, at: noon + index * 1000, opaque: 'job:8841;agent:7' }, noon);
    }
    expect(await getUnmatched(store, providerId)).toMatchObject({ providerId, status: 'read', opaque: 'job:8841;agent:7' });
    await applyUnmatched(store, { providerId: 'wamid.x', status: 'failed', at: noon, failure }, noon);
    expect(await getUnmatched(store, 'wamid.x')).toMatchObject({ status: 'failed', failure });
    expect(await getUnmatched(table.of(aTenant()), providerId)).toBeUndefined();
  });

  it('is joined to its message once that message’s provider id is known', async () => {
    const place = await queued();
    await lease(store, place, { now: noon, leaseMs });
    await applyUnmatched(store, { providerId: 'wamid.orphan', status: 'delivered', at: noon }, noon);
    await recordSent(store, place, { providerId: 'wamid.orphan', now: noon });
    expect(await adoptUnmatched(store, place, 'wamid.orphan')).toMatchObject({ status: 'delivered' });
    expect(await adoptUnmatched(store, place, 'wamid.orphan')).toBeUndefined();
    expect((await now(place))?.status).toBe('delivered');
  });
});

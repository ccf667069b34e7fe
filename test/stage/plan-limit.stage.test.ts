import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientId, type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { bodyOf, type Customer, changeOf, deliver, newCustomer, newWamid, textOf } from '../helpers/provider.ts';
import { backToNow, later, settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';
import { mailsTo, Visitor } from '../helpers/visitor.ts';

/** Conversations a month of the free plan. */
const limit = 100;

const hoursMs = 3 * 3_600_000;
const monthOf = (ms: number) => new Date(ms).toISOString().slice(0, 7);
/** How far the stage is to be ahead, so that the month does not end while this runs and moves the clock. */
const awayFromTheEnd = (now: number) => (monthOf(now) === monthOf(now + hoursMs) ? 0 : hoursMs);

it('counts in a month that does not end meanwhile', () => {
  expect(awayFromTheEnd(Date.UTC(2026, 10, 30, 20, 59, 59))).toBe(0);
  const late = Date.UTC(2026, 11, 31, 23, 45);
  expect(monthOf(late + awayFromTheEnd(late))).toBe('2027-01');
});

describe('a business that has used up the conversations of its plan', () => {
  let stage: Stage;
  let table: RawTable;
  let boss: Visitor;
  let admin: Employee;
  let before: number;
  const ahead = awayFromTheEnd(Date.now());
  const month = monthOf(Date.now() + ahead);
  const key = () => ({ pk: `T#${stage.business('isik').id}#`, sk: `MONTH#${month}` });

  const counted = async (): Promise<number> => {
    const found = (await table.scan(key().pk)).find(({ pk, sk }) => pk === key().pk && sk === key().sk);
    return Number(found?.conversations ?? 0);
  };
  const change = (plan: string) => boss.call('PUT', `/v1/platform/businesses/${stage.business('isik').id}/plan`, { plan });
  const letters = async () => (await mailsTo(stage, admin.email)).filter(({ subject }) => subject.includes(String(limit)));
  const writes = (customer: Customer, id = newWamid()) => {
    const channel = stage.channel('isik');
    const messages = [textOf(customer, { id, body: 'Merhaba' })];
    return deliver(channel, bodyOf([changeOf(channel, { customers: [customer], messages })]));
  };

  beforeAll(async () => {
    stage = sharedStage();
    if (ahead > 0) await stage.clock(ahead);
    table = new RawTable(stage);
    admin = await employee(stage, 'isik', 'admin');
    const owner = stage.outputs.users.find(({ role }) => role === 'platform-admin');
    boss = new Visitor(stage);
    await boss.signIn(owner?.email ?? '', owner?.password ?? '');
    before = await counted();
    expect((await change('free')).status).toBe(200);
  });
  afterAll(async () => {
    await stage.failPoints('');
    await backToNow(stage, ahead);
    await stage.clock(0);
    await table.put(key(), { conversations: before });
    await change('pro');
  });

  it('hears of it at 80 %, once', async () => {
    await table.put(key(), { conversations: 78 });
    const regular = newCustomer();
    await writes(regular);
    await settled(stage);
    expect([await counted(), await letters()]).toEqual([79, []]);
    for (const customer of [newCustomer(), newCustomer(), regular]) await writes(customer);
    await settled(stage);
    expect(await counted()).toBe(81);
    const [letter, ...others] = await eventually(letters, (found) => found.length > 0);
    expect(others).toEqual([]);
    expect(letter?.subject).toMatch(/80|81/);
  });

  it('counts the last conversation once and hears of the limit, also when the worker is killed right after counting', async () => {
    await table.put(key(), { conversations: limit - 1 });
    const last = newCustomer();
    const id = newWamid();
    await stage.failPoints('inbound.after-apply@1');
    await writes(last, id);
    await eventually(counted, (count) => count === limit);
    expect(await letters()).toHaveLength(1);
    await later(stage, letters, (found) => found.length === 2, ahead);
    await backToNow(stage, ahead);
    expect(await counted()).toBe(limit);
    expect(await table.messages([id])).toHaveLength(1);
    expect((await admin.heardFrom(last.waId)).overLimit).toBeUndefined();
  });

  it('gets and keeps all messages beyond the limit, sees which, and may answer', async () => {
    const [one, two] = [newCustomer(), newCustomer()];
    const ids = [newWamid(), newWamid(), newWamid()];
    await writes(one, ids[0]);
    await writes(two, ids[1]);
    await writes(one, ids[2]);
    await settled(stage);
    expect(await table.messages(ids)).toHaveLength(3);
    const conversation = await admin.heardFrom(one.waId);
    expect(conversation).toMatchObject({ overLimit: true, unread: 2, status: 'open' });
    expect((await admin.send(conversation.id, 'Merhaba!', clientId(Date.now() + ahead))).status).toBe(202);
    const { body } = await admin.call('GET', '/v1/business/usage');
    expect(body.items[0]).toEqual({ metered: 'conversations', used: limit + 2, limit, state: 'hard' });
    expect(await letters()).toHaveLength(2);
  });

  it('is over it with a larger plan', async () => {
    const customer = newCustomer();
    await writes(customer);
    await settled(stage);
    expect((await admin.heardFrom(customer.waId)).overLimit).toBe(true);
    expect((await change('starter')).status).toBe(200);
    await writes(customer);
    await settled(stage);
    expect((await admin.heardFrom(customer.waId)).overLimit).toBeUndefined();
  });
});

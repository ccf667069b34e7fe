import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type View, View as Views } from '../../contract/conversations.ts';
import { ConversationId } from '../../contract/ids.ts';
import { LabelId } from '../../contract/labels.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aChannel, aClientId, aConversation, aCustomer, anEmployee, aTenant, aText, noon } from '../../test/engine/factory.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { ulid } from '../_shared/ulid.ts';
import { type Conversation, changeConversation, changedAfter } from './conversation.ts';
import { newConversation, withInbound, withOther } from './conversation-changes.ts';
import { conversationItem } from './conversation-item.ts';
import { countUnread, listView, snoozesDue } from './conversation-views.ts';
import { assigned, handedBack, labelled, reopened, resolved, snoozed, takenOver, woken } from './conversation-work.ts';
import { outboundMessageId } from './keys.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const hour = 3_600_000;
const people = [anEmployee(), anEmployee()] as const;
const vip = LabelId.parse(ulid(noon));

/** What happens to one of a few conversations, minute by minute. */
const names = [
  'hear',
  'answer',
  'take',
  'give',
  'drop',
  'hybrid',
  'ai',
  'snooze',
  'wake',
  'resolve',
  'reopen',
  'label',
  'unlabel',
  'read',
] as const;
type Name = (typeof names)[number];
interface Step {
  readonly name: Name;
  readonly which: number;
  readonly who: 0 | 1;
}
const step = fc.record<Step>({
  // What matters together comes often enough to meet.
  name: fc.constantFrom<Name[]>(...names, 'hear', 'hear', 'answer', 'take', 'hybrid'),
  which: fc.nat({ max: 2 }),
  who: fc.constantFrom(0, 1),
});

/** The same as people would say it, without keys, versions or indexes. */
interface Model {
  status: 'open' | 'snoozed' | 'resolved';
  mode: 'ai' | 'human' | 'hybrid';
  owner: number | undefined;
  until: number;
  /** When it came to the place it has in `mine` or `unassigned`. */
  came: number;
  active: number;
  wrote: number | undefined;
  lastIsCustomer: boolean;
  lastHeard: number;
  label: boolean;
  unread: boolean;
}

function play(model: Model, { name, who }: Step, now: number): void {
  const place = () => `${model.status} ${model.owner ?? (model.mode === 'ai' ? 'ai' : 'none')}`;
  const [before, was] = [place(), JSON.stringify(model)];
  const humanise = () => {
    if (model.wrote === undefined && model.status !== 'resolved' && model.lastIsCustomer) model.wrote = model.lastHeard;
  };
  switch (name) {
    case 'hear':
      model.status = 'open';
      if (model.mode !== 'ai' && model.wrote === undefined) model.wrote = now;
      Object.assign(model, { lastIsCustomer: true, lastHeard: now, active: now, unread: true });
      break;
    case 'answer':
      Object.assign(model, { lastIsCustomer: false, wrote: undefined, active: now });
      break;
    case 'take':
      // Theirs already: nothing happens.
      if (model.status === 'open' && model.mode === 'human' && model.owner === who) break;
      humanise();
      Object.assign(model, { status: 'open', mode: 'human', owner: who });
      break;
    case 'give':
      // Whoever is given what the assistant has is to answer it.
      if (model.owner !== who && model.mode === 'ai') {
        humanise();
        model.mode = 'human';
      }
      model.owner = who;
      break;
    case 'drop':
      model.owner = undefined;
      break;
    case 'hybrid':
      if (model.mode !== 'hybrid') humanise();
      model.mode = 'hybrid';
      break;
    case 'ai':
      if (model.mode !== 'ai' || model.owner !== undefined) model.wrote = undefined;
      Object.assign(model, { mode: 'ai', owner: undefined });
      break;
    case 'snooze':
      Object.assign(model, { status: 'snoozed', until: now + hour });
      break;
    case 'wake':
      if (model.status === 'snoozed' && model.until <= now) model.status = 'open';
      break;
    case 'resolve':
      if (model.status !== 'resolved') Object.assign(model, { status: 'resolved', wrote: undefined });
      break;
    case 'reopen':
      model.status = 'open';
      break;
    case 'label':
      model.label = true;
      break;
    case 'unlabel':
      model.label = false;
      break;
    case 'read':
      model.unread = false;
      break;
  }
  if (!['label', 'unlabel', 'read'].includes(name) && JSON.stringify(model) !== was) model.active = now;
  if (place() !== before) model.came = now;
}

const inView: Readonly<Record<View, (model: Model, me: number) => boolean>> = {
  all: ({ status }) => status === 'open',
  mine: ({ status, owner }, me) => status === 'open' && owner === me,
  unassigned: ({ status, owner, mode }) => status === 'open' && owner === undefined && mode !== 'ai',
  ai: ({ status, mode }) => status === 'open' && mode === 'ai',
  waiting: ({ status, mode, wrote }) => status === 'open' && mode !== 'ai' && wrote !== undefined,
  snoozed: ({ status }) => status === 'snoozed',
  resolved: ({ status }) => status === 'resolved',
};
const order = (view: View, one: Model, other: Model): number => {
  if (view === 'waiting') return (one.wrote ?? 0) - (other.wrote ?? 0);
  if (view === 'mine' || view === 'unassigned') return other.came - one.came;
  return other.active - one.active;
};

function change(read: Conversation, { name, who }: Step, now: number): Conversation {
  switch (name) {
    case 'hear':
      return withInbound(read, aText(read, { at: now }), now);
    case 'answer':
      return withOther(
        read,
        { id: outboundMessageId(aClientId(now)), direction: 'out', content: { kind: 'text', text: 'x' } },
        now,
      );
    case 'take':
      return takenOver(read, people[who], now);
    case 'give':
      return assigned(read, people[who], now);
    case 'drop':
      return assigned(read, undefined, now);
    case 'hybrid':
      return handedBack(read, 'hybrid', now);
    case 'ai':
      return handedBack(read, 'ai', now);
    case 'snooze':
      return snoozed(read, now + hour, now);
    case 'wake':
      return woken(read, now);
    case 'resolve':
      return resolved(read, now);
    case 'reopen':
      return reopened(read, now);
    case 'label':
    case 'unlabel': {
      const next = labelled(read, name === 'label' ? { add: [vip], remove: [] } : { add: [], remove: [vip] });
      return next === 'too-many' ? read : next;
    }
    case 'read':
      return read.readSeq === read.inSeq ? read : { ...read, readSeq: read.inSeq, version: read.version + 1 };
    default:
      return name satisfies never;
  }
}

async function pages(store: TenantTable, view: View, me: 0 | 1, label?: LabelId): Promise<ConversationId[]> {
  const seen: ConversationId[] = [];
  let before: string | undefined;
  for (let read = 0; read < 20; read++) {
    const page = await listView(store, { view, label, limit: 2, before, me: people[me] });
    if (page === 'bad-cursor') throw new Error(`${before} is no cursor`);
    seen.push(...page.items.map(({ id }) => id));
    before = page.next;
    if (before === undefined) return seen;
  }
  throw new Error('It never ends');
}

describe('the views of the inbox', () => {
  it('list what a person would, in pages, after anything people and customers do', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), async (steps) => {
        const store = table.of(aTenant());
        const ids: ConversationId[] = [];
        const models: Model[] = [];
        let now = noon;
        for (let index = 0; index < 3; index++) {
          now += 1_000;
          ids.push((await aConversation(store, { changedAt: now, since: now })).id);
          models.push({
            status: 'open',
            mode: 'ai',
            owner: undefined,
            until: 0,
            came: now,
            active: now,
            wrote: undefined,
            lastIsCustomer: false,
            lastHeard: 0,
            label: false,
            unread: false,
          });
        }
        for (const one of steps) {
          now += 30 * 60_000;
          const [id, model] = [ids[one.which], models[one.which]];
          if (id === undefined || model === undefined) throw new Error('There are three');
          await changeConversation(store, id, (read) => change(read, one, now));
          play(model, one, now);
        }
        const expected = (view: View, me: number, label: boolean) =>
          models
            .map((model, index) => ({ model, id: ids[index] }))
            .filter(({ model }) => inView[view](model, me) && (!label || model.label))
            .sort((one, other) => order(view, one.model, other.model))
            .map(({ id }) => id);
        for (const view of Views.options) {
          expect([view, await pages(store, view, 0)]).toEqual([view, expected(view, 0, false)]);
        }
        expect(await pages(store, 'mine', 1)).toEqual(expected('mine', 1, false));
        expect(await pages(store, 'all', 0, vip)).toEqual(expected('all', 0, true));
        expect(await pages(store, 'waiting', 0, vip)).toEqual(expected('waiting', 0, true));
        const unread = models.filter((model) => model.unread);
        expect(await countUnread(store, people[1], 100)).toBe(unread.filter((model) => inView.mine(model, 1)).length);
        expect(await countUnread(store, 'none', 100)).toBe(unread.filter((model) => inView.unassigned(model, 0)).length);
        // Nobody misses that a colleague resolved something.
        const everything = await changedAfter(store, { limit: 100, cursor: `${'0'.repeat(13)}-${'0'.repeat(26)}` });
        expect(everything === 'bad-cursor' ? [] : everything.items.map(({ id }) => id).sort()).toEqual(ids.toSorted());
        const asleep = models.flatMap(({ status, until }, index) => (status === 'snoozed' ? [{ until, id: ids[index] }] : []));
        const { due, wakesAt } = await snoozesDue(store, now);
        expect(due.toSorted()).toEqual(asleep.flatMap(({ until, id }) => (until <= now ? [id] : [])).sort());
        const later = asleep.map(({ until }) => until).filter((until) => until > now);
        expect(wakesAt).toBe(later.length > 0 ? Math.min(...later) : undefined);
      }),
      { numRuns: 60 },
    );
  });

  it('are read in bounded pieces where they are looked for, and go on from there', { timeout: 60_000 }, async () => {
    const store = table.of(aTenant());
    const first = await aConversation(store, { changedAt: noon });
    await Promise.all(
      Array.from({ length: 620 }, (_, index) =>
        aConversation(store, { changedAt: noon + 1 + index, mode: 'human', since: noon }),
      ),
    );
    const page = await listView(store, { view: 'ai', limit: 50, me: people[0] });
    expect(page).toMatchObject({ items: [], next: expect.any(String) });
    const rest = await listView(store, { view: 'ai', limit: 50, me: people[0], before: page === 'bad-cursor' ? '' : page.next });
    expect(rest).toMatchObject({ items: [{ id: first.id }] });
    expect(rest).not.toHaveProperty('next', expect.any(String));
  });

  it('take a cursor only as it was given', async () => {
    const store = table.of(aTenant());
    for (const view of Views.options) {
      expect(await listView(store, { view, limit: 5, before: "x' OR", me: people[0] })).toBe('bad-cursor');
    }
  });
});

describe('the row of a conversation', () => {
  const attributes = async (store: TenantTable) => (await table.scan()).filter(({ pk }) => String(pk).includes(store.tenant));
  const bytes = (item: Record<string, unknown>): number =>
    Object.entries(item).reduce(
      (sum, [name, value]) =>
        sum +
        name.length +
        (typeof value === 'string' ? Buffer.byteLength(value) : typeof value === 'number' ? 9 : JSON.stringify(value).length),
      0,
    );

  it('stays within 1 KB while people work on it, with labels and a long preview in Arabic', async () => {
    const store = table.of(aTenant());
    const labels = Array.from({ length: 3 }, () => LabelId.parse(ulid(noon)));
    const conversation = await aConversation(store, { mode: 'human', assigneeId: people[0], labels, epoch: 12 });
    for (let index = 0; index < 9; index++) {
      const content = { kind: 'text', text: 'كم سعر المكتب وهل التوصيل مجاني داخل الرياض '.repeat(3) } as const;
      await changeConversation(store, conversation.id, (read) =>
        withInbound(read, aText(read, { at: noon + index * 1_000, content }), noon + index * 1_000),
      );
    }
    const row = (await attributes(store)).find(({ sk }) => sk === 'CONV');
    expect(row).toMatchObject({ gsi2pk: expect.any(String), gsi3pk: expect.any(String) });
    expect(bytes(row ?? {})).toBeLessThan(1024);
  });

  it('costs two write units more with the first message after an answer (it waits, it is unread), and nothing with the next', async () => {
    const store = table.of(aTenant());
    const { id } = await aConversation(store, { mode: 'human' });
    const hear = async (at: number) => {
      table.consumed();
      await changeConversation(store, id, (read) => withInbound(read, aText(read, { at }), at));
      return table.consumed().write;
    };
    expect([await hear(noon + 1_000), await hear(noon + 2_000), await hear(noon + 3_000)]).toEqual([5, 3, 3]);
  });

  it('is counted up to a hundred, at a price that does not grow', async () => {
    const store = table.of(aTenant());
    const more = (count: number) =>
      Promise.all(Array.from({ length: count }, () => aConversation(store, { mode: 'human', inSeq: 1, readSeq: 0 })));
    await more(120);
    table.consumed();
    expect(await countUnread(store, 'none', 100)).toBe(100);
    const price = table.consumed().read;
    await more(300);
    table.consumed();
    expect(await countUnread(store, 'none', 100)).toBe(100);
    expect(table.consumed().read).toBe(price);
    expect(price).toBeLessThanOrEqual(2.5);
  });

  it('is narrowed to a label at the same price however many conversations there are', async () => {
    const store = table.of(aTenant());
    let made = 0;
    /** Written as they are stored: what is asked here is what reading them costs. */
    const more = async (count: number): Promise<void> => {
      for (let first = 0; first < count; first += 25) {
        const puts = Array.from({ length: 25 }, () => {
          made += 1;
          const id = ConversationId.parse(ulid(noon));
          const fresh = newConversation(id, aChannel(), { id: aCustomer(), name: 'Sara' }, undefined, noon + made);
          return { PutRequest: { Item: conversationItem(store.tenant, { ...fresh, labels: made === 1 ? [vip] : [] }) } };
        });
        await store.client.send(new BatchWriteCommand({ RequestItems: { [store.table]: puts } }));
      }
    };
    const price = async (): Promise<number> => {
      table.consumed();
      const page = await listView(store, { view: 'all', label: vip, limit: 50, me: people[0] });
      expect(page).toMatchObject({ items: [], next: expect.any(String) });
      return table.consumed().read;
    };
    await more(1_100);
    const before = await price();
    await more(1_100);
    expect(Math.abs((await price()) - before)).toBeLessThanOrEqual(before * 0.05);
    // Five reads of four partitions, 100 rows each.
    expect(before).toBeLessThan(100);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LabelId } from '../../contract/labels.ts';
import type { Message } from '../../contract/message.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aClientId, anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { told, workDesk } from '../../test/engine/work-desk.ts';
import { isProblem, type ProblemResult } from '../_shared/problem.ts';
import { ulid } from '../_shared/ulid.ts';
import { create, remove } from '../labels/keeping.ts';
import { relabel } from './labelling.ts';
import { addNote, editNote, pinned } from './notes.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const kept = (answer: Message | ProblemResult): Message => {
  if (isProblem(answer)) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
};
const code = (answer: unknown) => (isProblem(answer) ? answer.code : 'done');

describe('a note', () => {
  it('is a message among colleagues, and neither moves the conversation nor counts', async () => {
    const { lina, omar, order, row, thread, pushed, id } = await workDesk(table);
    const before = await row();
    const body = { clientId: aClientId(noon), text: 'She prefers calls', mentions: [omar.id, omar.id] };
    const note = kept(await addNote(order(lina), body));
    expect(note).toMatchObject({ direction: 'note', author: { name: 'Lina' }, content: { kind: 'note', mentions: [omar.id] } });
    expect(note.status).toBeUndefined();
    expect(await row()).toEqual(before);
    expect(await thread()).toEqual([note]);
    expect(pushed).toEqual([{ to: { viewing: id }, event: { type: 'message.changed', message: note } }]);
    // The answer was lost: the same again is the same note, something else under its id is not.
    expect(await addNote(order(lina, noon + 60_000), body)).toEqual(note);
    expect(code(await addNote(order(omar), body))).toBe('client-id-reused');
    expect(code(await addNote(order(lina), { ...body, text: 'Something else' }))).toBe('client-id-reused');
    expect(code(await addNote(order(lina), { ...body, clientId: aClientId(noon - 3_600_000) }))).toBe('client-id-expired');
    expect(await thread()).toHaveLength(1);
  });

  it('mentions colleagues only', async () => {
    const { lina, gone, order, thread } = await workDesk(table);
    const other = await workDesk(table);
    for (const somebody of [anEmployee(), gone.id, other.omar.id]) {
      const body = { clientId: aClientId(noon), text: 'x', mentions: [lina.id, somebody] };
      expect(code(await addNote(order(lina), body))).toBe('not-found');
    }
    expect(await thread()).toEqual([]);
  });

  it('says what its author says; others may pin it', async () => {
    const { lina, omar, order, thread, id } = await workDesk(table);
    const note = kept(await addNote(order(lina), { clientId: aClientId(noon), text: 'One', mentions: [] }));
    expect(code(await editNote(order(omar), note.id, { text: 'Two' }))).toBe('forbidden');
    expect(kept(await editNote(order(omar, noon + 5), note.id, { pinned: true })).content).toMatchObject({
      text: 'One',
      pinnedAt: '2026-11-20T09:00:00.005Z',
    });
    const changed = kept(await editNote(order(lina, noon + 9), note.id, { text: 'Two' }));
    expect(changed).toMatchObject({ editedAt: '2026-11-20T09:00:00.009Z', content: { text: 'Two' } });
    expect(await thread()).toEqual([changed]);
    expect(await pinned(order(omar))).toEqual({ items: [changed] });
    expect(await pinned({ store: table.of(aTenant()), id })).toMatchObject({ code: 'not-found' });
    kept(await editNote(order(lina, noon + 10), note.id, { pinned: false }));
    expect(await pinned(order(omar))).toEqual({ items: [] });
    // The first request again, after all this.
    expect(kept(await addNote(order(lina), { clientId: aClientId(noon), text: 'x', mentions: [] })).id).not.toBe(note.id);
  });

  it('is one of 10 pinned, however many are pinned at once', { timeout: 60_000 }, async () => {
    const { lina, order } = await workDesk(table);
    const notes = [];
    for (let index = 0; index < 14; index++) {
      notes.push(kept(await addNote(order(lina), { clientId: aClientId(noon + index), text: `${index}`, mentions: [] })));
    }
    const answers = await Promise.all(notes.map(({ id }) => editNote(order(lina), id, { pinned: true })));
    expect(answers.map(code).sort()).toEqual([...Array(10).fill('done'), ...Array(4).fill('limit-reached')]);
    const list = await pinned(order(lina));
    const texts = 'items' in list ? list.items.map(({ content }) => ('text' in content ? Number(content.text) : -1)) : [];
    expect(texts).toEqual(texts.toSorted((one, other) => other - one));
    expect(texts).toHaveLength(10);
  });

  it('is nothing else that a conversation holds', async () => {
    const { lina, order, hear, thread } = await workDesk(table);
    await hear(noon);
    const [text] = await thread();
    if (!text) throw new Error('There is a message');
    expect(code(await editNote(order(lina), text.id, { pinned: true }))).toBe('not-found');
  });
});

describe('labels of a conversation', () => {
  const label = async (store: Parameters<typeof create>[0], name: string) => {
    const made = await create(store, ulid(noon), { name, colour: '#1d7a5f' });
    if (isProblem(made)) throw new Error(made.code);
    return made.id;
  };

  it('are put on and taken off, together, at most 10, and only those there are', async () => {
    const { lina, order, store, row } = await workDesk(table);
    const [vip, late] = [await label(store, 'VIP'), await label(store, 'Late')];
    const before = await row();
    expect(told(await relabel(order(lina), { add: [vip, vip], remove: [] })).labels).toEqual([vip]);
    expect(told(await relabel(order(lina), { add: [late], remove: [vip] })).labels).toEqual([late]);
    expect(await row()).toMatchObject({ changedAt: before.changedAt, version: 3, epoch: 0 });
    expect(code(await relabel(order(lina), { add: [LabelId.parse(ulid(noon))], remove: [] }))).toBe('not-found');
    const other = await label(table.of(aTenant()), 'Foreign');
    expect(code(await relabel(order(lina), { add: [other], remove: [] }))).toBe('not-found');
    const many = [];
    for (let index = 0; index < 10; index++) many.push(await label(store, `Label ${index}`));
    expect(code(await relabel(order(lina), { add: many, remove: [] }))).toBe('limit-reached');
    expect(told(await relabel(order(lina), { add: many, remove: [late] })).labels).toHaveLength(10);
    const [first] = many;
    if (!first) throw new Error('There are ten');
    await remove(store, first);
    expect(told(await relabel(order(lina), { add: [], remove: [first] })).labels).toHaveLength(9);
  });

  it('stay complete when several people label at once', async () => {
    const { lina, order, store, row } = await workDesk(table);
    const ids = [];
    for (let index = 0; index < 8; index++) ids.push(await label(store, `L${index}`));
    await Promise.all(ids.map((id) => relabel(order(lina), { add: [id], remove: [] })));
    expect((await row()).labels.toSorted()).toEqual(ids.toSorted());
  });
});

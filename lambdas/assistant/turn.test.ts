import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assistantDesk } from '../../test/engine/assistant-desk.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

describe('a turn', () => {
  it('answers what is asked, in the language of the customer, and is sent once', async () => {
    const desk = await assistantDesk(table);
    await desk.hear('Hello! How much is a tarot reading?');
    expect(await desk.turn()).toBe('done');
    expect(await desk.turn()).toBe('done');
    await desk.send();
    expect(desk.replies()).toEqual([expect.stringContaining('Tarot reading: standard 50 USD (within 2 days)')]);
    expect(desk.replies()[0]).not.toContain('Coffee');
    expect(await desk.row()).toMatchObject({ answeredSeq: 1, language: 'en', mode: 'ai', waitingSince: undefined });
    await desk.hear('كم سعر قراءة الفنجان؟');
    await desk.turn();
    await desk.hear('Merhaba, saat kaçta açıksınız?');
    await desk.turn();
    await desk.send();
    expect(desk.replies()[1]).toContain('قراءة الفنجان: عادية 50 USD');
    expect(desk.replies()[2]).toContain('Her gün: 12:00–20:00');
    expect(desk.sent).toHaveLength(3);
  });
});

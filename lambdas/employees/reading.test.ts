import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { aTeam, type TestTeam } from '../../test/engine/team.ts';
import { noteSeen } from '../_data/seen.ts';
import { cursorsWith } from '../_shared/cursor.ts';
import { isProblem } from '../_shared/problem.ts';
import { listEmployees, oneEmployee } from './reading.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

/** Each business signs with a key of its own. */
const list = async ({ store }: TestTeam, query: { limit: number; cursor?: string; active?: 'true' | 'false' }) => {
  const answer = await listEmployees(store, query, async () => cursorsWith(store.tenant));
  if (isProblem(answer)) throw new Error(answer.code);
  return answer;
};

describe('the list of people', () => {
  it('has everybody once, page by page, and ends', async () => {
    const team = await aTeam(table);
    await Promise.all(Array.from({ length: 7 }, () => team.hire('agent')));
    const seen: string[] = [];
    let pages = 0;
    let cursor: string | undefined;
    do {
      const page = await list(team, { limit: 3, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
      pages += 1;
    } while (cursor !== undefined);
    expect([pages, seen.length, new Set(seen).size]).toEqual([3, 7, 7]);
    expect(seen).toEqual(seen.toSorted());
    expect((await list(team, { limit: 7 })).next).toBeUndefined();
  });

  it('fills its pages with those who are wanted only', async () => {
    const team = await aTeam(table);
    for (const active of [true, false, true, false, true, true]) await team.hire('agent', { active });
    const page = await list(team, { limit: 3, active: 'true' });
    expect(page.items.map(({ active }) => active)).toEqual([true, true, true]);
    expect((await list(team, { limit: 3, active: 'true', cursor: page.next ?? '' })).items).toHaveLength(1);
    expect((await list(team, { limit: 9, active: 'false' })).items).toHaveLength(2);
  });

  it('takes no place of another business, of another question, or made up', async () => {
    const [team, other] = [await aTeam(table), await aTeam(table)];
    for (const one of [team, other]) await Promise.all(Array.from({ length: 3 }, () => one.hire('agent')));
    const { next = '' } = await list(team, { limit: 1 });
    for (const [who, query] of [
      [other, { limit: 1, cursor: next }],
      [team, { limit: 1, cursor: next, active: 'true' as const }],
      [team, { limit: 1, cursor: `${next}x` }],
    ] as const) {
      await expect(list(who, query)).rejects.toThrow('invalid-query');
    }
  });

  it('costs what its page costs, however many people there are', async () => {
    const [few, many] = [await aTeam(table), await aTeam(table)];
    for (const [team, count] of [
      [few, 4],
      [many, 60],
    ] as const) {
      await Promise.all(Array.from({ length: count }, () => team.hire('agent')));
    }
    const read = async (team: TestTeam) => {
      table.consumed();
      await list(team, { limit: 3 });
      return table.consumed().read;
    };
    expect(await read(many)).toBe(await read(few));
  });

  it('says when each was last here, and nobody’s of another business', async () => {
    const [team, other] = [await aTeam(table), await aTeam(table)];
    const [one, two] = [await team.hire('agent'), await team.hire('agent', { lastSeenAt: noon - 60_000 })];
    await noteSeen(team.store, one.id, noon);
    await noteSeen(other.store, two.id, noon);
    const times = new Map((await list(team, { limit: 9 })).items.map(({ id, lastSeenAt }) => [id, lastSeenAt]));
    expect(times.get(one.id)).toBe('2026-11-20T09:00:00.000Z');
    expect(times.get(two.id)).toBe('2026-11-20T08:59:00.000Z');
    expect(await oneEmployee(team.store, one.id)).toMatchObject({ lastSeenAt: '2026-11-20T09:00:00.000Z' });
    expect(await oneEmployee(other.store, one.id)).toMatchObject({ code: 'not-found' });
  });
});

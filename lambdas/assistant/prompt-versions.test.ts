import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { assistantDesk } from '../../test/engine/assistant-desk.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { scripted } from '../../test/engine/scripted-model.ts';
import { log } from '../_shared/log.ts';
import { isProblem } from '../_shared/problem.ts';
import { handBack } from '../conversation-work/doing.ts';
import { get, publish, save, versions } from '../prompts/keeping.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
vi.spyOn(log, 'info').mockReturnValue();

const lina = { id: '01jd0000000000000000000e13', name: 'Lina' };

async function deskWithPrompts() {
  const desk = await assistantDesk(table, { provider: 'openai', model: 'm' });
  const { store } = desk;
  const asked = async () => ({
    employee: lina,
    sourceIp: '192.0.2.1',
    requestId: 'r',
    now: desk.clock(),
    ifMatch: (await get(store)).version,
  });
  return {
    ...desk,
    publish: async (text: string) => {
      const saved = await save(store, { system: { en: text } }, await asked());
      const published = isProblem(saved) ? saved : await publish(store, '', await asked());
      if (isProblem(published)) throw new Error(published.code);
    },
    outcomes: async () => new Map((await versions(store)).items.map(({ number, outcomes }) => [number, outcomes])),
  };
}

describe('a version of the texts', () => {
  it('is what a turn goes on with that began with it, and the next turn has the one that was published meanwhile', async () => {
    const desk = await deskWithPrompts();
    await desk.publish('The first text.');
    await desk.hear('Hello');
    const model = scripted([{ fails: 'again', reason: 'busy' }]);
    const answering = scripted([{ say: 'Hello.' }]);
    const using = (one: typeof model) => ({ brainOf: () => ({ model: one, provider: 'openai', instant: true }) });
    expect(await desk.turn(desk.lastJob(), using(model))).toEqual({ later: 15_000 });
    await desk.publish('The second text.');
    desk.pass(20_000);
    expect(await desk.turn(desk.lastJob(), using(answering))).toBe('done');
    await desk.hear('Are you there?');
    expect(await desk.turn(desk.lastJob(), using(answering))).toBe('done');
    expect([...model.heard, ...answering.heard].map(({ system }) => system.split('\n')[0])).toEqual([
      'The first text.',
      'The first text.',
      'The second text.',
    ]);
    const outcome = { answered: 1, suggested: 0, handedOver: 0, reasons: {} };
    expect(await desk.outcomes()).toEqual(
      new Map([
        [2, outcome],
        [1, outcome],
      ]),
    );
  });

  it('is told how the turns ended that began with it', async () => {
    const desk = await deskWithPrompts();
    const using = (lines: Parameters<typeof scripted>[0]) => ({
      brainOf: () => ({ model: scripted(lines), provider: 'openai', instant: true }),
    });
    // With words that are built in: of no version.
    await desk.hear('Hello');
    await desk.turn(desk.lastJob(), using([{ say: 'Hello.' }]));
    await desk.publish('The first text.');
    expect(await desk.outcomes()).toEqual(new Map([[1, { answered: 0, suggested: 0, handedOver: 0, reasons: {} }]]));
    for (const reason of ['upset', 'asked', 'asked']) {
      await desk.hear('A person, please');
      await desk.turn(desk.lastJob(), using([{ call: 'hand_over', input: { reason } }]));
      await desk.backToAssistant();
    }
    await handBack(desk.order(lina), 'hybrid');
    await desk.hear('Hello');
    await desk.turn(desk.lastJob(), using([{ say: 'Hello.' }]));
    // Twice the same job is one turn.
    await desk.turn(desk.lastJob(), using([{ say: 'Hello.' }]));
    expect(await desk.outcomes()).toEqual(
      new Map([[1, { answered: 0, suggested: 1, handedOver: 3, reasons: { asked: 2, upset: 1 } }]]),
    );
  });
});

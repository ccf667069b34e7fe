import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConversationId } from '../../../contract/ids.ts';
import { startDynamo, type TestTable } from '../../../test/engine/dynamodb.ts';
import { aTenant, noon } from '../../../test/engine/factory.ts';
import { ledgerSums } from '../../../test/engine/ledger.ts';
import { budgetOf } from '../../_data/budget.ts';
import { settingsPartition } from '../../_data/keys.ts';
import type { TenantTable } from '../../_shared/tenant.ts';
import { ulid } from '../../_shared/ulid.ts';
import type { Model, ModelAnswer, ModelRequest } from '../model.ts';
import { type AskDesk, askModel, type Keep } from './ask.ts';
import { mostCost } from './estimate.ts';
import { failed } from './failure.ts';

let table: TestTable;
let store: TenantTable;
let now: number;
let paused: number[];
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  store = table.of(aTenant());
  now = noon;
  paused = [];
});

const conversationId = ConversationId.parse(ulid(noon));
const prices = { in: 1_000_000, out: 2_000_000 };
const usage = { tokensIn: 100, tokensOut: 50 };
const text: ModelAnswer = { outcome: 'text', text: 'Fifty dollars', usage };
const request: ModelRequest = {
  system: 'You answer.',
  turns: [{ from: 'customer', text: 'How much?' }],
  tools: [],
  temperature: 0.3,
  maxTokens: 100,
  signal: new AbortController().signal,
};
const most = mostCost(request, prices);

/** Says one after the other, the last one for ever, and counts how often it was asked. */
function scripted(...answers: ModelAnswer[]): Model & { asked: number } {
  const model = {
    asked: 0,
    complete: async () => answers[Math.min(model.asked++, answers.length - 1)] ?? failed('never', 'nothing was set up'),
  };
  return model;
}
const desk = (models: readonly Model[], capMicros: number | null = null): AskDesk => ({
  store,
  settings: { provider: 'openai', capMicros },
  candidates: models.map((model, index) => ({ name: `model-${index}`, prices, model })),
  clock: () => now,
  pause: async (ms) => void paused.push(ms),
});
const ask = (models: readonly Model[], given: { cap?: number; keep?: Keep; turnId?: string } = {}) =>
  askModel(desk(models, given.cap ?? null), { turnId: given.turnId ?? 'turn', conversationId }, request, given.keep);
const books = async () => ({ ...(await budgetOf(store, '2026-11', null)), ...(await ledgerSums(store, '2026-11')) });

describe('a model', () => {
  it('is paid for what it used, once', async () => {
    expect(await ask([scripted(text)])).toEqual({ answer: text, model: 'model-0', micros: 200, tries: 1 });
    expect(await books()).toMatchObject({
      spentMicros: 200,
      reservedMicros: 0,
      entries: 1,
      micros: 200,
      tokensIn: 100,
      tokensOut: 50,
    });
  });

  it('that is busy is asked once more after the time it says, then the one in its place', async () => {
    const first = scripted(failed('again', 'busy', { retryAfterMs: 2_000 }));
    expect(await ask([first, scripted(text)])).toMatchObject({ answer: text, model: 'model-1', tries: 3, micros: 200 });
    expect(first.asked).toBe(2);
    expect(paused).toEqual([2_000]);
    expect(await books()).toMatchObject({ spentMicros: 200, reservedMicros: 0, entries: 1 });
  });

  it('that wants more patience than there is, is not waited for', async () => {
    const first = scripted(failed('again', 'busy', { retryAfterMs: 60_000 }));
    expect(await ask([first, scripted(text)])).toMatchObject({ model: 'model-1', tries: 2 });
    expect(paused).toEqual([]);
  });

  it('that will never answer is not asked again', async () => {
    const first = scripted(failed('never', 'model-unknown'));
    expect(await ask([first, scripted(text)])).toMatchObject({ answer: text, tries: 2 });
    const second = scripted(text);
    expect(await ask([scripted(failed('never', 'key-refused')), second])).toMatchObject({ answer: { reason: 'key-refused' } });
    expect(second.asked).toBe(0);
  });

  it('is not asked by a turn that has no more time', async () => {
    const model = scripted(failed('again', 'too-slow', { maybePaid: true }));
    const late = { ...request, signal: AbortSignal.abort() };
    await askModel(desk([model, scripted(text)]), { turnId: 't', conversationId }, late);
    expect(model.asked).toBe(1);
  });

  it('that may have worked in vain counts as paid', async () => {
    const slow = scripted(failed('again', 'too-slow', { maybePaid: true }), text);
    expect(await ask([slow])).toMatchObject({ micros: most + 200, tries: 2 });
    expect(await books()).toMatchObject({ spentMicros: most + 200, reservedMicros: 0, entries: 2 });
  });

  it('that is cut, or refuses, is paid and not asked again', async () => {
    const cut = scripted({ outcome: 'cut', usage });
    expect(await ask([cut, scripted(text)])).toMatchObject({ answer: { outcome: 'cut' }, micros: 200 });
    expect(cut.asked).toBe(1);
  });

  it('is none where none can be asked', async () => {
    expect(await ask([])).toMatchObject({ answer: { outcome: 'failed', reason: 'no-model' }, micros: 0 });
  });
});

describe('the cap', () => {
  it('stops before anything is asked', async () => {
    const model = scripted(text);
    expect(await ask([model], { cap: most - 1 })).toMatchObject({ answer: { reason: 'over-budget' }, micros: 0, tries: 0 });
    expect(model.asked).toBe(0);
    expect(await ask([model], { cap: most })).toMatchObject({ answer: text });
    expect(await ask([model], { cap: most + 199 })).toMatchObject({ answer: { reason: 'over-budget' } });
    expect(await ask([model], { cap: most + 200 })).toMatchObject({ answer: text });
  });

  it('is held by 50 turns at its edge, as the model counts', async () => {
    const model = scripted({ ...text, usage: { tokensIn: most - 200, tokensOut: 100 } });
    const cap = most * 7 + 3;
    const turns = await Promise.all(Array.from({ length: 50 }, (_, index) => ask([model], { cap, turnId: `turn-${index}` })));
    expect(turns.filter(({ answer }) => answer.outcome === 'text')).toHaveLength(7);
    expect(model.asked).toBe(7);
    expect(await books()).toMatchObject({ spentMicros: most * 7, reservedMicros: 0, entries: 7, micros: most * 7 });
  });
});

describe('what is kept with an answer', () => {
  const note =
    (condition: string): Keep =>
    () => [
      {
        Put: {
          TableName: store.table,
          Item: { pk: settingsPartition(store.tenant), sk: 'NOTE' },
          ConditionExpression: condition,
        },
      },
    ];

  it('is kept with its cost, or the answer is not for us and paid all the same', async () => {
    expect(await ask([scripted(text)], { keep: note('attribute_not_exists(pk)') })).toMatchObject({ answer: text });
    expect(await ask([scripted(text)], { keep: note('attribute_not_exists(pk)') })).toMatchObject({
      answer: { reason: 'not-kept' },
    });
    expect(await books()).toMatchObject({ spentMicros: 400, reservedMicros: 0, entries: 2 });
  });
});

describe('a provider that does not answer', () => {
  const down = () => scripted(failed('again', 'status-503'));

  it('is left alone after five turns, tried by one after a pause, and forgiven when it answers', async () => {
    for (let turn = 0; turn < 5; turn++) await ask([down()]);
    const model = down();
    expect(await ask([model])).toMatchObject({ answer: { class: 'again', reason: 'left-alone' }, tries: 0 });
    expect(model.asked).toBe(0);
    // Another business is not concerned.
    expect(await askModel({ ...desk([scripted(text)]), store: table.of(aTenant()) }, { turnId: 't' }, request)).toMatchObject({
      answer: text,
    });
    now += 31_000;
    const tried = await Promise.all([1, 2, 3, 4].map(() => ask([scripted(text)])));
    expect(tried.filter(({ answer }) => answer.outcome === 'text').length).toBeGreaterThanOrEqual(1);
    expect(await ask([scripted(text)])).toMatchObject({ answer: text });
    for (let turn = 0; turn < 4; turn++) await ask([down()]);
    expect(await ask([scripted(text)])).toMatchObject({ answer: text });
  });

  it('that fails again when it is tried is left alone for longer', async () => {
    for (let turn = 0; turn < 5; turn++) await ask([down()]);
    now += 31_000;
    const model = down();
    await Promise.all([1, 2, 3, 4].map(() => ask([model])));
    expect(model.asked).toBe(2);
    now += 31_000;
    expect(await ask([model])).toMatchObject({ answer: { reason: 'left-alone' } });
    now += 31_000;
    expect(await ask([scripted(text)])).toMatchObject({ answer: text });
  });

  it('is not blamed for a wrong key, or an empty purse', async () => {
    for (let turn = 0; turn < 8; turn++) await ask([scripted(failed('never', 'key-refused'))]);
    for (let turn = 0; turn < 8; turn++) await ask([scripted(text)], { cap: 1 });
    expect(await ask([scripted(text)])).toMatchObject({ answer: text });
  });
});

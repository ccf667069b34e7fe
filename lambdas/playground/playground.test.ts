import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PlaygroundCaseFields } from '../../contract/playground.ts';
import { AssistantTool, PlaygroundCaseId } from '../../contract/playground.ts';
import { assistantDesk } from '../../test/engine/assistant-desk.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aTenant, noon } from '../../test/engine/factory.ts';
import { scripted } from '../../test/engine/scripted-model.ts';
import { type ChatStandIn, calling, chatStandIn, completion } from '../../test/helpers/models/chat-completions.ts';
import { noKnowledge } from '../_assistant/knowledge.ts';
import type { ModelParts } from '../_assistant/models/paid.ts';
import { rulesModel } from '../_assistant/rules/model.ts';
import { tools } from '../_assistant/tools/all.ts';
import { assistantSettings, assistantSettingsChange, unchosen } from '../_data/assistant-settings.ts';
import { pageOfMessages } from '../_data/message.ts';
import { caseAdded } from '../_data/playground-case.ts';
import { transact } from '../_data/transact.ts';
import { guardedFetch } from '../_shared/guarded-fetch.ts';
import { log } from '../_shared/log.ts';
import { isProblem } from '../_shared/problem.ts';
import { ulid } from '../_shared/ulid.ts';
import { brainFor } from './brain.ts';
import { change, create, list, remove } from './cases.ts';
import { type RehearsalDesk, rehearse } from './rehearse.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
vi.spyOn(log, 'info').mockReturnValue();

type Desk = Awaited<ReturnType<typeof assistantDesk>>;
type Wanted = Parameters<typeof rehearse>[1];
const mayAll = new Set(['prompts.edit', 'conversations.view', 'customers.view']);
const says = (...texts: string[]): Wanted['about'] => ({
  messages: texts.map((text, place) => ({ from: (texts.length - place) % 2 === 1 ? 'customer' : 'assistant', text })),
});
/** Within the hours of the business. */
const open = new Date(noon + 3_600_000).toISOString();
const closed = new Date(noon + 12 * 3_600_000).toISOString();

async function tried(
  desk: Desk,
  wanted: Partial<Wanted>,
  more: Partial<RehearsalDesk> = {},
  permissions: ReadonlySet<string> = mayAll,
) {
  const brainOf: RehearsalDesk['brainOf'] = (_, __, { spoken, greeting }) => ({
    model: rulesModel(spoken, greeting),
    provider: 'rules',
    instant: true,
  });
  const { signal } = new AbortController();
  const rehearsal = { store: desk.store, brainOf, knowledgeOf: async () => noKnowledge, clock: desk.clock, signal, ...more };
  const body: Wanted = { texts: 'published', about: says('How much is a tarot reading?'), model: 'rules', at: open, ...wanted };
  return rehearse(rehearsal, body, permissions);
}
const done = async (...asked: Parameters<typeof tried>) => {
  const answer = await tried(...asked);
  if (isProblem(answer)) throw new Error(answer.code);
  return answer;
};
/** What models are asked with: the one that stands in, and keys that are what they are sealed as. */
function partsFor({ origin }: ChatStandIn, clock: () => number) {
  const opened: string[] = [];
  const parts: ModelParts = {
    prices: {},
    environment: {},
    trustedOrigin: origin,
    fetch: guardedFetch({ trustedOrigin: origin }),
    clock,
    pause: async () => undefined,
    open: async (_, __, sealed) => {
      opened.push(sealed);
      return sealed;
    },
  };
  return { parts, opened };
}
const asking = (lines: Parameters<typeof scripted>[0]) => {
  const model = scripted(lines);
  return { model, brainOf: () => ({ model, provider: 'openai', instant: false }) };
};

describe('trying', () => {
  it('answers as the assistant would, in the language of the customer, and says how it came to it', async () => {
    const desk = await assistantDesk(table, { on: false });
    const english = await done(desk, {
      expect: { says: ['TAROT READING: standard 50'], uses: ['list_services'], handsOver: false },
    });
    expect(english).toMatchObject({
      outcome: 'text',
      text: expect.stringContaining('Tarot reading: standard 50 USD'),
      language: 'en',
    });
    expect(english.faults).toEqual([]);
    expect(english.steps).toMatchObject([
      { type: 'answer', outcome: 'calls' },
      {
        type: 'tool',
        name: 'list_services',
        input: { query: expect.any(String) },
        result: expect.stringContaining('50 USD'),
        notDone: false,
      },
      { type: 'answer', outcome: 'text' },
    ]);
    const arabic = await done(desk, { about: says('كم سعر قراءة الفنجان؟') });
    expect([arabic.language, arabic.text]).toEqual(['ar', expect.stringContaining('قراءة الفنجان')]);
    // What was written before says more of a language than "ok".
    expect((await done(desk, { about: says('Merhaba, saat kaçta açıksınız?', 'Her gün', 'ok') })).language).toBe('tr');
  });

  it('tries a draft, a version or what is published, and shows what a model is told to the letter', async () => {
    const desk = await assistantDesk(table, { provider: 'openai', model: 'm' });
    const draft = { system: { en: 'You are {{business.name}}, open: {{business.state}}.' } };
    const { model, brainOf } = asking([{ say: 'Hello.', tokens: 7 }]);
    const answer = await done(desk, { texts: { draft }, model: 'chosen' }, { brainOf });
    expect(answer).toMatchObject({ text: 'Hello.', tokensIn: 7, tokensOut: 7, system: model.heard[0]?.system });
    expect(answer.system).toContain('You are Samia Tarot, open: open.');
    expect(model.heard[0]?.turns).toEqual([{ from: 'customer', text: '<customer>How much is a tarot reading?</customer>' }]);
    expect((await done(desk, { texts: { draft }, at: closed })).system).toContain('open: closed.');
    expect((await done(desk, {})).system).not.toContain('You are Samia Tarot, open');
    expect(await tried(desk, { texts: { version: 3 } })).toMatchObject({ code: 'not-found' });
  });

  it('says that a person takes over, why, and in which words', async () => {
    const desk = await assistantDesk(table, { outOfHours: 'say-closed' });
    const texts = { draft: { 'hand-over': { en: 'Our people come.' } } };
    const asked = await done(desk, { texts, about: says('I want to talk to a person') });
    expect(asked).toMatchObject({ outcome: 'hand-over', reason: 'asked', text: 'Our people come.' });
    expect(asked.steps.at(-1)).toMatchObject({ type: 'tool', name: 'hand_over', input: { reason: 'asked' }, notDone: true });
    expect(await done(desk, { at: closed })).toMatchObject({ outcome: 'hand-over', reason: 'closed', steps: [] });
  });

  it('says what is not as expected', async () => {
    const desk = await assistantDesk(table);
    const expectations = {
      says: ['rune'],
      saysNot: ['Tarot'],
      handsOver: true,
      reason: 'asked',
      uses: ['business_facts'],
    } as const;
    const { says: s, saysNot, uses, ...rest } = expectations;
    const { faults } = await done(desk, { expect: { says: [...s], saysNot: [...saysNot], uses: [...uses], ...rest } });
    expect(faults).toEqual([
      { of: 'says', expected: 'rune' },
      { of: 'saysNot', expected: 'Tarot' },
      { of: 'handsOver', expected: 'true' },
      { of: 'reason', expected: 'asked' },
      { of: 'uses', expected: 'business_facts' },
    ]);
  });

  it('changes nothing, whatever a model wants to write down', async () => {
    const desk = await assistantDesk(table, { provider: 'openai', model: 'm' });
    await desk.hear('My mail is sara@example.com');
    const { id: conversationId } = await desk.row();
    const before = await table.scan();
    const script = [{ call: 'customer_details', input: { save: { email: 'sara@example.com' } }, tokens: 5 }, { say: 'Noted.' }];
    for (const about of [{ conversationId }, says('My mail is sara@example.com')]) {
      const { model, brainOf } = asking(script);
      const answer = await done(desk, { about, model: 'chosen' }, { brainOf });
      expect(answer).toMatchObject({ outcome: 'text', text: 'Noted.' });
      expect(answer.steps[1]).toMatchObject({ name: 'customer_details', failed: false, notDone: true });
      expect(model.heard[1]?.turns.at(-1)).toMatchObject({ result: expect.stringContaining('"saved":true') });
    }
    expect(await table.scan()).toEqual(before);
    expect([desk.queued, desk.pushed.length, desk.again]).toEqual([[], expect.any(Number), []]);
  });

  it('pays for a model within the budget, for no conversation, and writes nothing but that', async () => {
    const provider = await chatStandIn();
    const chosen = {
      provider: 'openai',
      model: 'm',
      endpoint: provider.url,
      key: 'sealed',
      prices: { in: 1_000_000, out: 2_000_000 },
    } as const;
    const desk = await assistantDesk(table, { ...chosen, capMicros: 50_000 });
    await desk.hear('My mail is sara@example.com');
    const { id: conversationId } = await desk.row();
    const before = await table.scan();
    const { parts, opened } = partsFor(provider, desk.clock);
    const ask = () => done(desk, { about: { conversationId }, model: 'chosen' }, { brainOf: brainFor(parts, 'r1') });
    provider.answers.push(
      calling('customer_details', '{"save":{"email":"sara@example.com"}}'),
      completion({ content: 'Noted.' }),
    );
    const { outcome, tokensIn, tokensOut, micros } = await ask();
    expect([outcome, tokensIn, tokensOut, micros]).toEqual(['text', 22, 14, 2 * (11 + 2 * 7)]);
    const written = (await table.scan()).filter((item) => !before.some((one) => isDeepStrictEqual(one, item)));
    const partitions = written.map(({ pk, sk }) => `${String(pk).split('#').slice(2).join('#')} ${String(sk).split('#')[0]}`);
    const month = `LEDGER#${new Date(desk.clock()).toISOString().slice(0, 7)}`;
    expect(partitions.sort()).toEqual([`${month} DAY`, `${month} NONE`, `${month} NONE`, 'MODELS BUDGET']);
    expect(written.find(({ sk }) => String(sk).startsWith('BUDGET'))).toMatchObject({ committed: micros, spent: micros });
    expect(opened).toEqual(['sealed', 'sealed']);

    await transact(desk.store, [
      assistantSettingsChange(desk.store, await assistantSettings(desk.store), { ...unchosen, ...chosen, capMicros: 60 }),
    ]);
    expect(await ask()).toMatchObject({ outcome: 'failed', failure: 'over-budget', micros: 0 });
    expect([provider.asked.length, provider.wrong]).toEqual([2, []]);
    await provider.close();
  });

  it('fails with what can be done about it', async () => {
    const desk = await assistantDesk(table, { provider: 'openai', model: 'm' });
    for (const [line, failure] of [
      [{ fails: 'never', reason: 'key-refused' }, 'key-refused'],
      [{ fails: 'never', reason: 'over-budget' }, 'over-budget'],
      [{ fails: 'again', reason: 'left-alone' }, 'busy'],
    ] as const) {
      const { brainOf } = asking([line]);
      expect(await done(desk, { model: 'chosen', expect: { handsOver: true } }, { brainOf })).toMatchObject({
        outcome: 'failed',
        failure,
        faults: [{ of: 'handsOver', expected: 'true' }],
      });
    }
  });
});

describe('a conversation of a customer', () => {
  it('is tried as it was when a message had come, by those who may see it', async () => {
    const desk = await assistantDesk(table);
    await desk.hear('How much is a tarot reading?');
    await desk.turn();
    await desk.hear('I want to talk to a person');
    const { id: conversationId } = await desk.row();
    expect(await done(desk, { about: { conversationId } })).toMatchObject({ outcome: 'hand-over', reason: 'asked' });
    const { items } = await pageOfMessages(desk.store, conversationId, { limit: 9 });
    const [first, answer] = items;
    const then = await done(desk, { about: { conversationId, upTo: first?.id ?? (undefined as never) } });
    expect(then).toMatchObject({ outcome: 'text', text: expect.stringContaining('Tarot reading') });
    for (const about of [
      { conversationId, upTo: answer?.id ?? (undefined as never) },
      { conversationId: ulid(noon) as typeof conversationId },
    ])
      expect(await tried(desk, { about })).toMatchObject({ code: 'not-found' });
    expect(await tried(desk, { about: { conversationId } }, {}, new Set(['prompts.edit']))).toMatchObject({ code: 'forbidden' });
    expect(await tried({ ...desk, store: table.of(aTenant()) }, { about: { conversationId } })).toMatchObject({
      code: 'not-found',
    });
  });

  it('does not tell of the customer to those who may not see customers', async () => {
    const desk = await assistantDesk(table, { provider: 'openai', model: 'm' });
    await desk.hear('Who am I?');
    const about = { conversationId: (await desk.row()).id };
    const script = [{ call: 'customer_details', input: {} }, { say: 'You are Sara.' }];
    const details = async (permissions: ReadonlySet<string>) =>
      (await done(desk, { about, model: 'chosen' }, asking(script), permissions)).steps[1];
    expect(await details(mayAll)).toMatchObject({ failed: false, notDone: false });
    expect(await details(new Set(['prompts.edit', 'conversations.view']))).toMatchObject({ failed: true });
  });
});

describe('a case', () => {
  const fields = (name: string): PlaygroundCaseFields => ({
    name,
    messages: [{ from: 'customer', text: 'Hello' }],
    expect: { says: ['Samia'] },
  });
  const code = (answer: unknown) => (isProblem(answer) ? answer.code : 'done');

  it('is added once, changed by who has read it, and removed', async () => {
    const store = table.of(aTenant());
    const id = ulid(noon);
    const twice = await Promise.all([create(store, id, fields('Greets')), create(store, id, fields('Greets'))]);
    expect(twice[0]).toEqual(twice[1]);
    expect(code(await create(store, id, fields('Other')))).toBe('idempotency-key-reused');
    const [item] = (await list(store)).items;
    if (!item) throw new Error('There is no case');
    expect(item).toEqual({ id, ...fields('Greets'), version: 1 });
    expect(await change(store, item.id, 1, fields('Says hello'))).toMatchObject({ name: 'Says hello', version: 2 });
    expect(code(await change(store, item.id, 1, fields('Late')))).toBe('changed');
    expect(code(await remove(table.of(aTenant()), item.id))).toBe('not-found');
    expect(await remove(store, item.id)).toBeUndefined();
    expect(code(await remove(store, item.id))).toBe('not-found');
    expect((await list(store)).items).toEqual([]);
  });

  it('is one of 50, also when two are added at once, and room is made by deleting', { timeout: 60_000 }, async () => {
    const store = table.of(aTenant());
    for (let index = 0; index < 49; index++) await create(store, ulid(noon), fields(`Case ${index}`));
    const last = await Promise.all(['a', 'b', 'c'].map((name) => create(store, ulid(noon), fields(name))));
    expect(last.map(code).sort()).toEqual(['done', 'limit-reached', 'limit-reached']);
    const { items } = await list(store);
    // Whoever read the count a moment too early.
    const late = { ...fields('Late'), id: PlaygroundCaseId.parse(ulid(noon)), version: 1, madeFrom: 'other' };
    expect(await transact(store, caseAdded(store, late))).toBe('refused');
    await remove(store, items[0]?.id ?? (undefined as never));
    expect(code(await create(store, ulid(noon), fields('There is room')))).toBe('done');
  });
});

it('knows every tool by name', () => {
  expect([...AssistantTool.options].sort()).toEqual(tools.map(({ name }) => name).sort());
});

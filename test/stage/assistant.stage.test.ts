import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientId, type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { sentTo } from '../helpers/graph.ts';
import {
  type ChatAnswer,
  type ChatStandIn,
  calling,
  chatStandIn,
  completion,
  fault,
} from '../helpers/models/chat-completions.ts';
import { newCustomer, say, sayOnPhone } from '../helpers/provider.ts';
import { queues, settled } from '../helpers/settled.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';
import { mailsTo } from '../helpers/visitor.ts';

let stage: OwnStage;
beforeAll(async () => {
  stage = await startStage(undefined, { assistant: true });
}, 120_000);
afterAll(() => stage?.stop());

const texts = async (to: string): Promise<string[]> =>
  (await sentTo(stage, to)).messages.flatMap(({ body }) => {
    const { text } = body as { readonly text?: { readonly body: string } };
    return text ? [text.body] : [];
  });
const answered = (to: string, count: number) =>
  eventually(
    () => texts(to),
    (all) => all.length >= count,
    { withinMs: 30_000 },
  );

/** The index of the search follows the table in its order: what was written before these words is in it too. */
const foundBySearch = (words: string, conversationId = '') =>
  eventually(
    async () => (await new RawTable(stage).scan()).map((item) => [String(item.sk), String(item.x)] as const),
    (rows) => rows.some(([sk, text]) => sk.endsWith(conversationId) && text.includes(words)),
  );

describe('the assistant of a demo business', () => {
  let lina: Employee;
  beforeAll(async () => {
    lina = await employee(stage, 'samia');
  });

  const work = (id: string, what: string, body: unknown) => lina.call('POST', `/v1/conversations/${id}/${what}`, body);
  const events = async (id: string) =>
    (await lina.thread(id)).items.flatMap(({ content }) => (content.kind === 'work' ? [content] : []));
  const row = async (id: string) => (await lina.call('GET', `/v1/conversations/${id}`)).body;

  it('answers about services, prices and hours in three languages, several messages at once', async () => {
    const [english, arabic, turkish] = [newCustomer('Sara'), newCustomer('Layla'), newCustomer('Ayşe')];
    await Promise.all([
      say(stage.channel('samia'), english, 'Hello'),
      say(stage.channel('samia'), arabic, 'كم سعر قراءة الفنجان؟'),
      say(stage.channel('isik'), turkish, 'Diş beyazlatma ne kadar? Cumartesi açık mısınız?'),
    ]);
    await say(stage.channel('samia'), english, 'How much is a tarot reading?');
    await say(stage.channel('samia'), english, 'And when are you open?');
    const [toEnglish, toArabic, toTurkish] = await Promise.all([english, arabic, turkish].map(({ waId }) => answered(waId, 1)));
    expect(toEnglish).toEqual([expect.stringMatching(/Tarot reading: standard 50 USD.*12:00–20:00/s)]);
    expect(toArabic).toEqual([expect.stringContaining('قراءة الفنجان: عادية 50 USD')]);
    expect(toTurkish).toEqual([expect.stringMatching(/Diş beyazlatma.*6500 TRY.*Cumartesi: 09:00–14:00/s)]);
  });

  it('hands over when asked to, suggests when told to, and goes on when it is given back', async () => {
    const customer = newCustomer('Asks');
    const channel = stage.channel('samia');
    await say(channel, customer, 'I want to talk to a person');
    await answered(customer.waId, 1);
    const { id } = await lina.heardFrom(customer.waId);
    expect(await row(id)).toMatchObject({ mode: 'human', waitingSince: expect.any(String) });
    expect(await events(id)).toMatchObject([{ event: 'handed-over', reason: 'asked' }]);

    await work(id, 'hand-back', { mode: 'hybrid' });
    await say(channel, customer, 'How much is a rune reading?');
    const [suggestion] = await eventually(
      async () => (await lina.thread(id)).items.filter(({ content }) => content.kind === 'work' && content.event === 'suggested'),
      (all) => all.length > 0,
      { withinMs: 30_000 },
    );
    expect(suggestion?.content).toMatchObject({ text: expect.stringContaining('Rune reading') });
    const dropped = await work(id, `suggestions/${suggestion?.id}/drop`, undefined);
    expect([dropped.status, dropped.body.content.dropped]).toEqual([200, true]);
    expect(await texts(customer.waId)).toHaveLength(1);

    await work(id, 'hand-back', { mode: 'ai' });
    await say(channel, customer, 'How much is a rune reading?');
    expect((await answered(customer.waId, 2)).at(-1)).toContain('Rune reading');
  });

  it('says nothing at the provider after somebody has taken over, here or on the phone', async () => {
    const customers = Array.from({ length: 12 }, (_, index) => newCustomer(`Raced ${index}`));
    const before = await Promise.all(
      customers.map(async (customer, index) => {
        await say(stage.channel('samia'), customer, 'How much is a tarot reading?');
        const { id } = await lina.heardFrom(customer.waId);
        // From well before the answer is written to well after it is sent.
        await sleep(1_700 + index * 120);
        const onPhone = index % 3 === 2;
        if (onPhone) await sayOnPhone(stage.channel('samia'), customer, 'From the phone');
        else expect((await work(id, 'take-over', { from: null })).status).toBe(200);
        // What was at the provider by then is out: who takes over here waits for it, who writes on the phone does not.
        return { id, customer, sent: onPhone ? undefined : (await texts(customer.waId)).length };
      }),
    );
    await eventually(
      async () => (await stage.control('GET', '/_stage/queues')) as { name: string; waiting: number; inFlight: number }[],
      (all) => all.every(({ name, waiting, inFlight }) => !/inbound|assistant|outbound/.test(name) || waiting + inFlight === 0),
      { withinMs: 30_000 },
    );
    for (const { id, customer, sent } of before) {
      if (sent !== undefined) expect(await texts(customer.waId), customer.name).toHaveLength(sent);
      const thread = (await lina.thread(id)).items;
      const takeover = thread.findIndex(({ content }) => content.kind === 'work' && content.event === 'taken-over');
      expect(takeover).toBeGreaterThan(-1);
      expect(
        thread.slice(takeover).filter(({ direction, author }) => direction === 'out' && author?.type === 'assistant'),
      ).toEqual([]);
    }
  });

  it('is tried without a trace: the table, the queues and the provider stay as they were', async () => {
    const admin = await employee(stage, 'samia', 'admin');
    const customer = newCustomer('Tried');
    await say(stage.channel('samia'), customer, 'How much is a tarot reading?');
    await answered(customer.waId, 1);
    const { id: conversationId } = await lina.heardFrom(customer.waId);
    await settled(stage);
    const everything = async () => ({
      rows: new Map((await new RawTable(stage).scan()).map((item) => [`${item.pk} ${item.sk}`, item])),
      queues: await queues(stage),
      provider: await stage.control('GET', '/graph/_sent'),
    });
    await foundBySearch('a spread of ten cards', conversationId);
    const before = await everything();
    const messages = [{ from: 'customer', text: 'I want to talk to a person' }];
    for (const [about, outcome] of [
      [{ conversationId }, 'text'],
      [{ messages }, 'hand-over'],
    ] as const) {
      const wanted = { texts: 'published', about, model: 'rules', at: '2026-11-20T12:00:00.000Z' };
      const { status, body } = await admin.call('POST', '/v1/playground/try', wanted);
      expect([status, body]).toMatchObject([200, { outcome, language: 'en', text: expect.any(String), micros: 0, faults: [] }]);
    }
    expect(await everything()).toEqual(before);
    const kept = { name: 'Asks for a person', messages, expect: { handsOver: true } };
    const added = await admin.call('POST', '/v1/playground/cases', kept, { 'idempotency-key': clientId() });
    expect(added.body).toMatchObject({ ...kept, version: 1 });
    const { rows } = await everything();
    expect([...rows.keys()].filter((key) => !before.rows.has(key)).map((key) => key.split('#')[2])).toEqual([
      'PLAYGROUND CASE',
      'PLAYGROUND COUNT',
    ]);
  });

  it('finishes a turn that died with its process, once', async () => {
    const customer = newCustomer('Crash');
    await stage.failPoints('assistant.after-answer@1');
    await say(stage.channel('samia'), customer, 'How much is a tarot reading?');
    expect(await answered(customer.waId, 1)).toHaveLength(1);
    await stage.failPoints('');
    await sleep(2_500);
    expect(await texts(customer.waId)).toHaveLength(1);
  });
});

describe('the assistant with a model of the business’s own', () => {
  let model: ChatStandIn;
  let deniz: Employee;

  const settings = (more: object = {}) => ({
    on: true,
    provider: 'openai',
    temperature: 0.3,
    maxTokens: 300,
    capMicros: null,
    answersPerHour: 30,
    returnAfterMinutes: null,
    outOfHours: 'answer',
    endpoint: `${new URL(stage.outputs.aws).origin}/model/v1`,
    model: 'stand-in',
    key: 'sk-of-tests',
    prices: { in: 1_000_000, out: 2_000_000 },
    ...more,
  });
  const set = async (more?: object) => {
    const { body } = await deniz.call('GET', '/v1/assistant');
    const changed = await deniz.call('PUT', '/v1/assistant', settings(more), { 'if-match': `"${body.version}"` });
    expect(changed.body).toMatchObject({ provider: 'openai', hasKey: true });
  };
  /** The customer says one thing, and the model these; what it was asked meanwhile. */
  const ask = async (customer: ReturnType<typeof newCustomer>, said: string, answers: readonly ChatAnswer[]) => {
    const before = model.asked.length;
    model.answers.push(...answers);
    await say(stage.channel('isik'), customer, said);
    const heard = await answered(customer.waId, 1);
    expect(model.wrong).toEqual([]);
    return { heard, asked: model.asked.slice(before).map(({ request }) => request.messages) };
  };

  beforeAll(async () => {
    model = await chatStandIn();
    await stage.control('POST', '/_stage/model', { url: model.origin });
    deniz = await employee(stage, 'isik', 'admin');
    await set();
  });
  afterAll(() => model?.close());

  it('lets it look up what a customer asks in Turkish, as data, and sends what it says', async () => {
    const said = 'Diş beyazlatma 6500 TRY, yaklaşık bir saat sürüyor.';
    const { heard, asked } = await ask(newCustomer('Ayşe'), 'Diş beyazlatma ne kadar?', [
      calling('list_services', '{}'),
      completion({ content: said }),
    ]);
    expect(heard).toEqual([said]);
    expect(asked).toHaveLength(2);
    expect(asked[0]?.at(-1)).toEqual({ role: 'user', content: '<customer>Diş beyazlatma ne kadar?</customer>' });
    expect(asked[1]?.at(-1)).toMatchObject({ role: 'tool', content: expect.stringContaining('6500') });
  });

  it('asks once more when it is busy, and tells it that a call was malformed', async () => {
    const busy = await ask(newCustomer('Busy'), 'Merhaba', [
      { ...fault(429, { code: 'rate_limit_exceeded' }), headers: { 'retry-after': '0' } },
      completion({ content: 'Merhaba!' }),
    ]);
    expect([busy.heard, busy.asked.length]).toEqual([['Merhaba!'], 2]);
    const malformed = await ask(newCustomer('Malformed'), 'Beni kaydet', [
      calling('customer_details', '{"save": {"email": '),
      calling('customer_details', '{"save": {"email": 7}}', 'call_2'),
      completion({ content: 'E-posta adresiniz nedir?' }),
    ]);
    expect([malformed.heard, malformed.asked.length]).toEqual([['E-posta adresiniz nedir?'], 3]);
    expect(malformed.asked[2]?.at(-1)).toMatchObject({ role: 'tool', content: expect.stringContaining('not as declared') });
  });

  it('is tried by people too, who pay for it, and nothing else is written', async () => {
    const boss = await employee(stage, 'isik', 'admin');
    await settled(stage);
    await foundBySearch('adresiniz nedir');
    const rows = async () => new Map((await new RawTable(stage).scan()).map((item) => [`${item.pk} ${item.sk}`, item]));
    const before = await rows();
    model.answers.push(calling('list_services', '{}'), completion({ content: '6500 TRY.' }));
    const messages = [{ from: 'customer', text: 'Diş beyazlatma ne kadar?' }];
    const wanted = { texts: { draft: { system: { tr: 'Kısa yanıt ver.' } } }, about: { messages }, model: 'chosen' };
    const { status, body } = await boss.call('POST', '/v1/playground/try', wanted);
    expect([status, body]).toMatchObject([200, { outcome: 'text', text: '6500 TRY.', language: 'tr' }]);
    expect(model.asked.at(-1)?.request.messages[0]).toEqual({ role: 'system', content: body.system });
    expect(body.system).toContain('Kısa yanıt ver.');
    expect(body.micros).toBeGreaterThan(0);
    const changed = [...(await rows())].filter(([key, item]) => !isDeepStrictEqual(before.get(key), item));
    expect([...new Set(changed.map(([key]) => key.split('#')[2]))].sort()).toEqual(['LEDGER', 'MODELS BUDGET']);
  });

  it('at the cap asks nothing, hands over with a word to the customer, and has people mailed', async () => {
    await set({ capMicros: 0 });
    const customer = newCustomer('Capped');
    const { heard, asked } = await ask(customer, 'Cumartesi açık mısınız?', []);
    expect([heard.length, asked]).toEqual([1, []]);
    const { id, mode } = await deniz.heardFrom(customer.waId);
    const lines = (await deniz.thread(id)).items.flatMap(({ content }) => (content.kind === 'work' ? [content] : []));
    expect([mode, lines]).toMatchObject(['human', [{ event: 'handed-over', reason: 'limit-reached' }]]);
    const [letter] = await eventually(
      () => mailsTo(stage, deniz.email),
      (all) => all.length > 0,
      { withinMs: 30_000 },
    );
    expect(letter?.subject).toContain('asistan bütçesinde durdu');
    await set();
  });

  it('is not asked again for what was paid when its worker dies, and the customer gets it once', async () => {
    const errors = async () =>
      ((await stage.control('GET', '/_stage/functions')) as { name: string; errors: number }[]).find(
        ({ name }) => name === 'assistant',
      )?.errors ?? 0;
    const customer = newCustomer('Crash');
    const [asked, before] = [model.asked.length, await errors()];
    model.answers.push(completion({ content: 'Bir kez.' }));
    await stage.failPoints('assistant.after-thought');
    await say(stage.channel('isik'), customer, 'Merhaba');
    await eventually(errors, (now) => now > before, { withinMs: 30_000 });
    expect([await texts(customer.waId), model.asked.length]).toEqual([[], asked + 1]);
    await stage.failPoints('');
    // Until then the turn is that of the worker that died.
    await stage.clock(120_000);
    expect(await answered(customer.waId, 1)).toEqual(['Bir kez.']);
    expect([model.asked.length, model.wrong]).toEqual([asked + 1, []]);
  });
});

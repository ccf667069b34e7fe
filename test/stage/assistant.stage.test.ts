import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientId, type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { sentTo } from '../helpers/graph.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { queues, settled } from '../helpers/settled.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';

describe('the assistant of a demo business', () => {
  let stage: OwnStage;
  let lina: Employee;

  beforeAll(async () => {
    stage = await startStage(undefined, { assistant: true });
    lina = await employee(stage, 'samia');
  }, 120_000);
  afterAll(() => stage.stop());

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

  it('says nothing at the provider after somebody has taken over', async () => {
    const customers = Array.from({ length: 12 }, (_, index) => newCustomer(`Raced ${index}`));
    const before = await Promise.all(
      customers.map(async (customer, index) => {
        await say(stage.channel('samia'), customer, 'How much is a tarot reading?');
        const { id } = await lina.heardFrom(customer.waId);
        // From well before the answer is written to well after it is sent.
        await sleep(1_700 + index * 120);
        expect((await work(id, 'take-over', { from: null })).status).toBe(200);
        return { id, customer, sent: (await texts(customer.waId)).length };
      }),
    );
    await eventually(
      async () => (await stage.control('GET', '/_stage/queues')) as { name: string; waiting: number; inFlight: number }[],
      (all) => all.every(({ name, waiting, inFlight }) => !/assistant|outbound/.test(name) || waiting + inFlight === 0),
      { withinMs: 30_000 },
    );
    for (const { id, customer, sent } of before) {
      expect(await texts(customer.waId), customer.name).toHaveLength(sent);
      const thread = (await lina.thread(id)).items;
      const takeover = thread.findIndex(({ content }) => content.kind === 'work' && content.event === 'taken-over');
      expect(thread.slice(takeover).filter(({ direction }) => direction === 'out')).toEqual([]);
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

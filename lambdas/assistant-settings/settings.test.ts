import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { chatStandIn, completion, fault } from '../../test/helpers/models/chat-completions.ts';
import type { ModelParts } from '../_assistant/models/paid.ts';
import { assistantSettings } from '../_data/assistant-settings.ts';
import { readAudit } from '../_data/audit-log.ts';
import { unanswered } from '../_data/breaker.ts';
import { budgetOf } from '../_data/budget.ts';
import { guardedFetch } from '../_shared/guarded-fetch.ts';
import { isProblem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { check } from './check.ts';
import { changeSettings, settings } from './settings.ts';

let table: TestTable;
let store: TenantTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  store = table.of(aTenant());
});

const me = { id: anEmployee(), name: 'Nora' };
const price = { in: 150_000, out: 600_000 };
const prices = { openai: { 'gpt-4o-mini': price }, bedrock: { 'eu.amazon.nova-lite-v1:0': { in: 1, out: 2 } } };
const desk = () => ({
  store,
  prices,
  trustedOrigin: 'http://127.0.0.1:4000',
  seal: async (_: string, purpose: string, text: string) => `${purpose}:${Buffer.from(text).toString('base64')}`,
});
type Body = Parameters<typeof changeSettings>[1]['body'];
const rules = {
  on: true,
  provider: 'rules',
  temperature: 0.3,
  maxTokens: 600,
  capMicros: 20_000_000,
  answersPerHour: 30,
  returnAfterMinutes: null,
  outOfHours: 'answer',
} as const satisfies Body;
const openai = {
  ...rules,
  provider: 'openai',
  endpoint: 'https://api.openai.com/v1',
  model: 'gpt-4o-mini',
  key: 'sk-secret-key',
} as const satisfies Body;
const { key: _, ...withoutKey } = openai;
const change = (ifMatch: number, body: Body) =>
  changeSettings(desk(), { body, ifMatch, employee: me, sourceIp: '192.0.2.1', requestId: 'r', now: noon });
const wrong = async (ifMatch: number, body: Body) => {
  const answer = await change(ifMatch, body);
  return isProblem(answer) ? (answer.errors ?? []).map(({ path }) => path) : 'done';
};

describe('the assistant', () => {
  it('is off until it is turned on, and then asks no model', async () => {
    expect(await settings(desk())).toMatchObject({ on: false, provider: 'rules', hasKey: false, capMicros: null, version: 0 });
    expect(await change(0, rules)).toMatchObject({ on: true, provider: 'rules', version: 1 });
    expect(await change(0, rules)).toMatchObject({ code: 'changed' });
    const both = await Promise.all([change(1, rules), change(1, { ...rules, on: false })]);
    expect(both.filter((answer) => isProblem(answer) && answer.code === 'changed')).toHaveLength(1);
  });

  it('with a model of the business’s own keeps a sealed key that is never answered, and is written into the log', async () => {
    const answer = await change(0, openai);
    expect(answer).toMatchObject({ provider: 'openai', hasKey: true, prices: price, version: 1 });
    expect(JSON.stringify([answer, await settings(desk()), await table.scan()])).not.toContain('sk-secret-key');
    expect((await assistantSettings(store)).key).toMatch(/^assistant:/);
    const { entries } = await readAudit(store, { from: noon, to: noon }, { entries: 5, looks: 10, queries: 2 });
    expect(entries[0]).toMatchObject({
      action: 'assistant.changed',
      by: { id: me.id },
      after: { provider: 'openai', key: 'changed' },
    });
    expect(JSON.stringify(entries)).not.toContain('assistant:');
  });

  it('keeps its key when it is left out, but never for another host', async () => {
    await change(0, openai);
    const sealed = (await assistantSettings(store)).key;
    expect(await change(1, { ...withoutKey, endpoint: 'https://api.openai.com/v2' })).toMatchObject({ hasKey: true });
    expect((await assistantSettings(store)).key).toBe(sealed);
    expect(await wrong(2, { ...withoutKey, endpoint: 'https://evil.example/v1' })).toEqual(['key']);
    // Not by way of other settings either.
    expect(await change(2, { ...rules, endpoint: 'https://evil.example/v1' })).toMatchObject({ hasKey: false });
    expect(await wrong(3, withoutKey)).toEqual(['key']);
    await change(3, openai);
    expect(await change(4, rules)).toMatchObject({ hasKey: false });
  });

  it('is told what is missing, and takes no address that would not be asked', async () => {
    expect(await wrong(0, { ...rules, provider: 'openai' })).toEqual(['endpoint', 'key', 'model']);
    for (const endpoint of ['http://api.openai.com/v1', 'https://me:pw@api.openai.com/v1', 'https://api.openai.com:8443/v1'])
      expect(await wrong(0, { ...openai, endpoint })).toEqual(['endpoint']);
    expect(await wrong(0, { ...openai, endpoint: 'http://127.0.0.1:4000/models/v1' })).toBe('done');
  });

  it('asks nothing whose price is not known', async () => {
    expect(await wrong(0, { ...openai, model: 'my-own', fallbackModel: 'another' })).toEqual(['prices', 'fallbackPrices']);
    expect(await change(0, { ...openai, model: 'my-own', prices: { in: 1, out: 2 } })).toMatchObject({
      prices: { in: 1, out: 2 },
    });
    expect(await change(1, { ...openai, prices: { in: 5, out: 6 } })).toMatchObject({ prices: { in: 5, out: 6 } });
  });

  it('of Bedrock is one of those of this installation', async () => {
    expect(
      await wrong(0, { ...rules, provider: 'bedrock', model: 'eu.amazon.nova-premier-v1:0', prices: { in: 0, out: 0 } }),
    ).toEqual(['model']);
    expect(await change(0, { ...rules, provider: 'bedrock', model: 'eu.amazon.nova-lite-v1:0' })).toMatchObject({ version: 1 });
  });
});

describe('a check', () => {
  it('says what the model says, what it cost, and asks also one that is left alone', async () => {
    const provider = await chatStandIn();
    const parts: ModelParts = {
      prices,
      environment: {},
      trustedOrigin: provider.origin,
      fetch: guardedFetch({ trustedOrigin: provider.origin }),
      clock: () => noon,
      pause: async () => {},
      open: async (_, __, sealed) => Buffer.from(sealed.split(':')[1] ?? '', 'base64').toString(),
    };
    const checked = () => check(parts, store, 'r');
    try {
      expect(await checked()).toMatchObject({ outcome: 'answered', micros: 0 });
      await changeSettings(
        { ...desk(), trustedOrigin: provider.origin },
        { body: { ...openai, endpoint: provider.url }, ifMatch: 0, employee: me, sourceIp: '', requestId: 'r', now: noon },
      );
      for (let failures = 0; failures < 6; failures++) await unanswered(store, 'openai', noon);
      provider.answers.push(completion({ content: 'ready' }, { tokens: [1000, 100] }));
      expect(await checked()).toMatchObject({ outcome: 'answered', model: 'gpt-4o-mini', micros: 210 });
      expect(provider.asked[0]?.headers.authorization).toBe('Bearer sk-secret-key');
      for (const [answer, outcome] of [
        [fault(401, { code: 'invalid_api_key' }), 'key-refused'],
        [fault(404, { code: 'model_not_found' }), 'model-unknown'],
        [fault(429, { code: 'insufficient_quota' }), 'no-credit'],
        [{ body: 'hello' }, 'not-understood'],
      ] as const) {
        provider.answers.push(answer);
        expect((await checked()).outcome).toBe(outcome);
      }
      provider.answers.push(fault(503, {}), fault(503, {}));
      expect((await checked()).outcome).toBe('busy');
      expect(provider.wrong).toEqual([]);
      expect((await budgetOf(store, '2026-11', null)).reservedMicros).toBe(0);
    } finally {
      await provider.close();
    }
  });
});

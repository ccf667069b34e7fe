import { describe, expect, it } from 'vitest';
import type { AssistantSettings } from '../../../../contract/assistant.ts';
import { bodyOf, decimalIn, draftOf } from './draft.ts';

const settings: AssistantSettings = {
  on: true,
  provider: 'openai',
  endpoint: 'https://api.openai.com/v1',
  model: 'gpt-4o-mini',
  hasKey: true,
  prices: { in: 150_000, out: 600_000 },
  temperature: 0.3,
  maxTokens: 600,
  capMicros: 20_000_000,
  answersPerHour: 30,
  returnAfterMinutes: 60,
  outOfHours: 'say-closed',
  knownModels: [{ provider: 'openai', model: 'gpt-4o-mini', prices: { in: 150_000, out: 600_000 } }],
  version: 3,
};
const draft = (given: Partial<ReturnType<typeof draftOf>> = {}) => ({ ...draftOf(settings), ...given });

describe('what is typed', () => {
  it('is sent as it was when nothing is changed, without the key', () => {
    const { hasKey: _, prices: __, knownModels: ___, version: ____, ...same } = settings;
    expect(bodyOf(draft(), settings)).toEqual({ body: same });
    expect(bodyOf(draft({ key: 'sk-new' }), settings)).toMatchObject({ body: { key: 'sk-new' } });
  });

  it('with the rules keeps the address, and the key with it', () => {
    expect(bodyOf(draft({ provider: 'rules' }), settings)).toMatchObject({ body: { endpoint: settings.endpoint } });
    expect(bodyOf(draft({ provider: 'rules', endpoint: 'nonsense', model: '' }), { ...settings, hasKey: false })).toHaveProperty(
      'body',
    );
  });

  it('takes the price of a model that nobody knows', () => {
    const own = { model: 'my-own', priceIn: '0,5', priceOut: '2' };
    expect(bodyOf(draft(own), settings)).toMatchObject({ body: { prices: { in: 500_000, out: 2_000_000 } } });
    expect(bodyOf(draft({ ...own, priceOut: 'two' }), settings)).toEqual({ wrong: ['prices'] });
    expect(bodyOf(draft({ fallbackModel: 'other' }), settings)).toEqual({ wrong: ['fallbackPrices'] });
  });

  it('says which fields are wrong', () => {
    const wrong = { endpoint: 'api', model: ' ', temperature: '2', maxTokens: '10', cap: 'a lot', answersPerHour: '0' };
    expect(bodyOf(draft(wrong), { ...settings, hasKey: false })).toEqual({
      wrong: ['endpoint', 'key', 'model', 'temperature', 'maxTokens', 'capMicros', 'answersPerHour'],
    });
  });

  it('without a limit is none, and never is never', () => {
    expect(bodyOf(draft({ cap: ' ', returnAfter: '' }), settings)).toMatchObject({
      body: { capMicros: null, returnAfterMinutes: null },
    });
  });
});

it('reads decimals with a comma or a point', () => {
  expect(['0,15', '0.15', '1000', '1000.1', '-1', '', '1e3'].map((text) => decimalIn(text, 1000))).toEqual([
    0.15,
    0.15,
    1000,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aNumber, aTenant, noon } from '../../test/engine/factory.ts';
import { type Channel, putChannel } from '../_data/channel.ts';
import { getChannelHealth, healthStepMs } from '../_data/channel-health.ts';
import { classify } from '../_whatsapp/meta/errors.ts';
import type { Provider, SendResult } from '../_whatsapp/port.ts';
import { channelProvider, troubleTeller } from './channel-provider.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

const sending = { to: { waId: '1' }, content: { kind: 'text' as const, text: 'hi' }, key: 'c/m' };

/** A number whose tokens the provider takes, or refuses with a code. */
async function desk(accepts: (token: string) => SendResult) {
  const store = table.of(aTenant());
  const channel = aNumber({ token: 'old' });
  await putChannel(store, channel);
  const used: string[] = [];
  let now = noon;
  const tell = troubleTeller(() => now);
  const answer = async (token: string) => {
    used.push(token);
    return accepts(token);
  };
  const connect = async ({ token }: Channel): Promise<Provider> => ({
    send: () => answer(token),
    upload: () => Promise.reject(new Error('nothing is uploaded here')),
    markRead: () => answer(token),
  });
  return {
    store,
    channel,
    used,
    pass: (ms: number) => {
      now += ms;
    },
    provider: () => channelProvider({ store, connect, tell }, channel),
    errors: async () => (await getChannelHealth(store, channel.id))?.errors ?? [],
  };
}
const accepted: SendResult = { outcome: 'accepted', providerId: 'wamid.1' };
const refused = (code: number): SendResult => ({ outcome: 'refused', ...classify(code) });

describe('a token that was replaced', () => {
  it('between reading the number and sending is not a failed message: the new one is used', async () => {
    const here = await desk((token) => (token === 'new' ? accepted : refused(190)));
    const provider = await here.provider();
    await putChannel(here.store, { ...here.channel, token: 'new', version: 2 });
    expect(await provider.send(sending)).toEqual(accepted);
    expect(await provider.markRead('wamid.0')).toEqual(accepted);
    expect(here.used).toEqual(['old', 'new', 'old', 'new']);
    expect(await here.errors()).toEqual([]);
  });

  it('is tried once: what both are refused for is told', async () => {
    const here = await desk(() => refused(190));
    const provider = await here.provider();
    await putChannel(here.store, { ...here.channel, token: 'new', version: 2 });
    expect(await provider.send(sending)).toEqual(refused(190));
    expect(here.used).toEqual(['old', 'new']);
    expect(await here.errors()).toMatchObject([{ code: '190' }]);
  });
});

describe('a refusal', () => {
  it('of the number is noted there, once an hour', async () => {
    const here = await desk(() => refused(131031));
    const provider = await here.provider();
    for (let count = 0; count < 5; count++) await provider.send(sending);
    expect(here.used).toEqual(Array(5).fill('old'));
    const [first] = await here.errors();
    expect(first).toMatchObject({ code: '131031', at: noon });
    here.pass(healthStepMs);
    await provider.send(sending);
    expect((await here.errors())[0]?.at).toBe(noon + healthStepMs);
  });

  it.each([131026, 131047, 130429, 100])('%s of one message is nobody else’s business', async (code) => {
    const here = await desk(() => refused(code));
    expect(await (await here.provider()).send(sending)).toEqual(refused(code));
    expect(here.used).toEqual(['old']);
    expect(await here.errors()).toEqual([]);
  });

  it('without an answer is never sent again', async () => {
    const here = await desk(() => ({ outcome: 'unknown', reason: 'no-answer' }));
    await putChannel(here.store, { ...here.channel, token: 'new', version: 2 });
    await (await here.provider()).send(sending);
    expect(here.used).toEqual(['old']);
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aNumber, aTenant, aTwilioNumber, noon } from '../../test/engine/factory.ts';
import { type Channel, putChannel } from '../_data/channel.ts';
import { getChannelHealth, healthStepMs } from '../_data/channel-health.ts';
import { putHook } from '../_data/hook.ts';
import { classify } from '../_whatsapp/meta/errors.ts';
import type { Provider, SendResult } from '../_whatsapp/port.ts';
import { classify as classifyTwilio } from '../_whatsapp/twilio/errors.ts';
import { channelProvider, troubleTeller } from './channel-provider.ts';
import { connectTo } from './connect.ts';

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

  it('of a number at Twilio is noted as well', async () => {
    const here = await desk(() => ({ outcome: 'refused', ...classifyTwilio(63112) }));
    await (await here.provider()).send(sending);
    expect(await here.errors()).toMatchObject([{ code: '63112' }]);
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

describe('a number', () => {
  const asked: { readonly url: string | undefined; readonly authorization: string | undefined; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { url, headers } = request;
    asked.push({ url, authorization: headers.authorization, body: Buffer.concat(chunks).toString() });
    response.end(JSON.stringify({ sid: 'SM1', messages: [{ id: 'wamid.1' }] }));
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const send = async (store: ReturnType<TestTable['of']>, channel: Channel) => {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const open = async (token: string) => `opened ${token}`;
    const provider = await connectTo({ graphUrl: `${base}/graph`, twilioUrl: `${base}/twilio`, open }, store, channel);
    return provider.send(sending);
  };

  it('of Meta is asked for with its token', async () => {
    const channel = aNumber();
    expect(await send(table.of(aTenant()), channel)).toEqual(accepted);
    expect(asked.at(-1)).toMatchObject({
      url: `/graph/${channel.phoneNumberId}/messages`,
      authorization: 'Bearer opened sealed',
    });
  });

  it('of Twilio has its statuses sent to the address of its webhook, with our key', async () => {
    const store = table.of(aTenant());
    const channel = aTwilioNumber();
    const hook = { id: channel.hookId, tenant: store.tenant, provider: 'twilio' as const, appId: channel.accountSid };
    const url = `https://hooks.test/${channel.hookId}`;
    await putHook(store, { ...hook, channels: { [channel.displayNumber]: channel.id }, secrets: [], url, version: 1 });
    expect(await send(store, channel)).toEqual({ outcome: 'accepted', providerId: 'SM1' });
    expect(asked.at(-1)).toMatchObject({
      url: `/twilio/2010-04-01/Accounts/${channel.accountSid}/Messages.json`,
      authorization: `Basic ${Buffer.from(`${channel.accountSid}:opened sealed`).toString('base64')}`,
    });
    const form = new URLSearchParams(asked.at(-1)?.body);
    expect(form.get('From')).toBe(`whatsapp:+${channel.displayNumber}`);
    expect(form.get('StatusCallback')).toBe(`${url}/${sending.key}#rc=5&rp=all`);
  });

  it('of Twilio without that address sends nothing', async () => {
    const before = asked.length;
    await expect(send(table.of(aTenant()), aTwilioNumber())).rejects.toThrow('no address');
    expect(asked).toHaveLength(before);
  });
});

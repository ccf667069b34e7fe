import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ChannelId } from '../../contract/ids.ts';
import { accountSid, authToken, type ChannelsDesk, channelsDesk, hour, refusal } from '../../test/engine/channels-desk.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { getChannel } from '../_data/channel.ts';
import { recordTrouble } from '../_data/channel-health.ts';
import { countOf } from '../_data/usage.ts';
import { ulid } from '../_shared/ulid.ts';

let table: TestTable;
let desk: ChannelsDesk;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  desk = channelsDesk(table);
});

const params = (id: string) => ({ params: { id: ChannelId.parse(id) } });
const opened = (sealed: unknown) => Buffer.from(String(sealed).slice(7), 'base64').toString().split('|').slice(1);
type Business = Awaited<ReturnType<ChannelsDesk['business']>>;
const tokenOf = async ({ store }: Business, id: string) => opened((await getChannel(store, ChannelId.parse(id)))?.token);

/** The address that Twilio signs: what it is given, without what is said to Twilio alone. */
const signed = ({ webhookUrl }: { webhookUrl: string }) => webhookUrl.replace('#rc=5&rp=all', '');

/** The secrets that webhooks of an address are checked with, and until when. */
async function checkedWith(webhookUrl: string) {
  const { secrets } = { secrets: [], ...(await desk.routing(webhookUrl)) };
  return (secrets as { sealed: string; until?: number }[]).map(({ sealed, until }) => [opened(sealed)[1], until]);
}

describe('connecting a number of Twilio', () => {
  it('asks Twilio, routes its webhooks by the number, and keeps the token sealed for both of its uses', async () => {
    const here = await desk.business();
    const number = desk.aTwilioNumber();
    const answer = await here.connectedToTwilio({ number });
    const { channel } = answer;
    expect(Object.keys(answer), 'nothing to paste but the address').toEqual(['channel']);
    expect(channel).toMatchObject({ provider: 'twilio', name: 'Second desk', number, accountSid, version: 1 });
    expect(channel.health).toMatchObject({ state: 'waiting', errors: [] });
    expect(channel.webhookUrl).toMatch(/^https:\/\/twilio-hooks\.example\/[\w-]{22}#rc=5&rp=all$/);
    expect(desk.provider.asked).toEqual(['inUse']);
    const record = await desk.routing(channel.webhookUrl);
    expect(record).toMatchObject({
      tenant: here.tenant,
      provider: 'twilio',
      appId: accountSid,
      channels: { [number.slice(1)]: channel.id },
      url: signed(channel),
    });
    expect(record).not.toHaveProperty('verify');
    expect(await tokenOf(here, channel.id)).toEqual(['channel', authToken]);
    expect(await checkedWith(channel.webhookUrl)).toEqual([[authToken, undefined]]);
    expect(await desk.owner(`twilio-${accountSid}-${number.slice(1)}`)).toMatchObject({
      tenant: here.tenant,
      channelId: channel.id,
    });
    expect(await countOf(here.store, 'channels')).toBe(1);
    expect(await here.entries()).toMatchObject([
      { action: 'channel.connected', after: { name: 'Second desk', number, accountSid } },
    ]);
    expect(JSON.stringify([answer, await desk.everything(), await here.routes.list(here.request())])).not.toContain(authToken);
  });

  it.each([
    ['another token', '20003', 'authToken'],
    ['test credentials', '20008', 'authToken'],
    ['an account that is not there', '20404', 'accountSid'],
    ['a suspended account', 'account-suspended', 'accountSid'],
    ['silence', 'no-answer', undefined],
  ])('is refused for %s, says why, and writes nothing', async (_, code, path) => {
    const here = await desk.business();
    desk.provider.refuse.inUse = refusal(code);
    const before = await desk.everything();
    const answer = await here.connectToTwilio({ number: desk.aTwilioNumber() });
    expect(answer).toMatchObject({ code: 'provider-refused', detail: expect.stringContaining(code) });
    expect(answer).toMatchObject({ errors: path === undefined ? undefined : [{ path }] });
    expect(JSON.stringify(answer)).not.toContain(authToken);
    expect(await desk.everything()).toEqual(before);
  });

  it('twice with the same key is one number; with another body it is refused', async () => {
    const here = await desk.business();
    const number = desk.aTwilioNumber();
    const key = ulid(noon);
    const answers = await Promise.all(Array.from({ length: 4 }, () => here.connectedToTwilio({ number }, key)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await here.connectToTwilio({ number, name: 'Other' }, key)).toMatchObject({ code: 'idempotency-key-reused' });
    expect(await here.audit()).toEqual(['channel.connected']);
    expect(await countOf(here.store, 'channels')).toBe(1);
  });

  it('leaves it to one business, and to Meta as well', async () => {
    const [here, other] = [await desk.business(), await desk.business()];
    const phoneNumberId = desk.aProviderNumber();
    const number = `+${desk.provider.numbers[phoneNumberId]?.number}`;
    await here.connectedToTwilio({ number });
    expect(await here.connectToTwilio({ number })).toMatchObject({ code: 'taken' });
    expect(await other.connectToTwilio({ number })).toMatchObject({ code: 'taken' });
    // Twilio does not say whose a number is: with an account of one's own nobody keeps it from another's.
    const own = `AC${'0b'.repeat(16)}`;
    desk.provider.authTokens[own] = authToken;
    expect((await other.connectedToTwilio({ number, accountSid: own })).channel).toMatchObject({ number, accountSid: own });
    expect((await other.connected({ phoneNumberId })).channel.number).toBe(number);
    expect(await here.routes.list(here.request())).toMatchObject({ items: [{ provider: 'twilio', number }] });
  });

  it('stops at the limit of the plan', async () => {
    const here = await desk.business('free');
    await here.connectedToTwilio({ number: desk.aTwilioNumber() });
    const second = desk.aTwilioNumber();
    expect(await here.connectToTwilio({ number: second })).toMatchObject({ code: 'limit-reached' });
    expect(await desk.owner(`twilio-${accountSid}-${second.slice(1)}`)).toBeUndefined();
  });

  it('that died at any write is finished by the same request, and never counted twice', async () => {
    for (let deadAfter = 0; deadAfter < 4; deadAfter++) {
      const number = desk.aTwilioNumber();
      let writes = 0;
      const dying = <Table extends typeof table.platform>(given: Table): Table => ({
        ...given,
        client: new Proxy(given.client, {
          get(target, name) {
            if (name !== 'send') return Reflect.get(target, name);
            return async (command: { constructor: { name: string } }) => {
              if (/^(Put|Update|TransactWrite)/.test(command.constructor.name) && writes++ >= deadAfter) throw new Error('died');
              return target.send(command as Parameters<typeof target.send>[0]);
            };
          },
        }),
      });
      const here = await desk.business('pro', {
        routing: dying(table.platform),
        storeOf: (tenant) => dying(table.of(tenant)),
      });
      const key = ulid(noon);
      await expect(here.connectToTwilio({ number }, key), `after ${deadAfter} writes`).rejects.toThrow('died');
      writes = Number.NEGATIVE_INFINITY;
      const { channel } = await here.connectedToTwilio({ number }, key);
      expect(await desk.routing(channel.webhookUrl)).toMatchObject({ channels: { [number.slice(1)]: channel.id } });
      expect(await countOf(here.store, 'channels')).toBe(1);
      expect(await here.audit()).toEqual(['channel.connected']);
    }
  });

  it('of the same account shares address and token, and brings a newer one along for both', async () => {
    const here = await desk.business();
    const first = await here.connectedToTwilio({ number: desk.aTwilioNumber() });
    const newer = 'c2'.repeat(16);
    desk.provider.authTokens[accountSid] = newer;
    const second = await here.connectedToTwilio({ number: desk.aTwilioNumber(), authToken: newer });
    expect(second.channel.webhookUrl).toBe(first.channel.webhookUrl);
    expect(await checkedWith(first.channel.webhookUrl)).toEqual([
      [newer, undefined],
      [authToken, noon + 24 * hour],
    ]);
    expect(await tokenOf(here, first.channel.id)).toEqual(['channel', newer]);
    expect(await tokenOf(here, second.channel.id)).toEqual(['channel', newer]);
  });
});

describe('a number of Twilio that is connected', () => {
  it('gets a new auth token for what goes out and what comes in at once; the old one counts on for what comes in', async () => {
    const here = await desk.business();
    const one = await here.connectedToTwilio({ number: desk.aTwilioNumber() });
    const two = await here.connectedToTwilio({ number: desk.aTwilioNumber() });
    const newer = 'd3'.repeat(16);
    const put = (accessToken: string, now = noon) =>
      here.routes.replaceAccessToken(here.request({ ...params(one.channel.id), body: { accessToken }, now }));
    expect(await put(newer)).toMatchObject({ code: 'provider-refused', errors: [{ path: 'accessToken' }] });
    expect(await tokenOf(here, one.channel.id), 'refused: nothing changed').toEqual(['channel', authToken]);
    desk.provider.authTokens[accountSid] = newer;
    await recordTrouble(here.store, ChannelId.parse(two.channel.id), { code: '20003', detail: 'No' }, noon);
    const answer = await put(newer);
    expect(answer).toMatchObject({ version: 2, previousSecretUntil: new Date(noon + 24 * hour).toISOString() });
    for (const { channel } of [one, two]) expect(await tokenOf(here, channel.id)).toEqual(['channel', newer]);
    const both = [
      [newer, undefined],
      [authToken, noon + 24 * hour],
    ];
    expect(await checkedWith(one.channel.webhookUrl)).toEqual(both);
    expect(await here.routes.get(here.request(params(two.channel.id)))).toMatchObject({ health: { state: 'waiting' } });
    expect(await put(newer, noon + hour), 'once more changes nothing').toMatchObject({ version: 2 });
    expect(await checkedWith(one.channel.webhookUrl)).toEqual(both);
    const entries = await here.entries();
    expect(entries.filter(({ action }) => action === 'channel.access-token-replaced')).toMatchObject([
      { after: { authToken: 'changed', numbers: expect.arrayContaining([one.channel.number, two.channel.number]) } },
    ]);
    expect(JSON.stringify([answer, entries, await desk.everything()])).not.toContain(newer);
  });

  it('that got one while a process died takes it after the same request', async () => {
    let dead = false;
    const broken = new Proxy(table.platform.client, {
      get: (target, name) =>
        name === 'send' && dead ? () => Promise.reject(new Error('died')) : Reflect.get(target, name).bind(target),
    });
    const here = await desk.business('pro', { routing: { ...table.platform, client: broken } });
    const { channel } = await here.connectedToTwilio({ number: desk.aTwilioNumber() });
    const newer = 'e4'.repeat(16);
    desk.provider.authTokens[accountSid] = newer;
    const put = () => here.routes.replaceAccessToken(here.request({ ...params(channel.id), body: { accessToken: newer } }));
    dead = true;
    await expect(put()).rejects.toThrow('died');
    dead = false;
    expect((await checkedWith(channel.webhookUrl)).map(([secret]) => secret)).toEqual([authToken]);
    await put();
    expect((await checkedWith(channel.webhookUrl)).map(([secret]) => secret)).toEqual([newer, authToken]);
  });

  it('has no app secret and no verify token to replace, and says what to do instead', async () => {
    const here = await desk.business();
    const { channel } = await here.connectedToTwilio({ number: desk.aTwilioNumber() });
    const before = await desk.everything();
    const secret = { ...params(channel.id), body: { appSecret: 'a'.repeat(32), overlapHours: 1 } };
    expect(await here.routes.replaceAppSecret(here.request(secret))).toMatchObject({
      code: 'wrong-provider',
      detail: expect.stringContaining('auth token'),
    });
    expect(await here.routes.replaceVerifyToken(here.request(params(channel.id)))).toMatchObject({
      code: 'wrong-provider',
      detail: expect.stringContaining('address'),
    });
    expect(await desk.everything()).toEqual(before);
  });

  it('shows what Twilio says of its account, and the address that its messages have to come to now', async () => {
    const here = await desk.business();
    const { channel } = await here.connectedToTwilio({ number: desk.aTwilioNumber() });
    desk.provider.refuse.inUse = refusal('account-suspended');
    const check = (where = here) => where.routes.check(where.request({ ...params(channel.id), tenant: here.tenant }));
    expect(await check()).toMatchObject({ health: { state: 'attention', errors: [{ code: 'account-suspended' }] } });
    desk.provider.refuse = {};
    expect(await check()).toMatchObject({ health: { state: 'waiting', errors: [] }, webhookUrl: channel.webhookUrl });
    const moved = await desk.business('pro', { twilioWebhookUrl: 'https://moved.example/' });
    const webhookUrl = channel.webhookUrl.replace('twilio-hooks', 'moved');
    expect(await check(moved)).toMatchObject({ webhookUrl, health: { errors: [{ code: 'address-moved' }] } });
    expect(await desk.routing(webhookUrl)).toMatchObject({ url: signed({ webhookUrl }), version: 2 });
    expect(await check(moved)).toMatchObject({ webhookUrl, health: { errors: [] } });
    expect((await here.entries()).filter(({ action }) => action === 'channel.updated')).toMatchObject([
      { before: { webhookUrl: signed(channel) }, after: { webhookUrl: signed({ webhookUrl }) } },
    ]);
  });

  it('is renamed, disconnected, and connected again under the same address', async () => {
    const here = await desk.business();
    const number = desk.aTwilioNumber();
    const { channel } = await here.connectedToTwilio({ number });
    const rename = { ...params(channel.id), body: { name: 'Evenings' }, ifMatch: 1 };
    expect(await here.routes.update(here.request(rename))).toMatchObject({ name: 'Evenings', accountSid, version: 2 });
    expect(await here.routes.disconnect(here.request(params(channel.id)))).toBeUndefined();
    expect(await desk.routing(channel.webhookUrl)).toMatchObject({ channels: {}, secrets: [] });
    expect(await desk.owner(`twilio-${accountSid}-${number.slice(1)}`)).toBeUndefined();
    expect(await here.entries()).toContainEqual(
      expect.objectContaining({ action: 'channel.disconnected', before: { name: 'Evenings', number, accountSid } }),
    );
    const again = await here.connectedToTwilio({ number });
    expect(again.channel.webhookUrl).toBe(channel.webhookUrl);
    expect(await checkedWith(channel.webhookUrl)).toEqual([[authToken, undefined]]);
  });
});

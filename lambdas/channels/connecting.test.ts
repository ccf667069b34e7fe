import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ChannelId, type TenantId } from '../../contract/ids.ts';
import { type ChannelsDesk, channelsDesk, hour, refusal, secret, token } from '../../test/engine/channels-desk.ts';
import { losingAnswer, startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { countOf } from '../_data/usage.ts';
import { isProblem } from '../_shared/problem.ts';
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

describe('connecting', () => {
  it('checks the number, routes its webhooks, and keeps secrets sealed and the verify token hashed', async () => {
    const here = await desk.business();
    const phoneNumberId = desk.aProviderNumber();
    const { channel, verifyToken } = await here.connected({ phoneNumberId });
    expect(channel).toMatchObject({ name: 'Front desk', phoneNumberId, wabaId: '99887766', version: 1 });
    expect(channel.number).toMatch(/^\+44163296/);
    expect(channel.health).toMatchObject({ state: 'waiting', quality: 'GREEN', errors: [] });
    expect(desk.provider.asked).toEqual(['token', 'number', 'holds', 'subscribe']);
    expect(await desk.routing(channel.webhookUrl)).toMatchObject({
      tenant: here.tenant,
      channels: { [phoneNumberId]: channel.id },
      secrets: [{ sealed: expect.stringMatching(/^sealed:/) }],
      verify: createHash('sha256').update(verifyToken).digest('hex'),
    });
    expect(await desk.owner(phoneNumberId)).toMatchObject({ tenant: here.tenant, channelId: channel.id });
    expect(await here.audit()).toEqual(['channel.connected']);
    expect(await countOf(here.store, 'channels')).toBe(1);
    const all = JSON.stringify(await desk.everything());
    for (const plain of [token, secret, verifyToken]) expect(all).not.toContain(plain);
  });

  it.each([
    ['the token', 'token', 'accessToken'],
    ['the number', 'number', 'phoneNumberId'],
    ['the account', 'holds', 'wabaId'],
    ['the subscription', 'subscribe', 'wabaId'],
  ] as const)('says what the provider has against %s, and writes nothing', async (_, call, path) => {
    const here = await desk.business();
    const phoneNumberId = desk.aProviderNumber();
    desk.provider.refuse[call] = refusal('190');
    const before = await desk.everything();
    const answer = await here.connect({ phoneNumberId });
    expect(answer).toMatchObject({ code: 'provider-refused', errors: [{ path }] });
    expect(JSON.stringify(answer)).not.toContain(token);
    expect(await desk.everything()).toEqual(before);
  });

  it('refuses a number of another account, and a secret of another app', async () => {
    const here = await desk.business();
    const phoneNumberId = desk.aProviderNumber();
    expect(await here.connect({ phoneNumberId, wabaId: '12345' })).toMatchObject({
      code: 'provider-refused',
      errors: [{ path: 'wabaId' }],
    });
    expect(await here.connect({ phoneNumberId, appSecret: 'b'.repeat(32) })).toMatchObject({ code: 'provider-refused' });
  });

  it('twice with the same key is one number with the same verify token; with another body it is refused', async () => {
    const here = await desk.business();
    const phoneNumberId = desk.aProviderNumber();
    const key = ulid(noon);
    const first = await here.connected({ phoneNumberId }, key);
    expect(await here.connected({ phoneNumberId }, key)).toEqual(first);
    expect(await here.connect({ phoneNumberId, name: 'Other' }, key)).toMatchObject({ code: 'idempotency-key-reused' });
    expect(await here.audit()).toEqual(['channel.connected']);
    expect(await countOf(here.store, 'channels')).toBe(1);
  });

  it('many times at once with the same key is one number', async () => {
    const here = await desk.business();
    const phoneNumberId = desk.aProviderNumber();
    const key = ulid(noon);
    const answers = await Promise.all(Array.from({ length: 8 }, () => here.connected({ phoneNumberId }, key)));
    expect(new Set(answers.map(({ verifyToken }) => verifyToken)).size).toBe(1);
    expect(new Set(answers.map(({ channel }) => channel.webhookUrl)).size).toBe(1);
    expect(await countOf(here.store, 'channels')).toBe(1);
    expect(await here.audit()).toEqual(['channel.connected']);
  });

  it('gives a number to one of two businesses that want it at once', async () => {
    const [one, other] = [await desk.business(), await desk.business()];
    const phoneNumberId = desk.aProviderNumber();
    const answers = await Promise.all([one, other].map((here) => here.connect({ phoneNumberId })));
    expect(answers.filter((answer) => isProblem(answer) && answer.code === 'taken')).toHaveLength(1);
    const routed = (await desk.everything()).filter(
      ({ pk, channels }) => /^HOOK#[\w-]{22}$/.test(String(pk)) && phoneNumberId in (channels as object),
    );
    expect(routed).toHaveLength(1);
  });

  it('of a number that is connected already is refused', async () => {
    const here = await desk.business();
    const phoneNumberId = desk.aProviderNumber();
    await here.connected({ phoneNumberId });
    expect(await here.connect({ phoneNumberId })).toMatchObject({ code: 'taken' });
  });

  it('stops at the limit of the plan', async () => {
    const here = await desk.business('free');
    await here.connected({ phoneNumberId: desk.aProviderNumber() });
    const second = desk.aProviderNumber();
    expect(await here.connect({ phoneNumberId: second })).toMatchObject({ code: 'limit-reached' });
    expect(await desk.owner(second)).toBeUndefined();
  });

  it('of a second number of the same app shares its address', async () => {
    const here = await desk.business();
    const first = await here.connected({ phoneNumberId: desk.aProviderNumber() });
    const second = await here.connected({ phoneNumberId: desk.aProviderNumber() });
    expect(second.channel.webhookUrl).toBe(first.channel.webhookUrl);
    expect(await desk.routing(first.channel.webhookUrl)).toMatchObject({
      channels: { [first.channel.phoneNumberId]: first.channel.id, [second.channel.phoneNumberId]: second.channel.id },
      secrets: [expect.anything()],
    });
  });

  it('of a second number brings the newer secret of the app along, and the older one counts on for a day', async () => {
    const here = await desk.business();
    await here.connected({ phoneNumberId: desk.aProviderNumber() });
    const newer = 'c'.repeat(32);
    desk.provider.apps[token] = { appId: '700', secret: newer };
    const { channel } = await here.connected({ phoneNumberId: desk.aProviderNumber(), appSecret: newer });
    expect((await desk.routing(channel.webhookUrl))?.secrets).toEqual([
      { sealed: expect.anything() },
      { sealed: expect.anything(), until: noon + 24 * hour },
    ]);
  });

  it('that died at any write is finished by the same request, and never counted twice', async () => {
    for (let deadAfter = 0; deadAfter < 4; deadAfter++) {
      const phoneNumberId = desk.aProviderNumber();
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
      const first = await desk.business('pro', {
        routing: dying(table.platform),
        storeOf: (tenant) => dying(table.of(tenant)),
      });
      const key = ulid(noon);
      await expect(first.connect({ phoneNumberId }, key), `after ${deadAfter} writes`).rejects.toThrow('died');
      writes = Number.NEGATIVE_INFINITY;
      const { channel, verifyToken } = await first.connected({ phoneNumberId }, key);
      expect(await desk.routing(channel.webhookUrl)).toMatchObject({
        channels: { [phoneNumberId]: channel.id },
        verify: createHash('sha256').update(verifyToken).digest('hex'),
      });
      expect(await countOf(first.store, 'channels')).toBe(1);
      expect(await first.audit()).toEqual(['channel.connected']);
    }
  });

  it('after one that died at its claim may use a new key', async () => {
    const here = await desk.business();
    const phoneNumberId = desk.aProviderNumber();
    const lost = table.of(here.tenant);
    const died = await desk.business('pro', {
      storeOf: () => ({ ...lost, client: { send: () => Promise.reject(new Error('died')) } as never }),
    });
    await expect(died.connect({ phoneNumberId }, ulid(noon), { tenant: here.tenant })).rejects.toThrow();
    await here.connected({ phoneNumberId });
  });

  it('survives a lost answer of any write', async () => {
    for (let nth = 1; nth <= 4; nth++) {
      const phoneNumberId = desk.aProviderNumber();
      let platform = table.platform;
      const stores = new Map<TenantId, ReturnType<typeof table.of>>();
      const here = await desk.business('pro', {
        get routing() {
          return platform;
        },
        storeOf: (tenant) => stores.get(tenant) ?? table.of(tenant),
      });
      if (nth % 2 === 1) platform = losingAnswer(table.platform, (nth + 1) / 2);
      else stores.set(here.tenant, losingAnswer(table.of(here.tenant), nth / 2));
      const { channel } = await here.connected({ phoneNumberId });
      expect(await desk.routing(channel.webhookUrl)).toMatchObject({ channels: { [phoneNumberId]: channel.id } });
      expect(await countOf(here.store, 'channels'), `lost ${nth}`).toBe(1);
    }
  });
});

describe('disconnecting', () => {
  const params = (id: string) => ({ params: { id: ChannelId.parse(id) } });

  it('ends routing and secrets, and lets somebody else have the number', async () => {
    const [here, other] = [await desk.business(), await desk.business()];
    const phoneNumberId = desk.aProviderNumber();
    const { channel } = await here.connected({ phoneNumberId });
    expect(await here.routes.disconnect(here.request(params(channel.id)))).toBeUndefined();
    expect(await desk.routing(channel.webhookUrl)).toMatchObject({ channels: {}, secrets: [] });
    expect(await desk.owner(phoneNumberId)).toBeUndefined();
    expect(await countOf(here.store, 'channels')).toBe(0);
    expect(await here.routes.list(here.request())).toEqual({ items: [] });
    expect(await here.routes.get(here.request(params(channel.id)))).toMatchObject({ code: 'not-found' });
    expect(await here.routes.disconnect(here.request(params(channel.id)))).toMatchObject({ code: 'not-found' });
    expect((await desk.everything()).filter(({ pk, token: kept }) => pk === `T#${here.tenant}#` && kept !== undefined)).toEqual(
      [],
    );
    await other.connected({ phoneNumberId });
  });

  it('of one of two numbers of an app leaves the other as it is', async () => {
    const here = await desk.business();
    const [one, two] = [
      await here.connected({ phoneNumberId: desk.aProviderNumber() }),
      await here.connected({ phoneNumberId: desk.aProviderNumber() }),
    ];
    await here.routes.disconnect(here.request(params(one.channel.id)));
    expect(await desk.routing(two.channel.webhookUrl)).toMatchObject({
      channels: { [two.channel.phoneNumberId]: two.channel.id },
      secrets: [{}],
    });
  });

  it('and connecting it again gives the same address', async () => {
    const here = await desk.business();
    const phoneNumberId = desk.aProviderNumber();
    const first = await here.connected({ phoneNumberId });
    await here.routes.disconnect(here.request(params(first.channel.id)));
    const again = await here.connected({ phoneNumberId });
    expect(again.channel.webhookUrl).toBe(first.channel.webhookUrl);
    expect(await desk.routing(again.channel.webhookUrl)).toMatchObject({ channels: { [phoneNumberId]: again.channel.id } });
  });

  it('that died on the way is finished by the same request, or by connecting it again', async () => {
    for (const finish of ['disconnect', 'connect'] as const) {
      let dead = false;
      const broken = new Proxy(table.platform.client, {
        get: (target, name) =>
          name === 'send' && dead ? () => Promise.reject(new Error('died')) : Reflect.get(target, name).bind(target),
      });
      const here = await desk.business('pro', { routing: { ...table.platform, client: broken } });
      const phoneNumberId = desk.aProviderNumber();
      const { channel } = await here.connected({ phoneNumberId });
      dead = true;
      await expect(here.routes.disconnect(here.request(params(channel.id)))).rejects.toThrow('died');
      dead = false;
      expect(await desk.owner(phoneNumberId)).toBeDefined();
      if (finish === 'disconnect') {
        expect(await here.routes.disconnect(here.request(params(channel.id)))).toBeUndefined();
        expect(await desk.owner(phoneNumberId)).toBeUndefined();
        expect(await desk.routing(channel.webhookUrl)).toMatchObject({ channels: {} });
      } else {
        const again = await here.connected({ phoneNumberId });
        expect(await desk.owner(phoneNumberId)).toMatchObject({ channelId: again.channel.id });
      }
      expect((await here.audit()).filter((action) => action === 'channel.disconnected')).toHaveLength(1);
    }
  });
});

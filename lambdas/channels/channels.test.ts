import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ChannelId, type TenantId } from '../../contract/ids.ts';
import { losingAnswer, startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aTenant, noon } from '../../test/engine/factory.ts';
import { toAuditEntry } from '../_data/audit.ts';
import { getChannelHealth, recordEvent, recordTrouble } from '../_data/channel-health.ts';
import { putRegistration } from '../_data/registration.ts';
import { countOf } from '../_data/usage.ts';
import { isProblem } from '../_shared/problem.ts';
import { ulid } from '../_shared/ulid.ts';
import { type AccountRefusal, isRefusal, type MetaAccount, withoutSecrets } from '../_whatsapp/meta/account.ts';
import { channelRoutes } from './channel-routes.ts';
import type { ChannelsDependencies } from './dependencies.ts';

const hour = 60 * 60_000;
const token = `EAA${'t'.repeat(60)}`;
const secret = 'a'.repeat(32);
const body = { name: 'Front desk', phoneNumberId: '111222333444', wabaId: '99887766', accessToken: token, appSecret: secret };
const refusal = (code: string): AccountRefusal => ({ refused: true, code, said: 'No', advice: 'Do something.' });

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

/** A provider with one app and one account, whose answers a test may change. */
let provider: {
  apps: Record<string, { appId: string; secret: string }>;
  numbers: Record<string, { wabaId: string; number: string; quality: 'GREEN' | 'RED'; status: string }>;
  refuse: Partial<Record<keyof MetaAccount, AccountRefusal>>;
  asked: string[];
};
beforeEach(() => {
  provider = {
    apps: { [token]: { appId: '700', secret } },
    numbers: {
      '111222333444': { wabaId: '99887766', number: '441632960123', quality: 'GREEN', status: 'CONNECTED' },
      '111222333555': { wabaId: '99887766', number: '441632960124', quality: 'GREEN', status: 'CONNECTED' },
    },
    refuse: {},
    asked: [],
  };
});

function account(accessToken: string): MetaAccount {
  const app = () => provider.apps[accessToken];
  const answer = async <T extends object>(call: keyof MetaAccount, given: () => T): Promise<T | AccountRefusal> => {
    provider.asked.push(call);
    return provider.refuse[call] ?? (app() ? given() : refusal('190'));
  };
  return {
    token: () =>
      answer('token', () => ({
        appId: app()?.appId ?? '',
        scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
      })),
    number: (id, appSecret) =>
      answer('number', () => {
        const found = provider.numbers[id];
        if (!found) return refusal('100');
        return appSecret !== undefined && appSecret !== app()?.secret ? refusal('100') : found;
      }) as ReturnType<MetaAccount['number']>,
    holds: (wabaId, id) => answer('holds', () => ({ holds: provider.numbers[id]?.wabaId === wabaId })),
    numbers: () => Promise.reject(new Error('not asked for here')),
    unsubscribe: () => Promise.reject(new Error('not asked for here')),
    subscribe: () => answer('subscribe', () => ({ subscribed: true as const })),
  };
}

/** One business and its routes. `crash`: the store breaks after so many writes of a kind. */
async function business(plan: 'free' | 'pro' = 'pro', given: Partial<ChannelsDependencies> = {}) {
  const tenant = aTenant();
  const store = table.of(tenant);
  const registration = { tenant, status: 'active' as const, plan, slug: `b-${tenant}`, name: 'B', timezone: 'UTC' };
  await putRegistration(store, { ...registration, languages: ['en'], createdAt: noon, version: 1 });
  const routes = channelRoutes({
    routing: table.platform,
    storeOf: (one) => table.of(one),
    seal: async (of, purpose, text) => `sealed:${Buffer.from(`${of}|${purpose}|${text}`).toString('base64')}`,
    open: async (of, purpose, sealed) => {
      const [owner, kind, text = ''] = Buffer.from(sealed.slice(7), 'base64').toString().split('|');
      if (owner !== of || kind !== purpose) throw new Error('not yours');
      return text;
    },
    account,
    webhookUrl: 'https://hooks.example/',
    ...given,
  });
  const request = (more: object = {}) =>
    ({
      tenant,
      sub: 's',
      employee: { id: 'e1', name: 'Ada' },
      permissions: new Set(),
      now: noon,
      requestId: 'r',
      sourceIp: '192.0.2.1',
      userAgent: '',
      origin: undefined,
      cookies: new Map(),
      setCookie: () => {},
      params: undefined,
      query: undefined,
      body: undefined,
      ...more,
      // biome-ignore lint/suspicious/noExplicitAny: each route takes its own part of it
    }) as any;
  const connect = (change: Partial<typeof body> = {}, newId: string = ulid(noon), more: object = {}) =>
    routes.connect(request({ newId, body: { ...body, ...change }, ...more }));
  const connected = async (change: Partial<typeof body> = {}, newId?: string) => {
    const answer = await connect(change, newId);
    if (isProblem(answer)) throw new Error(`${answer.code}: ${answer.detail}`);
    return answer;
  };
  const audit = async () =>
    (await table.scan())
      .filter(({ pk }) => String(pk).startsWith(`T#${tenant}#AUDIT#`))
      .map(toAuditEntry)
      .map(({ action }) => action);
  return { tenant, store, routes, request, connect, connected, audit };
}

const everything = () => table.scan();
const routing = async (webhookUrl: string) => {
  const id = webhookUrl.split('/').at(-1);
  return (await everything()).find(({ pk }) => pk === `HOOK#${id}`);
};
const owner = async (number: string) => (await everything()).find(({ pk }) => pk === `HOOK#NUMBER#${number}`);
/** A number of its own for each test: the claims are of the whole deployment. */
let made = 0;
function aProviderNumber(): string {
  made += 1;
  const id = `555${String(made).padStart(9, '0')}`;
  provider.numbers[id] = { wabaId: '99887766', number: `44163296${made}`, quality: 'GREEN', status: 'CONNECTED' };
  return id;
}

describe('connecting', () => {
  it('checks the number, routes its webhooks, and keeps secrets sealed and the verify token hashed', async () => {
    const here = await business();
    const phoneNumberId = aProviderNumber();
    const { channel, verifyToken } = await here.connected({ phoneNumberId });
    expect(channel).toMatchObject({ name: 'Front desk', phoneNumberId, wabaId: '99887766', version: 1 });
    expect(channel.number).toMatch(/^\+44163296/);
    expect(channel.health).toMatchObject({ state: 'waiting', quality: 'GREEN', errors: [] });
    expect(provider.asked).toEqual(['token', 'number', 'holds', 'subscribe']);
    expect(await routing(channel.webhookUrl)).toMatchObject({
      tenant: here.tenant,
      channels: { [phoneNumberId]: channel.id },
      secrets: [{ sealed: expect.stringMatching(/^sealed:/) }],
      verify: createHash('sha256').update(verifyToken).digest('hex'),
    });
    expect(await owner(phoneNumberId)).toMatchObject({ tenant: here.tenant, channelId: channel.id });
    expect(await here.audit()).toEqual(['channel.connected']);
    expect(await countOf(here.store, 'channels')).toBe(1);
    const all = JSON.stringify(await everything());
    for (const plain of [token, secret, verifyToken]) expect(all).not.toContain(plain);
  });

  it.each([
    ['the token', 'token', 'accessToken'],
    ['the number', 'number', 'phoneNumberId'],
    ['the account', 'holds', 'wabaId'],
    ['the subscription', 'subscribe', 'wabaId'],
  ] as const)('says what the provider has against %s, and writes nothing', async (_, call, path) => {
    const here = await business();
    const phoneNumberId = aProviderNumber();
    provider.refuse[call] = refusal('190');
    const before = await everything();
    const answer = await here.connect({ phoneNumberId });
    expect(answer).toMatchObject({ code: 'provider-refused', errors: [{ path }] });
    expect(JSON.stringify(answer)).not.toContain(token);
    expect(await everything()).toEqual(before);
  });

  it('refuses a number of another account, and a secret of another app', async () => {
    const here = await business();
    const phoneNumberId = aProviderNumber();
    expect(await here.connect({ phoneNumberId, wabaId: '12345' })).toMatchObject({
      code: 'provider-refused',
      errors: [{ path: 'wabaId' }],
    });
    expect(await here.connect({ phoneNumberId, appSecret: 'b'.repeat(32) })).toMatchObject({ code: 'provider-refused' });
  });

  it('twice with the same key is one number with the same verify token; with another body it is refused', async () => {
    const here = await business();
    const phoneNumberId = aProviderNumber();
    const key = ulid(noon);
    const first = await here.connected({ phoneNumberId }, key);
    expect(await here.connected({ phoneNumberId }, key)).toEqual(first);
    expect(await here.connect({ phoneNumberId, name: 'Other' }, key)).toMatchObject({ code: 'idempotency-key-reused' });
    expect(await here.audit()).toEqual(['channel.connected']);
    expect(await countOf(here.store, 'channels')).toBe(1);
  });

  it('many times at once with the same key is one number', async () => {
    const here = await business();
    const phoneNumberId = aProviderNumber();
    const key = ulid(noon);
    const answers = await Promise.all(Array.from({ length: 8 }, () => here.connected({ phoneNumberId }, key)));
    expect(new Set(answers.map(({ verifyToken }) => verifyToken)).size).toBe(1);
    expect(new Set(answers.map(({ channel }) => channel.webhookUrl)).size).toBe(1);
    expect(await countOf(here.store, 'channels')).toBe(1);
    expect(await here.audit()).toEqual(['channel.connected']);
  });

  it('gives a number to one of two businesses that want it at once', async () => {
    const [one, other] = [await business(), await business()];
    const phoneNumberId = aProviderNumber();
    const answers = await Promise.all([one, other].map((here) => here.connect({ phoneNumberId })));
    expect(answers.filter((answer) => isProblem(answer) && answer.code === 'taken')).toHaveLength(1);
    const routed = (await everything()).filter(
      ({ pk, channels }) => /^HOOK#[\w-]{22}$/.test(String(pk)) && phoneNumberId in (channels as object),
    );
    expect(routed).toHaveLength(1);
  });

  it('of a number that is connected already is refused', async () => {
    const here = await business();
    const phoneNumberId = aProviderNumber();
    await here.connected({ phoneNumberId });
    expect(await here.connect({ phoneNumberId })).toMatchObject({ code: 'taken' });
  });

  it('stops at the limit of the plan', async () => {
    const here = await business('free');
    await here.connected({ phoneNumberId: aProviderNumber() });
    const second = aProviderNumber();
    expect(await here.connect({ phoneNumberId: second })).toMatchObject({ code: 'limit-reached' });
    expect(await owner(second)).toBeUndefined();
  });

  it('of a second number of the same app shares its address', async () => {
    const here = await business();
    const first = await here.connected({ phoneNumberId: aProviderNumber() });
    const second = await here.connected({ phoneNumberId: aProviderNumber() });
    expect(second.channel.webhookUrl).toBe(first.channel.webhookUrl);
    expect(await routing(first.channel.webhookUrl)).toMatchObject({
      channels: { [first.channel.phoneNumberId]: first.channel.id, [second.channel.phoneNumberId]: second.channel.id },
      secrets: [expect.anything()],
    });
  });

  it('of a second number brings the newer secret of the app along, and the older one counts on for a day', async () => {
    const here = await business();
    await here.connected({ phoneNumberId: aProviderNumber() });
    const newer = 'c'.repeat(32);
    provider.apps[token] = { appId: '700', secret: newer };
    const { channel } = await here.connected({ phoneNumberId: aProviderNumber(), appSecret: newer });
    expect((await routing(channel.webhookUrl))?.secrets).toEqual([
      { sealed: expect.anything() },
      { sealed: expect.anything(), until: noon + 24 * hour },
    ]);
  });

  it('that died at any write is finished by the same request, and never counted twice', async () => {
    for (let deadAfter = 0; deadAfter < 4; deadAfter++) {
      const phoneNumberId = aProviderNumber();
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
      const first = await business('pro', {
        routing: dying(table.platform),
        storeOf: (tenant) => dying(table.of(tenant)),
      });
      const key = ulid(noon);
      await expect(first.connect({ phoneNumberId }, key), `after ${deadAfter} writes`).rejects.toThrow('died');
      writes = Number.NEGATIVE_INFINITY;
      const { channel, verifyToken } = await first.connected({ phoneNumberId }, key);
      expect(await routing(channel.webhookUrl)).toMatchObject({
        channels: { [phoneNumberId]: channel.id },
        verify: createHash('sha256').update(verifyToken).digest('hex'),
      });
      expect(await countOf(first.store, 'channels')).toBe(1);
      expect(await first.audit()).toEqual(['channel.connected']);
    }
  });

  it('after one that died at its claim may use a new key', async () => {
    const here = await business();
    const phoneNumberId = aProviderNumber();
    const lost = table.of(here.tenant);
    const died = await business('pro', {
      storeOf: () => ({ ...lost, client: { send: () => Promise.reject(new Error('died')) } as never }),
    });
    await expect(died.connect({ phoneNumberId }, ulid(noon), { tenant: here.tenant })).rejects.toThrow();
    await here.connected({ phoneNumberId });
  });

  it('survives a lost answer of any write', async () => {
    for (let nth = 1; nth <= 4; nth++) {
      const phoneNumberId = aProviderNumber();
      let platform = table.platform;
      const stores = new Map<TenantId, ReturnType<typeof table.of>>();
      const here = await business('pro', {
        get routing() {
          return platform;
        },
        storeOf: (tenant) => stores.get(tenant) ?? table.of(tenant),
      });
      if (nth % 2 === 1) platform = losingAnswer(table.platform, (nth + 1) / 2);
      else stores.set(here.tenant, losingAnswer(table.of(here.tenant), nth / 2));
      const { channel } = await here.connected({ phoneNumberId });
      expect(await routing(channel.webhookUrl)).toMatchObject({ channels: { [phoneNumberId]: channel.id } });
      expect(await countOf(here.store, 'channels'), `lost ${nth}`).toBe(1);
    }
  });
});

describe('replacing', () => {
  const params = (id: string) => ({ params: { id: ChannelId.parse(id) } });

  it('an app secret: the old one counts on for the hours given, and is gone after', async () => {
    const here = await business();
    const { channel } = await here.connected({ phoneNumberId: aProviderNumber() });
    const newer = 'd'.repeat(32);
    const put = (appSecret: string, overlapHours: number, now = noon) =>
      here.routes.replaceAppSecret(here.request({ ...params(channel.id), body: { appSecret, overlapHours }, now }));
    expect(await put(newer, 6)).toMatchObject({ code: 'provider-refused', errors: [{ path: 'appSecret' }] });
    provider.apps[token] = { appId: '700', secret: newer };
    expect(await put(newer, 6)).toMatchObject({ previousSecretUntil: new Date(noon + 6 * hour).toISOString() });
    const record = await routing(channel.webhookUrl);
    expect(record?.secrets).toEqual([{ sealed: expect.anything() }, { sealed: expect.anything(), until: noon + 6 * hour }]);
    // Once more changes nothing; a shorter overlap ends it sooner, never later.
    await put(newer, 6);
    await put(newer, 20);
    expect((await routing(channel.webhookUrl))?.secrets).toEqual(record?.secrets);
    await put(newer, 1);
    expect((await routing(channel.webhookUrl))?.secrets).toMatchObject([{}, { until: noon + hour }]);
    const newest = 'e'.repeat(32);
    provider.apps[token] = { appId: '700', secret: newest };
    await put(newest, 24, noon + hour / 2);
    expect((await routing(channel.webhookUrl))?.secrets, 'all that count are kept').toMatchObject([
      {},
      { until: noon + hour / 2 + 24 * hour },
      { until: noon + hour },
    ]);
    await put(newest, 0, noon + hour / 2);
    expect((await routing(channel.webhookUrl))?.secrets, 'all before it end now').toHaveLength(1);
    expect((await here.audit()).filter((action) => action === 'channel.app-secret-replaced')).toHaveLength(4);
    expect(JSON.stringify(await everything())).not.toContain(newest);
  });

  it('an access token: checked first, of the same app, and the version moves', async () => {
    const here = await business();
    const { channel } = await here.connected({ phoneNumberId: aProviderNumber() });
    const put = (accessToken: string) =>
      here.routes.replaceAccessToken(here.request({ ...params(channel.id), body: { accessToken } }));
    const next = `EAA${'n'.repeat(60)}`;
    expect(await put(next)).toMatchObject({ code: 'provider-refused', errors: [{ path: 'accessToken' }] });
    provider.apps[next] = { appId: '800', secret };
    expect(await put(next)).toMatchObject({ code: 'provider-refused', errors: [{ path: 'accessToken' }] });
    expect(await here.audit()).toEqual(['channel.connected']);
    provider.apps[next] = { appId: '700', secret };
    expect(await put(next)).toMatchObject({ version: 2 });
    expect(await put(next)).toMatchObject({ version: 2 });
    expect((await here.audit()).filter((action) => action === 'channel.access-token-replaced')).toHaveLength(1);
  });

  it('a verify token: shown once, only its hash kept', async () => {
    const here = await business();
    const { channel } = await here.connected({ phoneNumberId: aProviderNumber() });
    const answer = await here.routes.replaceVerifyToken(here.request(params(channel.id)));
    if (isProblem(answer)) throw new Error(answer.code);
    const verify = createHash('sha256').update(answer.verifyToken).digest('hex');
    expect(await routing(channel.webhookUrl)).toMatchObject({ verify });
    expect(JSON.stringify(await everything())).not.toContain(answer.verifyToken);
  });

  it('many things at once loses none of them', async () => {
    const here = await business();
    const { channel } = await here.connected({ phoneNumberId: aProviderNumber() });
    const newer = 'f'.repeat(32);
    provider.apps[token] = { appId: '700', secret: newer };
    const tokens = Promise.all(Array.from({ length: 5 }, () => here.routes.replaceVerifyToken(here.request(params(channel.id)))));
    await here.routes.replaceAppSecret(here.request({ ...params(channel.id), body: { appSecret: newer, overlapHours: 2 } }));
    const shown = (await tokens).map((answer) => (isProblem(answer) ? '' : answer.verifyToken));
    const record = await routing(channel.webhookUrl);
    expect(record?.secrets).toHaveLength(2);
    expect(shown.map((one) => createHash('sha256').update(one).digest('hex'))).toContain(record?.verify);
    expect(record?.version).toBe(7);
  });

  it('a name: only from the version that was seen', async () => {
    const here = await business();
    const { channel } = await here.connected({ phoneNumberId: aProviderNumber() });
    const put = (name: string, ifMatch: number) =>
      here.routes.update(here.request({ ...params(channel.id), body: { name }, ifMatch }));
    expect(await put('Desk two', 1)).toMatchObject({ name: 'Desk two', version: 2 });
    expect(await put('Desk three', 1)).toMatchObject({ code: 'changed', errors: [{ path: 'name' }] });
  });

  it('of an unknown number, or another business’s, is not found', async () => {
    const [here, other] = [await business(), await business()];
    const { channel } = await other.connected({ phoneNumberId: aProviderNumber() });
    for (const id of [channel.id, ulid(noon)]) {
      const ask = (more: object = {}) => here.request({ ...params(id), ...more });
      const answers = await Promise.all([
        here.routes.get(ask()),
        here.routes.check(ask()),
        here.routes.update(ask({ body: { name: 'x' }, ifMatch: 1 })),
        here.routes.replaceVerifyToken(ask()),
        here.routes.replaceAppSecret(ask({ body: { appSecret: secret, overlapHours: 1 } })),
        here.routes.replaceAccessToken(ask({ body: { accessToken: token } })),
        here.routes.disconnect(ask()),
      ]);
      for (const answer of answers) expect(answer).toMatchObject({ code: 'not-found' });
    }
  });
});

describe('the health of a number', () => {
  it('shows what was wrong, until the provider says otherwise', async () => {
    const here = await business();
    const { channel } = await here.connected({ phoneNumberId: aProviderNumber() });
    const params = { id: ChannelId.parse(channel.id) };
    await recordEvent(here.store, params.id, noon);
    await recordTrouble(here.store, params.id, { code: '190', detail: 'Token ended' }, noon + 1);
    await recordTrouble(here.store, params.id, { code: '368', detail: 'Blocked' }, noon + 2);
    await recordTrouble(here.store, params.id, { code: '368', detail: 'Blocked' }, noon + 3);
    expect(await here.routes.get(here.request({ params }))).toMatchObject({
      health: { state: 'attention', lastEventAt: new Date(noon).toISOString(), errors: [{ code: '368' }, { code: '190' }] },
    });
    expect(await here.routes.check(here.request({ params }))).toMatchObject({ health: { state: 'ok', errors: [] } });
    const number = provider.numbers[channel.phoneNumberId];
    if (number) Object.assign(number, { quality: 'RED', status: 'BANNED' });
    expect(await here.routes.check(here.request({ params }))).toMatchObject({
      health: { state: 'attention', quality: 'RED', errors: [{ code: 'quality-red' }, { code: 'status-banned' }] },
    });
    provider.refuse.number = refusal('190');
    expect(await here.routes.check(here.request({ params }))).toMatchObject({
      health: { state: 'attention', quality: 'RED', errors: [{ code: '190' }] },
    });
    expect(await here.routes.list(here.request())).toMatchObject({ items: [{ id: channel.id, health: { state: 'attention' } }] });
  });

  it('costs one write an hour, however many events come', async () => {
    const here = await business();
    const id = ChannelId.parse(ulid(noon));
    await recordEvent(here.store, id, noon);
    await recordEvent(here.store, id, noon + hour - 1);
    expect((await getChannelHealth(here.store, id))?.lastEventAt).toBe(noon);
    await recordEvent(here.store, id, noon + hour);
    expect((await getChannelHealth(here.store, id))?.lastEventAt).toBe(noon + hour);
  });
});

describe('disconnecting', () => {
  const params = (id: string) => ({ params: { id: ChannelId.parse(id) } });

  it('ends routing and secrets, and lets somebody else have the number', async () => {
    const [here, other] = [await business(), await business()];
    const phoneNumberId = aProviderNumber();
    const { channel } = await here.connected({ phoneNumberId });
    expect(await here.routes.disconnect(here.request(params(channel.id)))).toBeUndefined();
    expect(await routing(channel.webhookUrl)).toMatchObject({ channels: {}, secrets: [] });
    expect(await owner(phoneNumberId)).toBeUndefined();
    expect(await countOf(here.store, 'channels')).toBe(0);
    expect(await here.routes.list(here.request())).toEqual({ items: [] });
    expect(await here.routes.get(here.request(params(channel.id)))).toMatchObject({ code: 'not-found' });
    expect(await here.routes.disconnect(here.request(params(channel.id)))).toMatchObject({ code: 'not-found' });
    expect((await everything()).filter(({ pk, token: kept }) => pk === `T#${here.tenant}#` && kept !== undefined)).toEqual([]);
    await other.connected({ phoneNumberId });
  });

  it('of one of two numbers of an app leaves the other as it is', async () => {
    const here = await business();
    const [one, two] = [
      await here.connected({ phoneNumberId: aProviderNumber() }),
      await here.connected({ phoneNumberId: aProviderNumber() }),
    ];
    await here.routes.disconnect(here.request(params(one.channel.id)));
    expect(await routing(two.channel.webhookUrl)).toMatchObject({
      channels: { [two.channel.phoneNumberId]: two.channel.id },
      secrets: [{}],
    });
  });

  it('and connecting it again gives the same address', async () => {
    const here = await business();
    const phoneNumberId = aProviderNumber();
    const first = await here.connected({ phoneNumberId });
    await here.routes.disconnect(here.request(params(first.channel.id)));
    const again = await here.connected({ phoneNumberId });
    expect(again.channel.webhookUrl).toBe(first.channel.webhookUrl);
    expect(await routing(again.channel.webhookUrl)).toMatchObject({ channels: { [phoneNumberId]: again.channel.id } });
  });

  it('that died on the way is finished by the same request, or by connecting it again', async () => {
    for (const finish of ['disconnect', 'connect'] as const) {
      let dead = false;
      const broken = new Proxy(table.platform.client, {
        get: (target, name) =>
          name === 'send' && dead ? () => Promise.reject(new Error('died')) : Reflect.get(target, name).bind(target),
      });
      const here = await business('pro', { routing: { ...table.platform, client: broken } });
      const phoneNumberId = aProviderNumber();
      const { channel } = await here.connected({ phoneNumberId });
      dead = true;
      await expect(here.routes.disconnect(here.request(params(channel.id)))).rejects.toThrow('died');
      dead = false;
      expect(await owner(phoneNumberId)).toBeDefined();
      if (finish === 'disconnect') {
        expect(await here.routes.disconnect(here.request(params(channel.id)))).toBeUndefined();
        expect(await owner(phoneNumberId)).toBeUndefined();
        expect(await routing(channel.webhookUrl)).toMatchObject({ channels: {} });
      } else {
        const again = await here.connected({ phoneNumberId });
        expect(await owner(phoneNumberId)).toMatchObject({ channelId: again.channel.id });
      }
      expect((await here.audit()).filter((action) => action === 'channel.disconnected')).toHaveLength(1);
    }
  });
});

describe('what the provider said', () => {
  it('is shown without anything that could be a secret', () => {
    expect(withoutSecrets(`Malformed access token ${token}`, [token])).toBe('Malformed access token …');
    expect(withoutSecrets('Cannot parse EAAGm0PX4ZCpsBAKZCZCZCZCqwertyuiop', [])).toBe('Cannot parse …');
    expect(withoutSecrets('x\u0000\u202Ey'.repeat(200), []).length).toBeLessThanOrEqual(200);
    expect(isRefusal(refusal('1'))).toBe(true);
  });
});

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ChannelId } from '../../contract/ids.ts';
import { type ChannelsDesk, channelsDesk, hour, refusal, secret, token } from '../../test/engine/channels-desk.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { noon } from '../../test/engine/factory.ts';
import { getChannelHealth, recordEvent, recordTrouble } from '../_data/channel-health.ts';
import { isProblem } from '../_shared/problem.ts';
import { ulid } from '../_shared/ulid.ts';
import { isRefusal, withoutSecrets } from '../_whatsapp/refusal.ts';

let table: TestTable;
let desk: ChannelsDesk;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(() => {
  desk = channelsDesk(table);
});

describe('replacing', () => {
  const params = (id: string) => ({ params: { id: ChannelId.parse(id) } });

  it('an app secret: the old one counts on for the hours given, and is gone after', async () => {
    const here = await desk.business();
    const { channel } = await here.connected({ phoneNumberId: desk.aProviderNumber() });
    const newer = 'd'.repeat(32);
    const put = (appSecret: string, overlapHours: number, now = noon) =>
      here.routes.replaceAppSecret(here.request({ ...params(channel.id), body: { appSecret, overlapHours }, now }));
    expect(await put(newer, 6)).toMatchObject({ code: 'provider-refused', errors: [{ path: 'appSecret' }] });
    desk.provider.apps[token] = { appId: '700', secret: newer };
    expect(await put(newer, 6)).toMatchObject({ previousSecretUntil: new Date(noon + 6 * hour).toISOString() });
    const record = await desk.routing(channel.webhookUrl);
    expect(record?.secrets).toEqual([{ sealed: expect.anything() }, { sealed: expect.anything(), until: noon + 6 * hour }]);
    // Once more changes nothing; a shorter overlap ends it sooner, never later.
    await put(newer, 6);
    await put(newer, 20);
    expect((await desk.routing(channel.webhookUrl))?.secrets).toEqual(record?.secrets);
    await put(newer, 1);
    expect((await desk.routing(channel.webhookUrl))?.secrets).toMatchObject([{}, { until: noon + hour }]);
    const newest = 'e'.repeat(32);
    desk.provider.apps[token] = { appId: '700', secret: newest };
    await put(newest, 24, noon + hour / 2);
    expect((await desk.routing(channel.webhookUrl))?.secrets, 'all that count are kept').toMatchObject([
      {},
      { until: noon + hour / 2 + 24 * hour },
      { until: noon + hour },
    ]);
    await put(newest, 0, noon + hour / 2);
    expect((await desk.routing(channel.webhookUrl))?.secrets, 'all before it end now').toHaveLength(1);
    expect((await here.audit()).filter((action) => action === 'channel.app-secret-replaced')).toHaveLength(4);
    expect(JSON.stringify(await desk.everything())).not.toContain(newest);
  });

  it('an access token: checked first, of the same app, and the version moves', async () => {
    const here = await desk.business();
    const { channel } = await here.connected({ phoneNumberId: desk.aProviderNumber() });
    const put = (accessToken: string) =>
      here.routes.replaceAccessToken(here.request({ ...params(channel.id), body: { accessToken } }));
    const next = `EAA${'n'.repeat(60)}`;
    expect(await put(next)).toMatchObject({ code: 'provider-refused', errors: [{ path: 'accessToken' }] });
    desk.provider.apps[next] = { appId: '800', secret };
    expect(await put(next)).toMatchObject({ code: 'provider-refused', errors: [{ path: 'accessToken' }] });
    expect(await here.audit()).toEqual(['channel.connected']);
    desk.provider.apps[next] = { appId: '700', secret };
    expect(await put(next)).toMatchObject({ version: 2 });
    expect(await put(next)).toMatchObject({ version: 2 });
    expect((await here.audit()).filter((action) => action === 'channel.access-token-replaced')).toHaveLength(1);
  });

  it('a verify token: shown once, only its hash kept', async () => {
    const here = await desk.business();
    const { channel } = await here.connected({ phoneNumberId: desk.aProviderNumber() });
    const answer = await here.routes.replaceVerifyToken(here.request(params(channel.id)));
    if (isProblem(answer)) throw new Error(answer.code);
    const verify = createHash('sha256').update(answer.verifyToken).digest('hex');
    expect(await desk.routing(channel.webhookUrl)).toMatchObject({ verify });
    expect(JSON.stringify(await desk.everything())).not.toContain(answer.verifyToken);
  });

  it('many things at once loses none of them', async () => {
    const here = await desk.business();
    const { channel } = await here.connected({ phoneNumberId: desk.aProviderNumber() });
    const newer = 'f'.repeat(32);
    desk.provider.apps[token] = { appId: '700', secret: newer };
    const tokens = Promise.all(Array.from({ length: 5 }, () => here.routes.replaceVerifyToken(here.request(params(channel.id)))));
    await here.routes.replaceAppSecret(here.request({ ...params(channel.id), body: { appSecret: newer, overlapHours: 2 } }));
    const shown = (await tokens).map((answer) => (isProblem(answer) ? '' : answer.verifyToken));
    const record = await desk.routing(channel.webhookUrl);
    expect(record?.secrets).toHaveLength(2);
    expect(shown.map((one) => createHash('sha256').update(one).digest('hex'))).toContain(record?.verify);
    expect(record?.version).toBe(7);
  });

  it('a name: only from the version that was seen', async () => {
    const here = await desk.business();
    const { channel } = await here.connected({ phoneNumberId: desk.aProviderNumber() });
    const put = (name: string, ifMatch: number) =>
      here.routes.update(here.request({ ...params(channel.id), body: { name }, ifMatch }));
    expect(await put('Desk two', 1)).toMatchObject({ name: 'Desk two', version: 2 });
    expect(await put('Desk three', 1)).toMatchObject({ code: 'changed', errors: [{ path: 'name' }] });
  });

  it('of an unknown number, or another business’s, is not found', async () => {
    const [here, other] = [await desk.business(), await desk.business()];
    const { channel } = await other.connected({ phoneNumberId: desk.aProviderNumber() });
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
    const here = await desk.business();
    const { channel } = await here.connected({ phoneNumberId: desk.aProviderNumber() });
    const params = { id: ChannelId.parse(channel.id) };
    await recordEvent(here.store, params.id, noon);
    await recordTrouble(here.store, params.id, { code: '190', detail: 'Token ended' }, noon + 1);
    await recordTrouble(here.store, params.id, { code: '368', detail: 'Blocked' }, noon + 2);
    await recordTrouble(here.store, params.id, { code: '368', detail: 'Blocked' }, noon + 3);
    expect(await here.routes.get(here.request({ params }))).toMatchObject({
      health: { state: 'attention', lastEventAt: new Date(noon).toISOString(), errors: [{ code: '368' }, { code: '190' }] },
    });
    expect(await here.routes.check(here.request({ params }))).toMatchObject({ health: { state: 'ok', errors: [] } });
    const number = desk.provider.numbers[channel.phoneNumberId];
    if (number) Object.assign(number, { quality: 'RED', status: 'BANNED' });
    expect(await here.routes.check(here.request({ params }))).toMatchObject({
      health: { state: 'attention', quality: 'RED', errors: [{ code: 'quality-red' }, { code: 'status-banned' }] },
    });
    desk.provider.refuse.number = refusal('190');
    expect(await here.routes.check(here.request({ params }))).toMatchObject({
      health: { state: 'attention', quality: 'RED', errors: [{ code: '190' }] },
    });
    expect(await here.routes.list(here.request())).toMatchObject({ items: [{ id: channel.id, health: { state: 'attention' } }] });
  });

  it('costs one write an hour, however many events come', async () => {
    const here = await desk.business();
    const id = ChannelId.parse(ulid(noon));
    await recordEvent(here.store, id, noon);
    await recordEvent(here.store, id, noon + hour - 1);
    expect((await getChannelHealth(here.store, id))?.lastEventAt).toBe(noon);
    await recordEvent(here.store, id, noon + hour);
    expect((await getChannelHealth(here.store, id))?.lastEventAt).toBe(noon + hour);
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

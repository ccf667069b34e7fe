import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TenantId } from '../../contract/ids.ts';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aHookId, aNumber, aTenant, aTwilioNumber, noon } from '../../test/engine/factory.ts';
import { assistantSettings, assistantSettingsChange, unchosen } from '../_data/assistant-settings.ts';
import { toAuditEntry } from '../_data/audit.ts';
import { getChannel, nameAtProvider, putChannel } from '../_data/channel.ts';
import { putHook } from '../_data/hook.ts';
import { cursorKeyKey } from '../_data/keys.ts';
import { addEntries } from '../_data/platform-index.ts';
import { putRegistration, Registration } from '../_data/registration.ts';
import { transact } from '../_data/transact.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { type AllDependencies, rewrap } from './rewrap.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());

/** Data keys by number, so that a test sees which secret is wrapped by which. */
let generation = 0;
const seal = async (tenant: TenantId, purpose: string, text: string) => {
  generation += 1;
  return `sealed:${Buffer.from(`${tenant}|${purpose}|${text}`).toString('base64url')}:${generation}`;
};
const open = async (tenant: TenantId, purpose: string, sealed: string) => {
  const [owner, of, text = ''] = Buffer.from(sealed.split(':')[1] ?? '', 'base64url')
    .toString()
    .split('|');
  if (owner !== tenant || of !== purpose) throw new Error('not theirs');
  return text;
};

const dependencies = (given: Partial<AllDependencies> = {}): AllDependencies => ({
  platform: table.platform,
  routing: table.platform,
  storeOf: (tenant) => table.of(tenant),
  seal,
  open,
  hasTime: () => true,
  clock: () => noon,
  ...given,
});

/** A business with a number at each provider, an overlap of the secrets of one, and cursors. */
async function business() {
  const tenant = aTenant();
  const store = table.of(tenant);
  const slug = `b-${tenant}`;
  const registration = Registration.parse({
    ...{ tenant, slug, status: 'active', plan: 'pro', name: 'Business', timezone: 'UTC', languages: ['en'] },
    ...{ createdAt: noon, version: 1 },
  });
  await putRegistration(store, registration);
  await addEntries(table.platform, registration);
  const hookId = aHookId();
  const numbers = [
    aNumber({ hookId, phoneNumberId: '1', token: await seal(tenant, 'channel', `${tenant} token one`) }),
    aTwilioNumber({ hookId, token: await seal(tenant, 'channel', `${tenant} token two`) }),
  ];
  for (const number of numbers) await putChannel(store, number);
  await putHook(table.platform, {
    id: hookId,
    tenant,
    provider: 'meta',
    appId: '7',
    channels: Object.fromEntries(numbers.map((number) => [nameAtProvider(number), number.id])),
    secrets: [
      { sealed: await seal(tenant, 'webhook', `${tenant} secret`) },
      { sealed: await seal(tenant, 'webhook', `${tenant} secret before`), until: noon + 1000 },
    ],
    verify: '0'.repeat(64),
    version: 4,
  });
  await putCursorKey(store, await seal(tenant, 'cursor', `${tenant} cursors`));
  return { tenant, store, slug, hookId, numbers };
}

const putCursorKey = async (store: TenantTable, sealed: string) => {
  await store.client.send(new PutCommand({ TableName: store.table, Item: { ...cursorKeyKey(store.tenant), sealed } }));
};

/** Every sealed text of a business, with its place. */
async function sealedOf({ tenant, hookId }: { tenant: TenantId; hookId: string }): Promise<Record<string, string>> {
  const rows = (await table.scan()).filter(({ pk }) => pk === `T#${tenant}#` || pk === `HOOK#${hookId}`);
  const found: Record<string, string> = {};
  for (const { pk, sk, ...row } of rows) {
    const texts = [...JSON.stringify(row).matchAll(/sealed:[\w-]+:\d+/g)].map(([text]) => text);
    for (const [index, text] of texts.entries()) found[`${pk} ${sk} ${index}`] = text;
  }
  return found;
}
const plain = (sealed: string) => Buffer.from(sealed.split(':')[1] ?? '', 'base64url').toString();
const values = (sealed: Record<string, string>) =>
  Object.fromEntries(Object.entries(sealed).map(([at, text]) => [at, plain(text)]));
const audits = async (tenant: TenantId) =>
  (await table.scan()).filter(({ pk }) => String(pk).startsWith(`T#${tenant}#AUDIT#`)).map(toAuditEntry);

describe('sealing the secrets of a business anew', () => {
  it('seals the key of its assistant, and leaves what people may have changed alone', async () => {
    const here = await business();
    const store = table.of(here.tenant);
    const key = await seal(here.tenant, 'assistant', 'sk-of-the-model');
    await transact(store, [assistantSettingsChange(store, unchosen, { ...unchosen, key })]);
    expect(await rewrap(dependencies(), { tenant: here.tenant })).toEqual({ businesses: 1, secrets: 6, failed: [] });
    const after = await assistantSettings(store);
    expect(after.version).toBe(1);
    expect(after.key).not.toBe(key);
    expect(await open(here.tenant, 'assistant', after.key ?? '')).toBe('sk-of-the-model');
  });

  it('changes every one, and what none of them says', async () => {
    const here = await business();
    const before = await sealedOf(here);
    expect(Object.keys(before)).toHaveLength(7);
    expect(await rewrap(dependencies(), { tenant: here.tenant })).toEqual({ businesses: 1, secrets: 5, failed: [] });
    const after = await sealedOf(here);
    expect(values(after)).toEqual(values(before));
    for (const [at, text] of Object.entries(after)) expect(text, at).not.toBe(before[at]);
    // The copy that webhooks are checked by is the same as what it is a copy of.
    for (const index of [0, 1]) {
      expect(after[`HOOK#${here.hookId} HOOK ${index}`]).toBe(after[`T#${here.tenant}# HOOK#${here.hookId} ${index}`]);
    }
    const entries = await audits(here.tenant);
    expect(entries.map(({ action, by }) => `${action} by ${by.type}`)).toEqual(Array(4).fill('secrets.rewrapped by system'));
    expect(entries.reduce((sum, { after: said }) => sum + Number(said?.secrets), 0)).toBe(5);
    const [number] = here.numbers;
    expect((await getChannel(here.store, number?.id ?? ('' as never)))?.version).toBe(1);
  });

  it('ended at any write loses nothing, and the next run does the rest', async () => {
    for (let writes = 1; writes <= 5; writes++) {
      const here = await business();
      const before = await sealedOf(here);
      const dying = dependencies({
        storeOf: (tenant) => crashingAfter(table.of(tenant), writes),
        routing: crashingAfter(table.platform, writes === 5 ? 1 : 99),
      });
      expect(await rewrap(dying, { tenant: here.tenant })).toMatchObject({ failed: [here.tenant] });
      expect(values(await sealedOf(here)), `after ${writes}`).toEqual(values(before));
      expect(await rewrap(dependencies(), { tenant: here.tenant })).toMatchObject({ secrets: 5, failed: [] });
      const after = await sealedOf(here);
      expect(values(after)).toEqual(values(before));
      for (const [at, text] of Object.entries(after)) expect(text, at).not.toBe(before[at]);
    }
  });

  it('never takes the place of a secret that somebody replaces at the same moment', async () => {
    const here = await business();
    const [number] = here.numbers;
    if (!number) throw new Error('There are two');
    const newer = await seal(here.tenant, 'channel', 'newer');
    let once = true;
    const meanwhile = dependencies({
      seal: async (tenant, purpose, text) => {
        if (once && text.endsWith('token one')) {
          once = false;
          await putChannel(here.store, { ...number, token: newer, version: 2 });
        }
        return seal(tenant, purpose, text);
      },
    });
    expect(await rewrap(meanwhile, { tenant: here.tenant })).toMatchObject({ failed: [] });
    const left = await getChannel(here.store, number.id);
    expect(await open(here.tenant, 'channel', left?.token ?? '')).toBe('newer');
    expect(left?.token).not.toBe(newer);
    expect(left?.version).toBe(2);
  });

  it('stops before it writes what does not open again', async () => {
    const here = await business();
    const before = await sealedOf(here);
    const broken = dependencies({ seal: (tenant, purpose, text) => seal(tenant, purpose, `${text}?`) });
    expect(await rewrap(broken, { tenant: here.tenant })).toMatchObject({ secrets: 0, failed: [here.tenant] });
    expect(await sealedOf(here)).toEqual(before);
  });
});

describe('all businesses', () => {
  it('have their turn, whichever fails, and one after the other when time is short', async () => {
    const some = await Promise.all([business(), business(), business()]);
    const [first, second] = some.toSorted((one, other) => (one.slug < other.slug ? -1 : 1));
    const reached = new Set<string>();
    let after: string | undefined;
    let calls = 0;
    do {
      let time = 1;
      const report = await rewrap(
        dependencies({
          hasTime: () => time-- > 0,
          storeOf: (tenant) => {
            reached.add(tenant);
            if (tenant === second?.tenant) throw new Error('no credentials');
            return table.of(tenant);
          },
        }),
        after === undefined ? {} : { after },
      );
      if (reached.size > 0 && report.failed.length > 0) expect(report.failed).toEqual([second?.tenant]);
      after = report.next;
      calls += 1;
    } while (after !== undefined && calls < 50);
    expect(calls).toBeGreaterThanOrEqual(3);
    for (const { tenant } of some) expect(reached).toContain(tenant);
    expect(await audits(first?.tenant ?? ('' as never))).toHaveLength(4);
    expect(await audits(second?.tenant ?? ('' as never))).toHaveLength(0);
  });

  it('of which one is gone are the others', async () => {
    const gone = aTenant();
    expect(await rewrap(dependencies(), { tenant: gone })).toEqual({ businesses: 0, secrets: 0, failed: [] });
  });
});

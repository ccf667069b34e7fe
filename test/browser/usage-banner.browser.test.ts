import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ar } from '../../web/src/i18n/ar.ts';
import { en } from '../../web/src/i18n/en.ts';
import { employee } from '../helpers/api.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { settled } from '../helpers/settled.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';
import { Visitor } from '../helpers/visitor.ts';
import { launchBrowser } from './browser.ts';
import { openPage, signIn, violations } from './desk-page.ts';

let stage: OwnStage;
let browser: Browser;
beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage(undefined, { forBrowsers: true }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

const address = (role: string) =>
  stage.outputs.users.find((user) => user.role === role && user.business?.startsWith('isik'))?.email ?? '';

/** Conversations of this month before the next one. */
async function counted(conversations: number): Promise<void> {
  const key = { pk: `T#${stage.business('isik').id}#`, sk: `MONTH#${new Date().toISOString().slice(0, 7)}` };
  await new RawTable(stage).put(key, { conversations });
  await say(stage.channel('isik'), newCustomer(), 'Merhaba');
  await settled(stage);
}

/** A note about the plan; people who work here are told of, too: there may be several. */
const noteOf = (page: Page, text: string): Locator => page.getByRole('status').filter({ hasText: text }).locator('..');

it('tells who can do something that conversations run out, and everybody that they have', async () => {
  const boss = new Visitor(stage);
  const owner = stage.outputs.users.find(({ role }) => role === 'platform-admin');
  await boss.signIn(owner?.email ?? '', owner?.password ?? '');
  await boss.call('PUT', `/v1/platform/businesses/${stage.business('isik').id}/plan`, { plan: 'free' });
  await counted(84);

  const admin = await openPage(browser, { width: 'desktop' });
  await signIn(admin.page, stage, address('admin'));
  await noteOf(admin.page, en.usage.conversations.soft('85', '100')).getByRole('button', { name: en.usage.putAway }).click();
  await admin.page.getByText(en.usage.conversations.soft('85', '100')).waitFor({ state: 'detached' });
  const viewer = await openPage(browser, { width: 'phone', locale: 'ar' });
  await signIn(viewer.page, stage, address('viewer'));
  expect(await viewer.page.getByText(ar.usage.conversations.soft('85', '100')).count()).toBe(0);

  await counted(99);
  for (const { page } of [admin, viewer]) await page.reload();
  const urgent = noteOf(admin.page, en.usage.conversations.hard('100', '100'));
  await urgent.waitFor();
  await viewer.page.getByText(ar.usage.conversations.hard('100', '100')).waitFor();
  expect(await urgent.getByRole('button').count()).toBe(0);
  expect(await violations(admin.page)).toEqual([]);
  expect([...admin.wrongs, ...viewer.wrongs]).toEqual([]);
  expect((await (await employee(stage, 'isik', 'viewer')).call('GET', '/v1/business/usage')).body.items[0].state).toBe('hard');
});

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit as arAudit } from '../../web/src/i18n/ar/audit.ts';
import { management as arManagement } from '../../web/src/i18n/ar/management.ts';
import { platform as arPlatform } from '../../web/src/i18n/ar/platform.ts';
import { team as arTeam } from '../../web/src/i18n/ar/team.ts';
import { ar } from '../../web/src/i18n/ar.ts';
import { audit } from '../../web/src/i18n/en/audit.ts';
import { businessSettings } from '../../web/src/i18n/en/business-settings.ts';
import { management } from '../../web/src/i18n/en/management.ts';
import { platform } from '../../web/src/i18n/en/platform.ts';
import { team } from '../../web/src/i18n/en/team.ts';
import { en } from '../../web/src/i18n/en.ts';
import { isolate } from '../../web/src/i18n/isolate.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';
import { someAddress, Visitor } from '../helpers/visitor.ts';
import { launchBrowser } from './browser.ts';
import { openPage, signIn, type Width } from './desk-page.ts';
import { checkLook, focusIs, goTo, keepsFocus, looks, settled } from './looks.ts';
import { PlatformPage } from './platform-page.ts';
import { SettingsPage } from './settings-page.ts';

const operator = 'platform@frontdesk.example';
let stage: OwnStage;
let browser: Browser;
beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage(undefined, { forBrowsers: true }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

async function signedIn(email: string, width: Width = 'desktop') {
  const watched = await openPage(browser, { width });
  await signIn(watched.page, stage, email);
  return watched;
}

it('businesses are found by the beginning of a word and by state', async () => {
  const { page, context, wrongs } = await signedIn(operator, 'phone');
  const rows = page.getByRole('main').getByRole('listitem');
  await rows.filter({ hasText: 'Samia Tarot' }).waitFor();
  // Whoever works for no business has no inbox to go back to.
  expect(await page.getByRole('link', { name: en.menu.back }).count()).toBe(0);
  await page.getByRole('searchbox', { name: platform.search }).fill('dent');
  await rows.filter({ hasText: 'Samia Tarot' }).waitFor({ state: 'detached' });
  await rows.filter({ hasText: 'Işık Dental' }).waitFor();
  await page.getByLabel(platform.status).selectOption('suspended');
  await page.getByRole('heading', { name: platform.empty }).waitFor();
  // A search is part of the address: it is there again after a reload.
  await page.reload();
  await page.getByRole('heading', { name: platform.empty }).waitFor();
  expect(await page.getByRole('searchbox').inputValue()).toBe('dent');
  await page.getByLabel(platform.status).selectOption('');
  await rows.filter({ hasText: 'Işık Dental' }).waitFor();
  expect(wrongs).toEqual([]);
  await context.close();
});

it('a business is created once its address is its own', async () => {
  const { page, context, wrongs } = await signedIn(operator);
  const console = new PlatformPage(page);
  const admin = { name: 'Mona Fayad', email: someAddress() };
  await console.fillNew({ name: 'Studio Fayad', plan: 'free', admin });
  await page.getByLabel(businessSettings.slug, { exact: true }).fill('samia-tarot');
  await page.getByRole('button', { name: platform.createSubmit }).click();
  await page.getByText(platform.slugTaken).waitFor();
  await focusIs(page, businessSettings.slug);
  await page.getByLabel(businessSettings.slug, { exact: true }).fill('studio-fayad-beirut');
  await page.keyboard.press('Enter');
  await console.heading(platform.createdTitle(isolate('Studio Fayad'))).waitFor();
  await page.getByText(platform.createdHint(isolate(admin.email))).waitFor();
  expect(wrongs).toEqual([]);
  await context.close();
});

it('a suspended business stops at once, keeps what customers write, and goes on when it is reactivated', async () => {
  const agent = await signedIn('agent1@isik-dental.example', 'phone');
  await agent.page.getByText(en.connection.live).waitFor();
  const { page, context, wrongs } = await signedIn(operator);
  const console = new PlatformPage(page);
  await console.open('Işık Dental');
  const opener = page.getByRole('button', { name: platform.suspend });
  await opener.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: platform.suspendTitle(isolate('Işık Dental')) });
  await dialog.waitFor();
  await focusIs(page, platform.reason);
  expect(await keepsFocus(page)).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { includeHidden: true }).waitFor({ state: 'detached' });
  await focusIs(page, platform.suspend);
  await page.keyboard.press('Enter');
  await dialog.getByLabel(platform.reason).fill('unpaid');
  await dialog.getByRole('button', { name: platform.suspend }).click();
  await dialog.getByText(platform.reasonWrong).waitFor();
  await focusIs(page, platform.reason);
  await dialog.getByLabel(platform.reason).fill('Three invoices are unpaid');
  await dialog.getByRole('button', { name: platform.suspend }).click();
  await page.getByText(platform.suspendedFor(isolate('Three invoices are unpaid'))).waitFor();

  await agent.page.getByRole('heading', { name: en.suspended.title }).waitFor({ timeout: 5000 });
  const customer = newCustomer('Writes All The Same');
  await say(stage.channel('isik'), customer, 'Is anybody there?');
  await agent.page.reload();
  await agent.page.getByRole('heading', { name: en.suspended.title }).waitFor();
  expect(await agent.page.getByText(customer.name).count()).toBe(0);

  await page.getByRole('button', { name: platform.reactivate }).click();
  await opener.waitFor();
  await agent.page.getByRole('button', { name: en.suspended.lookAgain }).click();
  await agent.page.getByText(customer.name).first().waitFor();
  await agent.page.getByText('Is anybody there?').first().waitFor();

  const admin = await signedIn('admin@isik-dental.example');
  await new SettingsPage(admin.page).open('audit');
  const suspended = admin.page.getByRole('listitem').filter({ hasText: management.actions['business.suspended'] });
  await suspended.getByText('Three invoices are unpaid').waitFor();
  expect([...wrongs, ...agent.wrongs, ...admin.wrongs]).toEqual([]);
  await Promise.all([context.close(), agent.context.close(), admin.context.close()]);
});

it('a smaller plan counts from the next call on: its limit is said on every page, and nobody more can be invited', async () => {
  const { page, context, wrongs } = await signedIn(operator, 'phone');
  const console = new PlatformPage(page);
  await console.open('Işık Dental');
  await page.getByLabel(platform.plan, { exact: true }).selectOption('free');
  await page.getByRole('button', { name: platform.changePlan }).click();
  await page.getByText(management.limit('5', '3')).waitFor();
  await page.getByText(management.atLimit).first().waitFor();

  const admin = await signedIn('admin@isik-dental.example');
  const settings = new SettingsPage(admin.page);
  await admin.page.getByText(en.usage.employees.hard('5', '3')).waitFor();
  await settings.fillInvitation({ name: 'One Too Many', email: someAddress(), role: management.systemRoles.agent });
  await admin.page.getByRole('alert').getByText(management.problems['limit-reached']).waitFor();
  // It stops nobody who works: it can be put away.
  await admin.page.getByRole('button', { name: en.usage.putAway }).click();
  await admin.page.getByText(en.usage.employees.hard('5', '3')).waitFor({ state: 'detached' });

  await page.getByLabel(platform.plan, { exact: true }).selectOption('pro');
  await page.getByRole('button', { name: platform.changePlan }).click();
  await page.getByText(management.limit('5', '50')).waitFor();
  await admin.page.getByRole('button', { name: team.inviteSubmit }).click();
  await settings.heading(team.title).waitFor();
  await settings.open('business');
  await admin.page.getByText(management.limit('6', '50')).waitFor();
  expect([...wrongs, ...admin.wrongs]).toEqual([]);
  await Promise.all([context.close(), admin.context.close()]);
});

it('a visit needs a reason, says so on every page, changes nothing, and is in both audit trails', async () => {
  const { page, context, wrongs } = await signedIn(operator);
  const console = new PlatformPage(page);
  await console.open('Samia Tarot');
  const reason = 'Asked for help in ticket 4711';
  await page.getByRole('button', { name: platform.impersonate }).click();
  const dialog = page.getByRole('dialog', { name: platform.impersonateTitle(isolate('Samia Tarot')) });
  await dialog.getByLabel(platform.reason).fill(reason);
  await dialog.getByRole('button', { name: platform.impersonateSubmit }).click();

  const banner = page.getByRole('complementary', { name: en.impersonation.label });
  await banner.getByText(/You are looking at/).waitFor();
  expect(new URL(page.url()).pathname).toBe('/b/samia-tarot');
  const settings = new SettingsPage(page);
  for (const section of ['business', 'channels', 'team', 'roles'] as const) {
    await settings.open(section);
    await banner.waitFor();
    await page.getByText(management.onlyLooking).waitFor();
    const doing = [management.save, team.invite].map((name) => page.getByRole('main').getByText(name, { exact: true }).count());
    expect(await Promise.all(doing)).toEqual([0, 0]);
    expect(await page.getByRole('main').getByRole('checkbox').count()).toBe(0);
  }
  await page.reload();
  await banner.getByRole('button', { name: en.impersonation.end }).click();
  await page.getByRole('heading', { name: en.business.unknown }).waitFor();

  const admin = await signedIn('admin@samia-tarot.example', 'phone');
  const trail = new SettingsPage(admin.page);
  await trail.open('audit');
  const begun = admin.page.getByRole('listitem').filter({ hasText: management.actions['impersonation.begun'] });
  await begun.getByText(reason).waitFor();
  await begun.getByText(audit.platform, { exact: false }).first().waitFor();
  await admin.page.getByRole('listitem').filter({ hasText: management.actions['impersonation.ended'] }).waitFor();

  await page.goto(`${stage.url}/platform/audit`);
  await page.getByRole('listitem').filter({ hasText: management.actions['impersonation.begun'] }).getByText(reason).waitFor();
  await page.getByRole('listitem').filter({ hasText: management.actions['impersonation.ended'] }).waitFor();
  expect([...wrongs, ...admin.wrongs]).toEqual([]);
  await Promise.all([context.close(), admin.context.close()]);
});

const spoken = {
  en: { app: en, platform, team, audit, common: management },
  ar: { app: ar, platform: arPlatform, team: arTeam, audit: arAudit, common: arManagement },
};

describe('every page of the console, and what it does to those of a business', () => {
  beforeAll(async () => {
    const visitor = new Visitor(stage);
    await visitor.signIn(operator, 'frontdesk-demo-1');
    const [samia, isik] = [stage.business('samia').id, stage.business('isik').id].map((id) => `/v1/platform/businesses/${id}`);
    const done = [
      await visitor.call('POST', `${isik}/suspend`, { reason: 'Three invoices are unpaid' }),
      await visitor.call('PUT', `${samia}/plan`, { plan: 'free' }),
      await visitor.call('POST', `${samia}/impersonation`, { reason: 'Asked for help in ticket 4711' }),
    ];
    expect(done.map(({ status }) => status)).toEqual([200, 200, 201]);
  });

  it.concurrent.each(looks)('is fit to be seen and heard: $width, $colorScheme, $locale', async (look) => {
    const words = spoken[look.locale];
    const { page, context, wrongs } = await openPage(browser, look);
    await signIn(page, stage, operator);
    const pages = [
      ['/platform/businesses', words.platform.businesses],
      ['/platform/businesses/new', words.platform.create],
      [`/platform/businesses/${stage.business('isik').id}`, 'Işık Dental'],
      ['/platform/audit', words.platform.audit],
      ['/b/samia-tarot/settings/team', words.team.title],
    ] as const;
    for (const [place, [path, heading]] of pages.entries()) {
      await goTo(page, path);
      await settled(page, heading, words.common.loading);
      await checkLook(page, `console-${place}`, look, place);
    }
    await page.getByRole('complementary', { name: words.app.impersonation.label }).waitFor();
    await page.getByText(words.app.usage.employees.hard('', '3')).waitFor();
    await goTo(page, `/platform/businesses/${stage.business('samia').id}`);
    await page.getByRole('button', { name: words.platform.suspend }).click();
    await page.getByRole('dialog').waitFor();
    await checkLook(page, 'platform-dialog', look, 1);

    const agent = await openPage(browser, look);
    await agent.page.goto(stage.url);
    await agent.page.locator('input[name=email]').fill('agent1@isik-dental.example');
    await agent.page.locator('input[name=password]').fill('frontdesk-demo-1');
    await agent.page.locator('button[type=submit]').click();
    await agent.page.getByRole('heading', { name: words.app.suspended.title }).waitFor();
    await checkLook(agent.page, 'suspended', look, 0);
    expect([...wrongs, ...agent.wrongs]).toEqual([]);
    await Promise.all([context.close(), agent.context.close()]);
  });
});

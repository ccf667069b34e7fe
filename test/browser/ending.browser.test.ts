import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { businessSettings as ar } from '../../web/src/i18n/ar/business-settings.ts';
import { businessSettings as words } from '../../web/src/i18n/en/business-settings.ts';
import { platform } from '../../web/src/i18n/en/platform.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';
import { launchBrowser } from './browser.ts';
import { openPage, signIn } from './desk-page.ts';
import { checkLook, looks } from './looks.ts';
import { PlatformPage } from './platform-page.ts';
import { SettingsPage } from './settings-page.ts';

const admin = 'admin@samia-tarot.example';
const dayMs = 24 * 3_600_000;
let stage: OwnStage;
let browser: Browser;
beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage(undefined, { forBrowsers: true }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

describe('the end of a business', () => {
  it('is asked for in its settings, seen by everybody at once, and called off where it waits', async () => {
    const boss = await openPage(browser, { width: 'phone' });
    await signIn(boss.page, stage, admin);
    const agent = await openPage(browser, { width: 'desktop' });
    await signIn(agent.page, stage, 'agent1@samia-tarot.example');

    const { page } = boss;
    await new SettingsPage(page).open('business');
    const panel = page.getByRole('region', { name: words.deletionTitle });
    const start = panel.getByRole('button', { name: words.deletionStart });
    await panel.getByText(words.deletionNeedsExport).waitFor();
    expect(await start.isDisabled()).toBe(true);
    await page.getByRole('button', { name: words.exportStart }).click();
    await page.getByText(words.exportStates.done).first().waitFor();
    await start.click();

    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.deletionType('Samia Tarot')).fill('Samia');
    await dialog.getByRole('button', { name: words.deletionStart }).click();
    await dialog.getByText(words.deletionWrong).waitFor();
    await dialog.getByLabel(words.deletionType('Samia Tarot')).fill('Samia Tarot');
    await dialog.getByRole('button', { name: words.deletionStart }).click();
    await page.getByRole('heading', { name: words.endingTitle, level: 1 }).waitFor();
    await page.getByText(words.endingHint).waitFor();

    // The page that a colleague has open stops by itself, and offers what only administrators may do to nobody else.
    await agent.page.getByRole('heading', { name: words.endingTitle, level: 1 }).waitFor();
    await agent.page.getByText(words.endingAsk).waitFor();
    expect(await agent.page.getByRole('button', { name: words.deletionCancel }).count()).toBe(0);
    await agent.context.close();

    await page.getByRole('button', { name: words.deletionCancel }).click();
    await new SettingsPage(page).heading(words.title).waitFor();
    expect(boss.wrongs).toEqual([]);
    await boss.context.close();
  });

  it('is called off by the platform too', async () => {
    const boss = await openPage(browser, { width: 'desktop' });
    await signIn(boss.page, stage, admin);
    await new SettingsPage(boss.page).open('business');
    await boss.page.getByRole('button', { name: words.deletionStart }).click();
    await boss.page.getByLabel(words.deletionType('Samia Tarot')).fill('Samia Tarot');
    await boss.page.getByRole('dialog').getByRole('button', { name: words.deletionStart }).click();
    await boss.page.getByRole('heading', { name: words.endingTitle, level: 1 }).waitFor();

    const owner = await openPage(browser, { width: 'desktop' });
    await signIn(owner.page, stage, 'platform@frontdesk.example');
    await owner.page.goto(`${stage.url}/platform`);
    await new PlatformPage(owner.page).open('Samia Tarot');
    await owner.page.getByRole('button', { name: platform.keep }).click();
    await owner.page.getByRole('button', { name: platform.keep }).waitFor({ state: 'detached' });
    await owner.context.close();
    await boss.page.reload();
    await new SettingsPage(boss.page).heading(words.title).waitFor();
    await boss.context.close();
  });

  it.each(looks)('looks right: $width $colorScheme $locale', async (look) => {
    const said = look.locale === 'ar' ? ar : words;
    // On a day of its own: it may be asked for and taken back three times a day.
    await stage.clock((looks.indexOf(look) + 1) * dayMs);
    const { page, context, wrongs } = await openPage(browser, look);
    await signIn(page, stage, admin);
    await page.goto(`${stage.url}/b/samia-tarot/settings/business`);
    await page.getByRole('button', { name: said.deletionStart }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Samia Tarot');
    await checkLook(page, 'deletion-dialog', look, look.turn);
    await page.getByRole('dialog').getByRole('button', { name: said.deletionStart }).click();
    await page.getByRole('heading', { name: said.endingTitle, level: 1 }).waitFor();
    await checkLook(page, 'ending', look, look.turn);
    await page.getByRole('button', { name: said.deletionCancel }).click();
    await page.getByRole('button', { name: said.deletionStart }).waitFor();
    expect(wrongs).toEqual([]);
    await context.close();
  });
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { customer as ar } from '../../web/src/i18n/ar/customer.ts';
import { desk as arDesk } from '../../web/src/i18n/ar/desk.ts';
import { customer as en } from '../../web/src/i18n/en/customer.ts';
import { desk as enDesk } from '../../web/src/i18n/en/desk.ts';
import { isolate } from '../../web/src/i18n/isolate.ts';
import { type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { launchBrowser } from './browser.ts';
import { openPage, screenshot, signIn, violations, widths } from './desk-page.ts';
import { goTo, looks } from './looks.ts';

let stage: Stage;
let browser: Browser;
let boss: Employee;
let putBack: () => Promise<void> = async () => undefined;
beforeAll(async () => {
  stage = sharedStage();
  [browser, boss] = await Promise.all([launchBrowser(), employee(stage, 'samia', 'admin')]);
  const { fields: before } = (await boss.call('GET', '/v1/customer-fields')).body;
  putBack = () => define(before);
  await define([
    { id: 'sign', name: { en: 'Sign', ar: 'البرج' }, kind: 'choice', choices: [{ id: 'leo', name: { en: 'Leo', ar: 'الأسد' } }] },
    { id: 'visits', name: { en: 'Visits', ar: 'الزيارات' }, kind: 'number' },
    { id: 'since', name: { en: 'Since', ar: 'منذ' }, kind: 'date' },
  ]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), putBack()]);
});

async function define(fields: unknown): Promise<void> {
  const { version } = (await boss.call('GET', '/v1/customer-fields')).body;
  expect((await boss.call('PUT', '/v1/customer-fields', { fields }, { 'if-match': `"${version}"` })).status).toBe(200);
}

async function met(name: string) {
  const person = newCustomer(name);
  await say(stage.channel('samia'), person, `Hello from ${name}`);
  const { id, customer } = await boss.heardFrom(person.waId);
  await eventually(
    () => boss.call('GET', `/v1/search/customers?q=${encodeURIComponent(name)}`),
    ({ body }) => body.items.length > 0,
  );
  return { ...person, id, customerId: customer.id };
}

const change = async (id: string, body: object) => {
  const { version } = (await boss.call('GET', `/v1/customers/${id}`)).body;
  expect((await boss.call('PATCH', `/v1/customers/${id}`, body, { 'if-match': `"${version}"` })).status).toBe(200);
};
/** No wider than the window, nothing serious for axe, and a picture for somebody to look at. */
async function check(page: Page, name: string, { width, colorScheme, locale }: (typeof looks)[number]): Promise<void> {
  const tooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
  expect(await page.evaluate(tooWide), name).toBe(false);
  await screenshot(page, `${name}-${widths[width].width}-${colorScheme}-${locale}`);
  expect(await violations(page), name).toEqual([]);
}

const choose = (page: Page, text: string) => page.getByRole('radio', { name: text, exact: true }).check();

it.each(looks)(
  'the panel of a customer: fields, what two wrote at once, merging and back, erasing ($width, $colorScheme, $locale)',
  async (look) => {
    const [words, desk] = look.locale === 'ar' ? [ar, arDesk] : [en, enDesk];
    const mark = `${look.width}${look.locale}${look.turn}`;
    const [own, other] = [await met(`Rana ${mark}`), await met(`Other ${mark}`)];
    const { page, context, wrongs } = await openPage(browser, look);
    await signIn(page, stage, boss.email);
    await goTo(page, `/b/samia-tarot/c/${own.id}`);
    const title = page.getByRole('heading', { name: words.title, exact: true });
    // Beside the thread it is open from the start.
    if (look.width === 'phone') await page.getByRole('button', { name: desk.customer, exact: true }).click();
    await title.waitFor();
    await page.getByRole('button', { name: words.merge.open }).waitFor();
    await check(page, 'customer-panel', look);

    await page.getByRole('button', { name: words.edit, exact: true }).click();
    const visits = page.getByLabel(look.locale === 'ar' ? 'الزيارات' : 'Visits');
    await visits.fill('many');
    await page.getByRole('button', { name: words.save, exact: true }).click();
    await page.getByText(words.wrongValue.number).waitFor();
    await visits.fill('12');
    await page.getByLabel(words.email).fill('mine@example.com');
    await change(own.customerId, { email: 'theirs@example.com', country: 'LB' });
    await page.getByRole('button', { name: words.save, exact: true }).click();
    await page.getByText(words.clash).waitFor();
    await page.getByText('theirs@example.com').waitFor();
    await check(page, 'customer-clash', look);
    await page.getByRole('button', { name: words.takeTheirs }).click();
    await page.getByRole('button', { name: words.save, exact: true }).click();
    await page.getByRole('button', { name: words.edit, exact: true }).waitFor();
    expect((await boss.call('GET', `/v1/customers/${own.customerId}`)).body).toMatchObject({
      ...{ email: 'theirs@example.com', country: 'LB', fields: { visits: '12' } },
    });

    await page.getByRole('button', { name: words.merge.open }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(words.merge.search).fill('nobody at all');
    await dialog.getByText(words.merge.none).waitFor();
    await dialog.getByLabel(words.merge.search).fill(`Other ${mark}`);
    await dialog.getByRole('button', { name: words.merge.choose(isolate(`Other ${mark}`)) }).click();
    await choose(page, `Other ${mark}`);
    await check(page, 'customer-merge', look);
    await dialog.getByRole('button', { name: words.merge.submit, exact: true }).click();
    await dialog.getByText(words.merge.done).waitFor();
    await dialog.getByRole('button', { name: words.close, exact: true }).first().click();
    await page.getByRole('button', { name: words.merged.undo }).waitFor();
    expect((await boss.call('GET', `/v1/customers/${other.customerId}`)).body).toMatchObject({
      id: own.customerId,
      name: `Other ${mark}`,
    });
    await check(page, 'customer-merged', look);
    await page.getByRole('button', { name: words.merged.undo }).click();
    await page.getByText(words.merged.undone).waitFor();
    expect((await boss.call('GET', `/v1/customers/${other.customerId}`)).body.id).toBe(other.customerId);

    await page.getByRole('button', { name: words.erase.open }).click();
    const saved = page.waitForEvent('download');
    await dialog.getByRole('button', { name: words.download }).click();
    expect((await saved).suggestedFilename()).toBe(`customer-${own.customerId}.ndjson`);
    await dialog.getByLabel(words.erase.typed(isolate(`Rana ${mark}`))).fill('wrong');
    await dialog.getByRole('button', { name: words.erase.submit }).click();
    await dialog.getByText(words.erase.wrong).waitFor();
    await check(page, 'customer-erase', look);
    await dialog.getByRole('textbox').fill(`Rana ${mark}`);
    await dialog.getByRole('button', { name: words.erase.submit }).click();
    await dialog.getByText(words.erase.waiting).waitFor();
    await page.locator('nav li a', { hasText: `Rana ${mark}` }).waitFor({ state: 'detached' });
    expect((await boss.call('GET', `/v1/customers/${own.customerId}`)).status).toBe(404);
    await dialog.getByRole('button', { name: words.erase.close, exact: true }).last().click();
    await eventually(
      () => page.url(),
      (url) => !url.includes(own.id),
    );

    await goTo(page, '/b/samia-tarot/settings/customers');
    await page.getByRole('heading', { name: words.page.title, level: 1 }).waitFor();
    await page.getByRole('button', { name: words.page.add }).waitFor();
    await check(page, 'settings-customers', look);
    expect(wrongs).toEqual([]);
    await context.close();
  },
);

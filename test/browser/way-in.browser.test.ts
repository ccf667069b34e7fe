import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { accountWords as arAccount } from '../../web/src/i18n/ar/account.ts';
import { onboardingWords as arOnboarding } from '../../web/src/i18n/ar/onboarding.ts';
import { signUpWords as arSignUp } from '../../web/src/i18n/ar/sign-up.ts';
import { ar } from '../../web/src/i18n/ar.ts';
import { accountWords as enAccount } from '../../web/src/i18n/en/account.ts';
import { onboardingWords as enOnboarding } from '../../web/src/i18n/en/onboarding.ts';
import { signUpWords as enSignUp } from '../../web/src/i18n/en/sign-up.ts';
import { en } from '../../web/src/i18n/en.ts';
import type { Reply } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { codeAt } from '../helpers/totp.ts';
import { mailsTo, password, someAddress, Visitor } from '../helpers/visitor.ts';
import { launchBrowser } from './browser.ts';
import { type Look, openPage, screenshot, signIn, violations, widths } from './desk-page.ts';

let stage: Stage;
let browser: Browser;
beforeAll(async () => {
  stage = sharedStage();
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const spoken = {
  en: { app: en, signUp: enSignUp, onboarding: enOnboarding, account: enAccount },
  ar: { app: ar, signUp: arSignUp, onboarding: arOnboarding, account: arAccount },
} as const;

/** What every screen must be: without serious findings, no wider than the window, in the direction of its language. */
async function checkScreen(page: Page, name: string, { width, colorScheme = 'light', locale = 'en' }: Look): Promise<void> {
  expect(await page.locator('html').getAttribute('dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr');
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true);
  await screenshot(page, `${name}-${widths[width].width}-${colorScheme}-${locale}`);
}

async function codeFor(email: string): Promise<string> {
  const [letter] = await eventually(
    () => mailsTo(stage, email),
    ([newest]) => newest?.code !== undefined,
  );
  return letter?.code ?? '';
}

const stepMs = 30_000;

/**
 * Each code works once. The ones before and after are taken as well, for clocks that go wrong; but the one before only while its
 * successor lasts, so it must not be used at the end of that.
 */
async function freshCode(secret: string, used: Set<string>): Promise<string> {
  const now = Date.now();
  const left = stepMs - (now % stepMs);
  const times = [now, now + stepMs, ...(left > stepMs / 2 ? [now - stepMs] : [])];
  const code = times.map((at) => codeAt(secret, at)).find((one) => !used.has(one));
  if (code === undefined) {
    await sleep(left);
    return freshCode(secret, used);
  }
  used.add(code);
  return code;
}

const send = (page: Page): Promise<void> => page.locator('form button[type=submit]').click();
const focusIsIn = (page: Page, name: string): Promise<unknown> =>
  eventually(
    () => page.evaluate('document.activeElement.name'),
    (focused) => focused === name,
    { withinMs: 3000 },
  );

async function openSignIn(page: Page): Promise<void> {
  await page.goto(stage.url);
  await page.locator('input[name=email]').waitFor();
}

async function fillSignIn(page: Page, email: string, given = password): Promise<void> {
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(given);
  await send(page);
}

const looks: Look[] = [
  { width: 'phone', colorScheme: 'light', locale: 'en' },
  { width: 'desktop', colorScheme: 'dark', locale: 'ar' },
];

describe.each(looks)('somebody new, $width, $locale', (look) => {
  it('makes an account, opens a business and stands in its inbox', async () => {
    const { app, signUp, onboarding } = spoken[look.locale ?? 'en'];
    const { page, context, wrongs } = await openPage(browser, look);
    const email = someAddress();
    await openSignIn(page);
    await page.getByRole('link', { name: app.signIn.signUp }).click();
    await page.getByRole('heading', { name: signUp.title }).waitFor();
    await checkScreen(page, 'sign-up', look);

    await page.locator('input[name=email]').fill('nobody');
    await send(page);
    await page.getByText(app.form.email).waitFor();
    await focusIsIn(page, 'email');
    await page.locator('input[name=email]').fill(email);
    await page.getByText(app.form.email).waitFor({ state: 'detached' });
    await send(page);

    await page.getByRole('heading', { name: signUp.mailTitle }).waitFor();
    await page.locator('input[name=code]').fill('12 34');
    await page.locator('input[name=new-password]').fill('too short');
    await checkScreen(page, 'sign-up-code', look);
    await send(page);
    await page.getByText(app.form.tooShort(12)).waitFor();
    const code = await codeFor(email);
    await page.locator('input[name=code]').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    expect(await page.locator('input[name=code]').inputValue()).toBe(code);
    await page.locator('input[name=new-password]').fill(password);
    await page.getByText(app.strength.fine).waitFor();
    await send(page);

    await page.getByRole('heading', { name: onboarding.steps.business.title }).waitFor();
    await send(page);
    await page.getByText(onboarding.industryMissing).waitFor();
    await focusIsIn(page, 'name');
    await checkScreen(page, 'new-business', look);
    const name = `Çiçek Güzellik ${look.width}`;
    await page.locator('input[name=name]').fill(name);
    expect(await page.locator('input[name=slug]').inputValue()).toBe(`cicek-guzellik-${look.width}`);
    await page.locator('input[name=slug]').fill('samia-tarot');
    await page.locator('select[name=industry]').selectOption('salon');
    await page.locator('input[name=employeeName]').fill('Zeynep Kaya');
    await send(page);

    await page.getByRole('heading', { name: onboarding.steps.hours.title }).waitFor();
    const zone = page.getByRole('combobox', { name: onboarding.zone });
    await zone.fill('istan');
    await page.getByRole('option', { name: 'Istanbul' }).waitFor();
    await checkScreen(page, 'new-business-hours', look);
    await zone.press('Enter');
    expect(await zone.inputValue()).toBe('Istanbul, Europe');
    await send(page);

    await page.getByRole('heading', { name: onboarding.steps.languages.title }).waitFor();
    await checkScreen(page, 'new-business-languages', look);
    await send(page);
    await page.getByText(onboarding.slugTaken).waitFor();
    await focusIsIn(page, 'slug');
    const slug = `cicek-${look.width}`;
    await page.locator('input[name=slug]').fill(slug);
    // Nothing is lost by a reload in the middle.
    await page.reload();
    expect(await page.locator('input[name=slug]').inputValue()).toBe(slug);
    await send(page);
    await page.getByRole('heading', { name: onboarding.steps.hours.title }).waitFor();
    expect(await zone.inputValue()).toBe('Istanbul, Europe');
    await send(page);
    await page.getByRole('heading', { name: onboarding.steps.languages.title }).waitFor();
    await send(page);

    await page.getByRole('link', { name: onboarding.connect }).waitFor();
    await checkScreen(page, 'new-business-done', look);
    await page.getByRole('link', { name: onboarding.later }).click();
    await page.getByRole('heading', { name }).waitFor();
    await page.getByText(app.inbox.empty).waitFor();
    expect(page.url()).toBe(`${stage.url}/b/${slug}`);
    expect(wrongs).toEqual([]);
    await context.close();
  });

  it('protects the account with a second factor, signs in with it, and takes it off again', async () => {
    const { app, account } = spoken[look.locale ?? 'en'];
    const email = await new Visitor(stage).signUp();
    const { page, context, wrongs } = await openPage(browser, look);
    await openSignIn(page);
    await fillSignIn(page, email);
    await page.getByRole('heading', { name: app.business.none }).waitFor();
    await checkScreen(page, 'no-business', look);
    await page.goto(`${stage.url}/account`);
    const panel = page.locator('section', { has: page.getByRole('heading', { name: account.factor.title }) });
    await panel.getByRole('button', { name: account.factor.setUp }).click();
    await panel.locator('input[name=password]').fill('not the password');
    await panel.locator('button[type=submit]').click();
    await panel.getByText(account.passwordWrong).waitFor();
    await panel.locator('input[name=password]').fill(password);
    await panel.locator('button[type=submit]').click();
    await panel.getByRole('img', { name: account.factor.qr }).waitFor();
    await checkScreen(page, 'second-factor', look);
    const secret = ((await panel.locator('code').textContent()) ?? '').replaceAll(' ', '');
    const used = new Set<string>();
    await panel.locator('input[name=code]').fill(await freshCode(secret, used));
    await panel.locator('button[type=submit]').click();
    await panel.getByText(account.factor.turnedOn).waitFor();

    await page.getByRole('button', { name: app.menu.open }).click();
    await checkScreen(page, 'menu', look);
    await page.getByRole('button', { name: app.menu.signOut, exact: true }).click();
    await fillSignIn(page, email);
    await page.getByRole('heading', { name: app.signIn.factorTitle }).waitFor();
    await checkScreen(page, 'sign-in-code', look);
    await page.locator('input[name=code]').fill(codeAt(secret, Date.now() - 3_600_000));
    await page.getByText(app.signIn.factorWrong).waitFor();
    await page.locator('input[name=code]').fill(await freshCode(secret, used));
    await page.getByRole('heading', { name: app.business.none }).waitFor();

    await page.goto(`${stage.url}/account`);
    await panel.getByRole('button', { name: account.factor.remove }).click();
    await panel.locator('input[name=password]').fill(password);
    await panel.locator('input[name=code]').fill(await freshCode(secret, used));
    await panel.locator('button[type=submit]').click();
    await panel.getByText(account.factor.turnedOff).waitFor();
    await panel.getByRole('button', { name: account.factor.setUp }).waitFor();
    expect(wrongs).toEqual([]);
    await context.close();
  });

  it('joins a business by invitation, and is told when the link has done its work', async () => {
    const { signUp } = spoken[look.locale ?? 'en'];
    const invited = someAddress();
    const { page, context, wrongs } = await openPage(browser, look);
    const link = await invite(invited, 'Lina Saab', look.locale ?? 'en');
    await page.goto(link);
    await page.getByRole('heading', { name: 'Samia Tarot' }).waitFor();
    // The secret is in no address bar and no history.
    expect(page.url()).toBe(`${stage.url}/join`);
    await checkScreen(page, 'join', look);
    expect(await page.locator('input[name=name]').inputValue()).toBe('Lina Saab');
    await page.locator('input[name=new-password]').fill(password);
    await send(page);
    await page.getByRole('heading', { name: 'Samia Tarot' }).waitFor();
    await page.locator('nav').first().waitFor();

    // Used up, for whoever opens it.
    await page.goto(link);
    await page.getByRole('heading', { name: signUp.join.endedTitle }).waitFor();
    await checkScreen(page, 'join-ended', look);
    await page.getByRole('button', { name: signUp.join.toInbox }).click();
    await page.locator('nav').first().waitFor();
    expect(wrongs).toEqual([]);
    await context.close();
  });

  it('who has an account joins with that one only', async () => {
    const { signUp } = spoken[look.locale ?? 'en'];
    const invited = await new Visitor(stage).signUp();
    const link = await invite(invited, 'Karim Aoun', look.locale ?? 'en');
    const { page, context, wrongs } = await openPage(browser, look);
    await signIn(page, stage, 'viewer@isik-dental.example');
    await page.goto(link);
    await page.getByRole('heading', { name: signUp.join.wrongTitle }).waitFor();
    await checkScreen(page, 'join-wrong-account', look);
    await page.getByRole('button', { name: signUp.join.signOut }).click();
    await page.locator('input[name=password]').waitFor();
    expect(await page.locator('input[name=email]').inputValue()).toBe(invited);
    expect(await page.locator('input[name=email]').getAttribute('readonly')).not.toBeNull();
    await page.locator('input[name=password]').fill(password);
    await send(page);
    await page.locator('input[name=name]').waitFor();
    await checkScreen(page, 'join-as-myself', look);
    await send(page);
    await page.getByRole('heading', { name: 'Samia Tarot' }).waitFor();
    await page.locator('nav').first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/b/samia-tarot');
    expect(wrongs).toEqual([]);
    await context.close();
  });
});

type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;

/** Calls of an administrator of Samia Tarot. */
async function administrator(): Promise<Call> {
  const admin = new Visitor(stage);
  const user = stage.outputs.users.find((one) => one.email === 'admin@samia-tarot.example');
  await admin.signIn(user?.email ?? '', user?.password);
  return (method, path, body, headers = {}) =>
    admin.call(method, path, body, { 'x-business-id': stage.business('samia').id, ...headers });
}

/** An administrator invites; answers the link of the mail. */
async function invite(email: string, name: string, language: string): Promise<string> {
  const call = await administrator();
  const body = { email, name, role: 'agent', language };
  const made = await call('POST', '/v1/invitations', body, { 'idempotency-key': uuidv7() });
  expect(made.status).toBe(201);
  const [letter] = await eventually(
    () => mailsTo(stage, email),
    ([newest]) => newest?.text.includes('/join#') ?? false,
  );
  const token = /\/join#([0-9A-Za-z_-]{43})/.exec(letter?.text ?? '')?.[1];
  return `${stage.url}/join#${token}`;
}

function uuidv7(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
}

it('takes somebody who was deactivated off their open page within 5 seconds', async () => {
  const visitor = new Visitor(stage);
  const email = await visitor.signUp();
  const token = (await invite(email, 'Rami Nassar', 'en')).split('#')[1];
  expect((await visitor.call('POST', '/v1/joining/join', { token, name: 'Rami Nassar' })).status).toBe(204);
  const { page, context, wrongs } = await openPage(browser, { width: 'desktop' });
  await openSignIn(page);
  await fillSignIn(page, email);
  await page.getByText(en.connection.live).waitFor();
  const call = await administrator();
  const { items } = z
    .object({ items: z.array(z.object({ id: z.string(), email: z.string(), version: z.int() })) })
    .parse((await call('GET', '/v1/employees')).body);
  const found = items.find((one) => one.email === email);
  const ended = await call('POST', `/v1/employees/${found?.id}/deactivate`, undefined, { 'if-match': `"${found?.version}"` });
  expect(ended.status).toBe(200);
  await page.getByRole('heading', { name: en.business.unknown }).waitFor({ timeout: 5000 });
  expect(wrongs).toEqual([]);
  await context.close();
});

it('keeps name and picture of somebody, and does not overwrite what was changed elsewhere', async () => {
  const { page, context, wrongs } = await openPage(browser, { width: 'phone' });
  await signIn(page, stage, 'manager@samia-tarot.example');
  const big = await page.screenshot();
  await page.goto(`${stage.url}/account`);
  const panel = page.locator('section', { has: page.getByRole('heading', { name: enAccount.profile.title }) });
  const save = panel.getByRole('button', { name: enAccount.save });
  const name = panel.locator('input[name=name]');
  await panel.getByRole('button', { name: enAccount.profile.choose }).waitFor();
  const file = panel.locator('input[type=file]');
  await file.setInputFiles({ name: 'no-picture.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') });
  await panel.getByText(enAccount.profile.pictureWrong).waitFor();
  await file.setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: big });
  await panel.getByText(enAccount.profile.pictureReady).waitFor();
  await name.fill('Dana the Manager');
  await save.click();
  await panel.getByText(enAccount.saved, { exact: true }).waitFor();
  await page.reload();
  const picture = (await panel.locator('img').getAttribute('src')) ?? '';
  expect(picture).toMatch(/^data:image\/webp;base64,/);
  expect(picture.length).toBeLessThan(33_000);
  expect(
    await page.evaluate(
      "document.querySelector('section img').decode().then(() => document.querySelector('section img').naturalWidth)",
    ),
  ).toBe(128);

  const elsewhere = new Visitor(stage);
  const user = stage.outputs.users.find((one) => one.email === 'manager@samia-tarot.example');
  await elsewhere.signIn(user?.email ?? '', user?.password);
  const here = { 'x-business-id': stage.business('samia').id };
  const { version } = (await elsewhere.call('GET', '/v1/profile', undefined, here)).body;
  const changed = await elsewhere.call('PATCH', '/v1/profile', { language: 'ar' }, { ...here, 'if-match': `"${version}"` });
  expect(changed.status).toBe(200);
  await name.fill('Dana Mansour');
  await save.click();
  await panel.getByText(enAccount.profile.changed).waitFor();
  expect(await name.inputValue()).toBe('Dana Mansour');
  await save.click();
  await panel.getByText(enAccount.saved, { exact: true }).waitFor();
  const { body } = await elsewhere.call('GET', '/v1/profile', undefined, here);
  expect(body).toMatchObject({ name: 'Dana Mansour', language: 'ar' });
  expect(wrongs).toEqual([]);
  await context.close();
});

it('sets a forgotten password with the code of the mail', async () => {
  const email = await new Visitor(stage).signUp();
  const { page, context, wrongs } = await openPage(browser, { width: 'phone' });
  await openSignIn(page);
  await fillSignIn(page, email, 'not the password');
  await page.getByRole('alert').getByText(en.signIn.wrong).waitFor();
  await page.getByRole('button', { name: en.signIn.forgot }).click();
  await send(page);
  await page.locator('input[name=code]').waitFor();
  const before = await mailsTo(stage, email);
  await page.locator('input[name=code]').fill(before[0]?.code ?? '');
  await page.locator('input[name=new-password]').fill('another long password');
  await checkScreen(page, 'reset', { width: 'phone' });
  await send(page);
  await page.getByText(en.signIn.resetDone).waitFor();
  await fillSignIn(page, email, 'another long password');
  await page.getByRole('heading', { name: en.business.none }).waitFor();
  expect(wrongs).toEqual([]);
  await context.close();
});

it('shows where one is signed in and signs another browser out, whose page says so', async () => {
  const email = await new Visitor(stage).signUp();
  const [here, there] = await Promise.all([openPage(browser, { width: 'desktop' }), openPage(browser, { width: 'phone' })]);
  for (const { page } of [here, there]) {
    await openSignIn(page);
    await fillSignIn(page, email);
    await page.getByRole('heading', { name: en.business.none }).waitFor();
  }
  await here.page.goto(`${stage.url}/account`);
  const panel = here.page.locator('section', { has: here.page.getByRole('heading', { name: enAccount.sessions.title }) });
  // The visitor who made the account is a third one.
  await eventually(
    () => panel.getByRole('listitem').count(),
    (count) => count === 3,
  );
  await checkScreen(here.page, 'sessions', { width: 'desktop' });
  await panel.getByRole('button', { name: enAccount.sessions.endOthers }).click();
  await panel.getByText(enAccount.sessions.endedOthers).waitFor();
  await panel.getByText(enAccount.sessions.only).waitFor();
  await there.page.reload();
  await there.page.locator('input[name=password]').waitFor();
  await here.page.reload();
  await panel.getByText(enAccount.sessions.here).waitFor();
  expect([...here.wrongs, ...there.wrongs]).toEqual([]);
  await Promise.all([here.context.close(), there.context.close()]);
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { device as arabic } from '../../web/src/i18n/ar/device.ts';
import { device as words } from '../../web/src/i18n/en/device.ts';
import { install } from '../../web/src/i18n/en/install.ts';
import { version } from '../../web/src/i18n/en/version.ts';
import { en } from '../../web/src/i18n/en.ts';
import { screenshot, signIn, violations, widths } from '../browser/desk-page.ts';
import { addressesKept, Device, keptBy } from '../browser/device-page.ts';
import { InboxPage } from '../browser/inbox-page.ts';
import { goTo } from '../browser/looks.ts';
import { type Customer, send } from '../browser/pretend-phone.ts';
import { eventually } from '../helpers/eventually.ts';
import { sentTo } from '../helpers/graph.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';

const agent = 'agent1@samia-tarot.example';
const maya: Customer = { name: 'Maya Canary', number: '96170555071' };
const rami: Customer = { name: 'Rami Aoun', number: '96170555072' };
const canary = 'Canary of Maya';

let stage: OwnStage;
let folder: string;
let device: Device;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontdesk-device-'));
  device = new Device(folder);
  [stage] = await Promise.all([startStage(), device.start()]);
  await send(stage, maya, { text: canary });
  await send(stage, rami, { text: 'Hello from Rami' });
});
afterAll(async () => {
  await device?.stop();
  await stage?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Tickets that a tab asks for, and sockets that it opens. */
function count(page: Page): { tickets: number; sockets: number } {
  const seen = { tickets: 0, sockets: 0 };
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/realtime/ticket')) seen.tickets += 1;
  });
  page.on('websocket', () => {
    seen.sockets += 1;
  });
  return seen;
}

/** What the provider was asked to send to a customer, in that order. */
const sentTexts = async ({ number }: Customer): Promise<string[]> =>
  (await sentTo(stage, number)).messages.map(
    ({ body }) => z.object({ text: z.object({ body: z.string() }) }).parse(body).text.body,
  );

async function write(page: Page, text: string): Promise<void> {
  const { field } = new InboxPage(page);
  await field.fill(text);
  await field.press('Enter');
}

const bubbles = (page: Page, text: string) => page.locator('main article', { hasText: text });

/** The worker has the whole app, and the page is in its hands. */
const ready = (page: Page): Promise<unknown> => page.evaluate('navigator.serviceWorker.ready.then(({ active }) => active.state)');

describe('a new version', () => {
  it('is told, and loaded only when asked for, twice where something is being written', async () => {
    const page = await device.open();
    // As a page of an older version would be: it began with a script that the new worker does not know.
    await page.route(stage.url, async (route) => {
      const response = await route.fetch();
      const html = (await response.text()).replace('<script', '<script type="module" src="/assets/older.js"></script><script');
      await route.fulfill({ response, body: html });
    });
    await page.route('**/assets/older.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await signIn(page, stage, agent);
    const inbox = new InboxPage(page);
    await inbox.open(maya.name);
    await page.evaluate('window.notReloaded = true');
    await page.getByText(version.update).waitFor();
    await inbox.field.fill('Half an answer');
    await screenshot(page, 'update-1280');
    await page.getByRole('button', { name: version.reload }).click();
    await page.getByText(version.unfinished).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: version.stay }).click();
    expect(await page.evaluate('window.notReloaded')).toBe(true);
    expect(await inbox.field.inputValue()).toBe('Half an answer');
    await inbox.field.fill('');
    await page.close();
  });

  it('takes no page down whose parts went with the old one', async () => {
    const context = device.context;
    const page = await context.newPage();
    await page.goto(stage.url);
    await page.evaluate('navigator.serviceWorker.getRegistration().then((one) => one?.unregister())');
    await page.evaluate('caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))');
    await page.addInitScript({ content: 'navigator.serviceWorker.register = async () => undefined' });
    await page.route('**/assets/account-area-*.js', (route) => route.fulfill({ status: 403, body: '' }));
    await page.route('**/assets/older.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await page.route(
      (url) => url.pathname.startsWith('/b/'),
      async (route) => {
        const response = await route.fetch();
        const html = (await response.text()).replace('<script', '<script type="module" src="/assets/older.js"></script><script');
        await route.fulfill({ response, body: html });
      },
    );
    await page.goto(`${stage.url}/b/${stage.business('samia').slug}`);
    await new InboxPage(page).row(maya.name).waitFor();
    await goTo(page, '/account');
    await page.getByText(version.gone).waitFor();
    await page.getByText(en.start.failed).waitFor();
    await page.close();
  });
});

describe('the tabs of a person', () => {
  it('share one socket, which outlives the tab that has it, and miss nothing on the way', async () => {
    const [one, two, three] = [await device.open(), await device.open(), await device.open()];
    const counts = [count(one), count(two), count(three)];
    const home = `${stage.url}/b/${stage.business('samia').slug}`;
    await one.goto(home);
    await new InboxPage(one).open(maya.name);
    await two.goto(home);
    await new InboxPage(two).open(rami.name);
    await three.goto(home);
    await new InboxPage(three).open(maya.name);
    expect(counts).toEqual([
      { tickets: 1, sockets: 1 },
      { tickets: 0, sockets: 0 },
      { tickets: 0, sockets: 0 },
    ]);
    // Each sees what it has open at once, over the socket of the first.
    await send(stage, rami, { text: 'For the second tab' });
    await bubbles(two, 'For the second tab').waitFor();
    await send(stage, maya, { text: 'For the first tab' });
    await Promise.all([one, three].map((page) => bubbles(page, 'For the first tab').waitFor()));

    // Who has the socket goes while messages come.
    const texts = Array.from({ length: 12 }, (_, index) => `Number ${index} on the way`);
    for (const [index, text] of texts.entries()) {
      await send(stage, rami, { text });
      if (index === 4) await one.close();
    }
    for (const text of texts) await bubbles(two, text).waitFor();
    for (const text of texts) expect(await bubbles(two, text).count(), text).toBe(1);
    await new InboxPage(three)
      .row(rami.name)
      .getByText(texts.at(-1) ?? '')
      .waitFor();
    const [, second, third] = counts;
    expect((second?.tickets ?? 0) + (third?.tickets ?? 0)).toBe(1);
    await two.close();
    await send(stage, maya, { text: 'To the last tab' });
    await bubbles(three, 'To the last tab').waitFor();
    await three.close();
  });
});

/** No packet goes through any more, not even for the worker. */
const cut = (off: boolean): Promise<void> => device.context.setOffline(off);

const asOf = /as of \d{1,2}:\d{2}/;

describe('without a connection', () => {
  let page: Page;
  let inbox: InboxPage;
  let home: string;
  const queued = ['First, written offline', 'Second, written offline', 'Third, written offline'];

  beforeAll(async () => {
    home = `${stage.url}/b/${stage.business('samia').slug}`;
    page = await device.open();
    await page.goto(home);
    inbox = new InboxPage(page);
    await inbox.open(maya.name);
    await ready(page);
    // What was seen is written down a moment later.
    await eventually(
      () => keptBy(page),
      (kept) => kept.includes(canary) && kept.includes('To the last tab'),
    );
  });

  it('the app opens at any address and shows what it has, and since when', async () => {
    const address = page.url();
    await cut(true);
    expect(await page.evaluate('fetch("/v1/me").then(() => "answered", () => "cut")')).toBe('cut');
    await page.goto(address);
    await page.getByText(asOf).waitFor();
    await bubbles(page, canary).waitFor();
    await inbox.row(rami.name).waitFor();
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'offline-1280');
    await page.setViewportSize(widths.phone);
    await screenshot(page, 'offline-390');
    await page.goto(home);
    await inbox.row(maya.name).waitFor();
    await screenshot(page, 'offline-list-390');
    await page.setViewportSize(widths.desktop);
    await page.goto(`${home}/c/01jd0000000000000000000001`);
    await page.getByText(words.notKept, { exact: true }).waitFor();
  });

  it('says so in Arabic, from right to left', async () => {
    await page.evaluate('localStorage.setItem("frontdesk:language", "ar")');
    await page.setViewportSize(widths.phone);
    await page.goto(home);
    await inbox.row(maya.name).click();
    await bubbles(page, canary).waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    await page.getByText(arabic.offline('#').split('#')[0] ?? '').waitFor();
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'offline-390-ar');
    await page.evaluate('localStorage.setItem("frontdesk:language", "en")');
    await page.setViewportSize(widths.desktop);
    await page.goto(home);
  });

  it('what is written waits in order, through a reload and the sudden end of the browser, and is sent once', async () => {
    await inbox.open(maya.name);
    const address = page.url();
    for (const text of queued) await write(page, text);
    await page.locator('[data-unsent=waiting]', { hasText: queued[2] ?? '' }).waitFor();
    await page.reload();
    await page.locator('[data-unsent=waiting]', { hasText: queued[2] ?? '' }).waitFor();
    await write(page, 'And the last before the battery was empty');
    await page.locator('[data-unsent=waiting]', { hasText: 'And the last' }).waitFor();
    await eventually(
      () => keptBy(page),
      (kept) => kept.split('And the last').length > 2,
    );
    await device.kill();
    expect(await sentTexts(maya)).not.toContain(queued[0]);

    await device.start();
    await cut(true);
    page = await device.open();
    inbox = new InboxPage(page);
    await page.goto(address);
    await page.locator('[data-unsent=waiting]', { hasText: 'And the last' }).waitFor();
    await screenshot(page, 'queued-1280');
    await cut(false);
    const all = [...queued, 'And the last before the battery was empty'];
    for (const text of all) await bubbles(page, text).locator('[data-status=delivered]').waitFor();
    expect((await sentTexts(maya)).filter((text) => all.includes(text))).toEqual(all);
    expect(await page.locator('[data-unsent]').count()).toBe(0);
    await page.getByText(asOf).waitFor({ state: 'detached' });
  });

  it('on a network that is there and does not answer, what is kept comes all the same', async () => {
    const pid = Number(await readFile(join(stage.data, 'stage.pid'), 'utf8'));
    const address = page.url();
    process.kill(pid, 'SIGSTOP');
    try {
      await page.goto(address);
      await bubbles(page, canary).waitFor();
      await page.getByText(words.unreachable('#').split('#')[0] ?? '').waitFor();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await page.getByText(words.unreachable('#').split('#')[0] ?? '').waitFor({ state: 'detached', timeout: 60_000 });
  });

  it('an answer whose 24 hours ended meanwhile is not sent, and stays to be seen with its reason', async () => {
    await cut(true);
    await write(page, 'Too late for this');
    await page.locator('[data-unsent=waiting]', { hasText: 'Too late for this' }).waitFor();
    await stage.clock(25 * 3_600_000);
    await cut(false);
    const unsent = page.locator('[data-unsent=failed]', { hasText: 'Too late for this' });
    await unsent.waitFor();
    await unsent.getByText(en.composer.reasons['window-closed']).waitFor();
    await screenshot(page, 'window-closed-1280');
    expect(await sentTexts(maya)).not.toContain('Too late for this');
    // A cookie that is being replaced would be lost with the page.
    await page.getByText(asOf).waitFor({ state: 'detached' });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await page.reload();
    await unsent.waitFor();
  });

  it('nothing of the API is ever kept by the worker', async () => {
    const addresses = await addressesKept(page);
    expect(addresses).toContain('/index.html');
    expect(addresses.filter((path) => !/^\/(index\.html|assets\/.+|manifest.*\.json|icon.*)$/.test(path))).toEqual([]);
  });
});

describe('whoever leaves', () => {
  it('is asked about what has not been sent, and leaves nothing behind, in any tab', async () => {
    const [page, other] = [await device.open(), await device.open()];
    const home = `${stage.url}/b/${stage.business('samia').slug}`;
    const inbox = new InboxPage(page);
    await page.goto(home);
    await inbox.open(maya.name);
    await other.goto(home);
    await new InboxPage(other).open(rami.name);
    await page.getByRole('button', { name: en.desk.note, exact: true }).click();
    await inbox.field.fill('A canary of a note');
    const before = await eventually(
      () => keptBy(page),
      (kept) => [canary, 'A canary of a note', 'Too late for this', 'Hello from Rami'].every((text) => kept.includes(text)),
    );
    expect(before).toContain(agent);

    await page.getByRole('button', { name: en.menu.open }).click();
    await page.getByRole('button', { name: en.menu.signOut }).click();
    await page.getByText(version.unsent.text(1)).waitFor();
    await screenshot(page, 'unsent-1280');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: version.unsent.stay }).last().click();
    await inbox.row(maya.name).waitFor();
    await page.getByRole('button', { name: en.menu.open }).click();
    await page.getByRole('button', { name: en.menu.signOut }).click();
    await page.getByRole('button', { name: version.unsent.leave }).click();
    await Promise.all([page, other].map((one) => one.locator('input[name=email]').waitFor()));
    const clean = (kept: string): boolean => !/canary|Too late|Rami|samia|@/i.test(kept.replace(/"caches":.*/, ''));
    for (const one of [page, other]) await eventually(() => keptBy(one), clean);
    // Whatever was still to be written down in either tab has had its time.
    await page.waitForTimeout(2000);
    expect(clean(await keptBy(page))).toBe(true);
    await Promise.all([page.close(), other.close()]);
  });

  it('is treated the same when the session turns out to have been ended elsewhere', async () => {
    const page = await device.open();
    const inbox = new InboxPage(page);
    await signIn(page, stage, agent);
    await inbox.open(maya.name);
    await eventually(
      () => keptBy(page),
      (kept) => kept.includes(canary),
    );
    await device.context.clearCookies();
    await page.reload();
    await page.locator('input[name=email]').waitFor();
    await eventually(
      () => keptBy(page),
      (kept) => !kept.includes(canary) && !kept.includes(agent),
    );
    await page.close();
  });
});

describe('the app on the device', () => {
  it('is offered below the conversations, once, with the way for iPhones explained', async () => {
    const page = await device.open();
    const badges: unknown[] = [];
    await page.exposeFunction('noteBadge', (badge: unknown) => badges.push(badge));
    await page.addInitScript({
      content: `navigator.setAppBadge = async (badge) => noteBadge(badge);
        navigator.clearAppBadge = async () => noteBadge(0);
        Object.defineProperty(navigator, 'standalone', { value: false });`,
    });
    await page.setViewportSize(widths.phone);
    await signIn(page, stage, agent);
    const card = page.getByRole('region', { name: install.title });
    await card.waitFor();
    await screenshot(page, 'install-390');
    expect(await violations(page)).toEqual([]);
    await card.getByRole('button', { name: install.how }).click();
    await page.getByText(install.add).waitFor();
    await screenshot(page, 'install-iphone-390');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: install.close }).last().click();
    await card.waitFor({ state: 'detached' });
    await page.reload();
    await new InboxPage(page).row(maya.name).waitFor();
    expect(await card.count()).toBe(0);
    await page.getByRole('button', { name: en.menu.open }).click();
    await page.getByRole('button', { name: install.menu }).waitFor();
    await page.keyboard.press('Escape');

    // Nobody's business but the assistant's, until somebody takes it.
    await new InboxPage(page).open(rami.name);
    await new InboxPage(page).press('takeOver');
    await page.goBack();
    await send(stage, rami, { text: 'One more' });
    await eventually(
      () => badges.at(-1),
      (badge) => badge === 1,
    );
    await page.getByRole('button', { name: en.menu.open }).click();
    await page.getByRole('button', { name: en.menu.signOut }).click();
    await page.locator('input[name=email]').waitFor();
    await eventually(
      () => badges.at(-1),
      (badge) => badge === 0,
    );
    await page.close();
  });

  it('is described in both languages, from files that are asked for anew each time', async () => {
    for (const name of ['manifest.json', 'manifest-ar.json', 'service-worker.js', 'icon-192.png', 'apple-touch-icon.png']) {
      const answer = await fetch(`${stage.url}/${name}`);
      expect([answer.status, answer.headers.get('cache-control')], name).toEqual([200, 'no-cache']);
    }
    expect(device.wrongs).toEqual([]);
  });
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../web/src/i18n/en.ts';
import { type Employee, employee } from '../helpers/api.ts';
import { bodyOf, changeOf, deliver, newCustomer, newWamid, nowSeconds } from '../helpers/provider.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';
import { seeded } from '../security/people.ts';
import { type Parts, routeOf, send } from '../security/requests.ts';
import { launchBrowser } from './browser.ts';
import { openPage, signIn, type Watched } from './desk-page.ts';

let stage: OwnStage;
let browser: Browser;
let admin: Employee;
let roleId: string;
let personId: string;

/** What tries to run in a page, as short as it comes: a role's name has 40 letters. Each is begun by the word it is found by. */
const attacks = {
  role: 'r35 <img src=x onerror=pwned()>',
  otherRole: 'o35 <svg/onload=pwned()>',
  channel: 'n35 \'"--><script>pwned()</script>',
  person: 'p35 "><img src=x onerror=pwned()><script>pwned()</script>',
  guest: 'g35 <iframe srcdoc="<script>parent.pwned()</script>">',
  title: 't35 <a href="javascript:pwned()">x</a>',
  canned: 'x35 <details open ontoggle=pwned()> javascript:pwned()',
  business: 'b35 </title></textarea><script>pwned()</script><img src=x onerror=pwned()>',
  madeBusiness: 'm35 <img src=x onerror=pwned()>',
  reason: 's35 <img src=x onerror=pwned()> and more',
  customer: 'c35 "><img src=x onerror=pwned()>',
  username: 'u35"onmouseover="pwned()',
  text: 'w35 <img src=x onerror=pwned()> javascript:pwned() https://evil.example/"onmouseover="pwned() <b onclick=pwned()>',
  file: 'f35"><img src=x onerror=pwned()>\u202Efdp.exe',
  caption: 'k35 <math><mtext></form><form><mglyph><style></math><img src onerror=pwned()>',
  place: 'l35 <img src=x onerror=pwned()>',
  card: 'd35 <img src=x onerror=pwned()>',
  headline: 'h35 <img src=x onerror=pwned()>',
  emoji: '<img src=x onerror=pwned()>',
  script: 'javascript:pwned()',
} as const;

const change = async (who: Employee, name: string, parts: Parts = {}) => {
  const reply = await send(who, routeOf(name), parts);
  if (reply.status >= 300) throw new Error(`${name} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply.body;
};
const versioned = ({ version }: { readonly version: number }) => ({ headers: { 'if-match': `"${version}"` } });

/** People and customers call everything what would run if it were not text. */
async function nameEverything(): Promise<void> {
  admin = await employee(stage, 'samia', 'admin');
  const platform = await seeded(stage, 'platform-admin');
  const role = await change(admin, 'POST /v1/roles', { body: { name: attacks.role, colour: '#1d7a5f', permissions: [] } });
  roleId = role.id;
  await change(admin, 'POST /v1/roles', { body: { name: attacks.otherRole, colour: '#1d7a5f', permissions: [] } });
  const [channel] = (await change(admin, 'GET /v1/channels')).items;
  const params = { id: channel.id };
  await change(admin, 'PATCH /v1/channels/{id}', { params, ...versioned(channel), body: { name: attacks.channel } });
  const { items } = await change(admin, 'GET /v1/employees');
  const colleague = items.find((one: { role: string }) => one.role === 'viewer');
  personId = colleague.id;
  const renamed = { name: attacks.person, role: role.id };
  await change(admin, 'PATCH /v1/employees/{id}', { params: { id: personId }, ...versioned(colleague), body: renamed });
  const guest = { email: 'guest@hostile.example', name: attacks.guest, role: role.id, language: 'en' };
  await change(admin, 'POST /v1/invitations', { body: guest });
  const canned = { title: attacks.title, shortcut: 'hostile', category: attacks.role, text: { en: attacks.canned } };
  await change(admin, 'POST /v1/canned-responses', { body: canned });
  const business = await change(admin, 'GET /v1/business');
  await change(admin, 'PATCH /v1/business', { ...versioned(business), body: { name: attacks.business } });

  const { name: _, ...profile } = { ...business, name: '' };
  const { industry, timezone, currency, languages, hours } = profile;
  const made = await change(platform, 'POST /v1/platform/businesses', {
    body: {
      ...{ industry, timezone, currency, languages, hours, plan: 'free', slug: 'hostile', name: attacks.madeBusiness },
      admin: { email: 'admin@hostile.example', name: attacks.guest },
    },
  });
  await change(platform, 'POST /v1/platform/businesses/{id}/suspend', {
    params: { id: made.id },
    body: { reason: attacks.reason },
  });
}

/** One customer says everything that a customer can say. */
async function hearHostileThings(): Promise<void> {
  const channel = stage.channel('samia');
  const customer = newCustomer(attacks.customer);
  const said = (type: string, content: unknown, more: object = {}) => ({
    ...{ from: customer.waId, from_user_id: customer.userId, id: newWamid(type), timestamp: String(nowSeconds()), type },
    [type]: content,
    ...more,
  });
  const text = said('text', { body: attacks.text });
  const referral = {
    source_url: attacks.script,
    source_type: 'ad',
    source_id: '1',
    headline: attacks.headline,
    body: attacks.text,
  };
  const messages = [
    text,
    said('document', { id: '1', mime_type: attacks.emoji, sha256: 'x', filename: attacks.file, caption: attacks.caption }),
    said('location', { latitude: 1, longitude: 2, name: attacks.place, address: attacks.place, url: attacks.script }),
    said('contacts', [
      {
        name: { formatted_name: attacks.card },
        phones: [{ phone: attacks.emoji, wa_id: attacks.script }],
        emails: [{ email: attacks.script }],
        org: { company: attacks.card },
      },
    ]),
    said('interactive', { type: 'list_reply', list_reply: { id: 'x', title: attacks.place, description: attacks.place } }),
    said(attacks.emoji, { raw: attacks.emoji }),
    said('reaction', { message_id: text.id, emoji: attacks.emoji }),
    said('text', { body: `${attacks.text} the last` }, { referral }),
  ];
  const contact = {
    profile: { name: attacks.customer, username: attacks.username },
    wa_id: customer.waId,
    user_id: customer.userId,
  };
  await deliver(channel, bodyOf([{ ...changeOf(channel, { messages }), contacts: [contact] }]));
  await admin.heardFrom(customer.waId);
}

/** Letters that turn the line around, pile up over other lines, are nothing, or never end. */
const turned = {
  name: 'z35 \u202Eelttil\u202C \u2067name\u0000',
  colleague: 'y35 \u202Edrawkcab',
  piled: `p35 Z${'\u0301\u0327'.repeat(300)}`,
  file: 'v35 invoice\u202Efdp.exe',
  long: `j35 ${'endless '.repeat(12_500)}`,
  last: '\u202Ee35 txet desrever\u0000',
} as const;

/** A second customer, whose words are no programs but letters. */
async function hearTurnedThings(): Promise<string> {
  const channel = stage.channel('samia');
  const customer = newCustomer(turned.name);
  const said = (type: string, content: unknown, at: number) => ({
    ...{ from: customer.waId, from_user_id: customer.userId, id: newWamid(type), timestamp: String(nowSeconds() + at), type },
    [type]: content,
  });
  const messages = [
    said('text', { body: turned.piled }, -4),
    said('document', { id: '2', mime_type: 'application/pdf', sha256: 'x', filename: turned.file }, -3),
    said('text', { body: turned.long }, -2),
    said('text', { body: turned.last }, -1),
  ];
  for (const message of messages)
    await deliver(channel, bodyOf([changeOf(channel, { customers: [customer], messages: [message] })]));
  const { items } = await change(admin, 'GET /v1/employees');
  const colleague = items.find((one: { role: string }) => one.role === 'manager');
  const params = { id: colleague.id };
  await change(admin, 'PATCH /v1/employees/{id}', { params, ...versioned(colleague), body: { name: turned.colleague } });
  const heard = await admin.heardFrom(customer.waId);
  return heard.id;
}

/** Letters that show others in another order than they are in, that are not seen, or more marks on one letter than any language has. */
const outOfPlace = `(() => {
  const all = document.title + document.body.textContent + [...document.querySelectorAll('[aria-label], [title]')]
    .map((one) => (one.getAttribute('aria-label') ?? '') + (one.getAttribute('title') ?? '')).join('');
  return all.match(/.{0,20}(?:[\\u202d\\u202e\\u0000]|\\p{Mn}{5}).{0,20}/gu) ?? [];
})()`;

beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage(undefined, { forBrowsers: true }), launchBrowser()]);
  await nameEverything();
  await hearHostileThings();
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

/** A page in which nothing that was typed may run, appear as markup, or be refused by the policy of the page. */
async function openGuarded(email: string): Promise<Watched & { readonly ran: string[] }> {
  const watched = await openPage(browser, { width: 'desktop' });
  const ran: string[] = [];
  await watched.context.exposeFunction('pwned', () => ran.push('a script'));
  watched.page.on('dialog', (dialog) => {
    ran.push(`a ${dialog.type()}`);
    void dialog.dismiss();
  });
  await signIn(watched.page, stage, email);
  return { ...watched, ran };
}

const made = `[...document.querySelectorAll('iframe, math, [src="x"], [onerror], [onload], [ontoggle], [onclick], [onmouseover]'),
  ...[...document.querySelectorAll('a[href], form[action]')].filter((one) => /^\\s*javascript:/i.test(one.href ?? one.action)),
  ...[...document.scripts].filter((one) => one.text.includes('pwned'))].map((one) => one.outerHTML)`;

/** The words are there as text, and nothing of them is an element. */
async function shows(page: Page, words: readonly string[]): Promise<void> {
  for (const word of words) await page.getByText(word).first().waitFor({ state: 'attached' });
  expect(await page.evaluate(made)).toEqual([]);
}

const word = (...names: (keyof typeof attacks)[]): string[] => names.map((name) => attacks[name].slice(0, 3));

describe('case 35: names that are programs', () => {
  it('are text on every screen of a business', async () => {
    const { page, wrongs, ran, context } = await openGuarded(admin.email);
    await shows(page, word('customer', 'text'));
    await page.getByText(attacks.customer.slice(0, 3)).first().click();
    await shows(page, [...word('customer', 'text', 'file', 'caption', 'place', 'card'), 'the last']);
    await page.mouse.move(600, 400);
    const base = `${stage.url}/b/${stage.business('samia').slug}/settings`;
    const screens: readonly [path: string, words: readonly string[]][] = [
      ['business', word('business')],
      ['channels', word('channel')],
      [`channels/${stage.channel('samia').id}`, word('channel')],
      ['team', word('person', 'guest', 'role')],
      [`team/${personId}`, word('person', 'role')],
      ['roles', word('role', 'otherRole')],
      [`roles/${roleId}`, word('role')],
      ['audit', word('person', 'role', 'channel', 'business')],
    ];
    for (const [path, words] of screens) {
      await page.goto(`${base}/${path}`);
      await shows(page, words);
    }
    expect([wrongs, ran]).toEqual([[], []]);
    await context.close();
  });

  it('are text in the console of the platform', async () => {
    const platform = stage.outputs.users.find(({ role }) => role === 'platform-admin');
    const { page, wrongs, ran, context } = await openGuarded(platform?.email ?? '');
    await page.goto(`${stage.url}/platform/businesses`);
    await shows(page, word('business', 'madeBusiness'));
    await page
      .getByText(word('madeBusiness')[0] ?? '')
      .first()
      .click();
    await shows(page, word('madeBusiness', 'reason'));
    await page.goto(`${stage.url}/platform/audit`);
    await shows(page, word('madeBusiness'));
    expect([wrongs, ran]).toEqual([[], []]);
    await context.close();
  });

  it('keep their order and their place in rows, threads, search, notices and the title', async () => {
    const id = await hearTurnedThings();
    const { page, wrongs, ran, context } = await openGuarded(admin.email);
    const row = page.locator('nav li a', { hasText: 'z35' });
    await row.waitFor();
    // Nothing in the row turns what stands beside it.
    expect(await row.textContent()).toContain('z35 elttil name');
    expect(await row.textContent()).toContain('e35 txet desrever');
    expect(await page.evaluate(outOfPlace)).toEqual([]);
    await row.click();
    const bubble = (text: string) => page.locator('main article', { hasText: text });
    await bubble('e35').waitFor();
    await bubble('v35').getByText('v35 invoicefdp.exe').waitFor();
    // A text that never ends is folded, and everything that was taken in of it (65,536 letters) is there when somebody asks.
    expect((await bubble('j35').textContent())?.length).toBeLessThan(2000);
    await bubble('j35').getByRole('button', { name: en.thread.readMore }).click();
    expect((await bubble('j35').textContent())?.length).toBeGreaterThan(65_000);
    await bubble('j35').getByRole('button', { name: en.thread.readLess }).click();
    expect(await page.evaluate(outOfPlace)).toEqual([]);

    // Somebody whose name runs backwards was faster.
    await page.route('**/take-over', (route) => route.fulfill({ status: 409, json: { code: 'taken', title: '', detail: '' } }));
    await page.route(`**/v1/conversations/${id}`, async (route) => {
      const response = await route.fetch();
      const manager = (await change(admin, 'GET /v1/employees')).items.find((one: { role: string }) => one.role === 'manager');
      const known = await response.json();
      await route.fulfill({ response, json: { ...known, assigneeId: manager.id, version: known.version + 1 } });
    });
    await page.getByRole('button', { name: en.desk.takeOver }).click();
    await page.getByText(en.desk.takenBy('\u2068y35 drawkcab\u2069')).waitFor();
    expect(await page.evaluate(outOfPlace)).toEqual([]);

    await page.getByRole('button', { name: en.desk.search, exact: true }).click();
    await page.getByRole('searchbox').fill('z35');
    await page.locator('search a', { hasText: 'z35' }).first().waitFor({ timeout: 15_000 });
    await page.getByRole('searchbox').fill('txet');
    await page.locator('search mark').first().waitFor({ timeout: 15_000 });
    expect(await page.evaluate(outOfPlace)).toEqual([]);
    expect([wrongs, ran]).toEqual([[], []]);
    await context.close();
  });
});

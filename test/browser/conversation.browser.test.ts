import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../helpers/eventually.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { launchBrowser } from './browser.ts';
import { openPage, screenshot, signIn, violations, type Width, widths } from './desk-page.ts';
import { type Customer, enterChat, leaveChat, openPhone, send, type } from './pretend-phone.ts';

const agent = 'agent1@samia-tarot.example';
let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  stage = sharedStage();
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** Notes every state the ticks of a message go through, because some pass in a blink. */
const watchTicks = (text: string): string => `
  window.ticks = [];
  const note = () => {
    const bubble = [...document.querySelectorAll('article')].find((one) => one.textContent.includes(${JSON.stringify(text)}));
    const status = bubble?.querySelector('[data-status]')?.dataset.status;
    if (status && window.ticks.at(-1) !== status) window.ticks.push(status);
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });`;

const ticksOf = async (page: Page): Promise<string[]> => String(await page.evaluate('window.ticks.join()')).split(',');

async function openConversation(page: Page, name: string): Promise<void> {
  await page.locator('nav li a', { hasText: name }).click();
  await page.locator('main h2', { hasText: name }).waitFor();
}

describe.each<{ width: Width; customer: Customer }>([
  { width: 'phone', customer: { name: 'Nora Whitfield', number: '12025550187' } },
  { width: 'desktop', customer: { name: 'ليلى حداد', number: '96170555018' } },
])('a conversation, the inbox at $width width', ({ width, customer }) => {
  it('goes from the phone to the inbox and back, live, with ticks, and nothing the policy forbids', async () => {
    const desk = await openPage(browser, { width });
    const phone = await openPage(browser, { width: 'phone' });
    await signIn(desk.page, stage, agent);
    await desk.page.evaluate('window.notReloaded = true');

    await openPhone(phone.page, stage, customer);
    await type(phone.page, 'Hello, I would like a coffee-cup reading');
    const row = desk.page.locator('nav li a', { hasText: customer.name });
    await row.getByText('Hello, I would like a coffee-cup reading').waitFor();
    await row.getByText('1 unread message').waitFor({ state: 'attached' });
    await screenshot(desk.page, `inbox-${widths[width].width}`);

    await openConversation(desk.page, customer.name);
    await desk.page.locator('article', { hasText: 'coffee-cup reading' }).waitFor();
    // Read by an employee: the customer sees it, and the list no longer counts it.
    await phone.page.getByRole('img', { name: 'read' }).first().waitFor();
    await row.getByText('1 unread message').waitFor({ state: 'detached' });

    await type(phone.page, 'أريد قراءة لغد من فضلك');
    await desk.page.locator('article', { hasText: 'أريد قراءة لغد من فضلك' }).waitFor();

    await leaveChat(phone.page);
    const answer = 'Gladly. Standard or premium?';
    await desk.page.evaluate(watchTicks(answer));
    const field = desk.page.getByRole('textbox');
    await field.fill(answer);
    if (width === 'desktop') await field.press('Enter');
    else await desk.page.getByRole('button', { name: 'Send', exact: true }).click();
    const bubble = desk.page.locator('article', { hasText: answer });
    await bubble.locator('[data-status=delivered]').waitFor();
    await phone.page.locator('.chat-row', { hasText: answer }).waitFor();

    await enterChat(phone.page);
    await phone.page.locator('#log', { hasText: answer }).waitFor();
    await bubble.locator('[data-status=read]').waitFor();
    const seen = (await ticksOf(desk.page)).filter((status) => ['sent', 'delivered', 'read'].includes(status));
    expect(seen).toEqual(['sent', 'delivered', 'read']);
    expect(await bubble.count()).toBe(1);
    await screenshot(desk.page, `conversation-${widths[width].width}`);

    expect(await desk.page.evaluate('window.notReloaded')).toBe(true);
    expect(desk.wrongs).toEqual([]);
    await Promise.all([desk.context.close(), phone.context.close()]);
  });
});

it('misses nothing and sends nothing twice when the connection was away', async () => {
  const customer: Customer = { name: 'Maya Aoun', number: '96170555033' };
  await send(stage, customer, { text: 'First' });
  const { page, context, wrongs } = await openPage(browser, { width: 'desktop' });
  await signIn(page, stage, agent);
  await openConversation(page, customer.name);
  await page.locator('article', { hasText: 'First' }).waitFor();

  await context.setOffline(true);
  await page.getByText('You are offline').waitFor();
  await send(stage, customer, { text: 'Sent while you were away' });
  await send(stage, { name: 'Rami Aoun', number: '96170555034' }, { text: 'A new customer' });
  await page.getByRole('textbox').fill('Written offline');
  await page.getByRole('textbox').press('Enter');
  await page.locator('[data-unsent=waiting]', { hasText: 'Written offline' }).waitFor();

  await context.setOffline(false);
  await page.locator('article', { hasText: 'Sent while you were away' }).waitFor();
  await page.locator('nav li a', { hasText: 'Rami Aoun' }).waitFor();
  await page.locator('article', { hasText: 'Written offline' }).locator('[data-status=delivered]').waitFor();
  expect(await page.locator('article', { hasText: 'Written offline' }).count()).toBe(1);
  expect(await page.locator('[data-unsent]').count()).toBe(0);
  expect(wrongs).toEqual([]);
  await context.close();
});

it('stays signed in over a reload and keeps the draft; signed out, nothing of the person is left', async () => {
  const { page, context, wrongs } = await openPage(browser, { width: 'desktop' });
  await send(stage, { name: 'Hadi Saab', number: '96170555035' }, { text: 'Good evening' });
  await signIn(page, stage, agent);
  await openConversation(page, 'Hadi Saab');
  await page.getByRole('textbox').fill('Half an answer');
  await page.reload();
  await page.locator('article', { hasText: 'Good evening' }).waitFor();
  expect(await page.getByRole('textbox').inputValue()).toBe('Half an answer');

  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.locator('input[name=email]').waitFor();
  expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain('Half an answer');
  await page.reload();
  await page.locator('input[name=email]').waitFor();
  expect(await context.cookies().then((cookies) => cookies.filter(({ value }) => value !== ''))).toEqual([]);
  expect(wrongs).toEqual([]);
  await context.close();
});

it('serves the app under a policy without inline scripts', async () => {
  const policy = (await fetch(stage.url)).headers.get('content-security-policy') ?? '';
  const directives = new Map(
    policy
      .split(';')
      .map((part) => part.trim().split(/\s+/))
      .map(([name, ...rest]) => [name, rest]),
  );
  const scripts = directives.get('script-src') ?? directives.get('default-src') ?? ['*'];
  expect(scripts).toEqual(["'self'", "'wasm-unsafe-eval'"]);
});

const speaker: Customer = { name: 'Amal Rahhal', number: '96170555021' };

describe('the pages', () => {
  beforeAll(async () => {
    const kinds: Record<string, unknown>[] = [
      { text: 'مرحبا! شو أسعار القراءات؟\nThe full list please: https://example.com/prices (also www.samia.example)' },
      { location: { latitude: 33.8938, longitude: 35.5018, name: 'Hamra Street', address: 'Beirut' } },
      { contacts: [{ name: { formatted_name: 'Nour Haddad' }, phones: [{ phone: '+961 70 555 022', type: 'CELL' }] }] },
      { button: { text: 'Yes, confirm', payload: 'yes' } },
      { interactive: { type: 'list_reply', list_reply: { id: 'premium', title: 'Premium', description: 'Ready next day' } } },
      { other: { type: 'unsupported' } },
      { text: 'نهاية الرسائل' },
    ];
    for (const kind of kinds) await send(stage, speaker, kind);
  });

  for (const width of ['phone', 'desktop'] as const) {
    for (const locale of ['en', 'ar'] as const) {
      it(`have no accessibility finding, light or dark: ${width}, ${locale}`, async () => {
        const { page, context, wrongs } = await openPage(browser, { width, locale });
        const look = async (what: string): Promise<void> => {
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            // Colours of what fades are not those that stay.
            const found = await eventually(
              () => violations(page),
              (findings) => findings.length === 0,
              { withinMs: 3000 },
            ).catch(String);
            expect(found, `${what}, ${colorScheme}`).toEqual([]);
            await screenshot(page, `${what}-${widths[width].width}-${colorScheme}-${locale}`);
          }
        };
        await page.goto(stage.url);
        await page.locator('input[name=email]').waitFor();
        expect(await page.locator('html').getAttribute('dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr');
        await look('sign-in');
        await signIn(page, stage, agent);
        await page.locator('nav li a', { hasText: speaker.name }).waitFor();
        await look('inbox');
        await openConversation(page, speaker.name);
        await page.locator('article', { hasText: 'نهاية الرسائل' }).waitFor();
        await look('thread');
        expect(wrongs).toEqual([]);
        await context.close();
      });
    }
  }

  it('never scroll sideways, at any of both widths', async () => {
    for (const width of ['phone', 'desktop'] as const) {
      const { page, context } = await openPage(browser, { width });
      await signIn(page, stage, agent);
      await openConversation(page, speaker.name);
      expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true);
      await context.close();
    }
  });
});

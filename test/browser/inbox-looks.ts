import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { ar as arabic } from '../../web/src/i18n/ar.ts';
import { en as english } from '../../web/src/i18n/en.ts';
import { eventually } from '../helpers/eventually.ts';
import type { Stage } from '../helpers/stage.ts';
import { type Look, screenshot, violations } from './desk-page.ts';

interface Visit {
  readonly page: Page;
  readonly stage: Stage;
  readonly customer: string;
  readonly look: Required<Pick<Look, 'width' | 'colorScheme' | 'locale'>>;
  /** Which half of the screens is looked at closely. */
  readonly pair: 0 | 1;
}

/** Looked at closely in every language and colour at the width of a tablet. */
const main: ReadonlySet<string> = new Set(['list', 'search', 'work', 'customer', 'canned']);

/** Every screen and overlay of the inbox and what is set up for it, in one visit. */
export async function lookAtEverything({ page, stage, customer, look, pair }: Visit): Promise<void> {
  const words = look.locale === 'ar' ? arabic : english;
  const home = `${stage.url}/b/samia-tarot`;
  let place = 0;
  const clean = async (what: string): Promise<void> => {
    const name = `${what}-${look.width}-${look.colorScheme}-${look.locale}`;
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'), name).toBe(true);
    await screenshot(page, name);
    place += 1;
    const tablet = look.width === 'tablet';
    if (place % 2 !== pair && !(tablet && main.has(what))) return;
    // Loading a page is what takes long: at the width between the two others both colours are looked at in one visit.
    for (const colorScheme of tablet ? (['light', 'dark'] as const) : [look.colorScheme]) {
      if (tablet) await page.emulateMedia({ colorScheme });
      // Colours of what fades in are not those that stay.
      const found = await eventually(
        () => violations(page),
        (findings) => findings.length === 0,
        { withinMs: 3000 },
      ).catch(String);
      expect(found, `${name}, ${colorScheme}`).toEqual([]);
    }
  };
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const overlay = async (what: string, open: () => Promise<unknown>, there: string): Promise<void> => {
    await open();
    await page.locator(there).first().waitFor();
    await clean(what);
    await page.keyboard.press('Escape');
    await page.locator(there).first().waitFor({ state: 'detached' });
  };

  const row = page.locator('nav li a', { hasText: customer });
  await row.waitFor();
  await clean('list');
  const popover = '[role=dialog]';
  await button(words.desk.search).click();
  await findSomething(page);
  await clean('search');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await row.waitFor();
  const href = await row.getAttribute('href');
  await row.click();
  await page.locator('main article').first().waitFor();
  await page.locator('main section button').first().waitFor();
  await clean('work');
  // Two panes from 768 px on, one on a phone.
  expect(await row.isVisible()).toBe(look.width !== 'phone');
  await overlay('assign', () => button(words.desk.assign).click(), `${popover} input`);
  await overlay('labels-of-one', () => button(words.desk.labels).click(), popover);
  await overlay('snooze', () => button(words.desk.snooze).click(), popover);
  await overlay('emoji', () => button(words.desk.emoji).click(), popover);
  await overlay('palette', () => page.keyboard.press('Control+k'), 'dialog [role=option]');
  await page.locator('main h2').first().click();
  await overlay('keys', () => page.keyboard.press('?'), 'dialog[open]');
  await page.goto(`${stage.url}${href}/customer`);
  await page.locator('dl dd').first().waitFor();
  await clean('customer');
  for (const part of ['canned', 'canned/new', 'labels', 'assignment']) {
    await page.goto(`${home}/settings/${part}`);
    await page.locator('h1').last().waitFor();
    await page.locator('main form, main section').first().waitFor();
    await clean(part.replace('/', '-'));
  }
}

/** The index follows the messages by a moment, and what was found is kept for a while: each try asks for something else. */
async function findSomething(page: Page): Promise<void> {
  for (const typed of ['go', 'goo', 'good', 'ev', 'eve', 'even', 'eveni', 'evenin', 'evening']) {
    await page.getByRole('searchbox').fill(typed);
    const found = page.locator('search mark').first();
    const shown = await found.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
    if (shown) return;
  }
  throw new Error('The message was never found');
}

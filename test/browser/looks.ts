import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from '../helpers/eventually.ts';
import { type Look, screenshot, violations, widths } from './desk-page.ts';

type FullLook = Required<Look> & { readonly turn: 0 | 1 };

/** Both languages and both colours at both widths. The two of a turn have nothing in common. */
export const looks: readonly FullLook[] = [
  { turn: 0, width: 'phone', colorScheme: 'light', locale: 'en' },
  { turn: 0, width: 'desktop', colorScheme: 'dark', locale: 'ar' },
  { turn: 1, width: 'phone', colorScheme: 'dark', locale: 'ar' },
  { turn: 1, width: 'desktop', colorScheme: 'light', locale: 'en' },
];

/** Goes to another page of the app without loading the app again. */
export const goTo = (page: Page, path: string): Promise<unknown> =>
  page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`);

/** What every screen must be: in the direction of its language, no wider than the window, without violations. */
export async function checkLook(page: Page, name: string, look: FullLook, place: number): Promise<void> {
  const { width, colorScheme, locale } = look;
  expect(await page.locator('html').getAttribute('dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr');
  const tooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
  expect(await page.evaluate(tooWide), name).toBe(false);
  await screenshot(page, `${name}-${widths[width].width}-${colorScheme}-${locale}`);
  // Takes as long as all the rest: each screen in one turn, and so at both widths, in both colours and languages.
  if (place % 2 !== look.turn) return;
  // Something may still be fading in.
  const found = await eventually(
    () => violations(page),
    (some) => some.length === 0,
    { withinMs: 3000, everyMs: 200 },
  ).catch(String);
  expect(found, name).toEqual([]);
}

/** The page's heading is there and nothing on the page is still coming. */
export async function settled(page: Page, heading: string, loading: string): Promise<void> {
  await page.getByRole('heading', { name: heading, level: 1, exact: true }).waitFor();
  await eventually(
    () => page.getByRole('main').getByText(loading, { exact: true }).count(),
    (coming) => coming === 0,
  );
}

const focused =
  'const it = document.activeElement; it.getAttribute("aria-label") ?? it.labels?.[0]?.textContent ?? it.textContent';

/** The focus comes to what has this name. */
export const focusIs = (page: Page, name: string): Promise<unknown> =>
  eventually(
    () => page.evaluate(focused),
    (found) => String(found).trim() === name,
    { withinMs: 3000 },
  );

/** Whether the keyboard stays in the open dialog, all the way round and back. */
export async function keepsFocus(page: Page): Promise<boolean> {
  const outside = 'const it = document.activeElement; it !== document.body && it.closest("dialog") === null';
  const stops = await page.evaluate('document.querySelectorAll("dialog :is(button, input, select, textarea)").length');
  for (const key of ['Tab', 'Shift+Tab']) {
    for (let step = 0; step <= Number(stops) + 1; step += 1) {
      await page.keyboard.press(key);
      if (await page.evaluate(outside)) return false;
    }
  }
  return true;
}

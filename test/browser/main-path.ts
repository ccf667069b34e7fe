import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import * as z from 'zod';
import { ar } from '../../web/src/i18n/ar.ts';
import { en } from '../../web/src/i18n/en.ts';
import { eventually } from '../helpers/eventually.ts';
import type { Stage } from '../helpers/stage.ts';

const Focus = z.object({ name: z.string(), shown: z.boolean() });

/** What has the focus, and whether a person can see that: an outline, and in the window. */
const focus = `(() => {
  const it = document.activeElement;
  if (!it || it === document.body) return { name: '', shown: true };
  const box = it.getBoundingClientRect();
  const style = getComputedStyle(it);
  const outlined = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1;
  const inWindow = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { name: (it.getAttribute('aria-label') ?? it.labels?.[0]?.textContent ?? it.textContent ?? '').trim(), shown: outlined && inWindow };
})()`;

const focused = async (page: Page): Promise<z.infer<typeof Focus>> => Focus.parse(await page.evaluate(focus));

/** More than there are places to stop at on any screen of the inbox. */
const mostStops = 90;

/** Goes on with Tab until something of this name has the focus. Every stop on the way must be seen. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let stop = 0; stop < mostStops; stop++) {
    const at = await focused(page);
    expect(at.shown, `the focus on "${at.name}" is seen`).toBe(true);
    if (typeof name === 'string' ? at.name === name : name.test(at.name)) return;
    passed.push(at.name.slice(0, 30));
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${name}, but to: ${passed.join(' | ')}`);
}

export interface MainPath {
  readonly stage: Stage;
  readonly page: Page;
  readonly locale: 'en' | 'ar';
  readonly email: string;
  /** How the customer is called, and the colleague it is given to. */
  readonly customer: string;
  readonly colleague: string;
  readonly canned: { readonly shortcut: string; readonly sent: string };
}

/** From the sign-in form to a resolved conversation with the keyboard alone: no shortcut has to be known, only Tab and Enter. */
export async function walkMainPath({ stage, page, locale, email, customer, colleague, canned }: MainPath): Promise<void> {
  const words = locale === 'ar' ? ar : en;
  const user = stage.outputs.users.find((one) => one.email === email);
  const { keyboard } = page;
  await page.goto(stage.url);
  await page.locator('input[name=email]').waitFor();
  await tabTo(page, words.signIn.email);
  await keyboard.type(email);
  await tabTo(page, words.signIn.password);
  await keyboard.type(user?.password ?? '');
  await keyboard.press('Enter');

  await page.locator('nav li a', { hasText: customer }).waitFor();
  await tabTo(page, new RegExp(customer));
  await keyboard.press('Enter');
  await page.locator('main article').first().waitFor();

  const bar = page.getByRole('region', { name: words.desk.work });
  await tabTo(page, words.desk.takeOver);
  await keyboard.press('Enter');
  await bar.getByText(words.desk.yours).waitFor();

  await tabTo(page, words.composer.label(customer));
  await keyboard.type(`/${canned.shortcut}`);
  await page.getByRole('option', { name: `/${canned.shortcut}` }).waitFor();
  await keyboard.press('Enter');
  await eventually(
    () => page.locator('main textarea').inputValue(),
    (value) => value === canned.sent,
  );
  await keyboard.press('Enter');
  await page.locator('main article', { hasText: canned.sent }).locator('[data-status=delivered]').waitFor();

  await tabTo(page, words.desk.assign);
  await keyboard.press('Enter');
  await page.getByRole('searchbox', { name: words.desk.assignFind }).waitFor();
  await tabTo(page, words.desk.assignFind);
  await tabTo(page, new RegExp(colleague));
  await keyboard.press('Enter');
  await bar.getByText(words.desk.assignedTo(colleague)).waitFor();
  // The panel gives the focus back to where it was opened from.
  await eventually(
    () => focused(page),
    ({ name }) => name === words.desk.assign,
  );

  await tabTo(page, words.desk.resolve);
  await keyboard.press('Enter');
  await bar.getByRole('button', { name: words.desk.reopen }).waitFor();
}

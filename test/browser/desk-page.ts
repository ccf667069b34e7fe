import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import * as z from 'zod';
import type { Stage } from '../helpers/stage.ts';

/** Where pictures of the screens go, for somebody to look at: only when asked for. */
const shots = process.env.SCREENSHOTS;

export const widths = {
  phone: { width: 390, height: 844 },
  tablet: { width: 768, height: 1024 },
  desktop: { width: 1280, height: 800 },
} as const;
export type Width = keyof typeof widths;

export interface Look {
  readonly width: Width;
  readonly colorScheme?: 'light' | 'dark';
  readonly locale?: 'en' | 'ar';
}

/** A browser's page that remembers everything that went wrong in it. */
export interface Watched {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Exceptions and refusals by the content security policy. */
  readonly wrongs: string[];
}

// Runs before the page's own scripts: a violation during start must be seen too.
const reportViolations = `addEventListener('securitypolicyviolation', (event) =>
  reportWrong('CSP ' + event.effectiveDirective + ': ' + (event.blockedURI || 'inline') + ' at ' + event.sourceFile + ':' + event.lineNumber))`;

export async function openPage(browser: Browser, { width, colorScheme = 'light', locale = 'en' }: Look): Promise<Watched> {
  const touch = width === 'phone';
  const context = await browser.newContext({
    viewport: widths[width],
    colorScheme,
    locale,
    hasTouch: touch,
    isMobile: touch,
    // It would answer instead of what a test puts in the place of the server; it has a test of its own.
    serviceWorkers: 'block',
  });
  const wrongs: string[] = [];
  await context.exposeFunction('reportWrong', (wrong: string) => wrongs.push(wrong));
  await context.addInitScript({ content: reportViolations });
  const page = await context.newPage();
  page.on('pageerror', (error) => wrongs.push(String(error)));
  return { context, page, wrongs };
}

/** From the sign-in form to the list of conversations. */
export async function signIn(page: Page, stage: Stage, email: string): Promise<void> {
  const user = stage.outputs.users.find((one) => one.email === email);
  if (!user) throw new Error(`The stage has no user ${email}`);
  await page.goto(stage.url);
  await page.locator('input[name=email]').fill(user.email);
  await page.locator('input[name=password]').fill(user.password);
  await page.locator('button[type=submit]').click();
  await page.locator('nav').first().waitFor();
}

/**
 * What has just appeared listens to no key before the frame after it, and what fades in has other colours on its way than those that
 * stay. What goes round for ever is not waited for.
 */
const rest = `(async () => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  await new Promise((resolve) => setTimeout(resolve));
  const ending = (one) => one.playState === 'running' && one.effect.getComputedTiming().endTime < Infinity;
  await Promise.allSettled(document.getAnimations().filter(ending).map((one) => one.finished));
})()`;

/** Comes back when the screen is at rest, drawn or not. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.evaluate(rest);
  if (!shots) return;
  await mkdir(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

const Violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

/** What axe finds, however small, as `rule: element`. */
export async function violations(page: Page): Promise<string[]> {
  // Through the debugger, not a script element: the policy of the page forbids those.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  await page.evaluate(rest);
  const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)');
  return Violations.parse(found).flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

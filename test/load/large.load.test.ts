import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeLarge } from '../../scripts/bench/large-business.ts';
import { en } from '../../web/src/i18n/en.ts';
import { launchBrowser } from '../browser/browser.ts';
import { openPage, signIn } from '../browser/desk-page.ts';
import { InboxPage } from '../browser/inbox-page.ts';
import { isSteady, scrollers, scrollThrough } from '../browser/scrolling.ts';
import { eventually } from '../helpers/eventually.ts';
import { functionState } from '../helpers/functions.ts';
import { sharedStage } from '../helpers/shared-stage.ts';

const stage = sharedStage();
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  // What makes texts findable has had enough to do: the next file measures time.
  let before = -1;
  const indexed = async () => (await functionState(stage, 'search-index')).invocations;
  await eventually(
    indexed,
    (now) => {
      const quiet = now === before;
      before = now;
      return quiet;
    },
    { withinMs: 60_000, everyMs: 1_500 },
  );
});

it('shows a large business with a page that stays small, a request for each page of rows', async () => {
  const { agent, long } = await makeLarge(stage.outputs, { messages: 2_000, conversations: 2_000 });
  const { page, context, wrongs } = await openPage(browser, { width: 'desktop' });
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/v1/')) asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  const since = (count: number) => asked.slice(count).length;
  await signIn(page, stage, agent);
  const inbox = new InboxPage(page);
  await inbox.row(long).waitFor();

  // Of all that is nobody's, not only of the first page.
  const unread = Array.from({ length: 2_000 }).filter((_, index) => index % 7 === 4 && index % 5 === 0).length;
  await eventually(
    () => page.title(),
    (title) => Number(/^\((\d+)\)/.exec(title)?.[1]) >= unread,
  );

  let begun = asked.length;
  expect(isSteady(await scrollThrough(page, scrollers.list, 1, 600))).toBe(true);
  expect(since(begun)).toBeGreaterThan(8);
  expect(since(begun)).toBeLessThan(18);

  await page.evaluate(`document.querySelector('${scrollers.list}').scrollTop = 0`);
  await inbox.open(long);
  begun = asked.length;
  expect(isSteady(await scrollThrough(page, scrollers.thread, -1, 600))).toBe(true);
  expect(since(begun)).toBeGreaterThan(8);
  expect(since(begun)).toBeLessThan(18);

  // Back down over what was let go of on the way, without a hole, and up once more.
  begun = asked.length;
  expect(isSteady(await scrollThrough(page, scrollers.thread, 1, 500))).toBe(true);
  expect(since(begun)).toBeLessThan(12);
  await scrollThrough(page, scrollers.thread, -1, 500);

  begun = asked.length;
  await page.getByRole('button', { name: en.thread.toLatest }).click();
  await page.getByRole('button', { name: en.thread.toLatest }).waitFor({ state: 'detached' });
  await page.locator('main article', { hasText: '(1999)' }).waitFor();
  expect(since(begun)).toBeLessThan(3);
  expect(wrongs).toEqual([]);
  await context.close();
});

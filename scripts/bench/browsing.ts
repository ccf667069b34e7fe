import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import * as z from 'zod';
import { launchBrowser } from '../../test/browser/browser.ts';
import { openPage, signIn } from '../../test/browser/desk-page.ts';
import { InboxPage } from '../../test/browser/inbox-page.ts';
import { type Counts, isSteady, scrollers, scrollThrough } from '../../test/browser/scrolling.ts';
import { desk } from '../../web/src/i18n/en/desk.ts';
import { search } from '../../web/src/i18n/en/search.ts';
import { en } from '../../web/src/i18n/en.ts';
import { type LargeBusiness, makeLarge } from './large-business.ts';
import type { Figure } from './report.ts';
import type { BenchStage } from './stage.ts';

const group = 'The inbox in Chromium, 4x slower CPU: 20,000 conversations, one of 100,000 messages';
const slowdown = 4;

/** https://web.dev/articles/inp: what is felt of a press is from the press to the next frame. */
const observe = `
  window.presses = [];
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (entry.interactionId) window.presses.push({ of: entry.interactionId, ms: entry.duration, what: entry.name }); })
    .observe({ type: 'event', durationThreshold: 16, buffered: true });
`;

const Presses = z.array(z.object({ of: z.number(), ms: z.number(), what: z.string() }));
type Presses = z.infer<typeof Presses>;

/**
 * Ms of the slowest interaction, and of the one that counts: of each fifty the slowest is left out. What is quicker than 16 ms is
 * not told, so `total` is asked of the browser. https://web.dev/articles/inp
 */
function feltOf(presses: Presses, total: number): { readonly inp: number; readonly worst: Presses[number] | undefined } {
  const slowest = new Map<number, Presses[number]>();
  for (const press of presses) if (press.ms >= (slowest.get(press.of)?.ms ?? 0)) slowest.set(press.of, press);
  const interactions = [...slowest.values()].sort((a, b) => b.ms - a.ms);
  const at = Math.min(Math.floor(Math.max(total, interactions.length) / 50), interactions.length - 1);
  return { inp: interactions[at]?.ms ?? 0, worst: interactions[0] };
}

async function heapMegabytes(session: CDPSession): Promise<number> {
  for (let round = 0; round < 2; round++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) {
    await page.keyboard.press(key);
    // Presses of a person have frames between them.
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
  }
};

interface Browsed {
  readonly scrolled: Counts;
  readonly listed: Counts;
  /** MB after each thousand messages, garbage collected. */
  readonly heap: readonly number[];
  readonly presses: Presses;
  /** How many interactions there were, quick ones too. */
  readonly total: number;
  readonly openedMs: number;
  readonly jumpedMs: number;
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

async function browse(page: Page, session: CDPSession, { long, rare }: LargeBusiness): Promise<Browsed> {
  const inbox = new InboxPage(page);
  await inbox.row(long).waitFor();
  const listed = await scrollThrough(page, scrollers.list, 1, 3_000);
  await page.evaluate(`document.querySelector(${JSON.stringify(scrollers.list)}).scrollTop = 0`);
  const openedMs = await timed(() => inbox.open(long));
  const heap = [await heapMegabytes(session)];
  const scrolled: Counts[] = [];
  for (let thousand = 0; thousand < 3; thousand++) {
    scrolled.push(await scrollThrough(page, scrollers.thread, -1, 1_000));
    heap.push(await heapMegabytes(session));
  }
  const field = inbox.field;
  await field.click();
  await press(page, ...'The coffee is ready');
  await press(page, 'Escape', 'j', 'j', 'k', 'k');
  await page.getByRole('button', { name: desk.search, exact: true }).click();
  await page.getByRole('searchbox', { name: search.label }).waitFor();
  await press(page, ...rare);
  const hit = page.getByRole('region', { name: search.messages }).getByRole('link', { name: long }).first();
  const further = page.getByRole('button', { name: search.more });
  // Each call looks back over 2 MB of texts, and the page says so.
  for (;;) {
    await hit.or(further).first().waitFor({ timeout: 60_000 });
    if ((await hit.count()) > 0) break;
    await further.click();
  }
  const jumpedMs = await timed(async () => {
    await hit.click();
    await page.locator('main article', { hasText: rare }).waitFor();
  });
  await page.getByRole('button', { name: en.thread.toLatest }).click();
  await page.getByRole('button', { name: en.thread.toLatest }).waitFor({ state: 'detached' });
  heap.push(await heapMegabytes(session));
  await page.getByRole('button', { name: search.close }).click();
  for (const view of ['unassigned', 'ai', 'all'] as const) {
    await inbox.show(view);
    await inbox.page.locator('nav li a').first().waitFor();
  }
  await inbox.press('labels');
  await page.keyboard.press('Escape');
  // What was measured last is reported after its frame.
  await page.waitForTimeout(500);
  return {
    scrolled: { least: Math.min(...scrolled.map(({ least }) => least)), most: Math.max(...scrolled.map(({ most }) => most)) },
    listed,
    heap,
    presses: Presses.parse(await page.evaluate('window.presses')),
    total: z.number().parse(await page.evaluate('performance.interactionCount ?? 0')),
    openedMs,
    jumpedMs,
  };
}

const indexed = async (stage: BenchStage): Promise<number> =>
  (await stage.functions()).find(({ name }) => name === 'search-index')?.invocations ?? 0;

/** What an agent feels in a large business on a slow machine. */
export async function browsing(stage: BenchStage): Promise<Figure[]> {
  const made = await makeLarge(stage.outputs, { messages: 100_000, conversations: 20_000 });
  // What makes texts findable would compute beside what is measured.
  let before = -1;
  for (let now = await indexed(stage); now !== before; now = await indexed(stage)) {
    before = now;
    await sleep(5_000);
  }
  const browser = await launchBrowser();
  try {
    const { page, context, wrongs } = await openPage(browser, { width: 'desktop' });
    const session = await context.newCDPSession(page);
    await page.addInitScript(observe);
    await signIn(page, await stage.forBrowsers(), made.agent);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const { scrolled, listed, heap, presses, total, openedMs, jumpedMs } = await browse(page, session, made);
    if (wrongs.length > 0) throw new Error(`The page went wrong: ${wrongs.join('; ')}`);
    const { inp, worst } = feltOf(presses, total);
    const nodes = (name: string, counts: Counts): Figure => ({
      group,
      name,
      value: `${counts.least} to ${counts.most}`,
      target: 'constant',
      met: isSteady(counts),
    });
    const [opened = 0, first = 0, , third = 0, atEnd = 0] = heap;
    const ms = (value: number): string => `${value.toFixed(0)} ms`;
    return [
      { group, name: `INP over ${total} presses`, value: ms(inp), target: '100 ms', met: inp <= 100 },
      { group, name: `the slowest press (${worst?.what ?? 'none'})`, value: ms(worst?.ms ?? 0) },
      nodes('elements on the page while 3,000 messages scroll by', scrolled),
      nodes('elements on the page while 3,000 conversations scroll by', listed),
      {
        group,
        name: 'JavaScript heap after 3,000 messages have scrolled by, against 1,000, garbage collected',
        value: `${third.toFixed(1)} MB`,
        baseline: `${first.toFixed(1)} MB; at the beginning ${opened.toFixed(1)} MB`,
        target: '1.5 KB a message',
        met: third - first <= 2_000 * 0.0015,
      },
      { group, name: 'the same back at the end of the conversation', value: `${atEnd.toFixed(1)} MB` },
      { group, name: 'opening the long conversation, from click to messages', value: ms(openedMs) },
      { group, name: 'jumping from a hit 50,000 messages back, from click to message', value: ms(jumpedMs) },
    ];
  } finally {
    await browser.close();
  }
}

import type { BrowserContext } from 'playwright-core';
import * as z from 'zod';
import { launchBrowser } from '../../test/browser/browser.ts';
import { signIn, widths } from '../../test/browser/desk-page.ts';
import { type Figure, median } from './report.ts';
import type { BenchStage } from './stage.ts';

const group = 'The page in Chromium';
/** Lighthouse's mobile throttle: https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md */
const network = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const slowdown = 4;
const loads = 5;

const Vitals = z.object({ lcp: z.number(), tbt: z.number() });

/** Collects the largest contentful paint and what long tasks block beyond 50 ms each. */
const observe = `
  window.__vitals = { lcp: 0, tbt: 0 };
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.__vitals.lcp = entry.startTime; })
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.__vitals.tbt += Math.max(0, entry.duration - 50); })
    .observe({ type: 'longtask', buffered: true });
`;

type Vital = z.infer<typeof Vitals>;

/** One load on a throttled phone with nothing in its cache. */
async function load(context: BrowserContext, url: string): Promise<Vital> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Network.emulateNetworkConditions', network);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.addInitScript(observe);
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.waitForTimeout(1000);
  const vital = Vitals.parse(await page.evaluate('window.__vitals'));
  await page.close();
  return vital;
}

function figures(of: string, vitals: readonly Vital[]): Figure[] {
  const [lcp, tbt] = [median(vitals.map((one) => one.lcp)), median(vitals.map((one) => one.tbt))];
  return [
    {
      group,
      name: `largest contentful paint of ${of}, throttled phone`,
      value: `${lcp.toFixed(0)} ms`,
      target: '2000 ms',
      met: lcp <= 2000,
    },
    { group, name: 'total blocking time of the same load', value: `${tbt.toFixed(0)} ms`, target: '150 ms', met: tbt <= 150 },
  ];
}

/** First load of the sign-in page, and of the inbox of somebody who is signed in. */
export async function pageSpeed(stage: BenchStage): Promise<Figure[]> {
  const browser = await launchBrowser();
  // The service worker would answer from what it has kept.
  const phone = { viewport: widths.phone, isMobile: true, hasTouch: true, serviceWorkers: 'block' } as const;
  try {
    const strangers: Vital[] = [];
    for (let count = 0; count < loads; count++) {
      const context = await browser.newContext(phone);
      strangers.push(await load(context, stage.outputs.url));
      await context.close();
    }
    const agents: Vital[] = [];
    const context = await browser.newContext(phone);
    const agent = stage.outputs.users.find(({ role }) => role === 'agent');
    if (!agent) throw new Error('The seed has no agent');
    const first = await context.newPage();
    await signIn(first, await stage.forBrowsers(), agent.email);
    await first.close();
    for (let count = 0; count < loads; count++) agents.push(await load(context, stage.outputs.url));
    return [...figures('sign-in', strangers), ...figures('the inbox, signed in', agents)];
  } finally {
    await browser.close();
  }
}

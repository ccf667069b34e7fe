import * as z from 'zod';
import { launchBrowser } from '../../test/browser/browser.ts';
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

/** First load of the sign-in page on a throttled phone. */
export async function pageSpeed(stage: BenchStage): Promise<Figure[]> {
  const browser = await launchBrowser();
  try {
    const results: z.infer<typeof Vitals>[] = [];
    for (let load = 0; load < loads; load++) {
      const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('Network.enable');
      await session.send('Network.emulateNetworkConditions', network);
      await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
      await page.addInitScript(observe);
      await page.goto(stage.outputs.url, { waitUntil: 'networkidle' });
      await page.waitForTimeout(1000);
      results.push(Vitals.parse(await page.evaluate('window.__vitals')));
      await context.close();
    }
    const lcp = median(results.map((one) => one.lcp));
    const tbt = median(results.map((one) => one.tbt));
    return [
      {
        group,
        name: 'largest contentful paint of sign-in, throttled phone',
        value: `${lcp.toFixed(0)} ms`,
        target: '2000 ms',
        met: lcp <= 2000,
      },
      { group, name: 'total blocking time of the same load', value: `${tbt.toFixed(0)} ms`, target: '150 ms', met: tbt <= 150 },
    ];
  } finally {
    await browser.close();
  }
}

import type { Page } from 'playwright-core';
import * as z from 'zod';

const Counts = z.object({ least: z.number(), most: z.number() });
/** Elements of the page, over all steps of a scroll. */
export type Counts = z.infer<typeof Counts>;

export const scrollers = { thread: 'main section.virtual', list: 'nav .virtual' } as const;

/** Scrolls by `screens` (negative: up) until so many rows have come by, and counts the elements of the page at every step. */
export async function scrollThrough(page: Page, css: string, screens: number, rows: number): Promise<Counts> {
  const found: unknown = await page.evaluate(`(async () => {
    const scroller = document.querySelector(${JSON.stringify(css)});
    const seen = new Set();
    const counts = { least: Infinity, most: 0 };
    for (let idle = 0; seen.size < ${rows} && idle < 500; ) {
      const before = seen.size;
      for (const one of scroller.querySelectorAll('[data-message], li a')) seen.add(one.dataset.message ?? one.getAttribute('href'));
      const count = document.querySelectorAll('*').length;
      counts.least = Math.min(counts.least, count);
      counts.most = Math.max(counts.most, count);
      if (seen.size > before) idle = 0;
      else {
        idle += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      scroller.scrollTop += ${screens} * scroller.clientHeight;
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
    if (seen.size < ${rows}) throw new Error('Only ' + seen.size + ' of ${rows} rows came by');
    return counts;
  })()`);
  return Counts.parse(found);
}

/** Rows differ a little; a page that keeps what has gone by grows without end. */
export const isSteady = ({ least, most }: Counts): boolean => most <= least * 1.5 + 50;

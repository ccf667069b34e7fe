import { webBudgets, weighWeb } from '../web-sizes.ts';
import { type Figure, kilobytes } from './report.ts';

/** What a browser has to load before sign-in and inbox work, and the largest part that is loaded later. */
export async function webSizes(): Promise<Figure[]> {
  const { first, later, style, worker } = await weighWeb('dist/web');
  const [[part, largest] = ['none', 0]] = [...later].sort(([, a], [, b]) => b - a);
  const line = (name: string, bytes: number, budget: number): Figure => ({
    group: 'Web app (gzip -9)',
    name,
    value: kilobytes(bytes),
    target: `${budget / 1000} KB`,
    met: bytes <= budget,
  });
  return [
    line('sign-in and inbox, first load, JavaScript with the larger language', first, webBudgets.first),
    line(`largest part loaded later (\`${part}\`)`, largest, webBudgets.later),
    line('style', style, webBudgets.style),
    line('service worker', worker, webBudgets.worker),
  ];
}

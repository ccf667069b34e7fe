import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from '../test/browser/browser.ts';

/**
 * Draws the icons of the installed app from web/public/icon.svg, which is the only original: `node scripts/icons.ts`, after each
 * change of it. Systems that cut icons into their own shapes get one that is filled to the edges, its sign within the safe circle
 * (https://w3c.github.io/manifest/#icon-masks).
 */
const folder = join(import.meta.dirname, '..', 'web', 'public');
const sign = 0.78;

function filled(svg: string): string {
  const [open, rest] = [svg.indexOf('/>') + 2, svg.lastIndexOf('</svg>')];
  const scaled = `<g transform="translate(32 32) scale(${sign}) translate(-32 -32)">${svg.slice(open, rest)}</g>`;
  return svg.slice(0, open).replace(' rx="15"', '') + scaled + svg.slice(rest);
}

const original = await readFile(join(folder, 'icon.svg'), 'utf8');
const wanted = [
  { name: 'icon-192.png', size: 192, svg: original },
  { name: 'icon-512.png', size: 512, svg: original },
  { name: 'icon-maskable-512.png', size: 512, svg: filled(original) },
  { name: 'apple-touch-icon.png', size: 180, svg: filled(original) },
];

const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  for (const { name, size, svg } of wanted) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
    await writeFile(join(folder, name), await page.screenshot({ omitBackground: true }));
  }
} finally {
  await browser.close();
}

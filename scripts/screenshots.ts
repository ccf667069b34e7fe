import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../test/browser/browser.ts';
import { type OwnStage, startStage } from '../test/helpers/stage.ts';
import { switchAssistant, tellOfAssistant } from './screenshots/assistant.ts';
import { tellStory } from './screenshots/story.ts';

/**
 * Pictures of the main states, for the README and for looking at them: `npm run screenshots`. They are made of the product itself
 * on a stage of its own, with people who do not exist.
 */
const folder = join(import.meta.dirname, '..', 'docs', 'screenshots');
const agent = 'agent1@samia-tarot.example';
const admin = 'admin@samia-tarot.example';

interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly locale?: 'en' | 'ar';
  readonly colorScheme?: 'light' | 'dark';
  readonly email?: string;
}

async function signedIn(browser: Browser, stage: OwnStage, look: Look): Promise<{ context: BrowserContext; page: Page }> {
  const { width = 1280, height = 800, locale = 'en', colorScheme = 'light', email = agent } = look;
  const phone = width < 600;
  const context = await browser.newContext({
    viewport: { width, height },
    locale,
    colorScheme,
    hasTouch: phone,
    isMobile: phone,
    deviceScaleFactor: phone ? 2 : 1.5,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const user = stage.outputs.users.find((one) => one.email === email);
  await page.goto(stage.url);
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(user?.password ?? '');
  await page.locator('button[type=submit]').click();
  await page.locator('nav li a[href*="/c/"]').first().waitFor();
  return { context, page };
}

/** A quarter of a PNG's size, made by the browser itself. */
async function asWebp(page: Page, png: Buffer): Promise<Buffer> {
  const script = `(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png.toString('base64')}';
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.86);
  })()`;
  const url = String(await page.evaluate(script));
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

const [stage, browser] = await Promise.all([startStage(undefined, { assistant: true }), launchBrowser()]);
try {
  await mkdir(folder, { recursive: true });
  // Until the story is told: it is one of people.
  await switchAssistant(stage, false);
  const ids = await tellStory(stage);
  const converter = await (await browser.newContext()).newPage();
  const home = `${stage.url}/b/samia-tarot`;

  const shoot = async (name: string, look: Look, path: string, ready: (page: Page) => Promise<unknown>): Promise<void> => {
    const { context, page } = await signedIn(browser, stage, look);
    if (path !== '') await page.goto(`${home}${path}`);
    await ready(page);
    // What fades in is there, and so are the fonts.
    await page.evaluate('document.fonts.ready');
    await page.waitForTimeout(400);
    await writeFile(join(folder, `${name}.webp`), await asWebp(converter, await page.screenshot()));
    await context.close();
    console.info(name);
  };
  const thread = (page: Page) => page.locator('main article [data-status]').first().waitFor();
  const rana = `/c/${ids.rana}`;
  const layla = `/c/${ids.layla}`;

  await shoot('list', {}, '', (page) => page.locator('nav li a[href*="/c/"]').nth(5).waitFor());
  await shoot('inbox', { width: 1440, height: 900 }, rana, async (page) => {
    await thread(page);
    await page.locator('aside dl').first().waitFor();
  });
  await shoot('thread-dark', { colorScheme: 'dark' }, rana, thread);
  await shoot('arabic', { width: 1440, height: 900, locale: 'ar' }, layla, async (page) => {
    await thread(page);
    await page.locator('aside dl').first().waitFor();
  });
  await shoot('tablet', { width: 768, height: 1024 }, rana, thread);
  await shoot('phone-list', { width: 390, height: 844 }, '', (page) => page.locator('nav li a[href*="/c/"]').nth(5).waitFor());
  await shoot('phone-thread', { width: 390, height: 844 }, rana, thread);
  await shoot('phone-arabic-dark', { width: 390, height: 844, locale: 'ar', colorScheme: 'dark' }, layla, thread);
  await shoot('customer-phone', { width: 390, height: 844 }, `${rana}/customer`, (page) =>
    page.locator('dl dd').first().waitFor(),
  );
  await shoot('canned', {}, rana, async (page) => {
    await thread(page);
    await page.locator('main textarea').fill('/');
    await page.getByRole('option').first().waitFor();
  });
  await shoot('search', {}, rana, async (page) => {
    await thread(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('searchbox').fill('reading');
    await page.locator('search mark').first().waitFor({ timeout: 20_000 });
  });
  await shoot('palette', {}, rana, async (page) => {
    await thread(page);
    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
  });
  await shoot('keys', {}, rana, async (page) => {
    await thread(page);
    await page.locator('body').click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  });
  await shoot('settings-assignment', { email: admin }, '/settings/assignment', (page) => page.getByRole('checkbox').waitFor());
  await shoot('settings-team', { email: admin, colorScheme: 'dark' }, '/settings/team', (page) =>
    page.getByRole('link', { name: 'Lina Nassar' }).waitFor(),
  );

  await switchAssistant(stage, true);
  const talks = await tellOfAssistant(stage, browser);
  const [dina, hiba] = [`/c/${talks.dina}`, `/c/${talks.hiba}`];
  const heard = async (page: Page): Promise<void> => {
    await page.locator('[data-transcript=done]').last().waitFor();
    await page.locator('main article img').first().waitFor();
    const latest = page.getByRole('button', { name: 'Jump to the newest message' });
    if (await latest.isVisible()) await latest.click();
  };
  const suggested = (name: string) => (page: Page) => page.getByRole('region', { name }).waitFor();
  await shoot('assistant', { width: 1440, height: 1000 }, dina, heard);
  await shoot('phone-assistant', { width: 390, height: 844 }, dina, heard);
  await shoot('suggestion', {}, hiba, suggested('The assistant suggests'));
  await shoot(
    'phone-suggestion-arabic-dark',
    { width: 390, height: 844, locale: 'ar', colorScheme: 'dark' },
    hiba,
    suggested('المساعد يقترح'),
  );
  await shoot('settings-assistant', { email: admin }, '/settings/assistant', (page) =>
    page.getByRole('switch').or(page.getByRole('checkbox')).first().waitFor(),
  );
  await shoot('settings-knowledge', { email: admin }, '/settings/knowledge', (page) =>
    page.getByText('How readings work').first().waitFor(),
  );
  await shoot('files', { email: admin }, '/files', (page) => page.locator('main img').first().waitFor());
} finally {
  await browser.close();
  await stage.stop();
}

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { library as arLibrary } from '../../web/src/i18n/ar/library.ts';
import { settings as arSettings } from '../../web/src/i18n/ar/settings.ts';
import { library as enLibrary } from '../../web/src/i18n/en/library.ts';
import { media as enMedia } from '../../web/src/i18n/en/media.ts';
import { settings as enSettings } from '../../web/src/i18n/en/settings.ts';
import { voice as enVoice } from '../../web/src/i18n/en/voice.ts';
import { en } from '../../web/src/i18n/en.ts';
import { sizeIn } from '../../web/src/media/size-in.ts';
import { employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { atProvider, fileOf, sendFile } from '../helpers/media.ts';
import { jpeg, pdf, sha256, voiceNote } from '../helpers/media-files.ts';
import { type Customer, newCustomer, say } from '../helpers/provider.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';
import { launchBrowser } from './browser.ts';
import { openPage, signIn } from './desk-page.ts';
import { InboxPage } from './inbox-page.ts';
import { checkLook, goTo, looks } from './looks.ts';

let stage: OwnStage;
let browser: Browser;
const customer: Customer = newCustomer('Rana Voice');
const admin = 'admin@samia-tarot.example';
beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage(undefined, { forBrowsers: true }), launchBrowser()]);
  await say(stage.channel('samia'), customer, 'hello');
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

let seed = 0;
/** The customer sends a voice note of which is known what it says; answers how to say it differently. */
async function speaks(known: Readonly<Record<string, unknown>>) {
  const channel = stage.channel('samia');
  seed += 1;
  const bytes = voiceNote(3, seed);
  const record = (more: Readonly<Record<string, unknown>>) =>
    stage.control('POST', '/_stage/recordings', { sha256: sha256(bytes), takesMs: 50, ...more });
  await record(known);
  await sendFile(
    stage,
    channel,
    customer,
    { type: 'audio', more: { voice: true } },
    await atProvider(stage, channel, bytes, 'audio/ogg'),
  );
  return record;
}

describe('a voice note in the thread', () => {
  it('shows what is said, how sure that is, and lets an agent have it done again and put it right', async () => {
    const { page, wrongs, context } = await openPage(browser, { width: 'desktop' });
    await signIn(page, stage, 'agent1@samia-tarot.example');
    const inbox = new InboxPage(page);
    await inbox.open(customer.name);
    const shown = (state: string) => page.locator(`[data-transcript=${state}]`).last();

    await speaks({ text: 'Sabah al khair, one coffee cup please', language: 'en' });
    // The first one starts three functions.
    await shown('done').getByText('Sabah al khair, one coffee cup please').waitFor({ timeout: 60_000 });
    await shown('done').getByText('English').waitFor();
    await shown('done').getByText(enVoice.recorded).waitFor();

    const record = await speaks({ failureReason: 'Unsupported media format.' });
    await shown('failed').getByText(enVoice.reasons['wrong-format']).waitFor();
    await record({ text: 'Günaydın, bir fincan kahve', language: 'tr' });
    await shown('failed').getByRole('button', { name: enVoice.tryAgain }).click();
    await page.getByLabel(enVoice.spoken).selectOption('en');
    await page.getByRole('button', { name: enVoice.again, exact: true }).last().click();
    // Heard as English, it is not sure of a single word.
    await shown('done').locator('[data-shade=very-unsure]').first().waitFor();
    expect(await shown('done').locator('[data-shade=very-unsure]').count()).toBe(4);

    await shown('done').getByRole('button', { name: enVoice.correct }).click();
    // A player has a "Save" of its own.
    const correction = page.locator('form', { has: page.getByLabel(enVoice.correction) });
    await correction.getByLabel(enVoice.correction).fill('Günaydın! Bir fincan kahve.');
    await correction.getByRole('button', { name: enVoice.save, exact: true }).click();
    await shown('done').getByText('Günaydın! Bir fincan kahve.').waitFor();
    await shown('done')
      .getByText(/^Corrected by /)
      .waitFor();
    await shown('done').getByRole('button', { name: enVoice.showHeard }).click();
    await shown('done').locator('[data-shade=very-unsure]').first().waitFor();

    await speaks({ text: '' });
    await shown('empty').getByText(enVoice.empty).waitFor();
    expect(wrongs).toEqual([]);
    await context.close();
  });
});

describe('the engine', () => {
  it('of the business’s own is chosen with address, model, key and price, and its key is never shown again', async () => {
    const { page, context } = await openPage(browser, { width: 'desktop' });
    await signIn(page, stage, admin);
    await page.goto(`${stage.url}/b/samia-tarot/settings/transcription`);
    await page.getByText(enSettings.engineOpenai, { exact: true }).click();
    const save = page.locator('form button[type=submit]');
    await save.click();
    await page.getByText(enSettings.engineKeyWrong).waitFor();
    await page.getByLabel(enSettings.endpoint).fill('https://api.openai.example/v1');
    await page.getByLabel(enSettings.model).fill('whisper-1');
    await page.getByLabel(enSettings.engineKey, { exact: true }).fill('sk-very-secret');
    await save.click();
    await page.getByText(enSettings.engineKeyKept).waitFor();
    await page.reload();
    await page.getByText(enSettings.engineKeyKept).waitFor();
    expect(await page.getByLabel(enSettings.engineKey, { exact: true }).inputValue()).toBe('');
    const { body } = await (await employee(stage, 'samia', 'admin')).call('GET', '/v1/transcription');
    expect(body).toMatchObject({ engine: 'openai', hasKey: true, microsPerMinute: 6_000, model: 'whisper-1' });
    expect(JSON.stringify(body)).not.toContain('secret');
    await context.close();
  });
});

/** Every picture on the page is there. */
const painted = (page: Page): Promise<unknown> =>
  eventually(
    () => page.evaluate('[...document.images].every((one) => one.complete && one.naturalWidth > 0)'),
    (all) => all === true,
  );

describe('the library', () => {
  it('shows every file with whose it is and where, filters, deletes one for good, and says how long others are kept', async () => {
    const channel = stage.channel('samia');
    const desk = await employee(stage, 'samia', 'admin');
    const { id: conversation } = await desk.heardFrom(customer.waId ?? '');
    const send = async (type: 'image' | 'document', bytes: Buffer, mimeType: string, more = {}) => {
      const wamid = await sendFile(stage, channel, customer, { type, more }, await atProvider(stage, channel, bytes, mimeType));
      return fileOf(desk, conversation, wamid);
    };
    const picture = await send('image', jpeg(1600, 1200), 'image/jpeg');
    await send('image', jpeg(300, 500, 2), 'image/jpeg');
    await send('document', pdf(2), 'application/pdf', { filename: 'price list.pdf' });
    const home = `/b/${stage.business('samia').slug}`;

    for (const look of looks) {
      const { page, wrongs, context } = await openPage(browser, look);
      const [words, settings] = look.locale === 'ar' ? [arLibrary, arSettings] : [enLibrary, enSettings];
      await signIn(page, stage, admin);
      await page.locator(`nav a[href="${home}/files"]`).click();
      const tiles = page.getByRole('list', { name: words.list }).getByRole('button');
      await tiles
        .filter({ has: page.locator('img') })
        .first()
        .waitFor();
      await painted(page);
      await checkLook(page, 'library', look, 0);
      await tiles
        .filter({ has: page.locator('img') })
        .last()
        .click();
      await page.getByRole('dialog').locator('img').waitFor();
      await painted(page);
      await checkLook(page, 'library-file', look, 1);
      await page.getByRole('dialog').getByRole('button', { name: words.remove, exact: true }).click();
      await page.getByRole('button', { name: words.removeNow }).waitFor();
      await checkLook(page, 'library-delete', look, 0);
      await page.keyboard.press('Escape');
      await goTo(page, `${home}/settings/retention`);
      await page.getByLabel(settings.ofCustomers).waitFor();
      await checkLook(page, 'retention', look, 1);
      expect(wrongs).toEqual([]);
      await context.close();
    }

    const { page, wrongs, context } = await openPage(browser, { width: 'desktop' });
    await signIn(page, stage, admin);
    await page.goto(`${stage.url}${home}/files`);
    const tiles = page.getByRole('list', { name: enLibrary.list }).getByRole('button');
    const kinds = page.getByRole('list', { name: enLibrary.kinds });
    await kinds.getByRole('button', { name: en.kinds.document }).click();
    await tiles.getByText('price list.pdf').waitFor();
    expect(await tiles.count()).toBe(1);
    await page.getByRole('button', { name: enLibrary.clear }).click();
    await page.getByRole('button', { name: enLibrary.anyCustomer }).click();
    await page.getByLabel(enLibrary.search).fill('Rana');
    await page.getByRole('dialog').getByRole('button', { name: customer.name }).click();
    await kinds.getByRole('button', { name: en.kinds.image }).click();
    const photos = kinds.getByRole('button', { name: en.kinds.image });
    await photos.getByText(/^2 · /).waitFor();
    await tiles.nth(1).waitFor();
    await tiles.filter({ hasText: sizeIn(picture.file?.bytes ?? 0, 'en') }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: enLibrary.remove, exact: true }).click();
    await page.getByText(enLibrary.removeHint(1)).waitFor();
    await page.getByRole('button', { name: enLibrary.removeNow }).click();
    await page.getByText(enLibrary.removed).waitFor();
    await eventually(
      () => tiles.count(),
      (count) => count === 1,
    );
    await photos.getByText(/^1 · /).waitFor();
    await page.goto(`${stage.url}${home}/c/${conversation}?m=${picture.id}`);
    await page.locator(`[data-message="${picture.id}"]`).getByText(enMedia.deleted.slice(0, -1)).waitFor();
    expect((await fileOf(desk, conversation, picture.providerId ?? '', ['deleted'])).file).toMatchObject({ state: 'deleted' });

    await page.goto(`${stage.url}${home}/settings/retention`);
    await page.getByLabel(enSettings.ofCustomers).selectOption('30');
    await page.locator('form button[type=submit]').click();
    await eventually(
      async () => (await desk.call('GET', '/v1/media/retention')).body,
      ({ customer: days, business, version }) => days === 30 && business === null && version === 1,
    );
    await send('image', jpeg(320, 240, 3), 'image/jpeg');
    const { body } = await desk.call('GET', '/v1/media?kind=image');
    expect(body.items[0].expiresAt).toMatch(/T00:00:00.000Z$/);
    expect(body.items[1].expiresAt).toBeUndefined();
    expect(wrongs).toEqual([]);
    await context.close();
  });
});

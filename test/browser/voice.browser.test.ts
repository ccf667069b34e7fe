import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settings as enSettings } from '../../web/src/i18n/en/settings.ts';
import { voice as enVoice } from '../../web/src/i18n/en/voice.ts';
import { employee } from '../helpers/api.ts';
import { atProvider, sendFile } from '../helpers/media.ts';
import { sha256, voiceNote } from '../helpers/media-files.ts';
import { type Customer, newCustomer, say } from '../helpers/provider.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';
import { launchBrowser } from './browser.ts';
import { openPage, signIn } from './desk-page.ts';
import { InboxPage } from './inbox-page.ts';

let stage: OwnStage;
let browser: Browser;
const customer: Customer = newCustomer('Rana Voice');
const admin = 'admin@samia-tarot.example';
beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage(), launchBrowser()]);
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
    await page.getByLabel(enVoice.correction).fill('Günaydın! Bir fincan kahve.');
    await page.getByRole('button', { name: enVoice.save }).click();
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

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ar } from '../../web/src/i18n/ar.ts';
import { en } from '../../web/src/i18n/en.ts';
import { employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { sentTo } from '../helpers/graph.ts';
import { newCustomer } from '../helpers/provider.ts';
import { queues } from '../helpers/settled.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';
import { launchBrowser } from './browser.ts';
import { openPage, screenshot, signIn } from './desk-page.ts';
import { InboxPage } from './inbox-page.ts';
import { checkLook } from './looks.ts';
import { openPhone, type } from './pretend-phone.ts';

let stage: OwnStage;
let browser: Browser;
const agent = 'agent1@samia-tarot.example';
beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage(undefined, { assistant: true }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

const customerOf = (name: string) => ({ name, number: newCustomer().waId });
const sara = customerOf('Sara Whitfield');
const layla = customerOf('ليلى حداد');
const ayse = customerOf('Ayşe Kaya');

/** What each asks, and what is in that answer alone. The last of them is told so whether the business is open or closed. */
const talks = [
  {
    customer: sara,
    business: 'Samia Tarot',
    asks: [
      ['What services do you offer?', 'Call with Samia: 30 minutes 150 USD'],
      ['How much is a tarot reading?', 'A spread of ten cards'],
      ['Are you open on Friday?', 'Friday: 12:00–20:00'],
      ['How do coffee cup readings work?', 'Send us three photos'],
      ['I want to talk to a human', 'I am passing this on to a colleague'],
    ],
  },
  {
    customer: layla,
    business: 'Samia Tarot',
    asks: [
      ['شو الخدمات اللي عندكم؟', 'مكالمة مع سامية: 30 دقيقة 150 USD'],
      ['بكم قراءة الفنجان', 'أرسل ثلاث صور لفنجانك'],
      ['فاتحين يوم الجمعة؟', 'الجمعة: 12:00–20:00'],
      ['شو سياسة الاسترداد', 'نعيد المبلغ كاملًا خلال 14 يومًا'],
      ['بدي احكي مع موظف', 'سأحوّل محادثتك إلى أحد زملائي'],
    ],
  },
  {
    customer: ayse,
    business: 'Işık Dental',
    asks: [
      ['Hangi hizmetleri veriyorsunuz?', 'Muayene: 30 dakika 800 TRY'],
      ['Diş beyazlatma ne kadar?', 'Klinikte, lazerle'],
      ['Pazar günü açık mısınız?', 'Pazar: kapalı'],
      ['Otopark var mı?', 'ücretsiz otopark'],
      ['Bir temsilciyle görüşmek istiyorum', 'Sizi bir çalışma arkadaşıma yönlendiriyorum'],
    ],
  },
] as const;

const answer = (phone: Page, text: string) => phone.locator('#log').getByText(text).last();

async function asks(phone: Page, question: string, expected: string): Promise<void> {
  await type(phone, question);
  await answer(phone, expected).waitFor();
}

const sentCount = async ({ number }: typeof sara): Promise<number> => (await sentTo(stage, number)).messages.length;

let phoneOfSara: Page;

describe('the assistant', () => {
  it('tells of services, prices, hours and what it has read, and hands over, in three languages', {
    timeout: 180_000,
  }, async () => {
    const phones = await Promise.all(
      talks.map(async ({ customer, business, asks: questions }) => {
        const { page: phone } = await openPage(browser, { width: 'phone' });
        await openPhone(phone, stage, customer, business);
        for (const [question, expected] of questions) await asks(phone, question, expected);
        await screenshot(phone, `assistant-on-the-phone-${business}-${customer.name}`);
        expect(await sentCount(customer)).toBe(questions.length);
        return phone;
      }),
    );
    const [first] = phones;
    if (!first) throw new Error('Nobody has a phone');
    phoneOfSara = first;
  });

  it('shows people why it handed over, lets them take over, suggests to them, and goes on when it is handed back to', {
    timeout: 180_000,
  }, async () => {
    const words = en.desk.suggestion;
    const { page, wrongs, context } = await openPage(browser, { width: 'desktop' });
    await signIn(page, stage, agent);
    const inbox = new InboxPage(page);
    await inbox.open(sara.name);
    const said = page.locator('main article', { hasText: 'A spread of ten cards' });
    await said.getByText(en.thread.assistant, { exact: true }).waitFor();
    // It opens with what was not read yet, which is more than the window shows.
    await page.getByRole('button', { name: en.thread.toLatest }).click();
    await inbox.event(`The assistant handed over: ${en.handOver.asked}`).waitFor();
    await checkLook(page, 'handed-over', { turn: 0, width: 'desktop', colorScheme: 'light', locale: 'en' }, 1);

    await inbox.press('takeOver');
    await inbox.event('took over').waitFor();
    await inbox.bar.getByText(en.desk.yours).waitFor();
    await type(phoneOfSara, 'Are you there?');
    await page.locator('main article', { hasText: 'Are you there?' }).waitFor();

    await inbox.press('handBack');
    await page.getByRole('button', { name: en.desk.handBackHybrid }).click();
    await inbox.event('lets the assistant suggest').waitFor();
    await type(phoneOfSara, 'How much is a coffee-cup reading?');
    const bar = page.getByRole('region', { name: words.title });
    await bar.getByText('Coffee-cup reading').waitFor();
    // The question stands above the suggestion, not behind it.
    await eventually(
      () => page.getByRole('button', { name: en.thread.toLatest }).count(),
      (count) => count === 0,
    );
    await checkLook(page, 'suggestion', { turn: 0, width: 'desktop', colorScheme: 'light', locale: 'en' }, 0);

    await bar.getByRole('button', { name: words.edit, exact: true }).click();
    await eventually(
      () => inbox.field.inputValue(),
      (text) => text.includes('Coffee-cup reading'),
    );
    expect(await bar.count()).toBe(0);
    await inbox.field.fill('A coffee-cup reading is 50 USD, dear Sara.');
    await inbox.field.press('Enter');
    await answer(phoneOfSara, 'dear Sara').waitFor();

    await type(phoneOfSara, 'How much is a call with Samia?');
    await bar.getByText('Call with Samia').waitFor();
    await bar.getByRole('button', { name: words.send, exact: true }).click();
    await bar.waitFor({ state: 'hidden' });
    await eventually(
      () => sentCount(sara),
      (count) => count === 7,
    );

    await type(phoneOfSara, 'How much is a rune reading?');
    await bar.getByText('Rune reading').waitFor();
    const mobile = await openPage(browser, { width: 'phone', colorScheme: 'dark', locale: 'ar' });
    await signIn(mobile.page, stage, agent);
    await new InboxPage(mobile.page).row(layla.name).click();
    await mobile.page.getByRole('button', { name: ar.thread.toLatest }).click();
    const why = ar.work['handed-over']({ why: ar.handOver.asked });
    await mobile.page.locator('main article', { hasText: why }).waitFor();
    await checkLook(mobile.page, 'handed-over', { turn: 0, width: 'phone', colorScheme: 'dark', locale: 'ar' }, 1);
    await mobile.page.goBack();
    await new InboxPage(mobile.page).row(sara.name).click();
    await mobile.page.getByRole('region', { name: ar.desk.suggestion.title }).getByText('Rune reading').waitFor();
    await checkLook(mobile.page, 'suggestion', { turn: 0, width: 'phone', colorScheme: 'dark', locale: 'ar' }, 0);

    await bar.getByRole('button', { name: words.drop, exact: true }).click();
    await inbox.event('A suggestion was dropped').waitFor();
    await bar.waitFor({ state: 'hidden' });
    // Who looks at the same conversation elsewhere sees it go too.
    await mobile.page.getByRole('region', { name: ar.desk.suggestion.title }).waitFor({ state: 'hidden' });
    await mobile.context.close();

    await inbox.press('takeOver');
    await inbox.press('handBack');
    await page.getByRole('button', { name: en.desk.handBackAi }).click();
    await inbox.event('handed back to the assistant').waitFor();
    await asks(phoneOfSara, 'Are you open on Sunday?', 'Sunday: 12:00–20:00');
    await page.locator('main article', { hasText: 'Sunday: 12:00–20:00' }).waitFor();
    await type(phoneOfSara, 'thanks');
    await answer(phoneOfSara, 'You are welcome').waitFor();
    await screenshot(phoneOfSara, 'assistant-on-the-phone-again');
    // One answer each, and nothing that it does by itself.
    await eventually(
      async () => (await queues(stage)).filter(({ name }) => /assistant|outbound/.test(name)),
      (all) => all.every(({ waiting, inFlight }) => waiting + inFlight === 0),
    );
    expect(await sentCount(sara)).toBe(9);
    const lina = await employee(stage, 'samia');
    const thread = await lina.thread((await lina.heardFrom(sara.number)).id);
    const handedOver = thread.items.filter(({ content }) => content.kind === 'work' && content.event === 'handed-over');
    expect(handedOver).toHaveLength(1);
    expect([...wrongs, ...mobile.wrongs]).toEqual([]);
    await context.close();
  });
});

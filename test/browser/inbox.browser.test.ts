import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canned } from '../../web/src/i18n/en/canned.ts';
import { customer as customerWords } from '../../web/src/i18n/en/customer.ts';
import { management } from '../../web/src/i18n/en/management.ts';
import { palette } from '../../web/src/i18n/en/palette.ts';
import { search } from '../../web/src/i18n/en/search.ts';
import { settings } from '../../web/src/i18n/en/settings.ts';
import { en } from '../../web/src/i18n/en.ts';
import { isolate } from '../../web/src/i18n/isolate.ts';
import { clientId, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';
import { launchBrowser } from './browser.ts';
import { openPage, signIn, type Watched } from './desk-page.ts';
import { lookAtEverything } from './inbox-looks.ts';
import { InboxPage } from './inbox-page.ts';
import { walkMainPath } from './main-path.ts';
import { type Customer, send } from './pretend-phone.ts';

const words = en.desk;
const lina = { email: 'agent1@samia-tarot.example', name: 'Lina Nassar' };
const karim = { email: 'agent2@samia-tarot.example', name: 'Karim Saad' };
const manager = 'manager@samia-tarot.example';
const admin = 'admin@samia-tarot.example';

let stage: OwnStage;
let browser: Browser;

beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage(undefined, { forBrowsers: true }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

async function at(email: string): Promise<Watched & { readonly inbox: InboxPage }> {
  const watched = await openPage(browser, { width: 'desktop' });
  await signIn(watched.page, stage, email);
  return { ...watched, inbox: new InboxPage(watched.page) };
}

/** A colleague sees it within a second; the rest is for a machine that has other things to do. */
const seen = { timeout: 4000 };

describe('two agents', () => {
  const rana: Customer = { name: 'Rana Haddad', number: '96170555201' };
  const elie: Customer = { name: 'Elie Nader', number: '96170555202' };
  let one: Awaited<ReturnType<typeof at>>;
  let other: Awaited<ReturnType<typeof at>>;

  beforeAll(async () => {
    for (const customer of [elie, rana]) await send(stage, customer, { text: `Hello, I am ${customer.name}` });
    [one, other] = await Promise.all([at(lina.email), at(karim.email)]);
  });
  afterAll(async () => {
    expect([...one.wrongs, ...other.wrongs]).toEqual([]);
    await Promise.all([one.context.close(), other.context.close()]);
  });

  it('see who takes over, that the other is there, and that they write', async () => {
    await other.inbox.open(rana.name);
    await one.inbox.open(rana.name);
    // The first push of a stage that has just started: its functions are cold.
    await other.page.getByText(words.lookingHere(lina.name)).waitFor();
    await one.page.getByText(words.lookingHere(karim.name)).waitFor();
    await one.inbox.press('takeOver');
    await one.inbox.bar.getByText(words.yours).waitFor();
    await other.inbox.bar.getByText(words.assignedTo(lina.name)).waitFor(seen);
    await other.inbox.event('took over').waitFor(seen);
    await other.inbox.field.fill('Shall I?');
    await one.page.getByText(words.writingHere(karim.name)).waitFor(seen);
    await other.inbox.field.fill('');
  });

  it('read notes that the customer never gets, with who is meant, pinned for whoever comes next', async () => {
    await one.page.getByRole('button', { name: words.note, exact: true }).click();
    await one.inbox.field.pressSequentially('Wants Thursday, ask @Kar');
    await one.page.getByRole('option', { name: karim.name }).waitFor();
    await one.inbox.field.press('Enter');
    await one.inbox.field.press('Enter');
    const note = other.inbox.note('Wants Thursday');
    await note.waitFor(seen);
    expect(await note.locator('mark').textContent()).toBe(`@${karim.name}`);
    await note.getByRole('button', { name: words.pin }).click();
    await one.page.getByRole('button', { name: words.pinned(1) }).waitFor(seen);
    expect(await stage.control('GET', '/phone/api/chats').catch(String)).not.toContain('Wants Thursday');
    await one.page.getByRole('button', { name: words.message, exact: true }).click();
  });

  it('correct what a note says, and narrow the list to a label', async () => {
    const note = one.inbox.note('Wants Thursday');
    await note.getByRole('button', { name: words.noteEdit }).click();
    // What it says is in the field now, and no text of the page.
    const field = one.page.getByRole('textbox', { name: words.noteEdit });
    await field.fill('Wants Friday after all');
    await field.press('Control+Enter');
    const corrected = other.inbox.note('Wants Friday after all');
    await corrected.waitFor(seen);
    await corrected.getByText(/^edited /).waitFor();
    // Only who wrote it changes what it says.
    expect(await corrected.getByRole('button', { name: words.noteEdit }).count()).toBe(0);

    const boss = await employee(stage, 'samia', 'admin');
    const label = { name: 'Thursday', colour: '#1d7a5f' };
    const made = await boss.call('POST', '/v1/labels', label, { 'idempotency-key': clientId() });
    const { id } = await boss.heardFrom(rana.number);
    await boss.call('POST', `/v1/conversations/${id}/labels`, { add: [made.body.id] });
    await one.page.reload();
    await one.inbox.row(elie.name).waitFor();
    await one.page.getByRole('button', { name: words.labelFilter }).click();
    await one.page.getByRole('dialog').getByRole('button', { name: label.name }).click();
    await one.inbox.row(elie.name).waitFor({ state: 'detached' });
    await one.inbox.row(rana.name).waitFor();
    await boss.call('POST', `/v1/conversations/${id}/labels`, { remove: [made.body.id] });
    await one.page.getByText(words.labelEmpty).waitFor(seen);
    await one.page.getByRole('button', { name: words.labelFilter }).click();
    await one.page.getByRole('button', { name: words.labelFilterNone }).click();
    await one.inbox.open(rana.name);
  });

  it('are given what is nobody’s, once that is switched on', async () => {
    const boss = await at(admin);
    const { page } = boss;
    await page.goto(`${stage.url}/b/samia-tarot/settings/assignment`);
    await page.getByRole('checkbox', { name: settings.assignmentOn }).check();
    await page.getByText(settings.assignmentWaits).waitFor();
    await page.getByRole('button', { name: management.save }).click();
    await page.getByText(management.saved).waitFor();
    await one.inbox.press('assign');
    await one.page.getByRole('button', { name: words.assignNobody }).click();
    await one.inbox.event('Assigned to ').waitFor(seen);
    await other.inbox.event('Assigned to ').waitFor(seen);
    await page.getByRole('checkbox', { name: settings.assignmentOn }).uncheck();
    await page.getByRole('button', { name: management.save }).click();
    await page.getByText(settings.assignmentOff).waitFor();
    await page.getByText(management.saved).waitFor();
    // Whoever was next has it; the chapters after this one go on with the first of the two.
    await one.inbox.bar.getByText(words.nobody).waitFor({ state: 'detached' });
    if (!(await one.inbox.bar.getByText(words.yours).isVisible())) await one.inbox.press('takeOver');
    await one.inbox.bar.getByText(words.yours).waitFor();
    expect(boss.wrongs).toEqual([]);
    await boss.context.close();
  });

  it('have it in the views where it belongs, put aside, resolved, taken back and opened again', async () => {
    await one.inbox.show('mine');
    await one.inbox.row(rana.name).waitFor();
    await one.inbox.press('snooze');
    await one.page.getByRole('button', { name: words.snoozeTomorrow }).click();
    await one.inbox.row(rana.name).waitFor({ state: 'detached' });
    await other.inbox.row(rana.name).waitFor({ state: 'detached', ...seen });
    await one.page.getByRole('button', { name: words.undo }).click();
    await other.inbox.row(rana.name).waitFor(seen);

    await one.inbox.press('resolve');
    await other.inbox.event('resolved this').waitFor(seen);
    await other.inbox.row(rana.name).waitFor({ state: 'detached', ...seen });
    await other.inbox.show('resolved');
    await other.inbox.row(rana.name).waitFor();
    await other.inbox.press('reopen');
    // The first is what taking the putting aside back left.
    await one.inbox.event('reopened this').nth(1).waitFor(seen);
    await one.inbox.row(rana.name).waitFor(seen);
    await Promise.all([one.inbox.show('all'), other.inbox.show('all')]);
  });

  it('reach for the same conversation, and the one who was slower is told who has it', async () => {
    await Promise.all([one.inbox.open(elie.name), other.inbox.open(elie.name)]);
    // Both must have asked before either is answered: otherwise the second already sees that it is gone.
    let arrived = 0;
    let open: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      open = resolve;
    });
    for (const { page } of [one, other]) {
      await page.route('**/take-over', async (route) => {
        arrived += 1;
        if (arrived === 2) open();
        await both;
        await route.continue();
      });
    }
    await Promise.all([one.inbox.press('takeOver'), other.inbox.press('takeOver')]);
    const lost = await Promise.race([
      one.inbox
        .notice(words.takenBy(isolate(karim.name)))
        .waitFor()
        .then(() => one),
      other.inbox
        .notice(words.takenBy(isolate(lina.name)))
        .waitFor()
        .then(() => other),
    ]);
    const won = lost === one ? other : one;
    await won.inbox.bar.getByText(words.yours).waitFor();
    await lost.inbox.bar.getByText(words.assignedTo(lost === one ? karim.name : lina.name)).waitFor();
    await one.inbox.event('took over').waitFor();
    expect(await one.inbox.event('took over').count()).toBe(1);
    for (const { page } of [one, other]) await page.unroute('**/take-over');
  });
});

const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

describe('canned responses', () => {
  const samir: Customer = { name: 'Samir Khalil', number: '96170555203' };

  it('are written in the settings, and sent by keyboard alone, filled in', async () => {
    await send(stage, samir, { text: 'When are you open?' });
    const desk = await at(manager);
    const { page, inbox } = desk;
    await page.getByRole('link', { name: words.settings }).click();
    await page.getByRole('link', { name: canned.title }).click();
    await page.getByRole('link', { name: canned.create }).click();
    await page.getByLabel(canned.name, { exact: true }).fill('Opening hours');
    await page.getByLabel(canned.shortcut, { exact: true }).fill('hours');
    const text = page.getByLabel(/^Text, English/);
    await text.fill('Hi {{customer.mood}}');
    await page.getByText(canned.unknownVariables('{{customer.mood}}')).waitFor();
    await text.fill('Hi ');
    await text.locator('..').getByRole('button', { name: canned.variables['customer.first_name'] }).click();
    await page.getByText('Hi Rana', { exact: true }).waitFor();
    // The caret is behind what was put in.
    await page.keyboard.type(', we are open from ten to six.');
    await page.getByText('Hi Rana, we are open from ten to six.').waitFor();
    await page.getByRole('button', { name: canned.createSubmit }).click();
    await page.getByText('/hours').waitFor();

    // A colleague changes the same words, and others, while they are being changed here.
    await page.getByRole('link', { name: '/hours' }).click();
    await page.getByLabel(/^Text, English/).fill('Hi {{customer.first_name}}, we are open all day.');
    const boss = await employee(stage, 'samia', 'admin');
    const [there] = (await boss.call('GET', '/v1/canned-responses')).body.items;
    const theirs = { title: 'When we are open', text: { en: 'Hi {{customer.first_name}}, we are open from nine to six.' } };
    await boss.call('PATCH', `/v1/canned-responses/${there.id}`, theirs, { 'if-match': `"${there.version}"` });
    await page.getByRole('button', { name: management.save }).click();
    await page.getByText(canned.conflictTheirs).waitFor();
    await page.getByRole('button', { name: management.save }).click();
    await page.getByText(canned.conflictOpen).waitFor();
    await page.getByRole('button', { name: canned.conflictTake }).click();
    expect(await page.getByLabel(canned.name, { exact: true }).inputValue()).toBe(theirs.title);
    await page.getByRole('button', { name: management.save }).click();
    await page.getByText(management.saved).waitFor();
    await page.getByRole('link', { name: words.inbox, exact: true }).click();

    await inbox.row(samir.name).waitFor();
    await page.locator('body').focus();
    await press(page, 'Control+k');
    await page.getByRole('combobox', { name: palette.title }).waitFor();
    await page.keyboard.type('samir');
    await page.getByRole('option', { name: samir.name }).waitFor();
    await press(page, 'Enter');
    await page.locator('main article', { hasText: 'When are you open?' }).waitFor();
    await inbox.field.waitFor();
    await press(page, 'Escape', 't');
    await inbox.bar.getByText(words.yours).waitFor();
    await press(page, 'r');
    await page.keyboard.type('/hou');
    await page.getByRole('option', { name: '/hours' }).waitFor();
    await press(page, 'Enter');
    expect(await inbox.field.inputValue()).toBe('Hi Samir, we are open from nine to six.');
    // What is put in comes where the caret was moved to, and the caret goes behind it.
    await press(page, 'Home');
    await page.getByRole('button', { name: words.emoji }).press('Enter');
    const face = page.getByRole('dialog', { name: words.emoji }).getByRole('button', { name: '🥰' });
    await face.press('Enter');
    await page.keyboard.type(' ');
    expect(await inbox.field.inputValue()).toBe('🥰 Hi Samir, we are open from nine to six.');
    await press(page, 'Enter');
    await page.locator('article', { hasText: 'Hi Samir, we are open' }).locator('[data-status=delivered]').waitFor();

    await press(page, 'Escape', 'a');
    await page.getByRole('searchbox', { name: words.assignFind }).waitFor();
    await page.keyboard.type('kar');
    await press(page, 'Enter');
    await inbox.bar.getByText(words.assignedTo(karim.name)).waitFor();
    await press(page, 'e');
    await inbox.event('resolved this').waitFor();
    await press(page, '?');
    await page.getByRole('dialog', { name: palette.keysTitle }).waitFor();
    await press(page, 'Escape');
    expect(desk.wrongs).toEqual([]);
    await desk.context.close();
  });
});

describe('the main path', () => {
  it.each([
    { locale: 'en', customer: 'Nour Saliba', number: '96170555206' },
    { locale: 'ar', customer: 'هالة عون', number: '96170555207' },
  ] as const)('is walked by keyboard alone, and the focus is always seen: $locale', async ({ locale, customer, number }) => {
    await send(stage, { name: customer, number }, { text: 'When are you open?' });
    const { page, context, wrongs } = await openPage(browser, { width: 'desktop', locale });
    const first = customer.split(' ')[0];
    const sent = `Hi ${first}, we are open from nine to six.`;
    await walkMainPath({
      email: karim.email,
      stage,
      page,
      locale,
      customer,
      colleague: lina.name,
      canned: { shortcut: 'hours', sent },
    });
    expect(wrongs).toEqual([]);
    await context.close();
  });
});

describe('searching', () => {
  it('finds customers and messages, and leads to the place of a message far back', async () => {
    const tala: Customer = { name: 'Tala Rizk', number: '96170555204' };
    await send(stage, tala, { text: 'The yellow umbrella stayed with you' });
    // Inside one second, the provider's resolution, pages are not cut in reading order.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    // With a full stop: the time of a bubble follows its text, and after midnight line 7 would read as line 70.
    for (let count = 1; count <= 70; count++) await send(stage, tala, { text: `Line ${count}.` });
    const desk = await at(lina.email);
    const { page } = desk;
    await desk.inbox.row('Line 70.').waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: words.search, exact: true }).click();
    const field = page.getByRole('searchbox', { name: search.label });
    await field.fill('tal');
    await page.getByRole('region', { name: search.customers }).getByRole('link', { name: tala.name }).waitFor();
    const hit = page.getByRole('region', { name: search.messages }).getByRole('link', { name: tala.name });
    // The index follows the messages by a moment.
    await eventually(
      async () => {
        await field.fill('');
        await field.fill('umbrella');
        return hit.waitFor({ timeout: 2000 }).then(
          () => true,
          () => false,
        );
      },
      (found) => found,
      { withinMs: 15_000 },
    );
    expect(await hit.locator('mark').textContent()).toBe('umbrella');
    await hit.click();
    await page.locator('main article', { hasText: 'yellow umbrella' }).waitFor();
    expect(await page.locator('main article', { hasText: 'Line 70.' }).count()).toBe(0);
    await page.getByRole('button', { name: en.thread.toLatest }).click();
    await page.locator('main article', { hasText: 'Line 70.' }).waitFor();
    expect(desk.wrongs).toEqual([]);
    await desk.context.close();
  });
});

describe('the screens', () => {
  // The two of a pair have nothing in common: what is looked at in one pair was seen at both widths, in both colours and languages.
  const looks = [
    { pair: 0, width: 'desktop', colorScheme: 'light', locale: 'ar' },
    { pair: 0, width: 'phone', colorScheme: 'dark', locale: 'en' },
    { pair: 1, width: 'desktop', colorScheme: 'dark', locale: 'en' },
    { pair: 1, width: 'phone', colorScheme: 'light', locale: 'ar' },
    { pair: 0, width: 'tablet', colorScheme: 'light', locale: 'en' },
    { pair: 1, width: 'tablet', colorScheme: 'light', locale: 'ar' },
  ] as const;
  const jana: Customer = { name: 'Jana Daher', number: '96170555205' };

  it.each(looks)('have no accessibility finding: $width, $colorScheme, $locale', async ({ pair, ...look }) => {
    await send(stage, jana, { text: 'Good evening' });
    const { page, context, wrongs } = await openPage(browser, look);
    await signIn(page, stage, admin);
    await lookAtEverything({ page, stage, customer: jana.name, look, pair });
    expect(wrongs).toEqual([]);
    await context.close();
  });

  it('has the customer on a page of its own on a phone, and the way back closes it', async () => {
    const { page, context } = await openPage(browser, { width: 'phone' });
    await signIn(page, stage, lina.email);
    const inbox = new InboxPage(page);
    await inbox.open(jana.name);
    await page.getByRole('button', { name: words.customer }).click();
    await page.getByRole('heading', { name: customerWords.title }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: customerWords.title }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: en.back }).click();
    await inbox.row(jana.name).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true);
    await context.close();
  });
});

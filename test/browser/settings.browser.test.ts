import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountWords as arAccount } from '../../web/src/i18n/ar/account.ts';
import { assistantSettings as arAssistant, costs as arCosts } from '../../web/src/i18n/ar/assistant-settings.ts';
import { audit as arAudit } from '../../web/src/i18n/ar/audit.ts';
import { businessSettings as arBusiness } from '../../web/src/i18n/ar/business-settings.ts';
import { channels as arChannels } from '../../web/src/i18n/ar/channels.ts';
import { knowledge as arKnowledge } from '../../web/src/i18n/ar/knowledge.ts';
import { management as arManagement } from '../../web/src/i18n/ar/management.ts';
import { prompts as arPrompts } from '../../web/src/i18n/ar/prompts.ts';
import { roles as arRoles } from '../../web/src/i18n/ar/roles.ts';
import { team as arTeam } from '../../web/src/i18n/ar/team.ts';
import { accountWords as enAccount } from '../../web/src/i18n/en/account.ts';
import { assistantSettings as assistant, costs } from '../../web/src/i18n/en/assistant-settings.ts';
import { audit } from '../../web/src/i18n/en/audit.ts';
import { businessSettings as business } from '../../web/src/i18n/en/business-settings.ts';
import { channels } from '../../web/src/i18n/en/channels.ts';
import { knowledge } from '../../web/src/i18n/en/knowledge.ts';
import { management } from '../../web/src/i18n/en/management.ts';
import { playground } from '../../web/src/i18n/en/playground.ts';
import { prompts } from '../../web/src/i18n/en/prompts.ts';
import { roles } from '../../web/src/i18n/en/roles.ts';
import { team } from '../../web/src/i18n/en/team.ts';
import { en } from '../../web/src/i18n/en.ts';
import { isolate } from '../../web/src/i18n/isolate.ts';
import { clientId, employee } from '../helpers/api.ts';
import { awsOk } from '../helpers/aws.ts';
import { readCsv } from '../helpers/csv.ts';
import { eventually } from '../helpers/eventually.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';
import { mailsTo, someAddress } from '../helpers/visitor.ts';
import { writtenPdf } from '../helpers/written-pdf.ts';
import { launchBrowser } from './browser.ts';
import { openPage, signIn } from './desk-page.ts';
import { checkLook, focusIs, goTo, keepsFocus, looks, settled } from './looks.ts';
import { providerNumber, SettingsPage } from './settings-page.ts';

const admin = 'admin@samia-tarot.example';
const home = '/b/samia-tarot/settings';
let stage: OwnStage;
let browser: Browser;
beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage(undefined, { forBrowsers: true }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

/** What a busy month leaves, in the table itself. */
async function spend(stage: OwnStage): Promise<void> {
  const month = new Date().toISOString().slice(0, 7);
  const { outputs } = stage;
  const owner = `T#${stage.business('samia').id}#`;
  const put = awsOk('dynamodb', outputs.engines.dynamodb);
  const write = (
    pk: string,
    sk: string,
    numbers: Readonly<Record<string, number>>,
    texts: Readonly<Record<string, string>> = {},
  ) =>
    put('PutItem', {
      TableName: outputs.table,
      Item: {
        ...Object.fromEntries(Object.entries({ pk, sk, ...texts }).map(([name, text]) => [name, { S: text }])),
        ...Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, { N: String(number) }])),
      },
    });
  for (let day = 1; day <= 28; day++)
    await write(`${owner}LEDGER#${month}`, `DAY#${String(day).padStart(2, '0')}`, {
      'model:n': 40 + day,
      'model:micros': 300_000 + ((day * 7919) % 11) * 60_000,
      'model:tin': 61_000,
      'model:tout': 4_200,
      'transcription:n': day % 3,
      'transcription:micros': (day % 3) * 6_000,
      'transcription:sec': (day % 3) * 15,
    });
  for (let index = 0; index < 10; index++) {
    const id = `01k${'0'.repeat(22)}${index}`;
    const micros = 900_000 - index * 77_000;
    const place = { gsi1pk: `${owner}COSTLIEST#${month}`, gsi1sk: `${String(micros).padStart(13, '0')}#${id}` };
    await write(`${owner}LEDGER#${month}`, `CONV#${id}`, { micros, n: 4 }, place);
  }
  await write(`${owner}MODELS`, `BUDGET#${month}`, { committed: 17_620_000, spent: 17_500_000 });
}

/** The settings of Samia Tarot, for one of its people. */
async function settingsOf(email: string, width: 'phone' | 'desktop' = 'desktop') {
  const watched = await openPage(browser, { width });
  await signIn(watched.page, stage, email);
  return { ...watched, settings: new SettingsPage(watched.page) };
}

it('profile and hours are saved, wrong ones are explained, and a colleague’s change is put beside one’s own', async () => {
  const { page, context, wrongs, settings } = await settingsOf(admin, 'phone');
  await settings.open('business');
  const save = page.getByRole('button', { name: management.save });
  const name = page.getByLabel(business.name, { exact: true });
  expect(await save.isDisabled()).toBe(true);

  const monday = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Monday' }) });
  await monday.getByRole('button', { name: business.addHoursOn('Monday') }).click();
  await monday.getByLabel(business.opens('Monday')).nth(1).fill('19:00');
  await monday.getByLabel(business.closes('Monday')).nth(1).fill('23:00');
  await save.click();
  await page.getByText(business.hoursWrong).waitFor();
  await monday.getByLabel(business.opens('Monday')).nth(1).fill('22:00');
  await monday.getByLabel(business.closes('Monday')).nth(1).fill('01:00');
  await monday.getByText(business.untilNextDay('01:00')).waitFor();
  await save.click();
  await page.getByText(management.saved, { exact: true }).waitFor();

  // A colleague, who had the page open as well, is faster.
  const colleague = new SettingsPage(await context.newPage());
  await colleague.page.goto(`${stage.url}${home}/business`);
  expect(await colleague.page.getByLabel(business.closes('Monday')).nth(1).inputValue()).toBe('01:00');
  await name.fill('Samia’s Readings');
  await colleague.page.getByLabel(business.name, { exact: true }).fill('Samia and Daughters');
  await colleague.page.getByLabel(business.industry).selectOption('consulting');
  await colleague.page.getByRole('button', { name: management.save }).click();
  await colleague.page.getByText(management.saved, { exact: true }).waitFor();
  await save.click();
  const changed = page.getByRole('alert').filter({ hasText: management.changed.title });
  await changed.getByRole('listitem').filter({ hasText: 'Samia and Daughters' }).getByText('Samia’s Readings').waitFor();
  await changed.getByText(management.changed.taken).waitFor();
  expect(await page.getByLabel(business.industry).inputValue()).toBe('consulting');
  expect(await name.inputValue()).toBe('Samia’s Readings');
  await changed.getByLabel(management.changed.takeTheirs).check();
  expect(await name.inputValue()).toBe('Samia and Daughters');
  await changed.getByLabel(management.changed.keepMine).check();
  await save.click();
  await page.getByText(management.saved, { exact: true }).waitFor();
  await page.reload();
  await page.getByLabel(business.name, { exact: true }).waitFor();
  expect([await name.inputValue(), await page.getByLabel(business.industry).inputValue()]).toEqual([
    'Samia’s Readings',
    'consulting',
  ]);
  expect(wrongs).toEqual([]);
  await context.close();
});

it('a number is connected after the provider agreed, and its secrets are replaced in a dialog that keeps the keyboard', async () => {
  const { page, context, wrongs, settings } = await settingsOf(admin);
  const spare = await providerNumber(stage, 'Spare Two');
  await settings.fillConnection({ ...spare, name: 'Reception', appSecret: '0'.repeat(32) });
  await page.getByText(management.problems['provider-refused']).waitFor();
  expect(await page.getByLabel(channels.name, { exact: true }).inputValue()).toBe('Reception');
  const { webhook, verifyToken } = await settings.connect({ ...spare, name: 'Reception' });
  expect(webhook).toContain('/hooks/webhook-meta/');
  await stage.control('POST', '/graph/_apps', { appId: spare.appId, callbackUrl: webhook, verifyToken });
  await page.getByRole('link', { name: channels.pasted.meta }).click();
  await settings.heading('Reception').waitFor();
  await page.getByRole('button', { name: channels.checkNow }).click();
  await page.getByText(channels.quality.GREEN).waitFor();
  expect(await page.getByText(spare.accessToken).count()).toBe(0);

  const opener = page.getByRole('button', { name: channels.replaceAppSecret });
  await opener.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: channels.replaceAppSecret });
  await dialog.waitFor();
  expect(await keepsFocus(page)).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { includeHidden: true }).waitFor({ state: 'detached' });
  await focusIs(page, channels.replaceAppSecret);
  await page.keyboard.press('Enter');
  await dialog.getByLabel(channels.appSecret, { exact: true }).fill('not a secret');
  await page.keyboard.press('Enter');
  await dialog.getByText(channels.appSecretWrong).waitFor();
  const renewed = await stage.control('POST', '/graph/_apps', { appId: spare.appId, newSecret: true });
  const { appSecret } = { appSecret: '', ...(renewed as object) };
  await dialog.getByLabel(channels.appSecret, { exact: true }).fill(appSecret);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(/The app secret before this one counts until/).waitFor();
  expect(wrongs).toEqual([]);
  await context.close();
});

it('a number of Twilio is connected by keyboard with what its console shows, and gets another auth token', async () => {
  const { page, context, wrongs, settings } = await settingsOf(admin);
  const { accountSid, authToken, number } = stage.outputs.twilio;
  await settings.open('channels');
  await page.getByRole('link', { name: channels.connect }).click();
  await page.getByRole('radio', { name: channels.providers.meta }).press('ArrowDown');
  expect(await page.getByLabel(channels.appSecret, { exact: true }).count()).toBe(0);
  await page.getByLabel(channels.name, { exact: true }).fill('Night desk');
  await page.getByLabel(channels.number, { exact: true }).fill(`whatsapp:${number}`);
  await page.getByLabel(channels.accountSid, { exact: true }).fill(accountSid);
  const token = page.getByLabel(channels.authToken, { exact: true });
  await token.fill('0'.repeat(32));
  await token.press('Enter');
  await page.getByText(management.problems['provider-refused']).waitFor();
  await focusIs(page, channels.authToken);
  await token.fill(authToken);
  await token.press('Enter');
  await settings.heading(channels.connectedTitle).waitFor();
  const address = page.getByLabel(channels.webhookUrl.twilio, { exact: true });
  expect(await address.inputValue()).toContain('/hooks/webhook-twilio/');
  expect(await page.getByLabel(channels.verifyToken, { exact: true }).count()).toBe(0);
  await page.getByRole('link', { name: channels.pasted.twilio }).click();
  await settings.heading('Night desk').waitFor();
  expect(await page.getByRole('button', { name: channels.replaceAppSecret }).count()).toBe(0);

  const newer = 'f'.repeat(32);
  await stage.control('POST', '/twilio/_accounts', { accountSid, authToken: newer, number });
  await page.getByRole('button', { name: channels.checkNow }).click();
  await page.getByText('20003').waitFor();
  await page.getByRole('button', { name: channels.replaceAuthToken }).click();
  const dialog = page.getByRole('dialog', { name: channels.replaceAuthToken });
  await dialog.getByLabel(channels.authToken, { exact: true }).fill(newer);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(/The auth token before this one counts until/).waitFor();
  expect(await page.getByText('20003').count()).toBe(0);
  expect(await page.content()).not.toContain(newer);
  expect(wrongs).toEqual([]);
  await context.close();
});

it('people are invited, invited again and uninvited, and get another role with an exception', async () => {
  const { page, context, wrongs, settings } = await settingsOf(admin, 'phone');
  const invited = { name: 'Tala Aoun', email: someAddress() };
  await settings.invite({ ...invited, role: management.systemRoles.agent });
  await page.getByRole('button', { name: team.resendTo(invited.name) }).click();
  await page.getByText(team.resent).waitFor();
  expect(await mailsTo(stage, invited.email)).toHaveLength(2);
  await page.getByRole('button', { name: team.revokeOf(invited.name) }).click();
  const dialog = page.getByRole('dialog', { name: team.revokeTitle(isolate(invited.name)) });
  await dialog.waitFor();
  expect(await keepsFocus(page)).toBe(true);
  await dialog.getByRole('button', { name: team.revoke }).click();
  await settings.invitation(invited.email).getByText(team.inviteStates.revoked).waitFor();

  await settings.openPerson('Karim Saad');
  await page.getByLabel(team.role, { exact: true }).selectOption({ label: management.systemRoles.viewer });
  await page.getByText(team.effective(4)).waitFor();
  const exception = page.getByRole('group', { name: team.exceptionFor(management.permissions['notes.write']) });
  // The button of this long form stays in sight while there is something to save.
  expect(await inWindow(page.getByRole('button', { name: management.save }))).toBe(true);
  await exception.getByRole('radio', { name: team.granted }).check({ force: true });
  await page.getByText(team.effective(5)).waitFor();
  await page.getByRole('button', { name: management.save }).click();
  await page.getByText(management.saved, { exact: true }).waitFor();
  await page.reload();
  await page.getByText(team.effective(5)).waitFor();
  expect(await exception.getByRole('radio', { name: team.granted }).isChecked()).toBe(true);

  // The last administrator cannot leave the business without one.
  await settings.openPerson('Samia Khoury');
  await page.getByLabel(team.role, { exact: true }).selectOption({ label: management.systemRoles.manager });
  await page.getByRole('button', { name: management.save }).click();
  await page.getByText(management.problems['last-admin']).waitFor();
  expect(wrongs).toEqual([]);
  await context.close();
});

/** Whether somebody sees it without scrolling. */
async function inWindow(locator: ReturnType<SettingsPage['heading']>): Promise<boolean> {
  const box = await locator.boundingBox();
  const { height = 0 } = locator.page().viewportSize() ?? {};
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}

it('roles are made and changed in the matrix by keyboard alone, and read by those who may not change them', async () => {
  const { page, context, wrongs, settings } = await settingsOf(admin);
  await settings.open('roles');
  // The heading of a page has the focus when one comes to it: the next stop is the first thing to do there.
  await focusIs(page, roles.title);
  await page.keyboard.press('Tab');
  await focusIs(page, roles.create);
  await page.keyboard.press('Enter');
  await settings.heading(roles.newTitle).waitFor();
  await page.getByLabel(roles.name, { exact: true }).fill('Evenings');
  await page.getByLabel(roles.startFrom).selectOption({ label: management.systemRoles.viewer });
  await page.getByRole('button', { name: roles.createSubmit }).click();

  await settings.heading(roles.title).waitFor();
  const cell = (permission: keyof typeof management.permissions) =>
    page.getByRole('checkbox', { name: roles.cell('Evenings', management.permissions[permission]) });
  await cell('conversations.view').focus();
  await page.keyboard.press('ArrowDown');
  await focusIs(page, roles.cell('Evenings', management.permissions['conversations.takeover']));
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.getByText(roles.unsaved(1)).waitFor();
  await page.getByRole('button', { name: roles.save }).click();
  await page.getByText(roles.savedAll).waitFor();

  const manager = await settingsOf('manager@samia-tarot.example');
  await manager.settings.open('roles');
  await manager.page.getByRole('columnheader', { name: 'Evenings' }).waitFor();
  await manager.page.getByText(management.readOnly(management.permissions['roles.manage'])).waitFor();
  expect(await manager.page.getByRole('checkbox').count()).toBe(0);
  expect(await manager.page.getByRole('link', { name: roles.create }).count()).toBe(0);
  const row = manager.page.getByRole('row', { name: new RegExp(`^${management.permissions['conversations.send']}`) });
  expect(await row.getByRole('cell').last().textContent()).toBe(roles.yes);
  expect([...wrongs, ...manager.wrongs]).toEqual([]);
  await Promise.all([context.close(), manager.context.close()]);
});

/** A role made and changed without the page. */
async function changedRole(name: string): Promise<string> {
  const admins = await employee(stage, 'samia', 'admin');
  const body = { name, colour: '#1d7a5f', permissions: ['conversations.view'] };
  const made = await admins.call('POST', '/v1/roles', body, { 'idempotency-key': clientId() });
  expect(made.status).toBe(201);
  const more = { permissions: ['conversations.view', 'notes.write'] };
  const changed = await admins.call('PATCH', `/v1/roles/${made.body.id}`, more, { 'if-match': `"${made.body.version}"` });
  expect(changed.status).toBe(200);
  return made.body.id;
}

it('the audit trail tells what was done, by filter and as a table', async () => {
  await changedRole('Weekends');
  const { page, context, wrongs, settings } = await settingsOf(admin);
  await settings.open('audit');
  const entries = page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { level: 2 }) });
  const created = entries.filter({ hasText: management.actions['role.created'] });
  const updated = entries.filter({ hasText: management.actions['role.updated'] }).filter({ hasText: 'Weekends' });
  await created.filter({ hasText: 'Weekends' }).waitFor();
  await page.getByLabel(audit.action).selectOption({ label: management.actions['role.updated'] });
  await created.first().waitFor({ state: 'detached' });
  await updated.getByText(management.permissions['notes.write']).waitFor();
  await updated.getByRole('button', { name: 'Weekends' }).click();
  await page.getByText(audit.thing).waitFor();
  await page.getByLabel(audit.action).selectOption('');
  await created.waitFor();
  await updated.waitFor();
  await page.getByLabel(audit.who).selectOption({ label: 'Samia Khoury' });
  await eventually(
    () => entries.count(),
    (count) => count === 2,
  );

  const downloaded = page.waitForEvent('download');
  await page.getByRole('button', { name: audit.csv }).click();
  const file = await downloaded;
  expect(file.suggestedFilename()).toBe('samia-tarot-audit.csv');
  const [head, ...rows] = readCsv(await readFile(await file.path(), 'utf8'));
  expect(rows.map((row) => row[head?.indexOf('action') ?? -1])).toEqual(['role.updated', 'role.created']);
  await page.getByText(audit.csvDone).waitFor();
  await page.getByLabel(audit.who).selectOption({ label: 'Rami Haddad' });
  await page.getByRole('heading', { name: audit.empty }).waitFor();
  await page.getByRole('button', { name: audit.clear }).click();
  await created.first().waitFor();
  await page.getByLabel(audit.from).fill('2026-01-02');
  await page.getByLabel(audit.to).fill('2026-01-01');
  await page.getByText(audit.rangeWrong).waitFor();
  expect(wrongs).toEqual([]);
  await context.close();
});

it('what the assistant reads is added, tried and removed, and what it says is tried, published, compared and restored', async () => {
  const { page, context, wrongs, settings } = await settingsOf(admin, 'phone');
  const noor = { waId: '9613770001', name: 'Noor Rahal' };
  const asked = { channelId: stage.channel('samia').id, from: noor.waId, name: noor.name, text: 'Where can I park my car?' };
  await stage.control('POST', '/phone/api/send', asked);
  const main = page.getByRole('main');
  const row = (title: string) => main.getByRole('listitem').filter({ hasText: title });
  await settings.open('knowledge');
  await page.getByLabel(knowledge.addText).check();
  const file = page.getByLabel(knowledge.file);
  await file.setInputFiles({ name: 'prices.docx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK') });
  await page.getByText(knowledge.fileWrong).waitFor();
  const buffer = Buffer.from('# Parking\nYou can park for free behind the house.\n\n# Refunds\nWe pay back within 14 days.');
  await file.setInputFiles({ name: 'Finding us.md', mimeType: 'text/markdown', buffer });
  await page.getByRole('button', { name: knowledge.addTextSubmit }).click();
  await row('Finding us').getByText(knowledge.ready, { exact: true }).waitFor();
  const pdf = writtenPdf(['Gift vouchers are valid for a year.']);
  await file.setInputFiles({ name: 'Vouchers.pdf', mimeType: 'application/pdf', buffer: pdf });
  await page.getByRole('button', { name: knowledge.addTextSubmit }).click();
  await row('Vouchers').getByText(knowledge.ready, { exact: true }).waitFor();
  await page.getByLabel(knowledge.addPage).check();
  await page.getByLabel(knowledge.url).fill('https://10.0.0.5/prices');
  await page.getByRole('button', { name: knowledge.addPageSubmit }).click();
  await row('10.0.0.5').getByText(knowledge.failures['private-address']).waitFor();
  await page.getByLabel(knowledge.question).fill('Where can I park my car?');
  await page.getByRole('button', { name: knowledge.ask, exact: true }).click();
  await main.getByRole('figure').filter({ hasText: 'park for free' }).waitFor();
  expect(await main.getByRole('figure').filter({ hasText: 'pay back' }).count()).toBe(0);
  await page.getByRole('button', { name: knowledge.look(isolate('Finding us')) }).click();
  await page.getByRole('dialog').getByText('We pay back within 14 days.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: knowledge.remove(isolate('10.0.0.5')) }).click();
  await page.getByRole('dialog').getByRole('button', { name: knowledge.removeSubmit }).click();
  await row('10.0.0.5').waitFor({ state: 'detached' });

  await goTo(page, home);
  await settings.open('prompts');
  await page.getByLabel(prompts.purpose).selectOption('hand-over');
  await page.getByLabel(prompts.language).selectOption('en');
  await page.getByRole('button', { name: prompts.start }).click();
  const text = page.getByLabel(prompts.textLabel(prompts.purposes['hand-over'][0], 'English'));
  const publish = page.getByRole('button', { name: prompts.publish, exact: true });
  await text.fill('Hello {{customer.password}}');
  await page.getByText(prompts.unknown('{{customer.password}}')).waitFor();
  expect(await publish.isDisabled()).toBe(true);
  await text.fill('Dear ');
  await page.getByRole('button', { name: prompts.variables['customer.name'] }).click();
  expect(await text.inputValue()).toBe('Dear {{customer.name}}');
  await main.getByRole('figure').getByText(`Dear ${prompts.sampleName}`).waitFor();

  // What was typed is tried before it is kept, beside what counts now, as if the business were open.
  await page.getByLabel(playground.message, { exact: true }).fill('I want to talk to a person');
  await page.getByLabel(playground.against).selectOption('published');
  await page.getByLabel(playground.at).fill('2026-11-24T13:00');
  const tryIt = page.getByRole('button', { name: playground.run, exact: true });
  await tryIt.click();
  const result = (name: string) => main.getByRole('region', { name: playground.asIf(name) });
  await result(playground.published).getByText(playground.outcomes['hand-over']).waitFor();
  await result(playground.draftShort).getByText('Dear', { exact: true }).waitFor();
  expect(await result(playground.published).getByText('Dear').count()).toBe(0);
  await result(playground.draftShort).getByText(playground.because(en.handOver.asked)).waitFor();
  await result(playground.draftShort).getByText(playground.system).click();
  await result(playground.draftShort).getByText('You do nothing else').waitFor();
  await result(playground.draftShort).getByRole('button', { name: playground.keep }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(playground.name, { exact: true }).fill('Asks for a person');
  expect(await dialog.getByLabel(playground.ends).inputValue()).toBe('asked');
  await dialog.getByRole('button', { name: playground.addSubmit }).click();
  await row('Asks for a person').waitFor();

  // And with what a customer has written, who hears nothing of it.
  const sent = () => stage.control('GET', `/graph/_sent?to=${noor.waId}`).then((all) => JSON.stringify(all));
  await page.getByText(playground.recorded, { exact: true }).click();
  await page.getByRole('button', { name: playground.choose, exact: true }).click();
  await dialog.getByRole('button', { name: noor.name }).click();
  const before = await sent();
  await dialog.getByRole('button', { name: asked.text }).click();
  await tryIt.click();
  await result(playground.draftShort).getByText('park for free').first().waitFor();
  expect(await sent()).toBe(before);

  // A case passes, then it is wanted otherwise: publishing warns, and is not forbidden.
  const runCases = page.getByRole('button', { name: playground.runAll(1, '1') });
  await publish.click();
  await dialog.getByRole('button', { name: playground.runAll(1, '1') }).click();
  await dialog.getByText(playground.allPass(1, '1')).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: playground.change(isolate('Asks for a person')) }).click();
  await dialog.getByLabel(playground.saysField, { exact: true }).fill('a crystal ball');
  await dialog.getByRole('button', { name: playground.changeSubmit }).click();
  await row('Asks for a person').getByText('a crystal ball').waitFor();
  await runCases.click();
  await row('Asks for a person')
    .getByText(playground.faults.says(isolate('a crystal ball')))
    .waitFor();
  await publish.click();
  await dialog.getByText(playground.failBeforePublish).waitFor();
  await dialog.getByRole('button', { name: playground.publishAnyway }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: playground.remove(isolate('Asks for a person')) }).click();
  await dialog.getByRole('button', { name: playground.removeSubmit }).click();
  await row('Asks for a person').waitFor({ state: 'detached' });

  const publishNow = async (note: string) => {
    await publish.click();
    await dialog.getByLabel(prompts.note).fill(note);
    await dialog.getByRole('button', { name: prompts.publish }).click();
    await row(note).getByText(prompts.counts, { exact: true }).waitFor();
  };
  await publishNow('The first');
  await text.fill('Thank you, {{customer.name}}.');
  await publishNow('The second');
  await page.getByRole('button', { name: prompts.look('1') }).click();
  await dialog.locator('del').filter({ hasText: 'Dear {{customer.name}}' }).waitFor();
  await dialog.locator('ins').filter({ hasText: 'Thank you' }).waitFor();
  await dialog.getByRole('button', { name: prompts.restore }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await text.inputValue()).toBe('Dear {{customer.name}}');
  const admins = await employee(stage, 'samia', 'admin');
  const counting = async () => (await admins.call('GET', '/v1/prompts')).body.published;
  expect(await counting()).toMatchObject({ number: 2, texts: { 'hand-over': { en: 'Thank you, {{customer.name}}.' } } });
  await publishNow('The first again');
  expect(await counting()).toMatchObject({ number: 3, texts: { 'hand-over': { en: 'Dear {{customer.name}}' } } });
  expect(wrongs).toEqual([]);
  await context.close();
});

const spoken = {
  en: { business, channels, team, roles, audit, assistant, costs, knowledge, prompts, account: enAccount, common: management },
  ar: {
    business: arBusiness,
    channels: arChannels,
    team: arTeam,
    roles: arRoles,
    audit: arAudit,
    assistant: arAssistant,
    costs: arCosts,
    knowledge: arKnowledge,
    prompts: arPrompts,
    account: arAccount,
    common: arManagement,
  },
};

it('a model is chosen with a key that is never shown again, an address inside is not asked, and costs are seen', async () => {
  const { page, context, wrongs, settings } = await settingsOf(admin);
  await settings.open('assistant');
  const save = page.getByRole('button', { name: management.save });
  await page.getByText(assistant.openaiHint).click();
  await save.click();
  for (const wrong of [assistant.endpointWrong, assistant.keyWrong, assistant.modelWrong]) await page.getByText(wrong).waitFor();
  await page.getByLabel(assistant.endpoint, { exact: true }).fill('https://169.254.169.254/v1');
  await page.getByLabel(assistant.key, { exact: true }).fill('sk-never-shown-again');
  await page.getByLabel(assistant.model, { exact: true }).fill('my-own');
  await page.getByLabel(assistant.priceIn).fill('0.15');
  await page.getByLabel(assistant.priceOut).fill('0,6');
  await page.getByLabel(assistant.cap).fill('20');
  await save.click();
  await page.getByText(management.saved, { exact: true }).waitFor();
  await page.getByRole('button', { name: assistant.checkButton }).click();
  await page.getByText(assistant.outcomes['wrong-address']).waitFor();
  await page.reload();
  await page.getByText(assistant.keyKept).waitFor();
  expect(await page.getByLabel(assistant.key, { exact: true }).inputValue()).toBe('');
  expect(await page.content()).not.toContain('sk-never-shown-again');

  await spend(stage);
  await settings.open('costs');
  await page.getByText(costs.ofCap('$17.50', '$20.00')).waitFor();
  await page.getByText(costs.near).waitFor();
  await page.getByRole('link', { name: costs.nameless }).first().waitFor();
  expect(wrongs).toEqual([]);
  await context.close();
});

describe('every page of the settings', () => {
  let role: string;
  beforeAll(async () => {
    role = await changedRole('Late shift');
  });

  it.concurrent.each(looks)('is fit to be seen and heard: $width, $colorScheme, $locale', async (look) => {
    const words = spoken[look.locale];
    const agent = await employee(stage, 'samia', 'agent');
    const [here] = (await agent.me()).memberships;
    const pages: readonly (readonly [path: string, heading: string])[] = [
      ['business', words.business.title],
      ['channels', words.channels.title],
      ['channels/connect', words.channels.connect],
      [`channels/${stage.channel('samia').id}`, 'Samia Tarot'],
      ['team', words.team.title],
      ['team/invite', words.team.invite],
      [`team/${here?.employeeId}`, here?.name ?? ''],
      ['roles', words.roles.title],
      ['roles/new', words.roles.newTitle],
      [`roles/${role}`, 'Late shift'],
      ['audit', words.audit.title],
      ['assistant', words.assistant.title],
      ['costs', words.costs.title],
      ['knowledge', words.knowledge.title],
      ['prompts', words.prompts.title],
    ];
    const { page, context, wrongs } = await openPage(browser, look);
    await signIn(page, stage, admin);
    for (const [place, [path, heading]] of pages.entries()) {
      await goTo(page, `${home}/${path}`);
      await settled(page, heading, words.common.loading);
      await checkLook(page, `settings-${place}`, look, place);
    }
    await goTo(page, `${home}/channels/${stage.channel('samia').id}`);
    await page.getByRole('button', { name: words.channels.disconnect }).click();
    await page.getByRole('dialog').waitFor();
    await checkLook(page, 'settings-dialog', look, 0);
    await page.keyboard.press('Escape');
    await goTo(page, '/account');
    await page.getByRole('heading', { name: words.account.sessions.title }).waitFor();
    await checkLook(page, 'account', look, 1);
    expect(wrongs).toEqual([]);
    await context.close();
  });
});

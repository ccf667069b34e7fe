import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { management } from '../../web/src/i18n/en/management.ts';
import { team } from '../../web/src/i18n/en/team.ts';
import { en } from '../../web/src/i18n/en.ts';
import { clientId, type Reply } from '../helpers/api.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Channel, Stage } from '../helpers/stage.ts';
import { someAddress, Visitor } from '../helpers/visitor.ts';
import { launchBrowser } from './browser.ts';
import { openPage, screenshot, signIn, type Watched } from './desk-page.ts';
import { acceptInvitation } from './mail-page.ts';
import { PlatformPage } from './platform-page.ts';
import { providerNumber, SettingsPage } from './settings-page.ts';

const samia = { name: 'Samia Tarot', slug: 'samia-tarot', admin: 'admin@samia-tarot.example' } as const;
const cedar = { name: 'Cedar Barbers', slug: 'cedar-barbers', admin: { name: 'Nabil Khalaf', email: someAddress() } } as const;
const rana = { name: 'Rana Abboud', email: someAddress() };
const omar = { name: 'Omar Sleiman', email: someAddress() };
const toSamia = { ...newCustomer('Hala Writes To Samia'), says: 'A reading for tomorrow, please' };
const toCedar = { ...newCustomer('Fadi Writes To Cedar'), says: 'A haircut at five?' };

let stage: Stage;
let browser: Browser;
const everybody: Watched[] = [];
/** A browser of one's own: no cookie is shared. */
const somebody = async (): Promise<Watched['page']> => {
  const watched = await openPage(browser, { width: 'desktop' });
  everybody.push(watched);
  return watched.page;
};
beforeAll(async () => {
  stage = sharedStage();
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** What the API answers somebody who goes around the page. */
async function ask(email: string, business: string, method: string, path: string, body?: object): Promise<Reply> {
  const visitor = new Visitor(stage);
  await visitor.signIn(email);
  return visitor.call(method, path, body, { 'x-business-id': business, 'idempotency-key': clientId() });
}

/** Opens the conversation with a customer; answers its id. */
async function openConversation(
  page: Watched['page'],
  business: string,
  customer: { name: string; says: string },
): Promise<string> {
  await page.goto(`${stage.url}/b/${business}`);
  await page.getByText(customer.name).first().click();
  await page.getByRole('article').filter({ hasText: customer.says }).waitFor();
  return page.url().split('/c/')[1] ?? '';
}

describe('two businesses on one deployment', () => {
  let samiaAdmin: SettingsPage;
  let cedarAdmin: SettingsPage;
  let ranaAtSamia: SettingsPage;
  let omarAtCedar: SettingsPage;
  let cedarId: string;
  let broken = false;
  // Each chapter begins where the one before ended.
  beforeEach(({ skip, onTestFailed }) => {
    onTestFailed(() => {
      broken = true;
    });
    skip(broken, 'an earlier chapter failed');
  });

  it('the platform opens the second one, whose administrator comes by the mailed link', async () => {
    const console = new PlatformPage(await somebody());
    await signIn(console.page, stage, 'platform@frontdesk.example');
    await console.heading('Businesses').waitFor();
    await console.create({ name: cedar.name, plan: 'starter', admin: cedar.admin });
    await console.open(cedar.name);
    cedarId = console.page.url().split('/').at(-1) ?? '';
    await screenshot(console.page, 'story-platform');

    cedarAdmin = new SettingsPage(await somebody());
    await acceptInvitation(cedarAdmin.page, stage, cedar.admin.email, cedar.name);
    expect(cedarAdmin.page.url()).toBe(`${stage.url}/b/${cedar.slug}`);
    // Whoever runs the platform works for neither of them.
    await console.page.goto(`${stage.url}/b/${cedar.slug}`);
    await console.page.getByRole('heading', { name: en.business.unknown }).waitFor();
  });

  it('it connects its own number, and customers of both write', async () => {
    const spare = await providerNumber(stage, 'Spare One');
    const { webhook, verifyToken } = await cedarAdmin.connect({ ...spare, name: 'Reception' });
    await stage.control('POST', '/graph/_apps', { appId: spare.appId, callbackUrl: webhook, verifyToken });
    const channel: Channel = { ...spare, id: spare.phoneNumberId, provider: 'meta', webhook, verifyToken };
    await Promise.all([say(stage.channel('samia'), toSamia, toSamia.says), say(channel, toCedar, toCedar.says)]);
    await cedarAdmin.page.goto(`${stage.url}/b/${cedar.slug}`);
    await cedarAdmin.page.getByText(toCedar.name).first().waitFor();
  });

  it('each invites somebody, who comes in by the mailed link', async () => {
    samiaAdmin = new SettingsPage(await somebody());
    await signIn(samiaAdmin.page, stage, samia.admin);
    await samiaAdmin.invite({ ...rana, role: management.systemRoles.agent });
    await cedarAdmin.invite({ ...omar, role: management.systemRoles.viewer });
    [ranaAtSamia, omarAtCedar] = [new SettingsPage(await somebody()), new SettingsPage(await somebody())];
    await acceptInvitation(ranaAtSamia.page, stage, rana.email, samia.name);
    await acceptInvitation(omarAtCedar.page, stage, omar.email, cedar.name);
  });

  it('neither sees conversations, people or settings of the other', async () => {
    const [atSamia, atCedar] = [ranaAtSamia.page, omarAtCedar.page];
    const ids = {
      samia: await openConversation(atSamia, samia.slug, toSamia),
      cedar: await openConversation(atCedar, cedar.slug, toCedar),
    };
    expect(await atSamia.getByText(toCedar.name).count()).toBe(0);
    expect(await atCedar.getByText(toSamia.name).count()).toBe(0);

    // The address of the other one's conversation, under one's own business and under theirs.
    const foreign = [
      { page: atSamia, own: samia, other: cedar, id: ids.cedar, secret: toCedar },
      { page: atCedar, own: cedar, other: samia, id: ids.samia, secret: toSamia },
    ];
    for (const { page, own, other, id, secret } of foreign) {
      await page.goto(`${stage.url}/b/${own.slug}/c/${id}`);
      await page.getByText(en.thread.notFound).waitFor();
      for (const path of [`/c/${id}`, '/settings/business', '/settings/team']) {
        await page.goto(`${stage.url}/b/${other.slug}${path}`);
        await page.getByRole('heading', { name: en.business.unknown }).waitFor();
      }
      expect(await page.getByText(secret.says).count()).toBe(0);
      expect(await page.getByText(other.name).count()).toBe(0);
    }

    for (const [admin, own, others] of [
      [samiaAdmin, rana, omar],
      [cedarAdmin, omar, rana],
    ] as const) {
      await admin.open('audit');
      await admin.page.getByRole('listitem').filter({ hasText: own.name }).first().waitFor();
      expect(await admin.page.getByText(others.name).count()).toBe(0);
      await admin.open('team');
      await admin.page.getByRole('link', { name: own.name }).waitFor();
      expect(await admin.page.getByText(others.name).count()).toBe(0);
    }
    await screenshot(cedarAdmin.page, 'story-team');
  });

  it('a viewer reads and cannot send, by the page or around it', async () => {
    const { page } = omarAtCedar;
    const id = await openConversation(page, cedar.slug, toCedar);
    await page.getByText(en.composer.readOnly).waitFor();
    expect(await page.getByRole('textbox', { name: en.composer.label(toCedar.name) }).count()).toBe(0);
    expect(await page.getByRole('button', { name: en.composer.send }).count()).toBe(0);
    await screenshot(page, 'story-viewer');
    const body = { clientId: clientId(), content: { kind: 'text', text: 'Not mine to say' } };
    const refused = await ask(omar.email, cedarId, 'POST', `/v1/conversations/${id}/messages`, body);
    expect([refused.status, refused.body?.code]).toEqual([403, 'forbidden']);
    await page.reload();
    await page.getByRole('article').filter({ hasText: toCedar.says }).waitFor();
    expect(await page.getByText('Not mine to say').count()).toBe(0);
  });

  it('an agent cannot manage roles, by the page or around it', async () => {
    const { page } = ranaAtSamia;
    await page.goto(`${stage.url}/b/${samia.slug}`);
    await page.getByRole('button', { name: en.menu.open }).click();
    await page.getByRole('link', { name: en.menu.account }).waitFor();
    expect(await page.getByRole('link', { name: en.menu.settings }).count()).toBe(0);
    await page.goto(`${stage.url}/b/${samia.slug}/settings/roles`);
    await ranaAtSamia.refused('employees.view');
    expect(await ranaAtSamia.sections.getByRole('link', { name: 'Roles' }).count()).toBe(0);
    await screenshot(page, 'story-agent');
    const body = { name: 'Mine', colour: '#1d7a5f', permissions: [] };
    const refused = await ask(rana.email, stage.business('samia').id, 'POST', '/v1/roles', body);
    expect([refused.status, refused.body?.code]).toEqual([403, 'forbidden']);
  });

  it('who is deactivated is off their open page within 5 seconds', async () => {
    const { page } = ranaAtSamia;
    await openConversation(page, samia.slug, toSamia);
    await page.getByText(en.connection.live).waitFor();
    await samiaAdmin.openPerson(rana.name);
    const from = await samiaAdmin.deactivate(rana.name);
    await page.getByRole('heading', { name: en.business.unknown }).waitFor();
    const took = performance.now() - from;
    expect(took).toBeLessThan(5000);
    expect(await page.getByText(toSamia.says).count()).toBe(0);
    await samiaAdmin.page.getByRole('region', { name: team.inactive }).waitFor();
    const refused = await ask(rana.email, stage.business('samia').id, 'GET', '/v1/conversations');
    expect(refused.status).toBe(403);
    // The other business goes on as before.
    await openConversation(omarAtCedar.page, cedar.slug, toCedar);
  });

  it('nothing went wrong in any of the browsers', () => {
    expect(everybody.flatMap(({ wrongs }) => wrongs)).toEqual([]);
  });
});

import type { Locator, Page } from 'playwright-core';
import * as z from 'zod';
import { channels } from '../../web/src/i18n/en/channels.ts';
import { management } from '../../web/src/i18n/en/management.ts';
import { settings } from '../../web/src/i18n/en/settings.ts';
import { team } from '../../web/src/i18n/en/team.ts';
import { en } from '../../web/src/i18n/en.ts';
import { isolate } from '../../web/src/i18n/isolate.ts';
import type { Stage } from '../helpers/stage.ts';

const ProviderNumber = z.object({
  name: z.string(),
  phoneNumberId: z.string(),
  wabaId: z.string(),
  number: z.string(),
  appId: z.string(),
  accessToken: z.string(),
  appSecret: z.string(),
});
type ProviderNumber = z.infer<typeof ProviderNumber>;

/** A number that exists at the provider, by the name it has there. `Spare One` and `Spare Two` belong to nobody yet. */
export async function providerNumber(stage: Stage, name: string): Promise<ProviderNumber> {
  const { numbers } = z.object({ numbers: z.array(ProviderNumber) }).parse(await stage.control('GET', '/graph/_numbers'));
  const found = numbers.find((one) => one.name === name);
  if (!found) throw new Error(`The provider has no number ${name}`);
  return found;
}

interface Invited {
  readonly name: string;
  readonly email: string;
  /** As the page calls it. */
  readonly role: string;
}

type Section = 'business' | 'channels' | 'team' | 'roles' | 'assistant' | 'costs' | 'knowledge' | 'prompts' | 'audit';

/** The settings of a business as somebody who reads English uses them. */
export class SettingsPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get sections(): Locator {
    return this.page.getByRole('navigation', { name: settings.sections });
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name, level: 1 });
  }

  /** By the menu, from anywhere in the business. */
  async open(section: Section): Promise<void> {
    // On a phone the list is a page of its own.
    if (!(await this.sections.isVisible())) {
      await this.page.getByRole('button', { name: en.menu.open }).click();
      const places = this.page.getByRole('navigation', { name: en.menu.places });
      await places.getByRole('link', { name: en.menu.settings }).click();
    }
    // Its hint follows the title, and hints name other sections.
    await this.sections.getByRole('link', { name: new RegExp(`^${settings[section]}`) }).click();
    await this.heading(settings[section]).waitFor();
  }

  async fillConnection(number: ProviderNumber): Promise<void> {
    await this.open('channels');
    await this.page.getByRole('link', { name: channels.connect }).click();
    await this.page.getByLabel(channels.name, { exact: true }).fill(number.name);
    await this.page.getByLabel(channels.phoneNumberId).fill(number.phoneNumberId);
    await this.page.getByLabel(channels.wabaId).fill(number.wabaId);
    await this.page.getByLabel(channels.accessToken, { exact: true }).fill(number.accessToken);
    await this.page.getByLabel(channels.appSecret, { exact: true }).fill(number.appSecret);
    await this.page.getByRole('button', { name: channels.connectSubmit }).click();
  }

  /** Answers what has to be pasted into the dashboard of the provider. */
  async connect(number: ProviderNumber): Promise<{ webhook: string; verifyToken: string }> {
    await this.fillConnection(number);
    await this.heading(channels.connectedTitle).waitFor();
    return {
      webhook: await this.page.getByLabel(channels.webhookUrl.meta, { exact: true }).inputValue(),
      verifyToken: await this.page.getByLabel(channels.verifyToken, { exact: true }).inputValue(),
    };
  }

  async fillInvitation(person: Invited): Promise<void> {
    await this.open('team');
    await this.page.getByRole('link', { name: team.invite }).click();
    await this.page.getByLabel(team.name, { exact: true }).fill(person.name);
    await this.page.getByLabel(team.email).fill(person.email);
    await this.page.getByLabel(team.role).selectOption({ label: person.role });
    await this.page.getByLabel(team.language).selectOption('en');
    await this.page.getByRole('button', { name: team.inviteSubmit }).click();
  }

  async invite(person: Invited): Promise<void> {
    await this.fillInvitation(person);
    await this.heading(team.title).waitFor();
    await this.invitation(person.email).getByText(team.inviteStates.open).waitFor();
  }

  invitation(email: string): Locator {
    return this.page.getByRole('listitem').filter({ hasText: email });
  }

  async openPerson(name: string): Promise<void> {
    await this.open('team');
    await this.page.getByRole('link', { name }).click();
    await this.heading(name).waitFor();
  }

  /** All access of the person whose page is open ends with the click that this answers the time of. */
  async deactivate(name: string): Promise<number> {
    await this.page.getByRole('button', { name: team.deactivate }).click();
    const dialog = this.page.getByRole('dialog', { name: team.deactivateTitle(isolate(name)) });
    const button = dialog.getByRole('button', { name: team.deactivate });
    await button.waitFor();
    const at = performance.now();
    await button.click();
    return at;
  }

  /** What stands in place of a page that the person's role does not include. */
  async refused(permission: keyof typeof management.permissions): Promise<void> {
    await this.page.getByRole('heading', { name: management.forbidden }).waitFor();
    await this.page.getByText(management.forbiddenHint(management.permissions[permission])).waitFor();
  }
}

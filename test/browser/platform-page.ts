import type { Locator, Page } from 'playwright-core';
import { businessSettings } from '../../web/src/i18n/en/business-settings.ts';
import type { management } from '../../web/src/i18n/en/management.ts';
import { platform } from '../../web/src/i18n/en/platform.ts';
import { isolate } from '../../web/src/i18n/isolate.ts';

interface NewBusiness {
  readonly name: string;
  readonly plan: keyof typeof management.plans;
  readonly admin: { readonly name: string; readonly email: string };
}

/** The platform console as somebody who reads English uses it. */
export class PlatformPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name, level: 1 });
  }

  async list(): Promise<void> {
    const sections = this.page.getByRole('navigation', { name: platform.sections });
    await sections.getByRole('link', { name: platform.businesses }).click();
    await this.heading(platform.businesses).waitFor();
  }

  async open(name: string): Promise<void> {
    await this.list();
    await this.page.getByRole('main').getByRole('link', { name }).click();
    await this.heading(name).waitFor();
  }

  async fillNew({ name, plan, admin }: NewBusiness): Promise<void> {
    await this.list();
    await this.page.getByRole('link', { name: platform.create }).click();
    const first = this.page.getByRole('region', { name: platform.admin });
    await first.getByLabel(platform.adminName).fill(admin.name);
    await first.getByLabel(platform.adminEmail).fill(admin.email);
    await first.getByLabel(platform.plan).selectOption(plan);
    const profile = this.page.getByRole('region', { name: businessSettings.profile });
    await profile.getByLabel(businessSettings.name, { exact: true }).fill(name);
  }

  async create(business: NewBusiness): Promise<void> {
    await this.fillNew(business);
    await this.page.getByRole('button', { name: platform.createSubmit }).click();
    await this.heading(platform.createdTitle(isolate(business.name))).waitFor();
  }
}

import type { Locator, Page } from 'playwright-core';
import { en } from '../../web/src/i18n/en.ts';

const words = en.desk;
type View = keyof typeof words.view;

/** The inbox as an agent who reads English uses it. */
export class InboxPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  row(customer: string): Locator {
    return this.page.locator('nav li a', { hasText: customer });
  }

  async open(customer: string): Promise<void> {
    await this.row(customer).click();
    await this.page.locator('main h2', { hasText: customer }).waitFor();
    await this.page.locator('main article').first().waitFor();
  }

  async show(view: View): Promise<void> {
    await this.page.getByRole('group', { name: words.views }).getByRole('button', { name: words.view[view] }).click();
  }

  get field(): Locator {
    return this.page.locator('main textarea');
  }

  /** What happened with the conversation, in its thread. */
  event(text: string): Locator {
    return this.page.locator('main article', { hasText: text });
  }

  note(text: string): Locator {
    return this.page.locator('main article[data-note]', { hasText: text });
  }

  /** Who has the conversation and what can be done with it. */
  get bar(): Locator {
    return this.page.getByRole('region', { name: words.work });
  }

  press(name: 'takeOver' | 'handBack' | 'assign' | 'snooze' | 'labels' | 'resolve' | 'reopen'): Promise<void> {
    return this.bar.getByRole('button', { name: words[name], exact: true }).click();
  }

  /** News in passing, as "Resolved." */
  notice(text: string): Locator {
    return this.page.locator('[role=status], [role=alert]', { hasText: text });
  }
}

import type { Page } from 'playwright-core';
import type { Stage } from '../helpers/stage.ts';

export interface Customer {
  readonly name: string;
  /** Digits with country code, from ranges set aside for fiction. */
  readonly number: string;
}

/** Opens `/phone` as one customer, in the chat with a business. */
export async function openPhone(page: Page, stage: Stage, customer: Customer, business = 'Samia Tarot'): Promise<void> {
  const state = JSON.stringify({ people: [customer], current: customer.number });
  await page.addInitScript({ content: `localStorage.setItem('pretend-phone', ${JSON.stringify(state)})` });
  await page.goto(stage.outputs.phone);
  await enterChat(page, business);
}

/** Into the chat with the business: what it sent is on the screen, so it counts as read. */
export async function enterChat(page: Page, business = 'Samia Tarot'): Promise<void> {
  await page.locator('.chat-row', { hasText: business }).click();
  await page.locator('#text').waitFor();
}

/** Back to the list of chats: what comes now is delivered, but not read. */
export async function leaveChat(page: Page): Promise<void> {
  await page.locator('#back').click();
  await page.locator('#text').waitFor({ state: 'hidden' });
}

export async function type(page: Page, text: string): Promise<void> {
  await page.locator('#text').fill(text);
  await page.locator('button.send').click();
}

/** What a customer can send that the page of the phone has no quick way for. */
export async function send(stage: Stage, { name, number }: Customer, action: Readonly<Record<string, unknown>>): Promise<void> {
  const body = { phoneNumberId: stage.channel('samia').phoneNumberId, from: number, name, ...action };
  await stage.control('POST', '/phone/api/send', body);
}

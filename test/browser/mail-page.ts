import type { Page } from 'playwright-core';
import { signUpWords as words } from '../../web/src/i18n/en/sign-up.ts';
import { isolate } from '../../web/src/i18n/isolate.ts';
import type { Stage } from '../helpers/stage.ts';
import { password } from '../helpers/visitor.ts';

/** Finds the invitation to an address in the mailbox of the stage and answers its link. */
export async function invitationLink(page: Page, stage: Stage, email: string): Promise<string> {
  await page.goto(stage.outputs.mail);
  // The page looks for new mail every 2 s.
  const letter = page.getByRole('article').filter({ hasText: email }).filter({ hasText: '/join#' }).first();
  const text = (await letter.textContent()) ?? '';
  const token = /\/join#([\w-]{43})/.exec(text)?.[1];
  if (token === undefined) throw new Error(`The invitation to ${email} has no link`);
  return `${stage.url}/join#${token}`;
}

/** From the mailbox into the business, with a new account. */
export async function acceptInvitation(page: Page, stage: Stage, email: string, business: string): Promise<void> {
  await page.goto(await invitationLink(page, stage, email));
  await page.getByRole('heading', { name: words.join.title(isolate(business)) }).waitFor();
  await page.getByLabel(words.choose).fill(password);
  await page.getByRole('button', { name: words.join.submit(isolate(business)) }).click();
  await page.getByRole('heading', { name: business, level: 1, exact: true }).waitFor();
}

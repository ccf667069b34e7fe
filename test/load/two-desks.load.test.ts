import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../browser/browser.ts';
import { TwoDesks } from '../browser/two-desks.ts';
import { sharedStage } from '../helpers/shared-stage.ts';

let browser: Browser;
let desks: TwoDesks;
beforeAll(async () => {
  browser = await launchBrowser();
  desks = await TwoDesks.open(browser, sharedStage());
});
afterAll(() => browser?.close());

it('shows each of two agents within a second what the other does', async () => {
  // Functions and caches are cold the first time: nobody promises a second then.
  await desks.workOn({ name: 'Dana Frem', number: '96170555301' });
  const seen = await desks.workOn({ name: 'Fares Maalouf', number: '96170555302' });
  expect(seen).toHaveLength(9);
  expect(seen.filter(({ ms }) => !(ms > 0 && ms <= 1000))).toEqual([]);
  expect(desks.wrongs).toEqual([]);
  await desks.close();
});

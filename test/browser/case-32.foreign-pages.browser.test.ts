import { createServer, type Server } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { password, Visitor } from '../helpers/visitor.ts';
import { launchBrowser } from './browser.ts';

let stage: Stage;
let browser: Browser;
let evil: Server;
let evilUrl: string;
beforeAll(async () => {
  evil = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Another site</title>');
  });
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  const address = evil.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  // Another name than the stage's, and so another site to the browser.
  evilUrl = `http://127.0.0.1:${address.port}/`;
  stage = sharedStage();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await new Promise((resolve) => evil.close(resolve));
});

interface Init {
  readonly mode?: 'no-cors';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The status, if the page may know it. */
const post = (page: Page, url: string, init: Init): Promise<number | 'refused'> =>
  page.evaluate(
    ([to, options]) =>
      fetch(to, { method: 'POST', credentials: 'include', ...options }).then(
        ({ status }) => status,
        () => 'refused' as const,
      ),
    [url, init] as const,
  );

describe('a page of another site in the same browser', () => {
  it('can neither use, end nor replace the session of the app', async () => {
    const email = await new Visitor(stage).signUp();
    const context = await browser.newContext();
    const app = await context.newPage();
    await app.goto(stage.url);
    const json = { headers: { 'content-type': 'application/json' } };
    const login = { ...json, body: JSON.stringify({ email, password }) };
    expect(await post(app, `${stage.url}/v1/session/login`, login)).toBe(200);
    const cookie = async () => (await context.cookies(stage.url)).find(({ name }) => name === '__Host-fd')?.value;
    const before = await cookie();
    expect(before).toMatch(/^[\w-]{22}\./);

    const page = await context.newPage();
    await page.goto(evilUrl);
    for (const path of ['/v1/session/refresh', '/v1/session/logout', '/v1/session/login']) {
      const url = `${stage.url}${path}`;
      const body = path.endsWith('login') ? JSON.stringify({ email, password }) : '';
      // The first two are sent without asking first, as a form is; the others ask, and are told no.
      expect(await post(page, url, { mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body })).toBe('refused');
      expect(await post(page, url, { mode: 'no-cors', body })).toBe('refused');
      expect(await post(page, url, { ...json, body })).toBe('refused');
      expect(await post(page, url, { headers: { authorization: 'Bearer x' } })).toBe('refused');
    }
    for (const path of ['/v1/session/refresh', '/v1/session/logout']) {
      const url = `${stage.url}${path}`;
      await page.goto(evilUrl);
      await page.setContent(`<form method="post" enctype="text/plain" action="${url}"></form>`);
      const answered = page.waitForResponse(url);
      await page.evaluate('document.forms[0].submit()');
      expect((await answered).status()).toBe(403);
      // The answer is here before the browser has turned to it; leaving in between would be refused.
      await page.waitForURL(url);
    }
    expect(await cookie()).toBe(before);
    expect(await post(app, `${stage.url}/v1/session/refresh`, {})).toBe(200);
    await context.close();
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../contract/message.ts';
import { type Employee, employee } from '../helpers/api.ts';
import { atProvider, fileOf, linkTo, type SentFile, sendFile, served } from '../helpers/media.ts';
import * as files from '../helpers/media-files.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { launchBrowser } from './browser.ts';
import { openPage, screenshot, signIn, violations } from './desk-page.ts';

let stage: Stage;
let browser: Browser;
let agent: Employee;
/** Whatever runs in a file calls here. */
const called: string[] = [];
const canary = createServer((request, response) => {
  called.push(request.url ?? '');
  response.end();
});
let home = '';

beforeAll(async () => {
  await once(canary.listen(0, '127.0.0.1'), 'listening');
  const address = canary.address();
  home = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  stage = sharedStage();
  browser = await launchBrowser();
  agent = await employee(stage, 'samia');
});
afterAll(async () => {
  await browser?.close();
  canary.close();
});

/** What a file would do if anything let it. */
const script = (): string =>
  `fetch('${home}/fetch');new Image().src='${home}/image';alert(document.domain);document.title='pwned';if(window.opener)opener.document.title='pwned'`;
const page = (): Buffer => Buffer.from(`<!doctype html><title>x</title><img src="${home}/passive"><script>${script()}</script>`);
const svg = (): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" onload="${script().replaceAll('"', "'")}"><script>${script()}</script></svg>`,
  );
/** A picture to whoever reads its beginning, a page to whoever guesses. */
const both = (picture: Buffer): Buffer => Buffer.concat([picture, Buffer.from('\n'), page()]);
const activePdf = (): Buffer =>
  Buffer.from(
    files
      .pdf(1)
      .toString('latin1')
      .replace('/Type /Catalog', `/Type /Catalog /OpenAction << /S /JavaScript /JS (app.launchURL("${home}/pdf")) >>`),
    'latin1',
  );

interface Hostile {
  readonly what: string;
  readonly bytes: () => Buffer;
  readonly claims: string;
  readonly sent: SentFile;
  readonly expected: string;
}
const asDocument = (filename: string): SentFile => ({ type: 'document', more: { filename } });
const hostile: readonly Hostile[] = [
  { what: 'an SVG as a picture', bytes: svg, claims: 'image/png', sent: { type: 'image' }, expected: 'wrong-type' },
  { what: 'a page as a film', bytes: page, claims: 'video/mp4', sent: { type: 'video' }, expected: 'wrong-type' },
  {
    what: 'a page as a voice note',
    bytes: page,
    claims: 'audio/ogg',
    sent: { type: 'audio', more: { voice: true } },
    expected: 'wrong-type',
  },
  { what: 'nothing', bytes: () => Buffer.alloc(0), claims: 'image/jpeg', sent: { type: 'image' }, expected: 'empty' },
  {
    what: 'a pixel flood',
    bytes: () => files.png(4, 4, { width: 60_000, height: 60_000 }),
    claims: 'image/png',
    sent: { type: 'image' },
    expected: 'too-many-pixels',
  },
  {
    what: 'a sticker over the limit',
    bytes: () => Buffer.concat([files.webp(), Buffer.alloc(1_100_000)]),
    claims: 'image/webp',
    sent: { type: 'sticker' },
    expected: 'too-large',
  },
  { what: 'an SVG', bytes: svg, claims: 'image/svg+xml', sent: asDocument('logo.svg'), expected: 'application/octet-stream' },
  { what: 'a page', bytes: page, claims: 'text/html', sent: asDocument('invoice.html'), expected: 'application/octet-stream' },
  {
    what: 'a page called text',
    bytes: page,
    claims: 'text/plain',
    sent: asDocument('../../../etc/passwd'),
    expected: 'application/octet-stream',
  },
  {
    what: 'a GIF that is a script too',
    bytes: () => both(files.gif()),
    claims: 'text/html',
    sent: asDocument('a\u202Egpj.html'),
    expected: 'image/gif',
  },
  {
    what: 'a zip bomb',
    bytes: () => files.zip({ 'zeros.bin': Buffer.alloc(30_000_000) }),
    claims: 'application/zip',
    sent: asDocument('bomb.zip'),
    expected: 'application/octet-stream',
  },
  {
    what: 'an active PDF',
    bytes: activePdf,
    claims: 'application/pdf',
    sent: asDocument('offer.pdf.exe'),
    expected: 'application/pdf',
  },
  {
    what: 'a JPEG that is a page too',
    bytes: () => both(files.jpeg()),
    claims: 'image/jpeg',
    sent: { type: 'image' },
    expected: 'image/jpeg',
  },
];

describe('case 33: files that want to be more than files', () => {
  const messages = new Map<string, Message>();
  let conversation = '';

  beforeAll(async () => {
    const channel = stage.channel('samia');
    const customer = newCustomer('Mallory');
    await say(channel, customer, 'hello');
    ({ id: conversation } = await agent.heardFrom(customer.waId));
    for (const { what, bytes, claims, sent } of hostile) {
      const wamid = await sendFile(stage, channel, customer, sent, await atProvider(stage, channel, bytes(), claims));
      messages.set(what, await fileOf(agent, conversation, wamid));
    }
  });

  it.each(hostile)('$what is refused with a reason, or kept as what its beginning says', ({ what, expected }) => {
    const file = messages.get(what)?.file;
    if (expected.includes('/')) expect(file).toMatchObject({ state: 'stored', mimeType: expected });
    else expect(file).toMatchObject({ state: 'failed', failure: { code: expected, advice: expect.any(String) } });
  });

  it('is served by another origin as what it is or to be saved, never to be guessed at', async () => {
    for (const [what, message] of messages) {
      if (message.file?.state !== 'stored') continue;
      for (const download of [false, true]) {
        const url = await linkTo(agent, message, { download });
        const { status, headers } = await served(url);
        expect(new URL(url).origin, what).not.toBe(new URL(stage.url).origin);
        expect([status, headers['x-content-type-options']], what).toEqual([200, 'nosniff']);
        expect(headers['content-security-policy'], what).toMatch(/^sandbox; default-src 'none'/);
        const shown = !download && message.file.mimeType?.startsWith('image/');
        expect(headers['content-type'], what).toBe(shown ? message.file.mimeType : 'application/octet-stream');
        expect(headers['content-disposition'], what).toMatch(shown ? /^inline; / : /^attachment; /);
        const name = decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(headers['content-disposition'] ?? '')?.[1] ?? '');
        expect(name, what).not.toMatch(/[\u202A-\u202E\u2066-\u2069/\\]|\.\.|\.(html|svg|exe)$/);
        // Changed in any way, or without its signature, an address opens nothing.
        const other = url.replace('/original?', '/thumbnail?');
        for (const bad of [
          other,
          url.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000'),
          url.split('?')[0] ?? '',
          url.replace('inline', 'inlinE'),
        ]) {
          if (bad !== url) expect((await served(bad)).status, `${what} ${bad}`).toBe(403);
        }
      }
    }
  });

  it('belongs to its conversation and its business', async () => {
    const message = messages.get('a page');
    const isik = await employee(stage, 'isik');
    const items = [{ messageId: message?.id, variant: 'original' }];
    const ask = (who: Employee, id: string) => who.call('POST', `/v1/conversations/${id}/media-links`, { items });
    const [foreign, unknown] = [await ask(isik, conversation), await ask(isik, '01jd0000000000000000000009')];
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    const customer = newCustomer('Somebody else');
    await say(stage.channel('samia'), customer, 'hello');
    const other = await agent.heardFrom(customer.waId);
    expect((await ask(agent, other.id)).body.items).toEqual([]);
    expect((await ask(agent, conversation)).body.items).toHaveLength(1);
  });

  it('runs nothing anywhere: each opened by itself, and all of them in the inbox', async () => {
    const context = await browser.newContext({ acceptDownloads: true });
    const dialogs: string[] = [];
    for (const [what, message] of messages) {
      if (message.file?.state !== 'stored') continue;
      const tab = await context.newPage();
      tab.on('dialog', (dialog) => {
        dialogs.push(`${what}: ${dialog.message()}`);
        void dialog.dismiss();
      });
      // What is to be saved is no page: the browser says so by not going there.
      await tab.goto(await linkTo(agent, message), { waitUntil: 'load' }).catch(() => undefined);
      await tab.waitForLoadState('networkidle');
      expect(await tab.title(), what).not.toBe('pwned');
      await tab.close();
    }
    await context.close();
    // All read: the thread begins at its newest message.
    const upTo = messages.get('a JPEG that is a page too')?.id;
    await agent.call('POST', `/v1/conversations/${conversation}/read`, { upTo });
    for (const look of [{ width: 'desktop' }, { width: 'phone', locale: 'ar', colorScheme: 'dark' }] as const) {
      const { page: desk, wrongs, context: seen } = await openPage(browser, look);
      await signIn(desk, stage, agent.email);
      await desk.goto(`${stage.url}/b/${stage.business('samia').slug}/c/${conversation}`);
      // The pictures that are there are drawn, from their own origin.
      const drawn = desk.locator('img[src*="media.localhost"]').first();
      await drawn.scrollIntoViewIfNeeded();
      await expect.poll(() => drawn.evaluate((image) => 'naturalWidth' in image && Number(image.naturalWidth) > 0)).toBe(true);
      await screenshot(desk, `hostile-files-${look.width}`);
      expect(await violations(desk)).toEqual([]);
      expect(wrongs).toEqual([]);
      await seen.close();
    }
    expect(dialogs).toEqual([]);
    expect(called).toEqual([]);
  });
});

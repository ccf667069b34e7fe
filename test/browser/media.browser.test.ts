import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Message } from '../../contract/message.ts';
import { opusHead, opusPackets } from '../../lambdas/_media/ogg.ts';
import { attach as arAttach } from '../../web/src/i18n/ar/attach.ts';
import { media as arMedia } from '../../web/src/i18n/ar/media.ts';
import { ar } from '../../web/src/i18n/ar.ts';
import { attach as enAttach } from '../../web/src/i18n/en/attach.ts';
import { media as enMedia } from '../../web/src/i18n/en/media.ts';
import { en } from '../../web/src/i18n/en.ts';
import { type Employee, employee } from '../helpers/api.ts';
import { awsOk } from '../helpers/aws.ts';
import { eventually } from '../helpers/eventually.ts';
import { atProvider, fileOf, linkTo, type SentFile, sendFile, served } from '../helpers/media.ts';
import * as files from '../helpers/media-files.ts';
import { type Customer, newCustomer, say } from '../helpers/provider.ts';
import { type OwnStage, startStage } from '../helpers/stage.ts';
import { atTheProvider } from '../helpers/uploads.ts';
import { launchBrowser } from './browser.ts';
import { openPage, screenshot, signIn, violations, type Watched } from './desk-page.ts';
import { film, tones } from './made-media.ts';
import { expectUsable, postRecordedFiles, postRecordedTwilioFiles, type RecordedFile, remembersSound } from './recorded-media.ts';

let stage: OwnStage;
let browser: Browser;
let agent: Employee;
let folder: string;
let conversation = '';
const customer: Customer & { waId: string } = newCustomer('Rana Media');
const note = files.voiceNote(6, 3);
/** By what they are. */
const received = new Map<string, Message>();
let recorded: readonly RecordedFile[] = [];

/** What the pretended microphone hears, over and over. */
const pitches = [440, 880];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontdesk-sound-'));
  const sound = join(folder, 'tones.wav');
  await writeFile(sound, tones(pitches));
  [stage, browser] = await Promise.all([
    startStage(undefined, { forBrowsers: true }),
    launchBrowser([
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${sound}`,
    ]),
  ]);
  agent = await employee(stage, 'samia');
  const channel = stage.channel('samia');
  await say(channel, customer, 'hello');
  ({ id: conversation } = await agent.heardFrom(customer.waId));
  const blank = await browser.newPage();
  const movie = await film(blank);
  await blank.close();
  await stage.control('POST', '/_stage/recordings', {
    sha256: files.sha256(note),
    takesMs: 50,
    text: 'Sabah al khair one coffee cup reading please today',
    language: 'en',
  });
  const sent: readonly [string, SentFile, Buffer, string][] = [
    ['image', { type: 'image', more: { caption: 'my cup' } }, files.jpeg(900, 600), 'image/jpeg'],
    ['png', { type: 'image' }, files.png(400, 700), 'image/png'],
    ['sticker', { type: 'sticker' }, files.webp(), 'image/webp'],
    ['video', { type: 'video', more: { caption: 'look' } }, movie, 'video/mp4'],
    ['audio', { type: 'audio' }, files.mp3(200), 'audio/mpeg'],
    ['document', { type: 'document', more: { filename: 'offer.pdf' } }, files.pdf(3), 'application/pdf'],
    ['voice', { type: 'audio', more: { voice: true } }, note, 'audio/ogg; codecs=opus'],
  ];
  const ids: [string, string][] = [];
  for (const [what, file, bytes, type] of sent) {
    ids.push([what, await sendFile(stage, channel, customer, file, await atProvider(stage, channel, bytes, type))]);
  }
  recorded = [...(await postRecordedFiles(stage, movie)), ...(await postRecordedTwilioFiles(stage))];
  // The first one starts the functions that fetch and write down.
  for (const [what, wamid] of ids) received.set(what, await fileOf(agent, conversation, wamid, ['stored'], 60_000));
  await eventually(
    async () => (await agent.thread(conversation)).items.find(({ id }) => id === received.get('voice')?.id)?.transcript?.state,
    (state) => state === 'done',
    { withinMs: 60_000 },
  );
  // Read, so that the thread begins at its end.
  await agent.call('POST', `/v1/conversations/${conversation}/read`, { upTo: received.get('voice')?.id });
});
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** In the thread, with the microphone allowed. */
async function open(look: Parameters<typeof openPage>[1], prepare?: (watched: Watched) => Promise<void>): Promise<Watched> {
  const watched = await openPage(browser, look);
  await watched.context.grantPermissions(['microphone']);
  await prepare?.(watched);
  await signIn(watched.page, stage, agent.email);
  await watched.page.goto(`${stage.url}/b/${stage.business('samia').slug}/c/${conversation}`);
  await bubble(watched.page, 'voice').locator('[data-sound]').waitFor();
  return watched;
}

const bubble = (page: Page, what: string): Locator => page.locator(`[data-message="${received.get(what)?.id}"]`);
const stateOf = (sound: Locator, state: string): Promise<unknown> =>
  eventually(
    () => sound.getAttribute('data-sound'),
    (found) => found === state,
    { withinMs: 10_000 },
  );
const positionOf = async (sound: Locator): Promise<number> =>
  Number(await sound.getByRole('slider').getAttribute('aria-valuenow'));

describe('what a customer sent', () => {
  it('is heard with its waveform, one at a time, with the word that is spoken lit up', async () => {
    const { page, wrongs, context } = await open({ width: 'desktop' });
    const voice = bubble(page, 'voice').locator('[data-sound]');
    await voice.getByRole('button', { name: enMedia.play }).click();
    await stateOf(voice, 'playing');
    const spoken = bubble(page, 'voice').locator('[data-spoken]');
    await spoken.first().waitFor();
    const first = await spoken.textContent();
    await eventually(
      () => spoken.textContent(),
      (now) => now !== first,
      { withinMs: 5000 },
    );
    await voice.getByRole('button', { name: enMedia.speed('1×') }).click();
    await voice.getByRole('button', { name: enMedia.speed('1.5×') }).waitFor();

    const song = bubble(page, 'audio').locator('[data-sound]');
    await song.getByRole('button', { name: enMedia.play }).click();
    await stateOf(song, 'playing');
    await stateOf(voice, 'paused');
    await song.getByRole('button', { name: enMedia.pause }).click();
    await stateOf(song, 'paused');

    const slider = voice.getByRole('slider');
    await slider.press('End');
    expect(await positionOf(voice)).toBe(6);
    await slider.press('Home');
    expect(await positionOf(voice)).toBe(0);
    const place = await slider.boundingBox();
    if (!place) throw new Error('The waveform is not there');
    await page.mouse.click(place.x + place.width / 2, place.y + place.height / 2);
    expect(await positionOf(voice)).toBe(3);

    await bubble(page, 'video').locator('video').scrollIntoViewIfNeeded();
    const playsFilm = `const film = document.querySelector('[data-message="${received.get('video')?.id}"] video');
      film.muted = true; film.play().then(() => film.videoWidth)`;
    expect(await page.evaluate(playsFilm)).toBe(320);
    expect(wrongs).toEqual([]);
    await context.close();
  });

  it('is decoded where the browser does not play Ogg', async () => {
    const { page, wrongs, context } = await open({ width: 'desktop' }, async ({ context: seen }) => {
      await seen.addInitScript({
        content: `const can = HTMLMediaElement.prototype.canPlayType;
          HTMLMediaElement.prototype.canPlayType = function (type) { return type.includes('ogg') ? '' : can.call(this, type); };
          const play = HTMLMediaElement.prototype.play;
          HTMLMediaElement.prototype.play = function () { window.played = this.src; return play.call(this); };`,
      });
    });
    const voice = bubble(page, 'voice').locator('[data-sound]');
    await voice.getByRole('button', { name: enMedia.play }).click();
    await stateOf(voice, 'playing');
    expect(await page.evaluate('window.played')).toMatch(/^blob:/);
    expect(await voice.textContent()).toContain('0:06');
    expect(wrongs).toEqual([]);
    await context.close();
  });

  it('is looked at over the whole window, enlarged, one after the other, and left by Escape', async () => {
    const { page, wrongs, context } = await open({ width: 'desktop' });
    const picture = bubble(page, 'image').getByRole('button', { name: enMedia.open });
    await picture.scrollIntoViewIfNeeded();
    await picture.click();
    const viewed = (what: string) => page.locator(`dialog[open] [data-viewed="${received.get(what)?.id}"]`);
    await viewed('image').locator('img').waitFor();
    await page.locator('dialog[open]').getByText('my cup').waitFor();
    const zoom = viewed('image').locator('[data-zoom]');
    await page.keyboard.press('+');
    expect(await zoom.getAttribute('data-zoom')).toBe('1.50');
    await page.mouse.move(640, 400);
    await page.mouse.wheel(0, -300);
    await eventually(
      async () => Number(await zoom.getAttribute('data-zoom')),
      (scale) => scale > 3,
    );
    await page.keyboard.press('0');
    await page.mouse.dblclick(640, 400);
    expect(await zoom.getAttribute('data-zoom')).toBe('2.50');
    // Enlarged, it is dragged, and the arrows move it; whole, they go on.
    const before = await zoom.locator('img').getAttribute('style');
    await page.mouse.move(640, 400);
    await page.mouse.down();
    await page.mouse.move(560, 380, { steps: 3 });
    await page.mouse.up();
    const dragged = await zoom.locator('img').getAttribute('style');
    expect(placeIn(dragged).x - placeIn(before).x).toBe(-80);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('0');
    await page.keyboard.press('ArrowRight');
    await viewed('png').locator('img').waitFor();
    await page.keyboard.press('ArrowRight');
    await viewed('video').locator('video').waitFor();
    const gone = page.waitForEvent('download');
    await page
      .locator('dialog[open]')
      .getByRole('button', { name: /^Save / })
      .click();
    await gone;
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    expect(wrongs).toEqual([]);
    await context.close();
  });

  it('is looked at on a phone with fingers: pinched, dragged, swiped on, and swiped away', async () => {
    const { page, wrongs, context } = await open({ width: 'phone' });
    const picture = bubble(page, 'image').getByRole('button', { name: enMedia.open });
    await picture.scrollIntoViewIfNeeded();
    await picture.click();
    const viewed = (what: string) => page.locator(`dialog[open] [data-viewed="${received.get(what)?.id}"]`);
    const zoom = viewed('image').locator('[data-zoom]');
    await zoom.locator('img').waitFor();
    const scale = async (): Promise<number> => Number(await zoom.getAttribute('data-zoom'));
    const touch = fingersOn(await context.newCDPSession(page));
    await touch([170, 400, 220, 400], [120, 400, 270, 400]);
    await eventually(scale, (now) => now > 2.8 && now < 3.2);
    const at = await zoom.locator('img').getAttribute('style');
    await touch([195, 400], [155, 400]);
    const moved = await zoom.locator('img').getAttribute('style');
    expect(placeIn(moved).x - placeIn(at).x).toBeCloseTo(-40, 0);
    // Two taps make it whole again, as they enlarge it.
    for (const _ of [1, 2]) await touch([195, 400]);
    await eventually(scale, (now) => now === 1);
    await touch([300, 400], [120, 405]);
    await viewed('png').locator('img').waitFor();
    await touch([120, 400], [300, 405]);
    await viewed('image').locator('img').waitFor();
    await touch([195, 300], [200, 520]);
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    expect(wrongs).toEqual([]);
    await context.close();
  });

  it('is given to the browser’s viewer of PDFs where it has one, as a PDF', async () => {
    // This browser has none: what a frame is given, it saves.
    const { page, wrongs, context } = await open({ width: 'desktop' }, async ({ context: seen }) => {
      await seen.addInitScript({ content: `Object.defineProperty(navigator, 'pdfViewerEnabled', { get: () => true });` });
    });
    const given = page.waitForEvent('download');
    await bubble(page, 'document')
      .getByRole('button', { name: enMedia.lookAt('offer.pdf') })
      .click();
    await page.locator('dialog[open] iframe[title="offer.pdf"]').waitFor();
    const download = await given;
    expect(download.url()).toMatch(/^blob:/);
    expect(await readFile(await download.path())).toEqual(files.pdf(3));
    expect(wrongs).toEqual([]);
    await context.close();
    const { page: without, context: other } = await open({ width: 'desktop' });
    const paper = bubble(without, 'document');
    await paper.getByRole('button', { name: enMedia.saveNamed('offer.pdf') }).waitFor();
    expect(await paper.getByRole('button', { name: enMedia.lookAt('offer.pdf') }).count()).toBe(0);
    await other.close();
  });
});

describe('a file that could not be fetched', () => {
  it('says why, and is there when somebody asks for it again', async () => {
    const channel = stage.channel('samia');
    const mediaId = await atProvider(stage, channel, files.png(80, 60), 'image/png');
    const media = [{ step: 'look-up', id: mediaId, url: 'https://127.0.0.1:9001/x' }];
    await stage.control('POST', '/graph/_behaviour', { media });
    const message = await fileOf(agent, conversation, await sendFile(stage, channel, customer, { type: 'image' }, mediaId), [
      'failed',
    ]);
    // As a provider that was down for most of a day leaves it.
    await awsOk('dynamodb', stage.outputs.engines.dynamodb)('UpdateItem', {
      TableName: stage.outputs.table,
      Key: { pk: { S: `T#${stage.business('samia').id}#CONV#${conversation}` }, sk: { S: `M#${message.id}` } },
      UpdateExpression: 'SET #file.#fail.#code = :down, #file.#fail.#retry = :true ADD filev :one',
      ExpressionAttributeNames: { '#file': 'file', '#fail': 'fail', '#code': 'code', '#retry': 'retry' },
      ExpressionAttributeValues: { ':down': { S: 'provider-down' }, ':true': { BOOL: true }, ':one': { N: '1' } },
    });
    const { page, wrongs, context } = await open({ width: 'desktop' });
    const shown = page.locator(`[data-message="${message.id}"]`);
    await shown.getByText(enMedia.reasons['provider-down']).waitFor();
    await shown.getByRole('button', { name: enMedia.again }).click();
    await shown.getByRole('button', { name: enMedia.open }).waitFor({ timeout: 20_000 });
    expect(wrongs).toEqual([]);
    await context.close();
  });
});

describe('the recorded webhooks that carry files', () => {
  it('become bubbles in which each is seen, heard or saved', async () => {
    const kinds = ['audio', 'audio', 'document', 'image', 'image', 'sticker', 'video', 'voice'];
    expect(recorded.map(({ kind }) => kind).toSorted()).toEqual(kinds);
    for (const business of ['samia', 'isik'] as const) {
      const somebody = await employee(stage, business);
      const { page, wrongs, context } = await openPage(browser, { width: 'desktop' });
      await context.addInitScript({ content: remembersSound });
      await signIn(page, stage, somebody.email);
      for (const file of recorded.filter((one) => one.business === business)) {
        const { id = '' } =
          (await somebody.inbox()).find(
            ({ channelId, customer }) => channelId === file.channelId && customer.waId === file.waId,
          ) ?? {};
        const message = await fileOf(somebody, id, file.wamid, ['stored'], 60_000);
        await page.goto(`${stage.url}/b/${stage.business(business).slug}/c/${id}?m=${message.id}`);
        await expectUsable(page, message.id, file);
        if (file.caption !== undefined) await page.locator(`[data-message="${message.id}"]`).getByText(file.caption).waitFor();
      }
      expect(wrongs).toEqual([]);
      await context.close();
    }
  });
});

/** How far a picture was moved, in pixels. */
function placeIn(style: string | null): { x: number; y: number } {
  const [, x, y] = /translate\(([-.\de]+)px, ([-.\de]+)px\)/.exec(style ?? '') ?? [];
  return { x: Number(x), y: Number(y) };
}

/** Fingers put down at the first places and moved to the next ones in steps: one or two of them, x and y of each. */
const fingersOn =
  (session: CDPSession) =>
  async (from: readonly number[], to: readonly number[] = from): Promise<void> => {
    const points = (part: number) =>
      Array.from({ length: from.length / 2 }, (_, id) => {
        const [x = 0, y = 0] = from.slice(id * 2);
        const [toX = x, toY = y] = to.slice(id * 2);
        return { id, x: x + (toX - x) * part, y: y + (toY - y) * part };
      });
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: ReturnType<typeof points>) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints });
    await send('touchStart', points(0));
    if (to !== from) for (const part of [0.25, 0.5, 0.75, 1]) await send('touchMove', points(part));
    await send('touchEnd', []);
  };

/** The messages from here, newest last, once there are as many as expected and the provider has them. */
const arrived = (count: number): Promise<readonly Message[]> =>
  eventually(
    async () =>
      (await agent.thread(conversation)).items.filter(
        ({ direction, content, status }) => direction === 'out' && 'media' in content && status !== 'failed',
      ),
    (out) => out.length === count && out.every(({ status }) => status === 'delivered'),
    { withinMs: 20_000 },
  );

describe('what is sent from here', () => {
  it('is picked, pasted or dropped, shown with its caption before it goes, and arrives', async () => {
    const { page, wrongs, context } = await open({ width: 'desktop' });
    await page.locator('input[data-attach]').setInputFiles([
      { name: 'cup.jpg', mimeType: 'image/jpeg', buffer: files.jpeg(800, 500, 7) },
      { name: 'offer.pdf', mimeType: 'application/pdf', buffer: files.pdf(2) },
      { name: 'x.zip', mimeType: 'application/zip', buffer: Buffer.from('PK') },
    ]);
    const dialog = page.locator('dialog[open]');
    await dialog.locator('[data-attached="wrong-type"]').getByText(enAttach.refused['wrong-type']).waitFor();
    await dialog.getByLabel(enAttach.captionOf('cup.jpg')).fill('Your cup');
    await dialog.getByRole('button', { name: enAttach.send(2) }).click();
    await page.locator('main article', { hasText: 'Your cup' }).waitFor();
    const [picture, paper] = await arrived(2);
    expect(picture?.content).toMatchObject({ kind: 'image', media: { caption: 'Your cup' } });
    expect(paper?.content).toMatchObject({ kind: 'document', media: { filename: 'offer.pdf' } });

    // The same bytes again: the business has them, and nothing is put anywhere.
    const puts: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && !request.url().startsWith(stage.url)) puts.push(request.url());
    });
    const bytes = [...files.jpeg(800, 500, 7)];
    await page.locator('main textarea').focus();
    await page.evaluate(`{
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(${JSON.stringify(bytes)})], 'again.jpg', { type: 'image/jpeg' }));
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }`);
    await dialog.getByRole('button', { name: enAttach.send(1), exact: true }).click();
    await arrived(3);
    expect(puts).toEqual([]);
    expect(wrongs).toEqual([]);
    await context.close();
  });

  it('says what is wrong without a connection, and goes on when somebody tries again', async () => {
    const { page, context } = await open({ width: 'desktop' });
    await page
      .locator('input[data-attach]')
      .setInputFiles([{ name: 'late.png', mimeType: 'image/png', buffer: files.png(90, 90) }]);
    const dialog = page.locator('dialog[open]');
    await dialog.getByRole('button', { name: enAttach.send(1), exact: true }).waitFor();
    await page.route('**/v1/media/uploads', (route) => route.abort());
    await dialog.getByRole('button', { name: enAttach.send(1), exact: true }).click();
    const unsent = page.locator('[data-unsent-file]');
    await unsent.getByText(enAttach.reasons.unreachable).waitFor({ timeout: 15_000 });
    await page.unroute('**/v1/media/uploads');
    await unsent.getByRole('button', { name: enAttach.again }).click();
    await arrived(4);
    expect(await unsent.count()).toBe(0);

    // Called off while its bytes are on their way, it goes no further; chosen again, it goes through.
    const late = { name: 'later.png', mimeType: 'image/png', buffer: files.png(91, 90) };
    const choose = async (): Promise<void> => {
      await page.locator('input[data-attach]').setInputFiles([late]);
      await dialog.getByRole('button', { name: enAttach.send(1), exact: true }).click();
    };
    const isPut = (url: URL): boolean => url.origin !== new URL(stage.url).origin;
    await page.route(isPut, () => undefined);
    const [put] = await Promise.all([
      page.waitForRequest((one) => isPut(new URL(one.url())) && one.method() === 'POST'),
      choose(),
    ]);
    const ended = page.waitForEvent('requestfailed', (one) => one === put);
    await unsent.getByRole('button', { name: enAttach.remove('later.png') }).click();
    await ended;
    expect(await unsent.count()).toBe(0);
    await page.unroute(isPut);
    await choose();
    await arrived(5);
    await context.close();
  });

  it('is recorded, and arrives at the provider as a voice note: Opus in Ogg', async () => {
    const { page, wrongs, context } = await open({ width: 'desktop' });
    await page.getByRole('button', { name: en.desk.record }).click();
    const recorder = page.locator('[data-recording]');
    await page.locator('[data-recording=recording]').waitFor();
    await recorder.getByText('0:02').waitFor();
    await recorder.getByRole('button', { name: enAttach.pause }).click();
    await page.locator('[data-recording=paused]').waitFor();
    await recorder.getByRole('button', { name: enAttach.resume }).click();
    await recorder.getByText('0:03').waitFor();
    await stage.control('POST', '/graph/_behaviour', { next: [{ type: 'audio', error: 131026 }] });
    await recorder.getByRole('button', { name: enAttach.sendNote }).click();
    // Refused, it says why, and is sent again as it is: the business has its bytes.
    const refused = page.locator('article[data-message]', { hasText: en.status.failed }).last();
    await refused.getByText('The message cannot be delivered').waitFor();
    const puts: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().includes('/v1/media/uploads')) puts.push(request.url());
    });
    await refused.getByRole('button', { name: en.status.sendAgain }).click();
    const voice = (await arrived(6)).at(-1);
    expect(puts).toEqual([]);
    expect(voice?.content).toMatchObject({ kind: 'voice' });
    if (!voice) throw new Error('unreachable');
    const provider = await atTheProvider(stage, stage.channel('samia'), customer.waId);
    const { audio } = z
      .object({ audio: z.object({ id: z.string(), voice: z.literal(true) }) })
      .parse(provider.messages.find(({ type }) => type === 'audio')?.body);
    const { body: ogg } = await served(await linkTo(agent, voice));
    // The provider has these very bytes.
    expect(provider.uploads.find(({ id }) => id === audio.id)?.sha256).toBe(files.sha256(ogg));
    expect(opusHead(ogg)).toMatchObject({ channels: 1 });
    checkPages(ogg);
    expect(await heardIn(ogg)).toEqual(pitches);
    expect(voice.file?.durationMs).toBeGreaterThan(2900);
    expect(voice.file?.peaks?.some((peak) => peak > 50)).toBe(true);
    expect(wrongs).toEqual([]);
    await context.close();
  });

  it('is not recorded without a microphone, and says what to do', async () => {
    const { page, context } = await open({ width: 'desktop' }, async ({ context: seen }) => {
      await seen.addInitScript({
        content: `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));`,
      });
    });
    await page.getByRole('button', { name: en.desk.record }).click();
    await page.getByRole('alert').getByText(enAttach.noMicrophone.denied).waitFor();
    await page.getByRole('alert').getByRole('button', { name: enAttach.close }).click();
    await page.locator('main textarea').waitFor();
    await context.close();
  });
});

describe('the screens', () => {
  /** Enough to meet each width, colour and language once. */
  const looks = [
    { width: 'phone', colorScheme: 'dark', locale: 'ar' },
    { width: 'desktop', colorScheme: 'light', locale: 'en' },
  ] as const;
  it.each(looks)('look right at $width, $colorScheme, in $locale', async (look) => {
    const { page, wrongs, context } = await open(look);
    const check = async (name: string): Promise<void> => {
      const tooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      expect(await page.evaluate(tooWide), name).toBe(false);
      await screenshot(page, `media-${name}-${look.width}`);
      expect(await violations(page), name).toEqual([]);
    };
    const [words, attach, all] = look.locale === 'ar' ? [arMedia, arAttach, ar] : [enMedia, enAttach, en];
    await check('thread');
    const picture = page.getByRole('button', { name: words.open }).last();
    await picture.scrollIntoViewIfNeeded();
    await picture.click();
    await page.locator('dialog[open] [data-zoom] img').waitFor();
    await check('viewer');
    await page.locator('dialog[open]').getByRole('button', { name: words.close }).click();
    await page.locator('input[data-attach]').setInputFiles([
      { name: 'cup.jpg', mimeType: 'image/jpeg', buffer: files.jpeg(800, 500, 9) },
      { name: 'x.zip', mimeType: 'application/zip', buffer: Buffer.from('PK') },
    ]);
    await page.locator('[data-attached="wrong-type"]').waitFor();
    await check('attach');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: all.desk.record }).click();
    await page.locator('[data-recording=recording]').waitFor();
    await check('recording');
    await page.getByRole('button', { name: attach.throwAway }).click();
    expect(wrongs).toEqual([]);
    await context.close();
  });
});

/** Every page of it: in order, with the sum that its bytes have, and positions that only grow. */
function checkPages(ogg: Buffer): void {
  let number = 0;
  let before = 0n;
  for (let at = 0; at < ogg.length; number++) {
    const segments = ogg.readUInt8(at + 26);
    const length = 27 + segments + ogg.subarray(at + 27, at + 27 + segments).reduce((sum, one) => sum + one, 0);
    const page = Buffer.from(ogg.subarray(at, at + length));
    const sum = page.readUInt32LE(22);
    page.writeUInt32LE(0, 22);
    expect([page.subarray(0, 4).toString('latin1'), page.readUInt32LE(18), files.oggSum(page)]).toEqual(['OggS', number, sum]);
    const position = page.readBigInt64LE(6);
    expect(position).toBeGreaterThanOrEqual(before);
    before = position;
    at += length;
    // First page, last page, and no others.
    expect(page.readUInt8(5)).toBe(number === 0 ? 2 : at === ogg.length ? 4 : 0);
  }
  expect(ogg.subarray(0, 200).includes('OpusTags')).toBe(true);
}

/** Which of the tones can be heard in it, by how strong each is in some tenth of a second. */
async function heardIn(ogg: Buffer): Promise<number[]> {
  const { OpusDecoder } = await import('opus-decoder');
  const decoder = new OpusDecoder({ channels: 1, preSkip: opusHead(ogg)?.preSkip ?? 0 });
  await decoder.ready;
  const { channelData } = decoder.decodeFrames(opusPackets(ogg));
  decoder.free();
  const [heard = new Float32Array()] = channelData;
  const part = 4800;
  const strength = (pitch: number): number => {
    let most = 0;
    for (let from = 0; from + part <= heard.length; from += part) {
      let [real, imaginary] = [0, 0];
      for (let index = 0; index < part; index++) {
        const angle = (2 * Math.PI * pitch * index) / 48_000;
        real += (heard[from + index] ?? 0) * Math.cos(angle);
        imaginary += (heard[from + index] ?? 0) * Math.sin(angle);
      }
      most = Math.max(most, Math.hypot(real, imaginary) / part);
    }
    return most;
  };
  return [220, 440, 660, 880, 1300].filter((pitch) => strength(pitch) > 0.02);
}

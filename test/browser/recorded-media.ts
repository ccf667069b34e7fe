import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { media as words } from '../../web/src/i18n/en/media.ts';
import { eventually } from '../helpers/eventually.ts';
import { atProvider } from '../helpers/media.ts';
import * as files from '../helpers/media-files.ts';
import { deliver } from '../helpers/provider.ts';
import type { Stage } from '../helpers/stage.ts';
import { connectTwilio, postRecorded, putTwilioFile, recordedAccount, recordedRequest } from '../helpers/twilio.ts';
import { expectedMessages, fixtures } from '../stage/expected.ts';

export interface RecordedFile {
  readonly business: 'samia' | 'isik';
  readonly channelId: string;
  readonly kind: string;
  readonly waId: string;
  /** The provider's id of the message. */
  readonly wamid: string;
  readonly caption: string | undefined;
  readonly filename: string | undefined;
  readonly bytes: Buffer;
}

/**
 * Posts every recorded webhook that carries a file, byte by byte and signed, with a real file behind the id that it names. Only the
 * SHA-256 in it is that of the file made here: of the recorded one there is nothing but that.
 */
export async function postRecordedFiles(stage: Stage, film: Buffer): Promise<RecordedFile[]> {
  const made: Readonly<Record<string, Buffer>> = {
    image: files.jpeg(640, 480, 31),
    voice: files.voiceNote(3, 31),
    audio: files.mp3(200),
    document: files.pdf(4),
    video: film,
    sticker: files.animatedWebp(),
  };
  const posted: RecordedFile[] = [];
  for (const business of ['samia', 'isik'] as const) {
    const channel = stage.channel(business);
    for (const fixture of fixtures) {
      for (const { kind, raw, contact, texts, expect: wanted } of expectedMessages([fixture], channel.phoneNumberId).values()) {
        const bytes = made[kind];
        if (bytes === undefined) continue;
        const { id, mime_type, sha256 } = raw[raw.type] as { id: string; mime_type: string; sha256: string };
        await atProvider(stage, channel, bytes, mime_type, id);
        const text = new TextDecoder().decode(fixture.raw);
        const body = text.replace(sha256, Buffer.from(files.sha256(bytes), 'hex').toString('base64'));
        expect(body, fixture.file).not.toBe(text);
        await deliver(channel, new TextEncoder().encode(body));
        const [caption, filename] = [texts?.[0], wanted.filenames?.[0]];
        const channelId = channel.id;
        posted.push({ business, channelId, kind, waId: contact?.waId ?? '', wamid: raw.id, caption, filename, bytes });
      }
    }
  }
  return posted;
}

/** The same of Twilio, whose requests name no hash: byte by byte, with their recorded signatures. */
export async function postRecordedTwilioFiles(stage: Stage): Promise<RecordedFile[]> {
  const business = 'isik';
  const number = await connectTwilio(stage, business, recordedAccount);
  const made = [
    ['53_twilio_image.json', 'image', files.jpeg(640, 480, 53)],
    ['54_twilio_voice.json', 'audio', files.voiceNote(3, 53)],
  ] as const;
  return Promise.all(
    made.map(async ([file, kind, bytes]): Promise<RecordedFile> => {
      const request = recordedRequest(file);
      const { MediaUrl0 = '', MediaContentType0 = '', MessageSid = '', WaId = '', Body } = request.params;
      await putTwilioFile(stage, new URL(MediaUrl0).pathname, new Uint8Array(bytes), MediaContentType0);
      expect(await postRecorded(stage, number, request), file).toBe(200);
      const said = { caption: Body || undefined, filename: undefined };
      return { business, channelId: number.id, kind, waId: WaId, wamid: MessageSid, ...said, bytes };
    }),
  );
}

/** Remembers what plays, of which a page shows no element. Before the page is loaded. */
export const remembersSound = `const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () { window.heard = this; return play.call(this); };`;

/** A person can see, hear or save what is in the bubble. */
export async function expectUsable(page: Page, messageId: string, file: RecordedFile): Promise<void> {
  const place = `[data-message="${messageId}"]`;
  const bubble = page.locator(place);
  await bubble.waitFor();
  await bubble.scrollIntoViewIfNeeded();
  const shows = async (element: string, ...facts: readonly string[]): Promise<void> => {
    await bubble.locator(element).waitFor();
    const measured = `${JSON.stringify(facts)}.map((fact) => document.querySelector('${place} ${element}')?.[fact])`;
    await eventually(
      () => page.evaluate(measured),
      (found) => Array.isArray(found) && found.every((one) => typeof one === 'number' && one > 0),
      { withinMs: 20_000 },
    );
  };
  switch (file.kind) {
    case 'image':
    case 'sticker':
      return shows('img', 'naturalWidth', 'naturalHeight');
    case 'video':
      return shows('video', 'duration', 'videoWidth');
    case 'audio':
    case 'voice': {
      await bubble.getByRole('button', { name: words.play }).click();
      await eventually(
        () => page.evaluate('window.heard?.duration > 1 && window.heard.currentTime > 0'),
        (plays) => plays === true,
        { withinMs: 20_000 },
      );
      return bubble.getByRole('button', { name: words.pause }).click();
    }
    default: {
      const download = page.waitForEvent('download');
      await bubble.getByRole('button', { name: words.saveNamed(file.filename ?? '') }).click();
      const saved = await download;
      expect([saved.suggestedFilename(), await readFile(await saved.path())]).toEqual([file.filename, file.bytes]);
    }
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { Content } from '../../../contract/message.ts';
import { isSpoken } from '../../../contract/spoken.ts';
import { contentOf } from './content.ts';

const recorded = join(import.meta.dirname, '../../../test/fixtures/whatsapp/54_twilio_voice.json');
const { params } = z.object({ params: z.record(z.string(), z.string()) }).parse(JSON.parse(readFileSync(recorded, 'utf8')));

it('keeps a voice note as sound that may be one', () => {
  // As it is stored and read again.
  const content = Content.parse(JSON.parse(JSON.stringify(contentOf(params, 0))));
  expect(content).toMatchObject({ kind: 'audio', media: { mimeType: 'audio/ogg', maybeVoice: true } });
  expect(isSpoken(content)).toBe(true);
});

it.each([
  ['as older accounts tell it', { MessageType: '', MediaContentType0: 'audio/ogg' }, 'audio', true],
  ['with its codec', { MediaContentType0: 'Audio/Ogg; codecs=opus' }, 'audio', true],
  ['of a song', { MediaContentType0: 'audio/mpeg' }, 'audio', false],
  ['of another type that begins so', { MediaContentType0: 'audio/oggy' }, 'audio', false],
  ['of a file that was sent as one', { MessageType: 'document', MediaContentType0: 'audio/ogg' }, 'document', false],
])('sound %s', (_, changed, kind, spoken) => {
  const content = contentOf({ ...params, ...changed }, 0);
  expect([content.kind, isSpoken(content), JSON.stringify(content).includes('maybeVoice')]).toEqual([kind, spoken, spoken]);
});

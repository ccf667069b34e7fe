import { beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../contract/message.ts';
import { type Employee, employee } from '../helpers/api.ts';
import { atProvider, fileOf, linkTo, type SentFile, sendFile, served } from '../helpers/media.ts';
import * as files from '../helpers/media-files.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';

let stage: Stage;
let agent: Employee;
beforeAll(async () => {
  stage = sharedStage();
  agent = await employee(stage, 'samia');
});

/** A new customer says hello and then sends files. */
async function talk() {
  const channel = stage.channel('samia');
  const customer = newCustomer('Lina Haddad');
  await say(channel, customer, 'hello');
  const { id } = await agent.heardFrom(customer.waId);
  return {
    id,
    channel,
    async send(bytes: Buffer, mimeType: string, sent: SentFile): Promise<{ wamid: string; mediaId: string }> {
      const mediaId = await atProvider(stage, channel, bytes, mimeType);
      return { mediaId, wamid: await sendFile(stage, channel, customer, sent, mediaId) };
    },
  };
}

const seen = ({ file }: Message) => file;

describe('a file that a customer sends', () => {
  it('is there in every kind, with what it says of itself', async () => {
    const chat = await talk();
    const voice = files.voiceNote(4);
    const sent: readonly (readonly [Buffer, string, SentFile, Record<string, unknown>])[] = [
      [
        files.jpeg(1600, 1200),
        'image/jpeg',
        { type: 'image' },
        { mimeType: 'image/jpeg', width: 1600, height: 1200, thumbnail: true },
      ],
      [files.png(), 'image/png', { type: 'image', more: { caption: 'small' } }, { mimeType: 'image/png', width: 64, height: 48 }],
      [files.mp4(), 'video/mp4', { type: 'video' }, { mimeType: 'video/mp4', width: 640, height: 360, durationMs: 5000 }],
      [files.mp3(), 'audio/mpeg', { type: 'audio' }, { mimeType: 'audio/mpeg', durationMs: 1043 }],
      [
        files.pdf(7),
        'application/pdf',
        { type: 'document', more: { filename: 'عرض.pdf' } },
        { mimeType: 'application/pdf', pages: 7 },
      ],
      [files.docx(), 'application/zip', { type: 'document', more: { filename: 'a.docx' } }, { bytes: files.docx().length }],
      [files.webp(), 'image/webp', { type: 'sticker', more: { animated: false } }, { mimeType: 'image/webp' }],
      [voice, 'audio/ogg; codecs=opus', { type: 'audio', more: { voice: true } }, { mimeType: 'audio/ogg', durationMs: 4000 }],
    ];
    const wamids = await Promise.all(sent.map(async ([bytes, type, kind]) => (await chat.send(bytes, type, kind)).wamid));
    for (const [index, [bytes, , , expected]] of sent.entries()) {
      const message = await fileOf(agent, chat.id, wamids[index] ?? '');
      expect(seen(message)).toMatchObject({ state: 'stored', bytes: bytes.length, ...expected });
      const { status, body } = await served(await linkTo(agent, message));
      expect([status, files.sha256(body)]).toEqual([200, files.sha256(bytes)]);
    }
    const note = await fileOf(agent, chat.id, wamids.at(-1) ?? '');
    expect(note.file?.peaks).toHaveLength(64);
    const picture = await fileOf(agent, chat.id, wamids[0] ?? '');
    const small = await served(await linkTo(agent, picture, { variant: 'thumbnail' }));
    expect([small.status, small.headers['content-type']]).toEqual([200, 'image/jpeg']);
    expect(small.body.length).toBeLessThan(100_000);
  });
});

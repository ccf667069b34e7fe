import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../contract/message.ts';
import { type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { RawFiles } from '../helpers/files.ts';
import { errorsOf } from '../helpers/functions.ts';
import { atProvider, fileOf, linkTo, type SentFile, sendFile, served } from '../helpers/media.ts';
import * as files from '../helpers/media-files.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { backToNow, later } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { atTheProvider, complete, type FileToSend, newUpload, postForm, sendFileTo, uploaded } from '../helpers/uploads.ts';

let stage: Stage;
let agent: Employee;
beforeAll(async () => {
  stage = sharedStage();
  agent = await employee(stage, 'samia');
});

/** A new customer says hello and then sends files. */
async function talk(business: 'samia' | 'isik' = 'samia') {
  const agent = await employee(stage, business);
  const channel = stage.channel(business);
  const customer = newCustomer('Lina Haddad');
  await say(channel, customer, 'hello');
  const { id, customer: known } = await agent.heardFrom(customer.waId);
  return {
    id,
    customerId: known.id,
    agent,
    channel,
    customer,
    sendKnown: (sent: SentFile, mediaId: string) => sendFile(stage, channel, customer, sent, mediaId),
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

// Another number than the rest: what fails is counted for each of them.
describe('a file that does not come at once', () => {
  afterEach(async () => {
    await stage.control('DELETE', '/graph/_behaviour');
    await stage.failPoints('');
    await backToNow(stage);
  });

  const fetchedOnce = async (agent: Employee, message: Message, bytes: Buffer): Promise<void> => {
    expect(message.file).toMatchObject({ state: 'stored', bytes: bytes.length });
    const { body } = await served(await linkTo(agent, message));
    expect(files.sha256(body)).toBe(files.sha256(bytes));
  };

  // Ten failures, and the hours between them, are in the worker's own tests, whose clock costs nothing.
  it('is there in the end although the provider failed in every way, and its link ended once', async () => {
    const chat = await talk('isik');
    const { agent } = chat;
    const picture = files.jpeg(300, 200, 9);
    const mediaId = await atProvider(stage, chat.channel, picture, 'image/jpeg');
    const media = [
      { step: 'look-up', id: mediaId, httpStatus: 503 },
      { step: 'look-up', id: mediaId, error: 131016 },
      { step: 'download', id: mediaId, bytes: 'cut' },
      { step: 'download', id: mediaId, bytes: 'other' },
      { step: 'look-up', id: mediaId, expired: true },
    ];
    await stage.control('POST', '/graph/_behaviour', { media });
    const wamid = await chat.sendKnown({ type: 'image' }, mediaId);
    const waiting = await eventually(
      async () => (await agent.thread(chat.id)).items.find(({ providerId }) => providerId === wamid),
      (message) => message?.file?.failure !== undefined,
    );
    expect(waiting?.file).toMatchObject({ state: 'pending', failure: { code: 'provider-down', retry: true } });
    const stored = await later(
      stage,
      async () => (await agent.thread(chat.id)).items.find(({ providerId }) => providerId === wamid),
      (message) => message?.file?.state === 'stored',
    );
    await fetchedOnce(agent, stored ?? expect.fail(), picture);
    expect(await stage.control('GET', '/graph/_behaviour')).toMatchObject({ media: [] });
  });

  it('is there once, whenever its worker or the one before it is killed', async () => {
    const points = [
      'inbound.before-file',
      'media.after-claim',
      'media.after-look-up',
      'media.after-download',
      'media.after-original',
      'media.after-store',
      'media.before-record',
      'media.after-record',
    ];
    const chat = await talk('isik');
    const { agent } = chat;
    const sent: { readonly wamid: string; readonly bytes: Buffer }[] = [];
    for (const [index, point] of points.entries()) {
      const bytes = files.jpeg(200, 100, index + 20);
      const name = point.split('.')[0] ?? '';
      const before = await errorsOf(stage, name);
      await stage.failPoints(point);
      const { wamid } = await chat.send(bytes, 'image/jpeg', { type: 'image' });
      sent.push({ wamid, bytes });
      await eventually(
        () => errorsOf(stage, name),
        (errors) => errors > before,
      );
      await stage.failPoints('');
    }
    const thread = async () => new Map((await agent.thread(chat.id)).items.map((message) => [message.providerId, message]));
    const all = await later(stage, thread, (found) => sent.every(({ wamid }) => found.get(wamid)?.file?.state === 'stored'));
    for (const { wamid, bytes } of sent) await fetchedOnce(agent, all.get(wamid) ?? expect.fail(), bytes);
    const { items } = await agent.thread(chat.id);
    expect(items.filter(({ content }) => content.kind === 'image')).toHaveLength(points.length);
  });

  it('says why it is not there when nothing helps, and is fetched when somebody asks', async () => {
    const chat = await talk('isik');
    const { agent } = chat;
    const document = files.pdf(2);
    const mediaId = await atProvider(stage, chat.channel, document, 'application/pdf');
    await stage.control('POST', '/graph/_behaviour', {
      media: [{ step: 'look-up', id: mediaId, url: 'https://127.0.0.1:9001/x' }],
    });
    const wamid = await chat.sendKnown({ type: 'document' }, mediaId);
    const failed = await fileOf(agent, chat.id, wamid, ['failed']);
    expect(failed.file?.failure).toMatchObject({ code: 'unsafe-address', retry: false });
    const again = `/v1/conversations/${chat.id}/messages/${failed.id}/media/retry`;
    expect((await agent.call('POST', again)).status).toBe(202);
    await fetchedOnce(agent, await fileOf(agent, chat.id, wamid, ['stored']), document);
    expect((await agent.call('POST', again)).body.file.state).toBe('stored');
    const other = await employee(stage, 'samia');
    expect((await other.call('POST', again)).status).toBe(404);
  });
});

describe('a file that an employee sends', () => {
  afterEach(async () => {
    await stage.control('DELETE', '/graph/_behaviour');
    await stage.failPoints('');
    await backToNow(stage);
  });

  const status = async (agent: Employee, conversation: string, id: string) =>
    (await agent.thread(conversation)).items.find((message) => message.id === id)?.status;
  const isOut = (found: string | undefined) => ['sent', 'delivered', 'read'].includes(found ?? '');
  const picture = (seed: number): FileToSend => ({ kind: 'image', mimeType: 'image/jpeg', bytes: files.jpeg(900, 700, seed) });

  it('goes out in every kind, by an id of the provider, and is shown like a received one', async () => {
    const chat = await talk();
    const sent: readonly (readonly [FileToSend, object, object, object])[] = [
      [picture(70), { caption: 'Hi' }, { image: { caption: 'Hi' } }, { width: 900, thumbnail: true }],
      [{ kind: 'video', mimeType: 'video/mp4', bytes: files.mp4() }, {}, {}, { mimeType: 'video/mp4', durationMs: 5000 }],
      [{ kind: 'audio', mimeType: 'audio/mpeg', bytes: files.mp3() }, {}, {}, { durationMs: 1043 }],
      [
        { kind: 'document', mimeType: 'application/pdf', bytes: files.pdf(3), name: 'عرض.pdf' },
        {},
        { document: { filename: 'عرض.pdf' } },
        { pages: 3 },
      ],
      [{ kind: 'voice', mimeType: 'audio/ogg', bytes: files.voiceNote(2) }, {}, { audio: { voice: true } }, { durationMs: 2000 }],
    ];
    for (const [file, more, expected, facts] of sent) {
      const fileId = await uploaded(agent, file);
      const message = await sendFileTo(agent, chat.id, { kind: file.kind, fileId, ...more });
      await eventually(() => status(agent, chat.id, message.id), isOut);
      expect(seen(message)).toMatchObject({ state: 'stored', bytes: file.bytes.length, ...facts });
      const { body } = await served(await linkTo(agent, message));
      expect(files.sha256(body)).toBe(files.sha256(file.bytes));
      const { messages, uploads } = await atTheProvider(stage, chat.channel, chat.customer.waId);
      const last = messages.at(-1)?.body ?? {};
      expect(last).toMatchObject(expected);
      const at = uploads.find(({ sha256 }) => sha256 === files.sha256(file.bytes));
      expect(Object.values(last)).toContainEqual(expect.objectContaining({ id: at?.id }));
    }
    const { items } = await agent.thread(chat.id);
    expect(items.at(-1)?.file?.peaks).toHaveLength(64);
    const first = items.find(({ content }) => content.kind === 'image') ?? expect.fail();
    expect((await served(await linkTo(agent, first, { variant: 'thumbnail' }))).headers['content-type']).toBe('image/jpeg');
  });

  it('is stored and uploaded once however often it is sent, and no other business sees it', async () => {
    const [chat, other] = [await talk(), await talk('isik')];
    const file = picture(71);
    const fileId = await uploaded(agent, file);
    const again = await newUpload(agent, file);
    expect([again.status, again.body.fileId, again.body.post]).toEqual([201, fileId, undefined]);
    for (const _ of [1, 2]) {
      const { id } = await sendFileTo(agent, chat.id, { kind: 'image', fileId });
      await eventually(() => status(agent, chat.id, id), isOut);
    }
    const { messages, uploads } = await atTheProvider(stage, chat.channel, chat.customer.waId);
    expect(messages.filter(({ type }) => type === 'image')).toHaveLength(2);
    expect(uploads.filter(({ sha256 }) => sha256 === fileId)).toHaveLength(1);
    await expect(sendFileTo(other.agent, other.id, { kind: 'image', fileId })).rejects.toThrow('400');
    expect((await complete(other.agent, again.body.id)).status).toBe(404);
  });

  it('is not kept if it is missing, not what it claims, or not to be played as a voice note', async () => {
    const page: FileToSend = { kind: 'image', mimeType: 'image/png', bytes: Buffer.from('<html><script>alert(1)</script>') };
    const asked = await newUpload(agent, page);
    expect((await complete(agent, asked.body.id)).body.code).toBe('upload-missing');
    expect(await postForm(asked.body.post, page.bytes)).toBe(204);
    expect((await complete(agent, asked.body.id)).body.code).toBe('file-refused');
    expect(await postForm(asked.body.post, Buffer.alloc(page.bytes.length))).toBe(400);
    await expect(uploaded(agent, { kind: 'voice', mimeType: 'audio/mpeg', bytes: files.mp3() })).rejects.toThrow('400');
    const claimed: FileToSend = { kind: 'voice', mimeType: 'audio/ogg', bytes: files.mp3() };
    await expect(uploaded(agent, claimed)).rejects.toThrow('file-refused');
  });

  it('is sent once, whichever worker is killed and whatever the provider does to the upload', async () => {
    const chat = await talk('isik');
    const wanted = new Map<string, string>();
    const first = await uploaded(chat.agent, picture(80));
    const before = await errorsOf(stage, 'outbound');
    await stage.failPoints('outbound.after-upload');
    wanted.set(first, (await sendFileTo(chat.agent, chat.id, { kind: 'image', fileId: first })).id);
    await eventually(
      () => errorsOf(stage, 'outbound'),
      (errors) => errors > before,
    );
    await stage.failPoints('');
    await later(
      stage,
      () => status(chat.agent, chat.id, wanted.get(first) ?? ''),
      (found) => isOut(found),
    );
    const media = [
      { step: 'upload', bytes: 'cut' },
      { step: 'upload', httpStatus: 503 },
      { step: 'upload', error: 131016 },
    ];
    await stage.control('POST', '/graph/_behaviour', { media });
    const fileId = await uploaded(chat.agent, picture(90));
    wanted.set(fileId, (await sendFileTo(chat.agent, chat.id, { kind: 'image', fileId })).id);
    await later(
      stage,
      () => status(chat.agent, chat.id, wanted.get(fileId) ?? ''),
      (found) => isOut(found),
    );
    const { messages } = await atTheProvider(stage, chat.channel, chat.customer.waId);
    expect(messages.filter(({ type }) => type === 'image')).toHaveLength(wanted.size);
  });
});

describe('the library', () => {
  afterEach(() => stage.failPoints(''));

  it('serves what was received and sent, and deletes it everywhere although the process dies in between', async () => {
    const chat = await talk();
    const admin = await employee(stage, 'samia', 'admin');
    const { wamid } = await chat.send(files.jpeg(1400, 900, 21), 'image/jpeg', { type: 'image' });
    const received = await fileOf(admin, chat.id, wamid);
    const fileId = await uploaded(admin, { kind: 'image', mimeType: 'image/jpeg', bytes: files.jpeg(1400, 900, 22) });
    const sent = await sendFileTo(admin, chat.id, { kind: 'image', fileId });
    const list = async () => (await admin.call('GET', `/v1/media?customerId=${chat.customerId}`)).body.items;
    const items: { id: string; references: number }[] = await list();
    expect(items.map(({ id, references }) => [id, references])).toEqual([
      [fileId, 1],
      [`${chat.id}.${received.id}`, 1],
    ]);
    const links = async () =>
      (await admin.call('POST', '/v1/media/links', { items: items.map(({ id }) => ({ fileId: id, variant: 'thumbnail' })) })).body
        .items;
    for (const { url } of await links()) expect((await served(url)).headers['content-type']).toBe('image/jpeg');

    const raw = new RawFiles(stage);
    const tenant = `tenants/${admin.business}`;
    const objects = async () => [
      ...(await raw.list(`${tenant}/media/${chat.id}/`)).keys(),
      ...(await raw.list(`${tenant}/library/${fileId}/`)).keys(),
    ];
    expect((await objects()).length).toBeGreaterThanOrEqual(4);
    for (const [place, { id }] of items.entries()) {
      await stage.failPoints(place === 0 ? 'library.after-messages' : 'library.after-mark');
      expect((await admin.call('DELETE', `/v1/media/${id}`)).status).toBeGreaterThanOrEqual(500);
    }
    await stage.failPoints('');
    expect(await links()).toEqual([]);
    const first = await admin.call('GET', '/v1/media');
    expect([first.status, await list(), await objects()]).toEqual([200, [], []]);
    const states = (await admin.thread(chat.id)).items.filter(({ file }) => file).map(({ id, file }) => [id, file?.state]);
    expect(states.toSorted()).toEqual([received.id, sent.id].map((id) => [id, 'deleted']).toSorted());
  });
});

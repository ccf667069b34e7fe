import { once } from 'node:events';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MediaKind } from '../../contract/message.ts';
import { MediaJob, mediaReceives, type TranscriptionJob } from '../../contract/queues.ts';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aConversation, aNumber, aTenant, noon } from '../../test/engine/factory.ts';
import * as files from '../../test/helpers/media-files.ts';
import { putChannel } from '../_data/channel.ts';
import { inboundMessageId } from '../_data/keys.ts';
import { addInbound, getMessage } from '../_data/message.ts';
import type { MediaStorage } from '../_media/storage.ts';
import { type GuardedAnswer, guardedFetch } from '../_shared/guarded-fetch.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { Located, MediaSource, NoFile } from '../_whatsapp/media-source.ts';
import { type FetchDependencies, fetchFile, leaseMs, waitBefore } from './fetch-file.ts';

let table: TestTable;
let store: TenantTable;
/** Serves whatever the test says, so that bytes come over a real connection. */
let bytes: Buffer = Buffer.alloc(0);
let cutShort = false;
const provider = createServer((_, response) => {
  response.writeHead(200, { 'content-length': bytes.length });
  if (!cutShort) return void response.end(bytes);
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
});
let origin: string;

beforeAll(async () => {
  table = await startDynamo();
  await once(provider.listen(0, '127.0.0.1'), 'listening');
  const address = provider.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(async () => {
  provider.closeAllConnections();
  provider.close();
  await table.close();
});
beforeEach(() => {
  store = table.of(aTenant());
  cutShort = false;
});

/** A message with a file, and a worker that fetches it. */
async function aFile(kind: MediaKind, content: Buffer, given: { mimeType?: string; sha256?: string; maybeVoice?: true } = {}) {
  bytes = content;
  const channel = aNumber();
  await putChannel(store, channel);
  const { id: conversationId } = await aConversation(store, { channelId: channel.id });
  const providerId = `wamid.${kind}`;
  const messageId = inboundMessageId(noon, providerId);
  const media = { providerMediaId: 'm1', mimeType: 'image/jpeg', ...given };
  await addInbound(store, { id: messageId, conversationId, direction: 'in', content: { kind, media }, providerId, seq: 1 });
  const job = MediaJob.parse({ v: 1, tenant: store.tenant, channelId: channel.id, conversationId, messageId });
  const put: { key: string; mimeType: string; size: number }[] = [];
  const written: TranscriptionJob[] = [];
  const requests: ('look-up' | 'download')[] = [];
  /** What the next requests answer; nothing: the file. */
  const lookUps: (Located | NoFile)[] = [];
  const downloads: NoFile[] = [];
  const world = { now: noon, storageFails: 0, put, written, requests, lookUps, downloads };
  const fetch = guardedFetch({ trustedOrigin: origin });
  const source: MediaSource & { blocks: boolean } = {
    blocks: true,
    async locate() {
      requests.push('look-up');
      return lookUps.shift() ?? { url: `${origin}/file`, sha256: files.sha256(bytes) };
    },
    async open(url, maxBytes): Promise<GuardedAnswer | NoFile> {
      requests.push('download');
      return downloads.shift() ?? fetch(url, { redirects: 3, maxBytes, totalMs: 5_000, idleMs: 1_000 });
    },
  };
  const storage: MediaStorage = {
    async put(_, key, { open, mimeType, size }) {
      if (world.storageFails-- > 0) throw new Error('PutObject answered 503');
      const body = open();
      if (!Buffer.isBuffer(body)) for await (const _chunk of body);
      put.push({ key, mimeType, size });
    },
    link: async () => '',
  };
  const dependencies: FetchDependencies = {
    store,
    source: async () => source,
    storage,
    transcribe: async (one) => void written.push(one),
    push: async () => undefined,
    clock: () => world.now,
    random: () => 0.5,
    folder: tmpdir(),
  };
  return {
    world,
    source,
    fetch: (receiveCount = 1, more: Partial<FetchDependencies> = {}) =>
      fetchFile({ ...dependencies, ...more }, job, receiveCount),
    file: async () => (await getMessage(store, conversationId, messageId))?.file,
  };
}

describe('fetching a file', () => {
  it('keeps it under a key of ours, once, however often it is asked for', async () => {
    const { fetch, file, world } = await aFile('image', files.jpeg(), { mimeType: 'image/jpeg' });
    expect([await fetch(), await fetch(), await fetch()]).toEqual(['done', 'done', 'done']);
    expect(await file()).toMatchObject({ state: 'stored', mimeType: 'image/jpeg', width: 320, height: 240 });
    expect(world.put.map(({ key }) => key)).toEqual([
      expect.stringMatching(/^tenants\/[0-9a-z]{26}\/media\/[0-9a-z]{26}\/[\w-]+\/original$/),
    ]);
    expect(world.requests).toEqual(['look-up', 'download']);
  });

  it('goes on after ten failures of the provider, waiting longer each time', async () => {
    const { fetch, file, world } = await aFile('document', files.pdf());
    world.lookUps.push(...Array.from({ length: 10 }, () => 'busy' as const));
    const waits: number[] = [];
    for (let receive = 1; receive <= 11; receive++) {
      const result = await fetch(receive);
      if (result === 'done') break;
      if (result === 'given-up') throw new Error(result);
      expect(await file()).toMatchObject({ state: 'pending', failure: { code: 'provider-down', retry: true } });
      waits.push(result.later);
      world.now += result.later;
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560].map((seconds) => seconds * 1000));
    expect(await file()).toMatchObject({ state: 'stored', pages: 3 });
    expect(world.put).toHaveLength(1);
  });

  it('stops asking before the provider would block the number, until an hour has passed', async () => {
    const { fetch, world } = await aFile('image', files.jpeg());
    world.lookUps.push(...Array.from({ length: 15 }, () => 'busy' as const));
    for (let receive = 1; receive <= 15; receive++) await fetch(1);
    const waits = await fetch(1);
    expect([world.requests.length, waits]).toEqual([15, { later: expect.closeTo(3_601_000, -4) }]);
    world.now += 3_602_000;
    expect(await fetch(1)).toBe('done');
  });

  it('asks on and on where nothing is counted, and is not there for good after the better part of an hour', async () => {
    const { fetch, file, world, source } = await aFile('image', files.jpeg());
    source.blocks = false;
    for (let receive = 1; receive < 10; receive++) {
      world.downloads.push('not-there', 'busy', 'busy');
      expect(await fetch(receive)).toHaveProperty('later');
      for (let more = 0; more < 2; more++) expect(await fetch(receive)).toHaveProperty('later');
      expect(await file()).toMatchObject({ state: 'pending', failure: { code: 'provider-down' } });
    }
    world.downloads.push('not-there');
    expect(await fetch(10)).toBe('done');
    expect(await file()).toMatchObject({ state: 'failed', failure: { code: 'expired' } });
  });

  it('looks a file up again when its link ended in between', async () => {
    const { fetch, world } = await aFile('image', files.jpeg());
    world.downloads.push('expired');
    expect(await fetch()).toBe('done');
    expect(world.requests).toEqual(['look-up', 'download', 'look-up', 'download']);
  });

  it('gives up after all its tries with a reason, and begins anew when somebody asks', async () => {
    const { fetch, file, world } = await aFile('image', files.jpeg());
    world.lookUps.push('busy');
    expect(await fetch(mediaReceives)).toBe('given-up');
    expect(await file()).toMatchObject({ state: 'failed', failure: { retry: true } });
    expect(await fetch(1)).toBe('done');
    expect(await file()).toMatchObject({ state: 'stored' });
  });

  it('is finished by another worker when the first one never came back', async () => {
    const { fetch, file, world } = await aFile('image', files.jpeg());
    const frozen = Promise.withResolvers<void>();
    const dies = fetch(1, { storage: { put: () => frozen.promise, link: async () => '' } });
    await expect.poll(async () => (await file())?.state).toBe('fetching');
    expect(await fetch(2)).toEqual({ later: expect.any(Number) });
    world.now += leaseMs;
    expect(await fetch(3)).toBe('done');
    expect([world.put.length, (await file())?.state]).toEqual([1, 'stored']);
    // What it says after that counts no longer.
    frozen.resolve();
    expect(await dies).toBe('done');
    expect(world.put).toHaveLength(1);
  });

  it('is tried again when the storage refuses, and says so if it does for good', async () => {
    const { fetch, file, world } = await aFile('image', files.jpeg());
    world.storageFails = 2;
    await expect(fetch(1)).rejects.toThrow('503');
    expect(await file()).toMatchObject({ state: 'pending', failure: { code: 'not-kept' } });
    await expect(fetch(mediaReceives)).rejects.toThrow('503');
    expect(await file()).toMatchObject({ state: 'failed', failure: { code: 'not-kept', retry: true } });
    expect(await fetch(1)).toBe('done');
    expect(world.put).toHaveLength(1);
  });

  it('asks for a voice note to be written down, also when whoever stored it died before', async () => {
    const { fetch, world } = await aFile('voice', files.voiceNote(2), { mimeType: 'audio/ogg; codecs=opus' });
    const lost = async () => {
      throw new Error('the queue does not answer');
    };
    await expect(fetch(1, { transcribe: lost })).rejects.toThrow('does not answer');
    expect(await fetch(2)).toBe('done');
    expect(world.written).toEqual([expect.objectContaining({ attempt: 1 })]);
    expect(world.put).toHaveLength(1);
  });

  it('asks the same for what may be a voice note, and for no other sound', async () => {
    const ogg = { mimeType: 'audio/ogg' };
    for (const [content, given, asked] of [
      [files.voiceNote(2), { ...ogg, maybeVoice: true }, 1],
      [files.voiceNote(2), ogg, 0],
      [files.mp3(), { mimeType: 'audio/mpeg' }, 0],
    ] as const) {
      const { fetch, file, world } = await aFile('audio', content, given);
      expect(await fetch()).toBe('done');
      expect(await file()).toMatchObject({ state: 'stored', mimeType: given.mimeType });
      expect(world.written).toHaveLength(asked);
    }
  });

  it.each([
    ['damaged', { sha256: Buffer.alloc(32).toString('base64') }, 'wrong-hash'],
    ['cut short', {}, 'provider-down'],
  ])('takes no file that is %s', async (how, given, code) => {
    const { fetch, file, world } = await aFile('image', files.jpeg(), given);
    cutShort = how === 'cut short';
    expect(await fetch()).toEqual({ later: waitBefore(1, 0.5) });
    expect(await file()).toMatchObject({ state: 'pending', failure: { code, retry: true } });
    expect(world.put).toEqual([]);
  });

  it('accepts a hash in base64 or in hexadecimal', async () => {
    const picture = files.jpeg();
    const base64 = Buffer.from(files.sha256(picture), 'hex').toString('base64');
    const { fetch } = await aFile('image', picture, { sha256: base64 });
    expect(await fetch()).toBe('done');
  });

  const page = Buffer.from('<!doctype html><script>alert(1)</script>');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  it.each([
    ['an SVG as a picture', 'image', svg, 'wrong-type'],
    ['a page as a picture', 'image', page, 'wrong-type'],
    ['a page as a voice note', 'voice', page, 'wrong-type'],
    ['a program as a film', 'video', Buffer.from('MZ\x90\0'), 'wrong-type'],
    ['nothing', 'document', Buffer.alloc(0), 'empty'],
    ['a pixel flood', 'image', files.png(4, 4, { width: 60_000, height: 60_000 }), 'too-many-pixels'],
    ['a picture as a sticker', 'sticker', files.jpeg(), 'wrong-type'],
  ] as const)('refuses %s for good, with a reason', async (_, kind, content, code) => {
    const { fetch, file, world } = await aFile(kind, content);
    expect(await fetch()).toBe('done');
    expect(await file()).toMatchObject({ state: 'failed', failure: { code, retry: false, advice: expect.any(String) } });
    expect(world.put).toEqual([]);
    expect(await fetch()).toBe('done');
    expect(world.requests).toHaveLength(2);
  });

  it.each([
    ['a page', page],
    ['an SVG', svg],
    ['a picture that is a page too', Buffer.concat([Buffer.from('GIF87'), page])],
    ['a zip bomb', files.zip({ 'zeros.bin': Buffer.alloc(20_000_000) })],
    ['a pixel flood', files.png(4, 4, { width: 60_000, height: 60_000 })],
    [
      'a document with macros',
      files.zip({ '[Content_Types].xml': page, 'word/document.xml': page, 'word/vbaProject.bin': page }),
    ],
  ])('keeps %s that comes as a document without a type', async (_, content) => {
    const { fetch, world, file } = await aFile('document', content, { mimeType: 'text/plain' });
    expect(await fetch()).toBe('done');
    expect(world.put).toEqual([expect.objectContaining({ mimeType: 'application/octet-stream', size: content.length })]);
    expect(await file()).not.toHaveProperty('width', expect.anything());
  });

  it('refuses what is too large by its size, or by its bytes if its size was a lie', async () => {
    const stated = await aFile('sticker', files.webp());
    stated.world.lookUps.push({ url: `${origin}/file`, bytes: 2_000_000 });
    expect(await stated.fetch()).toBe('done');
    expect(await stated.file()).toMatchObject({ state: 'failed', failure: { code: 'too-large', retry: false } });
    expect(stated.world.requests).toEqual(['look-up']);
    store = table.of(aTenant());
    const lied = await aFile('sticker', Buffer.concat([files.webp(), Buffer.alloc(1_100_000)]));
    lied.world.lookUps.push({ url: `${origin}/file`, bytes: 10 });
    expect(await lied.fetch()).toBe('done');
    expect(await lied.file()).toMatchObject({ state: 'failed', failure: { code: 'too-large' } });
  });

  it('opens no address that is not public', async () => {
    const { fetch, file, world } = await aFile('image', files.jpeg());
    world.lookUps.push({ url: 'https://127.0.0.1:9001/' });
    expect(await fetch()).toBe('done');
    expect(await file()).toMatchObject({ state: 'failed', failure: { code: 'unsafe-address', retry: false } });
  });
});

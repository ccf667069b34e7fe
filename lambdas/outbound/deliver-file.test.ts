import { createHash } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aClientId, aConversation, aNumber, aTenant, noon } from '../../test/engine/factory.ts';
import { putChannel } from '../_data/channel.ts';
import type { Conversation } from '../_data/conversation.ts';
import { addLibraryFile } from '../_data/library-file.ts';
import { getMessage } from '../_data/message.ts';
import type { Objects } from '../_media/objects.ts';
import { mediaStorage } from '../_media/storage.ts';
import { sendMessage } from '../_messaging/send-message.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { classify } from '../_whatsapp/meta/errors.ts';
import type { FileToUpload, Outgoing, Provider, SendResult, Uploaded } from '../_whatsapp/port.ts';
import { twilioProvider } from '../_whatsapp/twilio/send.ts';
import { deliver, type MessageJob, shortestUploadMs } from './deliver.ts';

const day = 86_400_000;
const bytes = Buffer.from('%PDF-1.7 prices');
const fileId = createHash('sha256').update(bytes).digest('hex');
let table: TestTable;
let store: TenantTable;
let conversation: Conversation;
let time: number;
let sent: Outgoing[];
let uploads: string[];
/** What each was given, ms. */
let uploadTimes: number[];
/** What there is. */
let uploadMs: number;
let sendAnswers: SendResult[];
let uploadAnswers: (Uploaded | Error)[];
let storage: () => ReturnType<Objects['open']>;
let sessions: number;

const stream = (): IncomingMessage => {
  const body = new IncomingMessage(new Socket());
  body.push(bytes);
  body.push(null);
  return body;
};

beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  store = table.of(aTenant());
  conversation = await aConversation(store, { windowClosesAt: noon + 90 * day });
  await putChannel(store, aNumber({ id: conversation.channelId }));
  await addLibraryFile(store, {
    id: fileId,
    kind: 'document',
    origin: 'business',
    at: noon,
    name: 'prices.pdf',
    references: 0,
    file: { s: 'stored', mime: 'application/pdf', n: bytes.length, sha: fileId, pg: 1 },
  });
  time = noon;
  sent = [];
  uploads = [];
  sendAnswers = [];
  uploadAnswers = [];
  uploadMs = shortestUploadMs;
  uploadTimes = [];
  sessions = 0;
  storage = async () => ({ size: bytes.length, body: stream() });
});

async function accept(caption?: string): Promise<MessageJob> {
  const accepted = await sendMessage(
    { store, enqueue: async () => undefined, push: async () => undefined },
    {
      conversationId: conversation.id,
      message: { clientId: aClientId(time), content: { kind: 'document', fileId, ...(caption !== undefined && { caption }) } },
      employee: { id: conversation.customer.id as never, name: 'Nour' },
      now: time,
    },
  );
  if (!('id' in accepted)) throw new Error(JSON.stringify(accepted));
  return { v: 1, type: 'message', tenant: store.tenant, conversationId: conversation.id, messageId: accepted.id };
}
const meta: Provider = {
  send: async ({ content }) => {
    sent.push(content);
    return sendAnswers.shift() ?? { outcome: 'accepted', providerId: `wamid.${sent.length}` };
  },
  upload: async ({ open, timeoutMs }: FileToUpload) => {
    uploadTimes.push(timeoutMs);
    const chunks: Buffer[] = [];
    for await (const chunk of await open()) chunks.push(chunk);
    uploads.push(Buffer.concat(chunks).toString());
    const answer = uploadAnswers.shift() ?? { outcome: 'uploaded', id: `media-${uploads.length}` };
    if (answer instanceof Error) throw answer;
    return answer;
  },
  markRead: () => Promise.reject(new Error('not a read receipt')),
};
/** Each address is signed in a session of its own. */
const addresses = () =>
  mediaStorage(
    'files',
    async () => ({
      ...{ accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: `session-${++sessions}` },
      expiration: new Date(0),
    }),
    { AWS_REGION: 'eu-central-1' },
    'https://media.test',
  );
const work = (job: MessageJob, provider = meta) =>
  deliver(
    {
      store,
      provider: async () => provider,
      objects: { open: () => storage() },
      storage: addresses(),
      uploadMs: () => uploadMs,
      push: async () => undefined,
      clock: () => time,
      random: () => 0,
    },
    job,
    1,
  );
const stored = ({ messageId }: MessageJob) => getMessage(store, conversation.id, messageId);
const refused = (code: number) => ({ outcome: 'refused' as const, ...classify(code) });

describe('a message with a file', () => {
  it('is sent by the id of what was uploaded, with its name and caption', async () => {
    const job = await accept('For 2027');
    expect(await stored(job)).toMatchObject({ status: 'queued', file: { state: 'stored', bytes: bytes.length, pages: 1 } });
    expect(await work(job)).toBe('done');
    expect(uploads).toEqual([bytes.toString()]);
    expect(sent).toEqual([{ kind: 'document', source: { id: 'media-1' }, caption: 'For 2027', filename: 'prices.pdf' }]);
    expect(await stored(job)).toMatchObject({ status: 'sent', providerId: 'wamid.1' });
  });

  it('is not uploaded again for 29 days, and then is', async () => {
    await work(await accept());
    time += 28 * day;
    await work(await accept());
    expect(uploads).toHaveLength(1);
    time += 2 * day;
    await work(await accept());
    expect(uploads).toHaveLength(2);
    expect(sent.map((content) => 'source' in content && content.source)).toEqual([
      { id: 'media-1' },
      { id: 'media-1' },
      { id: 'media-2' },
    ]);
  });

  it('is uploaded once more when the provider has forgotten it, and only once', async () => {
    await work(await accept());
    const job = await accept();
    sendAnswers = [refused(131009)];
    expect(await work(job)).toEqual({ later: 0 });
    expect(await stored(job)).toMatchObject({ status: 'queued' });
    expect(await work(job)).toBe('done');
    expect(uploads).toHaveLength(2);
    expect(await stored(job)).toMatchObject({ status: 'sent' });
    // What is refused with a fresh id is the message, not the id.
    time += 30 * day;
    const other = await accept();
    sendAnswers = [refused(131009)];
    expect(await work(other)).toBe('done');
    expect(await stored(other)).toMatchObject({ status: 'failed', failure: { code: '131009' } });
  });

  it('whose worker dies in the middle of the upload has not been sent: the next one does it all', async () => {
    const job = await accept();
    uploadAnswers = [new Error('killed')];
    await expect(work(job)).rejects.toThrow('killed');
    expect(await stored(job)).toMatchObject({ status: 'queued' });
    expect(sent).toEqual([]);
    expect(await work(job)).toBe('done');
    expect(sent).toHaveLength(1);
    expect(await stored(job)).toMatchObject({ status: 'sent' });
  });

  it('of two workers at the same time is sent once', async () => {
    const job = await accept();
    const results = await Promise.all([work(job), work(job), work(job)]);
    expect(results).toContain('done');
    expect(sent).toHaveLength(1);
  });

  it('comes back while the provider or the storage is down, and fails with a reason in the end', async () => {
    const job = await accept();
    uploadAnswers = Array.from({ length: 2 }, () => refused(131016));
    expect(await work(job)).toEqual({ later: 1_000 });
    expect(await work(job)).toEqual({ later: 2_000 });
    storage = () => Promise.reject(new Error('503'));
    expect(await work(job)).toEqual({ later: 4_000 });
    expect(await work(job)).toEqual({ later: 8_000 });
    expect(await work(job)).toBe('done');
    expect(await stored(job)).toMatchObject({ status: 'failed', failure: { code: 'storage-down' } });
    expect(sent).toEqual([]);
  });

  it('is not begun with what another one has left of the time, and waits for none', async () => {
    const job = await accept();
    uploadMs = shortestUploadMs - 1;
    expect(await work(job)).toEqual({ later: 0 });
    expect([uploads, (await stored(job))?.status]).toEqual([[], 'queued']);
    uploadMs = 155_000;
    expect(await work(job)).toBe('done');
    expect(uploadTimes).toEqual([155_000]);
  });

  it('that the provider does not take, or that is gone, fails at once and says why', async () => {
    const job = await accept();
    uploadAnswers = [refused(131053)];
    expect(await work(job)).toBe('done');
    expect(await stored(job)).toMatchObject({ status: 'failed', failure: { code: '131053' } });
    const other = await accept();
    storage = async () => undefined;
    expect(await work(other)).toBe('done');
    expect(await stored(other)).toMatchObject({ status: 'failed', failure: { code: 'file-gone' } });
    expect(sent).toEqual([]);
  });
});

describe('a message with a file of a number at Twilio', () => {
  const forms: URLSearchParams[] = [];
  const twilio = twilioProvider(
    {
      twilioUrl: 'https://twilio.test',
      accountSid: `AC${'5'.repeat(32)}`,
      authToken: 'token',
      number: '14155238886',
      statusCallback: (key) => `https://hooks.test/${key}`,
    },
    async (_url, init) => {
      forms.push(new URLSearchParams(String(init?.body)));
      return Response.json({ sid: `SM${forms.length}` }, { status: 201 });
    },
  );
  beforeEach(() => {
    forms.length = 0;
  });
  const fetched = (index: number) => new URL(forms[index]?.get('MediaUrl') ?? '');

  it('names an address that has its type and name and is good for an hour', async () => {
    const job = await accept('For 2027');
    expect(await work(job, twilio)).toBe('done');
    expect(await stored(job)).toMatchObject({ status: 'sent', providerId: 'SM1' });
    expect(forms[0]?.get('Body')).toBe('For 2027');
    const { origin, pathname, searchParams } = fetched(0);
    expect(origin + pathname).toBe(`https://media.test/tenants/${store.tenant}/library/${fileId}/original`);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      'X-Amz-Expires': '3600',
      'response-content-type': 'application/pdf',
      'response-content-disposition': expect.stringContaining('filename="prices.pdf"'),
    });
  });

  it('names another one each time, and none is kept', async () => {
    for (const _ of [1, 2]) await work(await accept(), twilio);
    expect([0, 1].map((index) => fetched(index).searchParams.get('X-Amz-Security-Token'))).toEqual(['session-1', 'session-2']);
    expect(JSON.stringify(await table.scan())).not.toContain('media.test');
  });

  it('fails before anything is sent when Twilio would not take it', async () => {
    storage = async () => ({ size: 16 * 1024 * 1024 + 1, body: stream() });
    const job = await accept();
    expect(await work(job, twilio)).toBe('done');
    expect(await stored(job)).toMatchObject({ status: 'failed', failure: { code: 'file-too-large' } });
    expect([forms, sessions]).toEqual([[], 0]);
  });
});

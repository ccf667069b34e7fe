import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../contract/message.ts';
import { type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { atProvider, sendFile } from '../helpers/media.ts';
import { sha256, voiceNote } from '../helpers/media-files.ts';
import { newCustomer, say } from '../helpers/provider.ts';
import { backToNow, later } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import { RawTable } from '../helpers/table.ts';

let stage: Stage;
let agent: Employee;
beforeAll(async () => {
  stage = sharedStage();
  agent = await employee(stage, 'samia');
});
afterEach(() => backToNow(stage));

let seed = Date.now() % 1_000_000;
const minute = 60_000;

/** A customer sends a voice note of which is known what it says. */
async function says(known: Readonly<Record<string, unknown>>, business: 'samia' | 'isik' = 'samia') {
  const agent = await employee(stage, business);
  const channel = stage.channel(business);
  const customer = newCustomer('Lina Haddad');
  await say(channel, customer, 'hello');
  const { id } = await agent.heardFrom(customer.waId);
  seed += 1;
  const bytes = voiceNote(4, seed);
  const record = (more: Readonly<Record<string, unknown>>) =>
    stage.control('POST', '/_stage/recordings', { sha256: sha256(bytes), takesMs: 50, ...more });
  await record(known);
  const mediaId = await atProvider(stage, channel, bytes, 'audio/ogg');
  const wamid = await sendFile(stage, channel, customer, { type: 'audio', more: { voice: true } }, mediaId);
  const message = async () => (await agent.thread(id)).items.find(({ providerId }) => providerId === wamid);
  const path = async () => `/v1/conversations/${id}/messages/${(await message())?.id}/transcript`;
  const now = async (): Promise<Message['transcript']> => (await message())?.transcript;
  const transcript = (state: string, withinMs = 20_000): Promise<Message['transcript']> =>
    eventually(now, (one) => one?.state === state, { withinMs });
  return { id, record, path, now, transcript };
}
const ledgerOf = async (conversation: string, business: 'samia' | 'isik' = 'samia') =>
  (await new RawTable(stage).scan(`T#${stage.business(business).id}#LEDGER#`)).filter(({ sk }) =>
    String(sk).startsWith(`${conversation}#`),
  );

describe('a voice note', () => {
  it('is written down, word by word, in the language that is spoken, and its cost is in the ledger', async () => {
    const note = await says({ text: 'مرحبا، أريد قراءة فنجان', language: 'ar' });
    expect(await note.transcript('done')).toMatchObject({
      text: 'مرحبا، أريد قراءة فنجان',
      language: 'ar-SA',
      engine: 'transcribe',
      recorded: true,
    });
    const { body } = await agent.call('GET', await note.path());
    expect(body.words.map(({ text }: { text: string }) => text)).toEqual(['مرحبا،', 'أريد', 'قراءة', 'فنجان']);
    expect(await ledgerOf(note.id)).toMatchObject([{ kind: 'transcription', sec: 15, micros: 6_000, by: 'transcribe' }]);
  });

  it('that failed says why, and is written down when somebody asks again, in a language that is named', async () => {
    const note = await says({ failureReason: 'Unsupported media format.' });
    expect(await note.transcript('failed')).toMatchObject({ failure: { code: 'wrong-format' } });
    expect(await ledgerOf(note.id)).toEqual([]);
    await note.record({ text: 'Merhaba', language: 'tr' });
    const { status, body } = await agent.call('POST', await note.path(), { language: 'tr' });
    expect([status, body.language]).toEqual([202, 'tr']);
    expect(await note.transcript('done')).toMatchObject({ text: 'Merhaba', language: 'tr-TR' });
    const corrected = await agent.call('PUT', `${await note.path()}/correction`, { text: 'Merhaba!' });
    expect(corrected.body).toMatchObject({ text: 'Merhaba', correction: { text: 'Merhaba!' } });
    const viewer = await employee(stage, 'samia', 'viewer');
    expect((await viewer.call('PUT', `${await note.path()}/correction`, { text: 'x' })).status).toBe(403);
  });

  it('is written down by an engine of the business’s own, whose failure is shown and tried again, at the price that it costs', async () => {
    const admin = await employee(stage, 'isik', 'admin');
    const choose = async (settings: Readonly<Record<string, unknown>>): Promise<number> => {
      const { body } = await admin.call('GET', '/v1/transcription');
      return (await admin.call('PUT', '/v1/transcription', settings, { 'if-match': `"${body.version}"` })).status;
    };
    const { port } = new URL(stage.url);
    const own = { engine: 'openai', model: 'whisper-1', key: 'sk-stage', microsPerMinute: 9_000 };
    expect(await choose({ ...own, endpoint: `http://127.0.0.1:${Number(port) + 1}/openai/v1` })).toBe(400);
    expect(await choose({ ...own, endpoint: `http://127.0.0.1:${port}/openai/v1` })).toBe(200);
    try {
      const note = await says({ failureReason: 'The audio file could not be decoded' }, 'isik');
      expect(await note.transcript('failed')).toMatchObject({ engine: 'openai', failure: { code: 'refused' } });
      expect(await ledgerOf(note.id, 'isik')).toEqual([]);
      await note.record({ text: 'Merhaba, yarın boş yer var mı?', language: 'tr' });
      expect((await admin.call('POST', await note.path(), {})).status).toBe(202);
      expect(await note.transcript('done')).toMatchObject({ text: 'Merhaba, yarın boş yer var mı?', language: 'tr' });
      const { body } = await admin.call('GET', await note.path());
      expect(body.words).toHaveLength(6);
      expect(await ledgerOf(note.id, 'isik')).toMatchObject([{ kind: 'transcription', sec: 4, micros: 600, by: 'openai' }]);
    } finally {
      await choose({ engine: 'transcribe' });
    }
  });

  it('in which nothing is said is empty', async () => {
    expect(await (await says({ text: '' })).transcript('empty')).not.toHaveProperty('text');
  });

  it('whose end nobody tells is looked after', async () => {
    const note = await says({ text: 'Anybody there?', tells: false });
    await note.transcript('running');
    const done = await later(stage, note.now, (now) => now?.state === 'done');
    expect(done).toMatchObject({ text: 'Anybody there?' });
  });

  it.each(['transcription.after-claim', 'transcription.after-start'])(
    'is written down and paid for once although a worker dies at %s',
    async (point) => {
      await stage.failPoints(`${point}@1`);
      const note = await says({ text: `Once ${point}`, takesMs: 300 });
      await eventually(
        async () => (await note.path()).includes('undefined') || (await agent.call('GET', await note.path())).status === 200,
        (there) => there,
      );
      await stage.failPoints('');
      // The lease of who died ends; what it had in hand comes again.
      await stage.clock(3 * minute);
      expect(await note.transcript('done')).toMatchObject({ text: `Once ${point}` });
      expect(await ledgerOf(note.id)).toHaveLength(1);
    },
  );
});

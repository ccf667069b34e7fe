import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { anEmployee, noon } from '../../test/engine/factory.ts';
import { heard, type VoiceDesk, voiceDesk } from '../../test/engine/voice-desk.ts';
import { readAudit } from '../_data/audit-log.ts';
import { getTranscription } from '../_data/transcription.ts';
import { isProblem } from '../_shared/problem.ts';
import { again, read, writeDown } from './reading.ts';
import { changeSettings, settings } from './settings.ts';

let table: TestTable;
let desk: VoiceDesk;
const me = { id: anEmployee(), name: 'Nora' };
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  desk = await voiceDesk(table, { languages: ['ar', 'eo'] });
});
const here = () => ({ ...desk.dependencies(), now: noon });
async function done(text = 'Ya habibi', language = 'ar-SA') {
  await desk.started();
  desk.engine.follows = [heard(text, { language })];
  await desk.event();
}

describe('a transcript', () => {
  it('is read with its words', async () => {
    expect(await read(desk.store, desk.place)).toMatchObject({ code: 'not-found' });
    await done();
    expect(await read(desk.store, desk.place)).toMatchObject({
      state: 'done',
      text: 'Ya habibi',
      words: [{ text: 'Ya' }, { text: 'habibi' }],
    });
  });

  it('that a person corrects keeps what the engine wrote, also when it writes again', async () => {
    await done();
    expect(await writeDown(here(), desk.place, { text: 'يا حبيبي' }, me)).toMatchObject({
      text: 'Ya habibi',
      correction: { text: 'يا حبيبي', by: { employeeId: me.id, name: 'Nora' }, at: new Date(noon).toISOString() },
    });
    await desk.started(desk.job({ attempt: 2 }));
    desk.engine.follows = [heard('Ya Habib')];
    await desk.event();
    expect(await desk.transcript()).toMatchObject({ text: 'Ya Habib', correction: { text: 'يا حبيبي' } });
    expect(await writeDown(here(), desk.place, { text: '' }, me)).not.toHaveProperty('correction.text');
    expect(desk.pushed.at(-1)).toMatchObject({ to: { viewing: desk.place.conversationId }, event: { type: 'message.changed' } });
  });

  it('that is not there is not corrected', async () => {
    expect(await writeDown(here(), desk.place, { text: 'x' }, me)).toMatchObject({ code: 'not-found' });
    expect(await desk.transcript()).toBeUndefined();
  });
});

describe('asking again', () => {
  it('sends a job and shows that it waits, with what was heard before', async () => {
    await done();
    desk.sent.length = 0;
    expect(await again(here(), desk.place, { language: 'ar-AE' })).toMatchObject({
      state: 'queued',
      text: 'Ya habibi',
      language: 'ar-AE',
    });
    expect(desk.sent).toEqual([{ job: desk.job({ attempt: 2, language: 'ar-AE' }), afterSeconds: undefined }]);
    // Once more, while it waits: its job may have been lost, but it is the same asking.
    expect(await again(here(), desk.place, { language: 'tr' })).toMatchObject({ state: 'queued', language: 'ar-AE' });
    expect(desk.sent.map(({ job }) => [job.attempt, job.language])).toEqual([
      [2, 'ar-AE'],
      [2, 'ar-AE'],
    ]);
    await desk.started(desk.sent[0]?.job);
    expect(await again(here(), desk.place, { language: 'tr' })).toMatchObject({ state: 'running' });
    expect(desk.sent).toHaveLength(3);
    desk.engine.follows = [heard('Ya 3ammi')];
    await desk.event();
    expect(await desk.transcript()).toMatchObject({ state: 'done', text: 'Ya 3ammi' });
  });

  it('loses nothing when the process dies between the two writes', async () => {
    await done();
    const job = desk.job({ attempt: 2, language: 'en' });
    await desk.started(job);
    expect(await desk.transcript()).toMatchObject({ state: 'running' });
    desk.engine.follows = [heard('Hello')];
    await desk.event();
    expect(await desk.transcript()).toMatchObject({ state: 'done', text: 'Hello' });
  });

  it('of two people is one asking', async () => {
    await done();
    desk.sent.length = 0;
    await Promise.all([again(here(), desk.place, { language: 'en' }), again(here(), desk.place, { language: 'ar' })]);
    desk.engine.begins = [{ outcome: 'started' }, { outcome: 'started' }];
    for (const { job } of desk.sent.splice(0)) await desk.begin(job);
    expect(desk.engine.begun.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('is of no use where the recording is not here', async () => {
    await desk.set({ file: { s: 'failed', fail: { code: 'expired', advice: 'Ask for it again.', retry: false } } });
    expect(await again(here(), desk.place, {})).toMatchObject({ code: 'conflict' });
    const song = { kind: 'audio', media: { mimeType: 'audio/ogg' } };
    for (const other of [{ kind: 'text', text: 'x' }, song]) {
      await desk.set({ c: JSON.stringify(other) });
      expect(await again(here(), desk.place, {})).toMatchObject({ code: 'not-found' });
    }
    expect(desk.sent).toEqual([]);
  });

  it('is for sound that may be a voice note, too', async () => {
    await desk.set({ c: JSON.stringify({ kind: 'audio', media: { mimeType: 'audio/ogg', maybeVoice: true } }) });
    expect(await again(here(), desk.place, {})).toMatchObject({ state: 'queued' });
    expect(desk.sent).toHaveLength(1);
  });
});

describe('the engine', () => {
  const sealed: string[] = [];
  const seal = async (_: string, purpose: string, plaintext: string) => {
    sealed.push(plaintext);
    return `${purpose}:${sealed.length}`;
  };
  const settingsDesk = () => ({ store: desk.store, transcribeMicros: 24_000, trustedOrigin: 'http://127.0.0.1:4000', seal });
  const change = (ifMatch: number, body: Parameters<typeof changeSettings>[1]['body']) =>
    changeSettings(settingsDesk(), { body, ifMatch, employee: me, sourceIp: '192.0.2.1', requestId: 'r', now: noon });
  const whisper = { engine: 'openai', endpoint: 'https://api.openai.com/v1', model: 'whisper-1', key: 'sk-1' } as const;

  it('is Amazon’s until another is chosen, with the languages that it does not know', async () => {
    expect(await settings(settingsDesk())).toEqual({
      engine: 'transcribe',
      hasKey: false,
      microsPerMinute: 24_000,
      transcribeMicrosPerMinute: 24_000,
      unknownLanguages: ['eo'],
      version: 0,
    });
  });

  it('of the business’s own is kept with a sealed key that is never answered, and written into the log', async () => {
    expect(await change(0, whisper)).toEqual({
      engine: 'openai',
      endpoint: whisper.endpoint,
      model: 'whisper-1',
      hasKey: true,
      microsPerMinute: 6_000,
      transcribeMicrosPerMinute: 24_000,
      unknownLanguages: [],
      version: 1,
    });
    expect((await getTranscription(desk.store)).key).toMatch(/^transcription:/);
    expect(JSON.stringify(await table.scan())).not.toContain('sk-1');
    const { entries } = await readAudit(desk.store, { from: noon, to: noon }, { entries: 5, looks: 10, queries: 2 });
    expect(entries[0]).toMatchObject({
      action: 'transcription.changed',
      by: { id: me.id },
      after: { engine: 'openai', key: 'changed' },
    });
    expect(await change(0, whisper)).toMatchObject({ code: 'changed' });
  });

  it('keeps its key when it is left out, but never for another host', async () => {
    await change(0, whisper);
    const before = (await getTranscription(desk.store)).key;
    expect(await change(1, { engine: 'openai', model: 'whisper-2', endpoint: 'https://api.openai.com/v2' })).toMatchObject({
      hasKey: true,
    });
    expect((await getTranscription(desk.store)).key).toBe(before);
    expect(await change(2, { engine: 'openai', endpoint: 'https://evil.example/v1' })).toMatchObject({
      code: 'invalid-body',
      errors: [{ path: 'key' }],
    });
    // Not by way of another engine either.
    expect(await change(2, { engine: 'off', endpoint: 'https://evil.example/v1' })).toMatchObject({ hasKey: false });
    expect((await getTranscription(desk.store)).key).toBeUndefined();
  });

  it('needs an address, a model and a key', async () => {
    const answer = await change(0, { engine: 'openai' });
    expect(isProblem(answer) && answer.errors?.map(({ path }) => path)).toEqual(['endpoint', 'model', 'key']);
    for (const endpoint of [
      'http://api.openai.com/v1',
      'http://127.0.0.1:4001/v1',
      'https://me:pw@a.example/v1',
      'https://a.example:8443',
    ]) {
      expect(await change(0, { ...whisper, endpoint }), endpoint).toMatchObject({ errors: [{ path: 'endpoint' }] });
    }
    expect(await change(0, { ...whisper, endpoint: 'http://127.0.0.1:4000/openai/v1' })).toMatchObject({ engine: 'openai' });
  });
});

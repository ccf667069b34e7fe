import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { crashingAfter } from '../../test/engine/crashing.ts';
import { losingAnswer, startDynamo, type TestTable } from '../../test/engine/dynamodb.ts';
import { aRegistration, noon } from '../../test/engine/factory.ts';
import { ledgerSums } from '../../test/engine/ledger.ts';
import { Engine, heard, type VoiceDesk, voiceDesk } from '../../test/engine/voice-desk.ts';
import { messageKey, monthOf } from '../_data/keys.ts';
import { putRegistration } from '../_data/registration.ts';
import { transact } from '../_data/transact.ts';
import { transcriptionChange, unchosen } from '../_data/transcription.ts';
import { getVoiceJob, putVoiceJob } from '../_data/voice-job.ts';
import { failed } from '../_voice/failures.ts';
import { told } from '../transcription-done/told.ts';
import { leaseMs } from './transcribe.ts';

let table: TestTable;
let desk: VoiceDesk;
beforeAll(async () => {
  table = await startDynamo();
});
afterAll(() => table.close());
beforeEach(async () => {
  desk = await voiceDesk(table);
});

const month = monthOf(noon);
const ledger = () => ledgerSums(desk.store, month, desk.place.conversationId);
const remove = () =>
  desk.store.client.send(
    new DeleteCommand({
      TableName: desk.store.table,
      Key: messageKey(desk.store.tenant, desk.place.conversationId, desk.place.messageId),
    }),
  );
/** Everything that a business has. */
const rows = async () =>
  (await table.scan()).filter(
    ({ pk, tenant }) => String(pk).startsWith(`T#${desk.store.tenant}#`) || tenant === desk.store.tenant,
  );

describe('a voice note', () => {
  it('is begun, and what was heard is kept with its words and its cost, told and tidied up', async () => {
    await desk.started();
    expect(await desk.transcript()).toMatchObject({ state: 'running', engine: 'transcribe' });
    expect(desk.sent).toEqual([{ job: desk.job({ look: { job: desk.engine.begun[0]?.job ?? '', nth: 1 } }), afterSeconds: 300 }]);
    desk.engine.follows = [heard('Yes, tomorrow.', { confidence: 0.42, recorded: true })];
    expect(await desk.event()).toBe('kept');
    expect(await desk.transcript()).toEqual({
      revision: 2,
      state: 'done',
      text: 'Yes, tomorrow.',
      language: 'en-US',
      confidence: 0.42,
      engine: 'transcribe',
      recorded: true,
    });
    expect(await desk.words()).toEqual([
      { text: 'Yes,', startMs: 0, endMs: 250, confidence: 0.9 },
      { text: 'tomorrow.', startMs: 300, endMs: 550, confidence: 0.9 },
    ]);
    expect(await ledger()).toEqual({ entries: 1, micros: 6_000, seconds: 15, tokensIn: 0, tokensOut: 0, fees: 0 });
    expect(await ledgerSums(desk.store, month)).toMatchObject({ entries: 1, micros: 6_000 });
    expect(desk.engine.forgotten).toHaveLength(1);
    expect(await getVoiceJob(table.platform, desk.engine.begun[0]?.job ?? '')).toBeUndefined();
    const states = desk.pushed.map(({ event, to }) => event.type === 'message.changed' && [event.message.transcript?.state, to]);
    expect(states).toEqual([
      ['running', { viewing: desk.place.conversationId }],
      ['done', { viewing: desk.place.conversationId }],
    ]);
  });

  it('costs as many units as docs/cost.md says', async () => {
    table.consumed();
    await desk.started();
    desk.engine.follows = [heard('Yes, tomorrow at ten would be fine for me.')];
    await desk.event();
    await desk.look(desk.sent[0]?.job ?? desk.job());
    expect(table.consumed()).toEqual({ read: 11, write: 16 });
  });

  it('is listened to in the languages of the business, or in the one that a person asks for', async () => {
    await desk.started();
    expect(desk.engine.begun[0]).toMatchObject({ languages: ['en', 'ar'], mimeType: 'audio/ogg', attempt: 1 });
    desk.engine.follows = [heard('Hello')];
    await desk.event();
    await desk.started(desk.job({ attempt: 2, language: 'tr' }));
    expect(desk.engine.begun[1]).toMatchObject({ languages: ['tr'], attempt: 2 });
    expect(await desk.transcript()).toMatchObject({ state: 'running', text: 'Hello', language: 'tr' });
  });

  it('in which nothing is said is empty, and costs all the same', async () => {
    await desk.started();
    desk.engine.follows = [heard('')];
    await desk.event();
    expect(await desk.transcript()).toMatchObject({ state: 'empty' });
    expect(await ledger()).toMatchObject({ entries: 1, seconds: 15 });
  });

  it('that cannot be written down says why, and costs nothing', async () => {
    await desk.started();
    desk.engine.follows = [failed('wrong-format')];
    await desk.event();
    expect(await desk.transcript()).toMatchObject({ state: 'failed', failure: { code: 'wrong-format', retry: false } });
    expect(await ledger()).toMatchObject({ entries: 0 });
  });

  it('of a business that wants none is not sent anywhere', async () => {
    await transact(desk.store, [transcriptionChange(desk.store, unchosen, { engine: 'off' })]);
    expect(await desk.begin()).toBe('done');
    expect(await desk.transcript()).toMatchObject({ state: 'off' });
    expect(desk.engine.begun).toEqual([]);
  });

  it('of an engine that answers at once is done at once', async () => {
    desk.engine = new Engine('openai');
    desk.engine.begins = [{ ...heard('Evet'), seconds: 61 }];
    await transact(desk.store, [transcriptionChange(desk.store, unchosen, { engine: 'openai' })]);
    expect(await desk.begin()).toBe('done');
    expect(await desk.transcript()).toMatchObject({ state: 'done', text: 'Evet', engine: 'openai' });
    expect(await ledger()).toMatchObject({ entries: 1, seconds: 61 });
    expect(desk.sent).toEqual([]);
  });

  it('too short to tell its language is tried in the first one of the business', async () => {
    await desk.started();
    desk.engine.follows = [{ ...failed('language-unclear'), languageUnclear: true }];
    await desk.event();
    expect(desk.sent.at(-1)).toEqual({ job: desk.job({ attempt: 2, language: 'en' }), afterSeconds: undefined });
    await desk.started(desk.job({ attempt: 2, language: 'en' }));
    desk.engine.follows = [{ ...failed('language-unclear'), languageUnclear: true }];
    const before = desk.sent.length;
    await desk.event();
    expect(desk.sent).toHaveLength(before);
    expect(await desk.transcript()).toMatchObject({ state: 'failed', failure: { code: 'language-unclear', retry: true } });
  });
});

describe('repeats', () => {
  it('of the job begin nothing twice', async () => {
    await desk.started();
    expect(await desk.begin()).toEqual({ later: leaseMs + 1 });
    desk.engine.follows = [heard('Once')];
    await desk.event();
    expect(await desk.begin()).toBe('done');
    expect(desk.engine.begun).toHaveLength(1);
  });

  it('at the same time begin one', async () => {
    desk.engine.begins = [{ outcome: 'started' }, { outcome: 'started' }];
    await Promise.all([desk.begin(), desk.begin(), desk.begin()]);
    expect(desk.engine.begun).toHaveLength(1);
  });

  it('of the event change and cost nothing more', async () => {
    await desk.started();
    const { job = '' } = desk.engine.begun[0] ?? {};
    expect(await getVoiceJob(table.platform, job)).toMatchObject({ attempt: 1 });
    desk.engine.follows = [heard('Once'), heard('Once')];
    const [one, other] = await Promise.all([desk.event(job), desk.event(job)]);
    expect([one, other]).toContain('kept');
    expect(await desk.event(job)).toBe('not-ours');
    expect(await ledger()).toMatchObject({ entries: 1, micros: 6_000 });
    expect(await desk.transcript()).toMatchObject({ state: 'done', text: 'Once' });
  });

  it('of a write whose answer was lost are known as one’s own', async () => {
    desk.engine.begins = [{ outcome: 'started' }];
    expect(await desk.begin(desk.job(), { using: losingAnswer(desk.store) })).toBe('done');
    expect(desk.engine.begun).toHaveLength(1);
    desk.engine.follows = [heard('Once')];
    await desk.event(undefined, losingAnswer(desk.store));
    expect(await desk.transcript()).toMatchObject({ state: 'done' });
    expect(await ledger()).toMatchObject({ entries: 1 });
  });
});

describe('an engine without time', () => {
  it('is asked again later and later, and the job is free meanwhile', async () => {
    desk.engine.begins = [{ outcome: 'busy' }, { outcome: 'busy', afterMs: 42_000 }, { outcome: 'started' }];
    expect(await desk.begin(desk.job(), { receiveCount: 3 })).toEqual({ later: 40_000 });
    expect(await desk.transcript()).toMatchObject({ state: 'queued' });
    expect(await desk.begin(desk.job(), { receiveCount: 4 })).toEqual({ later: 42_000 });
    expect(await desk.begin(desk.job(), { receiveCount: 5 })).toBe('done');
    expect(new Set(desk.engine.begun.map(({ job }) => job)).size).toBe(1);
  });

  it('in the end is a failure that says so and can be tried again, by hand and by replay', async () => {
    desk.engine.begins = [{ outcome: 'busy' }];
    expect(await desk.begin(desk.job(), { receiveCount: 10, last: true })).toBe('given-up');
    expect(await desk.transcript()).toMatchObject({ state: 'failed', failure: { code: 'busy', retry: true } });
    await desk.started();
    expect(await desk.transcript()).toMatchObject({ state: 'running' });
  });

  it('that breaks is tried again, and at last told as a failure', async () => {
    const breaks = () => Promise.reject(new Error('StartTranscriptionJob answered 500'));
    desk.engine.begins = [breaks, breaks];
    await expect(desk.begin()).rejects.toThrow('500');
    expect(await desk.transcript()).toMatchObject({ state: 'queued' });
    await expect(desk.begin(desk.job(), { receiveCount: 10, last: true })).rejects.toThrow('500');
    expect(await desk.transcript()).toMatchObject({ state: 'failed', failure: { code: 'busy' } });
  });
});

describe('an event', () => {
  it('before the worker could note that it began is no problem', async () => {
    desk.engine.begins = [
      async () => {
        desk.engine.follows = [heard('Quick')];
        expect(await desk.event()).toBe('kept');
        return { outcome: 'started' };
      },
    ];
    expect(await desk.begin()).toBe('done');
    expect(await desk.transcript()).toMatchObject({ state: 'done', text: 'Quick' });
    // The look that follows finds it done, and tidies up.
    await desk.look(desk.sent[0]?.job ?? desk.job());
    expect(await desk.transcript()).toMatchObject({ state: 'done', text: 'Quick' });
  });

  it('that never comes is made good by looking', async () => {
    await desk.started();
    const [first] = desk.sent;
    desk.engine.follows = [{ outcome: 'waiting' }, heard('Late')];
    await desk.look(first?.job ?? desk.job());
    expect(desk.sent[1]).toMatchObject({ job: { look: { nth: 2 } }, afterSeconds: 900 });
    await desk.look(desk.sent[1]?.job ?? desk.job());
    expect(await desk.transcript()).toMatchObject({ state: 'done', text: 'Late' });
    expect(await ledger()).toMatchObject({ entries: 1 });
  });

  it('that never comes of a job that never ends is a failure after hours', async () => {
    await desk.started();
    const { job = '' } = desk.engine.begun[0] ?? {};
    desk.engine.follows = [{ outcome: 'waiting' }];
    await desk.look(desk.job({ look: { job, nth: 16 } }));
    expect(desk.sent).toHaveLength(1);
    expect(await desk.transcript()).toMatchObject({ state: 'failed', failure: { code: 'no-answer', retry: true } });
  });

  it('of a job that is not ours is nobody’s', async () => {
    expect(await desk.event(`frontdesk-dev-${desk.store.tenant}-guessed`)).toBe('not-ours');
  });

  it('is for the business that is named by the row and not by the name of the job', async () => {
    const other = await voiceDesk(table);
    await desk.started();
    await other.started();
    const job = `frontdesk-dev-${desk.store.tenant}-forged`;
    await putVoiceJob(table.platform, job, { tenant: other.store.tenant, ...other.place, attempt: 1, at: noon }, noon);
    const asked: string[] = [];
    const storeOf = (tenant: string) => {
      asked.push(tenant);
      return tenant === other.store.tenant ? other.store : desk.store;
    };
    other.engine.follows = [heard('Theirs')];
    await told({ ...other.dependencies(), storeOf, transcriber: other.engine }, job);
    expect(asked).toEqual([other.store.tenant]);
    expect(await desk.transcript()).toMatchObject({ state: 'running' });
  });

  it('of a job that is not over is looked after later', async () => {
    await desk.started();
    desk.engine.follows = [{ outcome: 'waiting' }];
    expect(await desk.event()).toBe('not-over');
    expect(await desk.transcript()).toMatchObject({ state: 'running' });
  });
});

describe('transcribing again', () => {
  it('while one is under way leaves that one alone', async () => {
    await desk.started();
    expect(await desk.begin(desk.job({ attempt: 2, language: 'ar' }))).toMatchObject({ later: expect.any(Number) });
    desk.time += leaseMs + 1;
    expect(await desk.begin(desk.job({ attempt: 2, language: 'ar' }))).toBe('done');
    expect(desk.engine.begun).toHaveLength(1);
    desk.engine.follows = [heard('First')];
    await desk.event();
    expect(await desk.transcript()).toMatchObject({ state: 'done', text: 'First' });
  });

  it('makes what comes of the older one a cost and nothing else', async () => {
    await desk.started();
    const { job = '' } = desk.engine.begun[0] ?? {};
    desk.engine.follows = [{ outcome: 'waiting' }];
    await desk.look(desk.job({ look: { job, nth: 16 } }));
    // Given up and asked for again; then the first one answers after all.
    await putVoiceJob(table.platform, job, { tenant: desk.store.tenant, ...desk.place, attempt: 1, at: noon }, noon);
    await desk.started(desk.job({ attempt: 2 }));
    desk.engine.follows = [heard('Old')];
    await desk.event(job);
    expect(await desk.transcript()).toMatchObject({ state: 'running' });
    expect((await desk.transcript())?.text).toBeUndefined();
    desk.engine.follows = [heard('New')];
    await desk.event();
    expect(await desk.transcript()).toMatchObject({ state: 'done', text: 'New' });
    expect(await ledger()).toMatchObject({ entries: 2, micros: 12_000 });
  });
});

describe('what is gone stays gone', () => {
  it.each(['event', 'look'] as const)('when the conversation is erased before the %s', async (by) => {
    await desk.started();
    await remove();
    desk.engine.follows = [heard('Erased')];
    if (by === 'event') await desk.event();
    else await desk.look(desk.sent[0]?.job ?? desk.job());
    const left = (await rows()).filter(({ sk }) => /^(M#|W#)/.test(String(sk)) || String(sk).includes('transcription#'));
    expect(left).toEqual([]);
    // What Transcribe wrote goes too.
    expect(desk.engine.forgotten).toHaveLength(1);
  });

  it('when the message was taken back by its author', async () => {
    await desk.started();
    await desk.set({ del: noon });
    desk.engine.follows = [heard('Deleted')];
    await desk.event();
    expect(await desk.transcript()).toBeUndefined();
    expect(await desk.words()).toEqual([]);
  });

  it('when it is taken back by its author while what was heard is being written', async () => {
    await desk.started();
    desk.engine.follows = [heard('Deleted')];
    let met = false;
    const client = new Proxy(desk.store.client, {
      get(target, name) {
        if (name !== 'send') return Reflect.get(target, name);
        return async (command: Parameters<typeof target.send>[0]) => {
          if (command.constructor.name === 'TransactWriteCommand' && !met) {
            met = true;
            await desk.set({ del: noon });
          }
          return target.send(command);
        };
      },
    });
    await desk.event(undefined, { ...desk.store, client });
    expect(met).toBe(true);
    expect(await desk.words()).toEqual([]);
    expect(await ledger()).toMatchObject({ entries: 0 });
  });

  it('when the business is being removed', async () => {
    await putRegistration(table.platform, aRegistration(desk.store, { removing: noon }));
    expect(await desk.begin()).toBe('done');
    expect(desk.engine.begun).toEqual([]);
    expect(await desk.transcript()).toBeUndefined();
  });
});

describe('a worker that dies', () => {
  it.each([1, 2, 3])('after its write %i is made good by whoever comes next', async (nth) => {
    desk.engine.begins = [{ outcome: 'started' }, { outcome: 'started' }];
    // Claim and name of the job; then it begins.
    await desk.begin(desk.job(), { using: crashingAfter(desk.store, nth) }).catch(() => undefined);
    desk.time += leaseMs + 1;
    await desk.begin();
    expect(new Set(desk.engine.begun.map(({ job }) => job)).size).toBe(1);
    desk.engine.follows = [heard('Here')];
    await desk.event(desk.engine.begun[0]?.job);
    expect(await desk.transcript()).toMatchObject({ state: 'done', text: 'Here' });
    expect(await ledger()).toMatchObject({ entries: 1 });
  });

  it('after keeping what was heard is made good by the next look', async () => {
    await desk.started();
    desk.engine.follows = [heard('Here'), heard('Here')];
    await expect(desk.event(undefined, crashingAfter(desk.store, 1))).rejects.toThrow('crashed');
    expect(await desk.transcript()).toMatchObject({ state: 'done', text: 'Here' });
    expect(await desk.event()).toBe('kept');
    expect(await ledger()).toMatchObject({ entries: 1 });
    expect(desk.engine.forgotten).toHaveLength(1);
  });
});

import { gunzipSync, gzipSync } from 'node:zlib';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ConversationId, MessageId } from '../../contract/ids.ts';
import type { FileFailure, Message } from '../../contract/message.ts';
import type { Word } from '../../contract/transcripts.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { messageKey, spokenKey } from './keys.ts';
import { type LedgerEntry, ledgerWrites } from './ledger.ts';
import { MessageItem, toMessage } from './message-item.ts';
import { type TransactItem, transact } from './transact.ts';
import type { CorrectionItem, TranscriptItem } from './transcript-item.ts';
import { collisionDelay, readItem, unlessRefused } from './write.ts';

export interface VoicePlace {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
}

/** One asking for a transcript. */
export interface Attempt extends VoicePlace {
  readonly attempt: number;
}

/** What an engine heard. */
export interface Heard {
  readonly text: string;
  readonly words: readonly Word[];
  readonly language?: string | undefined;
  readonly confidence?: number | undefined;
  readonly recorded?: true | undefined;
}

/** In the conversation and not taken back by the customer. */
export async function getVoice(store: TenantTable, { conversationId, messageId }: VoicePlace): Promise<MessageItem | undefined> {
  const found = await readItem(store, messageKey(store.tenant, conversationId, messageId));
  const item = found && MessageItem.parse(found);
  return item?.del === undefined ? item : undefined;
}

/** Nothing is to change: the answer. Or the transcript as it is to be, and what is to be written with it. */
type Change<Result> =
  | { readonly result: Result }
  | {
      readonly next: Omit<TranscriptItem, 'v'>;
      readonly along?: readonly TransactItem[];
      readonly paid?: LedgerEntry | undefined;
      readonly result: Result;
    };

/** Tries when others change the same message. */
const attempts = 12;

/** Reads, decides and writes until nothing came in between. A message that is gone stays gone, and brings nothing else back. */
async function change<Result>(
  store: TenantTable,
  place: VoicePlace,
  decide: (item: MessageItem) => Change<Result>,
): Promise<{ readonly result: Result; readonly message: Message } | undefined> {
  const Key = messageKey(store.tenant, place.conversationId, place.messageId);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const item = await getVoice(store, place);
    if (!item) return undefined;
    const decision = decide(item);
    if (!('next' in decision)) return { result: decision.result, message: toMessage(item) };
    const tr: TranscriptItem = { ...decision.next, v: (item.tr?.v ?? 0) + 1 };
    const update = {
      TableName: store.table,
      Key: { ...Key },
      UpdateExpression: 'SET tr = :tr',
      ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(del) AND ${item.tr ? 'tr.v = :was' : 'attribute_not_exists(tr)'}`,
      ExpressionAttributeValues: { ':tr': tr, ...(item.tr && { ':was': item.tr.v }) },
    };
    const along = [...(decision.along ?? []), ...(decision.paid ? await ledgerWrites(store, decision.paid) : [])];
    const refused =
      along.length > 0
        ? (await transact(store, [{ Update: update }, ...along])) === 'refused'
        : (await unlessRefused(store.client.send(new UpdateCommand(update)))).refused;
    if (!refused) return { result: decision.result, message: toMessage({ ...item, tr }) };
    await new Promise((resolve) => setTimeout(resolve, collisionDelay(attempt)));
  }
  throw new Error('A message is changed all the time');
}

const isOver = ({ s }: Pick<TranscriptItem, 's'>): boolean => s !== 'queued' && s !== 'running';

export type Claim =
  /** Yours: the engine may be called. */
  | { readonly outcome: 'claimed'; readonly job: string; readonly begunAt: number; readonly message: Message }
  /** Somebody else's, still running. */
  | { readonly outcome: 'held'; readonly until: number }
  /** Done, or another asking has taken its place. */
  | { readonly outcome: 'over' }
  | { readonly outcome: 'absent' };

export interface Claiming {
  readonly attempt: number;
  readonly language?: string | undefined;
  readonly engine: 'transcribe' | 'openai';
  /** Names the worker, and the job if the attempt has none yet. */
  readonly holder: string;
  readonly job: string;
  readonly now: number;
  readonly leaseMs: number;
}

/**
 * One worker for each attempt at a time. An attempt that a worker died with is taken over under the name it had, so that its job
 * is found again and not begun twice. 1 read and 1 write unit.
 */
export async function claim(store: TenantTable, place: VoicePlace, wanted: Claiming): Promise<Claim> {
  const { attempt, language, engine, holder, now, leaseMs } = wanted;
  const claimed = await change<Claim | { outcome: 'mine'; job: string; begunAt: number }>(store, place, ({ tr }) => {
    const same = tr?.n === attempt;
    if (tr && tr.n > attempt) return { result: { outcome: 'over' } };
    // Given up before the engine had it: replayed, it begins once more.
    if (tr && same && isOver(tr) && !(tr.s === 'failed' && tr.fail?.retry === true)) return { result: { outcome: 'over' } };
    if (tr?.s === 'running') {
      if (same && tr.own === holder) return { result: { outcome: 'mine', job: tr.job ?? '', begunAt: tr.at ?? now } };
      if (now < (tr.until ?? 0)) return { result: { outcome: 'held', until: tr.until ?? 0 } };
      // Asked for once more while one is under way: that one is left alone.
      if (!same) return { result: { outcome: 'over' } };
    }
    const begun = same && tr.job !== undefined ? { job: tr.job, at: tr.at ?? now } : { job: wanted.job, at: now };
    return {
      next: {
        s: 'running',
        n: attempt,
        ...begun,
        own: holder,
        until: now + leaseMs,
        en: engine,
        x: tr?.x,
        cf: tr?.cf,
        rec: tr?.rec,
        l: language === undefined ? tr?.l : undefined,
        ask: language,
      },
      result: { outcome: 'mine', job: begun.job, begunAt: begun.at },
    };
  });
  if (!claimed) return { outcome: 'absent' };
  const { result, message } = claimed;
  return result.outcome === 'mine' ? { ...result, outcome: 'claimed', message } : result;
}

/** The engine has no time: another delivery of the job may take it again at once. */
export async function release(store: TenantTable, { attempt, ...place }: Attempt, holder: string): Promise<void> {
  await change(store, place, ({ tr }) => {
    if (tr?.n !== attempt || tr.s !== 'running' || tr.own !== holder) return { result: 'lost' };
    const { own: _, until: __, v: ___, ...rest } = tr;
    return { next: { ...rest, s: 'queued' }, result: 'released' };
  });
}

/** A person asks (again). `left-alone`: one is under way already. */
export async function ask(
  store: TenantTable,
  { attempt, ...place }: Attempt,
  language: string | undefined,
): Promise<{ readonly outcome: 'asked' | 'left-alone'; readonly message: Message } | undefined> {
  const asked = await change<'asked' | 'left-alone'>(store, place, ({ tr }) => {
    if (tr && (tr.n >= attempt || !isOver(tr))) return { result: 'left-alone' };
    const { x, l, cf, rec, en } = tr ?? {};
    return {
      next: { s: 'queued', n: attempt, x, cf, rec, en, l: language === undefined ? l : undefined, ask: language },
      result: 'asked',
    };
  });
  return asked && { outcome: asked.result, message: asked.message };
}

export type Ending = 'kept' | 'repeated' | 'superseded';

/** The most that is kept of a text with its message; all of the words are kept apart. */
export const longestText = 20_000;
/** About 15 bytes each when packed: an item may have 400 KB. */
const mostWords = 20_000;

/**
 * What came of an attempt: the transcript, its words and the entry in the ledger together or not at all. Of an attempt whose place
 * another one has taken only the cost is kept. Undefined: the message is gone, and nothing is written. About 11 write units.
 */
export async function end(
  store: TenantTable,
  { attempt, ...place }: Attempt,
  result: { readonly heard: Heard } | { readonly failure: FileFailure } | { readonly off: true },
  cost?: LedgerEntry,
): Promise<{ readonly ending: Ending; readonly message: Message } | undefined> {
  const ended = await change<Ending>(store, place, ({ tr }) => {
    if (tr && tr.n > attempt) {
      const { v: _, ...same } = tr;
      return cost ? { next: same, paid: cost, result: 'superseded' } : { result: 'superseded' };
    }
    const { x, l, cf, rec, en, ask: asked, job, at } = tr ?? {};
    const kept = { n: attempt, en, ask: asked, job, at };
    if ('heard' in result) {
      if (tr && tr.n === attempt && (tr.s === 'done' || tr.s === 'empty')) return { result: 'repeated' };
      const { heard } = result;
      return {
        next: {
          ...kept,
          s: heard.text === '' ? 'empty' : 'done',
          x: heard.text === '' ? undefined : heard.text.slice(0, longestText),
          l: heard.language,
          cf: heard.confidence,
          rec: heard.recorded,
        },
        along: [spokenPut(store, place, heard.words)],
        paid: cost,
        result: 'kept',
      };
    }
    if (tr && tr.n === attempt && isOver(tr)) return { result: 'repeated' };
    const before = { ...kept, x, l, cf, rec };
    if ('off' in result) return { next: { ...before, s: 'off' }, result: 'kept' };
    return { next: { ...before, s: 'failed', fail: result.failure }, paid: cost, result: 'kept' };
  });
  return ended && { ending: ended.result, message: ended.message };
}

const Spoken = z.object({ w: z.instanceof(Uint8Array) });
/** Text, from, to (milliseconds), confidence. */
const Packed = z.array(z.tuple([z.string(), z.int(), z.int(), z.number().nullable()]));

function spokenPut(store: TenantTable, { conversationId, messageId }: VoicePlace, words: readonly Word[]): TransactItem {
  const packed = words
    .slice(0, mostWords)
    .map(
      ({ text, startMs, endMs, confidence }) =>
        [text, startMs, endMs, confidence ?? null] satisfies z.infer<typeof Packed>[number],
    );
  return {
    Put: {
      TableName: store.table,
      Item: { ...spokenKey(store.tenant, conversationId, messageId), w: gzipSync(JSON.stringify(packed)) },
    },
  };
}

/** None: nothing has been heard yet. 1 read unit for each 4 KB. */
export async function getWords(store: TenantTable, { conversationId, messageId }: VoicePlace): Promise<Word[]> {
  const found = await readItem(store, spokenKey(store.tenant, conversationId, messageId));
  if (!found) return [];
  const packed = Packed.parse(JSON.parse(gunzipSync(Spoken.parse(found).w).toString()));
  return packed.map(([text, startMs, endMs, confidence]) => ({
    text,
    startMs,
    endMs,
    ...(confidence !== null && { confidence }),
  }));
}

/** What a person says is right; undefined takes it back. The engine's own text stays. 1 write unit. */
export async function correct(
  { tenant, client, table }: TenantTable,
  { conversationId, messageId }: VoicePlace,
  correction: CorrectionItem | undefined,
): Promise<Message | undefined> {
  const written = await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: messageKey(tenant, conversationId, messageId),
        UpdateExpression: `SET tr.v = tr.v + :one${correction ? ', trf = :correction' : ' REMOVE trf'}`,
        ConditionExpression: 'attribute_exists(tr) AND attribute_not_exists(del)',
        ExpressionAttributeValues: { ':one': 1, ...(correction && { ':correction': correction }) },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  return written.refused ? undefined : toMessage(MessageItem.parse(written.output.Attributes));
}

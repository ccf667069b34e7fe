import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ConversationId } from '../../contract/ids.ts';
import { TranscriptionJob } from '../../contract/queues.ts';
import { inboundMessageId, messageKey } from '../../lambdas/_data/keys.ts';
import { addInbound, getMessage } from '../../lambdas/_data/message.ts';
import { putRegistration } from '../../lambdas/_data/registration.ts';
import { getWords } from '../../lambdas/_data/transcript.ts';
import { setting } from '../../lambdas/_data/write.ts';
import type { Change } from '../../lambdas/_shared/frames.ts';
import type { TenantTable } from '../../lambdas/_shared/tenant.ts';
import type { Begun, Followed, Order, Transcriber } from '../../lambdas/_voice/port.ts';
import { lookAfter } from '../../lambdas/transcription/look.ts';
import { transcribe } from '../../lambdas/transcription/transcribe.ts';
import { told } from '../../lambdas/transcription-done/told.ts';
import type { TestTable } from './dynamodb.ts';
import { aConversation, aRegistration, aTenant, aText, noon } from './factory.ts';

export const heard = (text: string, given: { language?: string; confidence?: number; recorded?: true } = {}) => ({
  outcome: 'heard' as const,
  heard: {
    text,
    words: text
      .split(' ')
      .filter(Boolean)
      .map((word, index) => ({ text: word, startMs: index * 300, endMs: index * 300 + 250, confidence: 0.9 })),
    language: 'en-US',
    confidence: 0.9,
    ...given,
  },
});

/** An engine that answers what a test says, and never what it does not. */
export class Engine implements Transcriber {
  readonly engine: 'transcribe' | 'openai';
  readonly begun: Order[] = [];
  readonly forgotten: string[] = [];
  begins: (Begun | (() => Promise<Begun>))[] = [];
  follows: Followed[] = [];
  constructor(engine: 'transcribe' | 'openai' = 'transcribe') {
    this.engine = engine;
  }
  async begin(order: Order): Promise<Begun> {
    this.begun.push(order);
    const next = this.begins.shift();
    if (!next) throw new Error('nothing is begun here');
    return typeof next === 'function' ? next() : next;
  }
  async follow(): Promise<Followed> {
    const next = this.follows.shift();
    if (!next) throw new Error('nothing is asked here');
    return next;
  }
  async forget({ job }: Order): Promise<void> {
    this.forgotten.push(job);
  }
  price(seconds: number) {
    const paid = Math.max(15, Math.ceil(seconds));
    return { seconds: paid, micros: paid * 400 };
  }
}

interface Now {
  time: number;
  engine: Engine;
  readonly pushed: Change[];
  readonly sent: { readonly job: TranscriptionJob; readonly afterSeconds: number | undefined }[];
}

interface Way {
  readonly receiveCount?: number;
  readonly holder?: string;
  readonly last?: boolean;
  readonly using?: TenantTable;
}

/** A business with a voice note, and everything that happens to it. */
export async function voiceDesk(
  table: TestTable,
  { languages = ['en', 'ar'], store = table.of(aTenant()) }: { languages?: string[]; store?: TenantTable } = {},
) {
  await putRegistration(table.platform, aRegistration(store, { languages }));
  const conversation = await aConversation(store);
  const id = inboundMessageId(noon, 'wamid.voice');
  const media = { providerMediaId: '1', mimeType: 'audio/ogg; codecs=opus' };
  await addInbound(store, { ...aText(conversation, { providerId: 'wamid.voice' }), id, content: { kind: 'voice', media } });
  const place = { conversationId: ConversationId.parse(conversation.id), messageId: id };
  const set = (values: Record<string, unknown>) =>
    store.client.send(
      new UpdateCommand({
        TableName: store.table,
        Key: messageKey(store.tenant, place.conversationId, place.messageId),
        ...setting(values),
      }),
    );
  await set({ file: { s: 'stored', mime: 'audio/ogg', n: 4_000, ms: 4_200 } });

  const now: Now = { time: noon, engine: new Engine(), pushed: [], sent: [] };
  const dependencies = (using: TenantTable = store) => ({
    store: using,
    storeOf: () => using,
    jobs: table.platform,
    push: async (_: TenantTable, changes: unknown) => void now.pushed.push(...(changes as Change[])),
    send: async (body: unknown, { afterSeconds }: { afterSeconds?: number } = {}) =>
      void now.sent.push({ job: TranscriptionJob.parse(body), afterSeconds }),
    clock: () => now.time,
    random: () => 0.5,
    jobPrefix: 'frontdesk-dev-',
    transcriber: async () => now.engine,
  });
  const job = (given: Partial<TranscriptionJob> = {}): TranscriptionJob => ({
    v: 1,
    tenant: store.tenant,
    ...place,
    attempt: 1,
    ...given,
  });
  const begin = (asked = job(), { receiveCount = 1, holder = `w${Math.random()}`, last = false, using = store }: Way = {}) =>
    transcribe(dependencies(using), asked, { receiveCount, holder, last });
  return Object.assign(now, {
    store,
    place,
    set,
    job,
    dependencies,
    /** As the worker does it. */
    begin,
    look: (asked: TranscriptionJob, using = store) =>
      lookAfter({ ...dependencies(using), transcriber: now.engine }, asked, asked.look ?? { job: 'none', nth: 1 }),
    /** As EventBridge does it. */
    event: (name = now.engine.begun.at(-1)?.job ?? 'none', using = store) =>
      told({ ...dependencies(using), transcriber: now.engine }, name),
    transcript: async () => (await getMessage(store, place.conversationId, place.messageId))?.transcript,
    words: () => getWords(store, place),
    /** One that Transcribe has begun and not ended. */
    async started(asked = job()) {
      now.engine.begins.push({ outcome: 'started' });
      if ((await begin(asked)) !== 'done') throw new Error('not begun');
    },
  });
}
export type VoiceDesk = Awaited<ReturnType<typeof voiceDesk>>;

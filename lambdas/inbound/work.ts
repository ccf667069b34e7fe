import type { ChannelId } from '../../contract/ids.ts';
import { type Message, phoneApp } from '../../contract/message.ts';
import type { InboundJob } from '../../contract/queues.ts';
import type { IsEnded } from '../_businesses/ended.ts';
import { firstArrival } from '../_data/arrival.ts';
import { recordTrouble } from '../_data/channel-health.ts';
import { type Conversation, summaryOf } from '../_data/conversation.ts';
import type { ErasedHashes } from '../_data/erased.ts';
import type { Known } from '../_data/identity.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { Change } from '../_shared/frames.ts';
import { log } from '../_shared/log.ts';
import type { BatchWork, SendFifo } from '../_shared/queue.ts';
import type { Push } from '../_shared/realtime.ts';
import type { SendJob } from '../_shared/signed-queue.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { Received, ReceivedStatus } from '../_whatsapp/port.ts';
import { askAssistant } from './ask-assistant.ts';
import { askForFile } from './ask-for-file.ts';
import type { Contact, Directory } from './directory.ts';
import type { Heard, Heartbeat } from './heartbeat.ts';
import type { Intake, LoadIntake } from './intake.ts';
import { refreshCustomer } from './profile.ts';
import { readers } from './readers.ts';
import { takeAccountReport } from './take-account-report.ts';
import { takeAnnotation } from './take-annotation.ts';
import { adoptForEcho, takeEcho } from './take-echo.ts';
import { type ReceivedMessage, takeMessage } from './take-message.ts';
import { takeStatus } from './take-status.ts';
import { noticeUsage } from './usage-notice.ts';

export interface InboundDependencies {
  storeOf(tenant: InboundJob['tenant']): TenantTable;
  readonly directory: Directory;
  readonly loadIntake: LoadIntake;
  readonly push: Push;
  /** Queues what administrators are to be mailed. */
  readonly notify: SendFifo;
  /** Queues a file to be fetched: a `MediaJob`. */
  readonly fetchFile: SendJob;
  /** Queues a `TurnJob` of the assistant. */
  readonly think: SendFifo;
  readonly isEnded: IsEnded;
  /** Of customers who were erased. */
  readonly erasedHashes: ErasedHashes;
  /** Notes that the numbers are alive. */
  readonly heartbeat: Heartbeat;
  /** Milliseconds. */
  readonly clock: () => number;
}

interface Desk {
  readonly store: TenantTable;
  readonly channelId: ChannelId;
  readonly directory: Directory;
  readonly notify: SendFifo;
  readonly fetchFile: SendJob;
  readonly think: SendFifo;
  readonly erasedHashes: ErasedHashes;
}

/** Work on one batch of the queue. What people see of it is pushed once, at the end. */
export function inboundWork({
  storeOf,
  directory,
  loadIntake,
  push,
  notify,
  fetchFile,
  think,
  isEnded,
  erasedHashes,
  heartbeat,
  clock,
}: InboundDependencies): BatchWork<InboundJob> {
  const changes = new Map<TenantTable, Change[]>();
  const heard = new Map<string, Heard>();
  return {
    async handle(job) {
      const desk = { store: storeOf(job.tenant), channelId: job.channelId, directory, notify, fetchFile, think, erasedHashes };
      const now = clock();
      if (await isEnded(desk.store, now)) {
        log.info('an event of a business that is gone', { tenant: job.tenant });
        return;
      }
      const intake = await loadIntake(job);
      const changed = await take(desk, intake, job, now);
      changes.set(desk.store, [...(changes.get(desk.store) ?? []), ...changed]);
      if (showsLife(job))
        heard.set(`${job.tenant} ${job.channelId}`, { store: desk.store, channelId: job.channelId, at: job.receivedAt });
    },
    async finish() {
      failPoint('inbound.before-push');
      await Promise.all([
        ...[...changes].map(([store, list]) => push(store, list, clock())),
        ...[...heard.values()].map(heartbeat),
      ]);
    },
  };
}

/**
 * Whether it shows that events of the number come. A report of the account comes under one of its numbers, whichever; a status of
 * Twilio comes to the address that was given with the message, also where nobody has told Twilio where messages go.
 */
const showsLife = ({ type, provider }: InboundJob): boolean =>
  type !== 'account' && !(type === 'status' && provider === 'twilio');

async function take(desk: Desk, intake: Intake, job: InboundJob, now: number): Promise<Change[]> {
  const read = readers[job.provider];
  switch (job.type) {
    case 'message':
      return message(desk, read.message(intake, job.receivedAt), now);
    case 'echo':
      return message(desk, read.echo(intake, job.receivedAt), now);
    case 'status':
      return status(desk, read.status(intake, job.receivedAt), now);
    case 'account':
      await takeAccountReport(desk.store, intake.event, now);
      return [];
    default:
      return job.type satisfies never;
  }
}

async function status(
  { store, channelId, erasedHashes }: Desk,
  report: ReceivedStatus | undefined,
  now: number,
): Promise<Change[]> {
  if (!report) {
    log.info('not the status of a message', { tenant: store.tenant });
    return [];
  }
  if (report.ofNumber && report.failure) {
    const { code, title, advice } = report.failure;
    await recordTrouble(store, channelId, { code, detail: `${title}. ${advice}` }, now);
  }
  const changed = await takeStatus(store, report, { channelId, erasedHashes, now });
  return changed ? [{ to: { viewing: changed.conversationId }, event: changed }] : [];
}

async function message(desk: Desk, received: Received, now: number): Promise<Change[]> {
  switch (received.type) {
    case 'message': {
      const dated = received.undated ? { ...received, at: await firstArrival(desk.store, desk.channelId, received) } : received;
      failPoint('inbound.after-arrival');
      return dated.message.direction === 'out' ? echoed(desk, dated, now) : said(desk, dated, now);
    }
    case 'annotation':
      return annotated(desk, received, now);
    case 'unreadable':
      // Stays in the queue until the dead-letter queue has it, where people see it with this reason.
      throw new Error(`The provider's item cannot be read: ${received.reason}`);
    default:
      return received satisfies never;
  }
}

async function said(desk: Desk, received: ReceivedMessage, now: number): Promise<Change[]> {
  const { store, notify } = desk;
  const { from, becomes, at } = received;
  const identities = [...from.identities, ...(becomes?.identities ?? [])];
  // After a number change the new names are the ones that count; the old ones go on leading here.
  const facts = becomes?.facts ?? from.facts;
  const { groupId } = received.message;
  const refresh = (conversation: Conversation) => refreshCustomer(desk, conversation, { identities, facts, at });
  const taken = await among(desk, { identities, facts, groupId, at }, now, async ({ conversationId }) => {
    const done = await takeMessage(store, conversationId, received, refresh, now);
    if (done === 'gone' || done === 'erased') return done;
    await Promise.all([
      askForFile(desk, conversationId, received),
      askAssistant(desk, conversationId, received, done?.conversation, now),
    ]);
    return done;
  });
  if (taken === 'erased') return [];
  if (taken === undefined || taken.counted) await noticeUsage(store, notify, now);
  if (!taken) return [];
  return [summaryTo(taken.conversation), viewersOf(taken.message)];
}

/** Somebody of the business wrote it on its phone. */
async function echoed(desk: Desk, received: ReceivedMessage, now: number): Promise<Change[]> {
  const { store } = desk;
  const { from, at } = received;
  const news = { ...from, at };
  const refresh = (conversation: Conversation) => refreshCustomer(desk, conversation, news);
  const { groupId } = received.message;
  const taken = await among(desk, { ...news, groupId }, now, async ({ conversationId }) => {
    const done = await takeEcho(store, conversationId, received, refresh, now);
    if (typeof done === 'string' && done !== 'known') return done;
    await askForFile(desk, conversationId, received);
    const adopted = await adoptForEcho(store, conversationId, received);
    return done === 'known' ? done : { ...done, adopted };
  });
  if (typeof taken === 'string') return [];
  const { conversation, messages, adopted } = taken;
  const shown = [...messages, ...(adopted ? [adopted] : [])];
  return [summaryTo(conversation), ...shown.map((one) => viewersOf(one))];
}

async function annotated(desk: Desk, received: Extract<Received, { type: 'annotation' }>, now: number): Promise<Change[]> {
  const { from, at, annotation, groupId } = received;
  const changed = await among(desk, { ...from, groupId, at, annotates: true }, now, ({ customerId, conversationId }) => {
    const person = groupId === undefined && received.person !== phoneApp ? customerId : (received.person ?? customerId);
    return takeAnnotation(desk.store, conversationId, annotation, person);
  });
  if (!changed || changed === 'erased') return [];
  const viewers = viewersOf(changed.message);
  return changed.conversation ? [summaryTo(changed.conversation), viewers] : [viewers];
}

/** The conversation may be gone just now, or only be remembered: then the sender is looked for once more. */
const looks = 3;

/** Works on the conversation of a sender. `erased`: what came is of somebody who was erased, from before that. */
async function among<Done>(
  { store, channelId, directory }: Desk,
  contact: Contact,
  now: number,
  work: (known: Known) => Promise<Done | 'gone'>,
): Promise<Done | 'erased'> {
  for (let look = 0; look < looks; look++) {
    const known = await directory.find(store, channelId, contact, now, { again: look > 0 });
    if (known === 'erased') {
      log.info('an event of somebody who was erased', { tenant: store.tenant, channelId });
      return 'erased';
    }
    const done = await work(known);
    if (done !== 'gone') return done;
  }
  throw new Error('An identity without its conversation');
}

const summaryTo = (conversation: Conversation): Change => ({
  to: 'everyone',
  event: { type: 'conversation.changed', conversation: summaryOf(conversation) },
});

const viewersOf = (message: Message): Change => ({
  to: { viewing: message.conversationId },
  event: { type: 'message.changed', message },
});

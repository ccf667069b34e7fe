import type { Content, Failure, Message, Status } from '../../contract/message.ts';
import type { OutboundJob } from '../../contract/queues.ts';
import { applyWaiting } from '../_data/annotation.ts';
import { type Channel, getChannel } from '../_data/channel.ts';
import { applyOutbound, type Conversation, getConversation, summaryOf } from '../_data/conversation.ts';
import { coversOther } from '../_data/conversation-changes.ts';
import { type Lease, lease, recordFailed, recordSent, recordUnknown, releaseLease } from '../_data/delivery.ts';
import { discard } from '../_data/discarded.ts';
import { hasFile } from '../_data/file-item.ts';
import { forgetProviderFile } from '../_data/provider-file.ts';
import { getRegistration } from '../_data/registration.ts';
import { adoptUnmatched } from '../_data/unmatched-status.ts';
import { failPoint } from '../_shared/fail-point.ts';
import type { Change } from '../_shared/frames.ts';
import { log } from '../_shared/log.ts';
import type { Push } from '../_shared/realtime.ts';
import { type Outgoing, opaqueKey, type Provider, type Refusal, type Sending } from '../_whatsapp/port.ts';
import { retryDelayMs } from '../_whatsapp/retry.ts';
import {
  channelMissing,
  conversationGone,
  noAddress,
  notSendable,
  suspended,
  unknownDelivery,
  windowClosed,
} from './failures.ts';
import { type AtProvider, fileAtProvider, mayMeanForgotten, type UploadDependencies } from './file-at-provider.ts';

export interface DeliveryDependencies extends UploadDependencies {
  /** Opens the channel's secret. */
  provider(channel: Channel): Promise<Provider>;
  readonly push: Push;
  /** Milliseconds; read again after each wait. */
  readonly clock: () => number;
  /** 0 to 1. */
  readonly random: () => number;
}

/** `later`: the job must come back after so many milliseconds, and hold up its conversation until then. */
export type Delivered = 'done' | { readonly later: number };

export type MessageJob = Extract<OutboundJob, { type: 'message' }>;

/**
 * Longer than a worker is at it once the provider has the file: 20 s for the call, the rest for the table. When it ends nobody
 * sends again all the same: a person decides.
 */
export const leaseMs = 2 * 60_000;
/** With less the upload is left to a worker of its own, which has 85 seconds: 100 MB at 10 Mbit/s. */
export const shortestUploadMs = 60_000;
/** Refusals for the moment before a person has to decide: 4^n seconds make about 20 minutes of it. */
const mostAttempts = 5;

/** A status often tells within seconds, and frees the conversation: look again soon. Receives are limited, so only the first ones. */
const lookAgainMs = 15_000;
const quickReceives = 5;
const untilNextLook = (leftMs: number, receiveCount: number): number =>
  receiveCount <= quickReceives ? Math.min(leftMs, lookAgainMs) : leftMs;

/**
 * Sends a message at most once. What cannot be known is left to the provider's status, and then to a person.
 * `receiveCount`: how often the job has come, this time included.
 */
export async function deliver(dependencies: DeliveryDependencies, job: MessageJob, receiveCount: number): Promise<Delivered> {
  const { store, clock } = dependencies;
  const place = { conversationId: job.conversationId, messageId: job.messageId };
  const now = clock();
  const held = await lease(store, place, { now, leaseMs });
  failPoint('outbound.after-lease');
  if (held.outcome !== 'file-first') return withLease(dependencies, place, held, { receiveCount });
  if (dependencies.uploadMs() < shortestUploadMs) return { later: 0 };
  const file = await fileAtProvider(dependencies, held.message);
  const again = await lease(store, place, { now: clock(), leaseMs, withFile: true });
  return withLease(dependencies, place, again, { receiveCount, file });
}

interface Given {
  readonly receiveCount: number;
  /** Of a message with a file. */
  readonly file?: AtProvider;
}

async function withLease(
  dependencies: DeliveryDependencies,
  place: Pick<MessageJob, 'conversationId' | 'messageId'>,
  held: Lease,
  given: Given,
): Promise<Delivered> {
  const { store, clock } = dependencies;
  const now = clock();
  switch (held.outcome) {
    case 'leased':
      return attempt(dependencies, held, given);
    case 'held':
      return { later: untilNextLook(held.until - now + 1, given.receiveCount) };
    case 'expired':
      await recordUnknown(store, place, { attempt: held.attempt, failure: unknownDelivery, now }).then(tell(dependencies));
      return 'done';
    case 'done':
    case 'file-first':
      return 'done';
    case 'absent':
      log.warn('a message to send is not there', { tenant: store.tenant, ...place });
      return 'done';
    default:
      return held satisfies never;
  }
}

async function attempt(
  dependencies: DeliveryDependencies,
  { message, attempt: number, epoch }: Extract<Lease, { outcome: 'leased' }>,
  { receiveCount, file }: Given,
): Promise<Delivered> {
  const { store, clock, random } = dependencies;
  const place = { conversationId: message.conversationId, messageId: message.id };
  const fail = async (failure: Failure): Promise<Delivered> => {
    await recordFailed(store, place, { attempt: number, failure, now: clock() }).then(tell(dependencies));
    return 'done';
  };
  const prepared = await prepare(dependencies, message, file).catch(async (error: unknown) => {
    // Nothing has been sent: the next delivery of the job may take it again at once.
    await releaseLease(store, place, number);
    throw error;
  });
  if ('code' in prepared) return fail(prepared);
  const refused = async (refusal: Refusal): Promise<Delivered> => {
    if (!mayRetry(refusal, number)) return fail(refusal.failure);
    const released = await releaseLease(store, place, number);
    return released === 'lost' ? 'done' : { later: retryDelayMs(refusal.retry, number, random()) };
  };
  if (prepared.outcome === 'refused') return refused(prepared);

  // It is `sending` by now, which who takes over looks for: one of the two always sees the other.
  if (epoch !== undefined && !(await isStillWanted(dependencies, message, number, epoch))) return 'done';
  failPoint('outbound.before-call');
  const result = await prepared.provider.send(prepared.sending);
  failPoint('outbound.after-call');
  switch (result.outcome) {
    case 'accepted':
      await recordSent(store, place, { providerId: result.providerId, now: clock() }).then(tell(dependencies));
      failPoint('outbound.after-record');
      await joinEarlier(dependencies, message, result.providerId);
      return 'done';
    case 'refused': {
      if (file?.outcome !== 'there' || !file.known || !mayMeanForgotten(result)) return refused(result);
      await forgetProviderFile(store, file.at, file.id);
      return (await releaseLease(store, place, number)) === 'lost' ? 'done' : { later: 0 };
    }
    case 'unknown':
      // The lease stays: a status may tell meanwhile, and when it has ended without one, a person decides.
      log.warn('a provider call has no known result', { tenant: store.tenant, ...place, reason: result.reason, attempt: number });
      return { later: untilNextLook(leaseMs + 1, receiveCount) };
    default:
      return result satisfies never;
  }
}

/** Whether nobody has taken over from the assistant since it wrote this. If somebody has, nobody ever sees it. */
async function isStillWanted(
  { store, push, clock }: DeliveryDependencies,
  message: Message,
  attempt: number,
  epoch: number,
): Promise<boolean> {
  const conversation = await getConversation(store, message.conversationId);
  if (conversation?.epoch === epoch) return true;
  log.info('an answer of the assistant is discarded', { tenant: store.tenant, conversationId: message.conversationId });
  const discarded = await discard(store, message, attempt, clock());
  if (!discarded) return false;
  const viewers: Change = {
    to: { viewing: message.conversationId },
    event: { type: 'message.changed', message: discarded.message },
  };
  const row = discarded.conversation;
  const everyone: Change[] = row
    ? [{ to: 'everyone', event: { type: 'conversation.changed', conversation: summaryOf(row) } }]
    : [];
  await push(store, [...everyone, viewers], clock());
  return false;
}

/**
 * What spoke of the message by the provider's id before we had recorded it: statuses without our key, reactions. The message is
 * out, so a failure here must not bring the job back.
 */
async function joinEarlier(dependencies: DeliveryDependencies, message: Message, providerId: string): Promise<void> {
  const { store, push, clock } = dependencies;
  const place = { conversationId: message.conversationId, messageId: message.id };
  try {
    await adoptUnmatched(store, place, providerId).then(tell(dependencies));
    const annotated = await applyWaiting(store, message.conversationId, message.id, providerId);
    if (annotated === undefined) return;
    await push(
      store,
      [{ to: { viewing: message.conversationId }, event: { type: 'message.changed', message: annotated } }],
      clock(),
    );
  } catch (error) {
    log.warn('what came before the message was sent is not joined to it', { tenant: store.tenant, ...place }, error);
  }
}

const mayRetry = (refusal: Refusal, attempts: number): refusal is Refusal & { retry: 'pair-rate' | 'backoff' } =>
  (refusal.retry === 'pair-rate' || refusal.retry === 'backoff') && attempts < mostAttempts;

/** Everything up to the call, or why there can be none. */
async function prepare(
  { store, provider, push, clock }: DeliveryDependencies,
  message: Message,
  file: AtProvider | undefined,
): Promise<Ready | Failure | Extract<AtProvider, { outcome: 'refused' }>> {
  const { conversationId } = message;
  const conversation = await getConversation(store, conversationId);
  // Its customer was erased meanwhile: the message goes too.
  if (conversation === undefined) return conversationGone;
  // Whoever accepted the message may have crashed before it became the conversation's last one.
  if (!coversOther(conversation, message.id)) {
    const changed = await applyOutbound(store, conversationId, message, clock());
    if (changed) {
      await push(store, [{ to: 'everyone', event: { type: 'conversation.changed', conversation: summaryOf(changed) } }], clock());
    }
  }
  const to = recipientOf(conversation);
  if (to === undefined) return noAddress;
  if (file?.outcome === 'refused') return file;
  const content = outgoing(message.content, file);
  if (content === undefined) return notSendable;
  const [channel, business] = await Promise.all([
    getChannel(store, conversation.channelId),
    getRegistration(store, store.tenant),
  ]);
  if (business?.status === 'suspended') return suspended;
  if (channel === undefined) return channelMissing;
  const opened = await provider(channel);
  // As late as can be: the message may have waited in the queue.
  if (clock() >= (conversation.windowClosesAt ?? 0)) return windowClosed;
  const key = opaqueKey({ conversationId, messageId: message.id });
  return { outcome: 'ready', provider: opened, sending: { to, content, replyTo: message.replyTo, key } };
}

interface Ready {
  readonly outcome: 'ready';
  readonly provider: Provider;
  readonly sending: Sending;
}

function outgoing(content: Content, file: AtProvider | undefined): Outgoing | undefined {
  if (content.kind === 'text') return { kind: 'text', text: content.text, previewUrl: content.previewUrl };
  if (!hasFile(content) || file === undefined || file.outcome === 'refused') return undefined;
  const { caption, filename } = content.media;
  const source = file.outcome === 'there' ? { id: file.id } : { link: file.link };
  return { kind: content.kind, source, caption, filename };
}

function recipientOf({ groupId, customer: { waId, userId } }: Conversation): Sending['to'] | undefined {
  if (groupId !== undefined) return { groupId };
  return waId === undefined && userId === undefined ? undefined : { waId, userId };
}

/** Where a message stands now, for those who have it on screen. */
const tell =
  ({ store, push, clock }: DeliveryDependencies) =>
  async (message: Message | undefined): Promise<void> => {
    if (message?.status === undefined) return;
    const { conversationId, id: messageId, status, failure } = message;
    const at = message.statusAt?.[status] ?? new Date(clock()).toISOString();
    const event = { type: 'message.status' as const, conversationId, messageId, status: status satisfies Status, at, failure };
    await push(store, [{ to: { viewing: conversationId }, event }], clock());
  };

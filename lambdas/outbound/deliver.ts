import type { Failure, Message, Status } from '../../contract/message.ts';
import type { OutboundJob } from '../../contract/queues.ts';
import { applyWaiting } from '../_data/annotation.ts';
import { type Channel, getChannel } from '../_data/channel.ts';
import { applyOutbound, type Conversation, getConversation, summaryOf } from '../_data/conversation.ts';
import { coversOther } from '../_data/conversation-changes.ts';
import { lease, recordFailed, recordSent, recordUnknown, releaseLease } from '../_data/delivery.ts';
import { getRegistration } from '../_data/registration.ts';
import { adoptUnmatched } from '../_data/unmatched-status.ts';
import { failPoint } from '../_shared/fail-point.ts';
import { log } from '../_shared/log.ts';
import type { Push } from '../_shared/realtime.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import { retryDelayMs } from '../_whatsapp/meta/errors.ts';
import { opaqueKey, type Provider, type Refusal, type Sending } from '../_whatsapp/port.ts';
import {
  channelMissing,
  conversationGone,
  noAddress,
  notSendable,
  suspended,
  unknownDelivery,
  windowClosed,
} from './failures.ts';

export interface DeliveryDependencies {
  readonly store: TenantTable;
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

/** Longer than the function runs, so that nobody takes over from a worker that is still at it. */
export const leaseMs = 2 * 60_000;
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
  switch (held.outcome) {
    case 'leased':
      return attempt(dependencies, held.message, held.attempt, receiveCount);
    case 'held':
      return { later: untilNextLook(held.until - now + 1, receiveCount) };
    case 'expired':
      await recordUnknown(store, place, { attempt: held.attempt, failure: unknownDelivery, now }).then(tell(dependencies));
      return 'done';
    case 'done':
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
  message: Message,
  number: number,
  receiveCount: number,
): Promise<Delivered> {
  const { store, clock, random } = dependencies;
  const place = { conversationId: message.conversationId, messageId: message.id };
  const fail = async (failure: Failure): Promise<Delivered> => {
    await recordFailed(store, place, { attempt: number, failure, now: clock() }).then(tell(dependencies));
    return 'done';
  };
  const prepared = await prepare(dependencies, message).catch(async (error: unknown) => {
    // Nothing has been sent: the next delivery of the job may take it again at once.
    await releaseLease(store, place, number);
    throw error;
  });
  if ('code' in prepared) return fail(prepared);

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
      if (!mayRetry(result, number)) return fail(result.failure);
      const released = await releaseLease(store, place, number);
      return released === 'lost' ? 'done' : { later: retryDelayMs(result.retry, number, random()) };
    }
    case 'unknown':
      // The lease stays: a status may tell meanwhile, and when it has ended without one, a person decides.
      log.warn('a provider call has no known result', { tenant: store.tenant, ...place, reason: result.reason, attempt: number });
      return { later: untilNextLook(leaseMs + 1, receiveCount) };
    default:
      return result satisfies never;
  }
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
): Promise<{ readonly provider: Provider; readonly sending: Sending } | Failure> {
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
  if (message.content.kind !== 'text') return notSendable;
  const [channel, business] = await Promise.all([
    getChannel(store, conversation.channelId),
    getRegistration(store, store.tenant),
  ]);
  if (business?.status === 'suspended') return suspended;
  if (channel === undefined) return channelMissing;
  const opened = await provider(channel);
  // As late as can be: the message may have waited in the queue.
  if (clock() >= (conversation.windowClosesAt ?? 0)) return windowClosed;
  const { text, previewUrl } = message.content;
  const key = opaqueKey({ conversationId, messageId: message.id });
  return { provider: opened, sending: { to, content: { kind: 'text', text, previewUrl }, replyTo: message.replyTo, key } };
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

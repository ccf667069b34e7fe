import { Status } from '../../../contract/message.ts';
import { type Fields, isFields, nameOf, numberOf, textOf } from '../fields.ts';
import type { Received, ReceivedMessage, ReceivedStatus } from '../port.ts';
import { concernsNumber, reported } from '../retry.ts';
import { storable } from '../storable.ts';
import { contentOf, unsupported } from './content.ts';
import { classify } from './errors.ts';
import { senderOf } from './fields.ts';

/**
 * Reads the fields of an incoming message. Never throws: whatever has an id and a sender becomes a message, at worst a placeholder
 * that keeps what came. Twilio does not say when it was written: `receivedAt`, milliseconds, stands in, and `undated` says so.
 * https://www.twilio.com/docs/messaging/guides/webhook-request
 */
export function receiveMessage(event: unknown, receivedAt: number): Received {
  if (!isFields(event)) return { type: 'unreadable', reason: 'not-an-object' };
  const sid = nameOf(event, 'MessageSid') ?? nameOf(event, 'SmsSid');
  if (sid === undefined) return { type: 'unreadable', reason: 'no-id' };
  const { party, sender } = senderOf(event);
  if (party.identities.length === 0) return { type: 'unreadable', reason: 'no-sender' };
  const nth = numberOf(event, 'nth') ?? 0;
  const content = storable(contentOf(event, nth)) ?? unsupported(event);
  return {
    type: 'message',
    // Several files of one message are several messages here.
    providerId: nth === 0 ? sid : `${sid}/${nth}`,
    at: receivedAt,
    undated: true,
    from: party,
    message: { direction: 'in', content, sender, ...surroundings(event) },
  };
}

const saysYes = (message: Fields, name: string): true | undefined => textOf(message, name) === 'true' || undefined;

/** What it answers, whether it was forwarded, which advertisement led to it. */
function surroundings(message: Fields): Partial<ReceivedMessage> {
  const frequentlyForwarded = saysYes(message, 'FrequentlyForwarded');
  const referral = {
    sourceUrl: nameOf(message, 'ReferralSourceUrl'),
    sourceId: nameOf(message, 'ReferralSourceId'),
    sourceType: nameOf(message, 'ReferralSourceType'),
    headline: nameOf(message, 'ReferralHeadline'),
    body: nameOf(message, 'ReferralBody'),
    ctwaClid: nameOf(message, 'ReferralCtwaClid'),
  };
  return {
    replyTo: nameOf(message, 'OriginalRepliedMessageSid'),
    forwarded: saysYes(message, 'Forwarded') ?? frequentlyForwarded,
    frequentlyForwarded,
    referral: Object.values(referral).some((part) => part !== undefined) ? referral : undefined,
  };
}

/** `undelivered` is what WhatsApp refused, `failed` what Twilio did; of both nothing came of it. */
const failures = ['undelivered', 'failed'];
const Reported = Status.extract(['sent', 'failed', 'delivered', 'read']);

function failureOf(code: number): Pick<ReceivedStatus, 'failure' | 'ofNumber'> {
  const refusal = classify(code);
  return { failure: reported(refusal), ofNumber: concernsNumber(refusal) };
}

/** Reads a status callback. Undefined: not a step that people see (`queued`, `sending`), or a word we do not know. */
export function receiveStatus(event: unknown, receivedAt: number): ReceivedStatus | undefined {
  if (!isFields(event)) return undefined;
  const providerId = nameOf(event, 'MessageSid') ?? nameOf(event, 'SmsSid');
  const word = nameOf(event, 'MessageStatus') ?? '';
  const status = Reported.safeParse(failures.includes(word) ? 'failed' : word);
  if (providerId === undefined || !status.success) return undefined;
  const { party } = senderOf({ From: event.To, ExternalUserId: event.ExternalUserId });
  return {
    providerId,
    status: status.data,
    at: receivedAt,
    // 63005: Twilio's own for a channel that says no more.
    ...(status.data === 'failed' && failureOf(numberOf(event, 'ErrorCode') ?? 63005)),
    recipients: party.identities,
    opaque: nameOf(event, 'key'),
  };
}

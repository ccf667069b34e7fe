import { Status } from '../../../contract/message.ts';
import { type Fields, isFields, listOf, nameOf, numberOf, timeOf } from '../fields.ts';
import type { ReceivedStatus } from '../port.ts';
import { concernsNumber, reported } from '../retry.ts';
import { classify } from './errors.ts';
import { recipientsOf } from './party.ts';

/** The statuses the provider reports; our own (`queued`...) are not believed from outside. */
const Reported = Status.extract(['sent', 'failed', 'delivered', 'read', 'played']);

/** Types of items in `statuses[]` that are not about a message. */
const elsewhere = ['payment', 'call'];

/** Reads one item of `statuses[]`. Undefined: no status of a message (a payment, a call, a word we do not know). */
export function receiveStatus(event: unknown, receivedAt: number): ReceivedStatus | undefined {
  if (!isFields(event)) return undefined;
  const providerId = nameOf(event, 'id');
  const status = Reported.safeParse(event.status);
  if (providerId === undefined || !status.success || elsewhere.includes(nameOf(event, 'type') ?? '')) return undefined;
  return {
    providerId,
    status: status.data,
    at: timeOf(event, 'timestamp') ?? receivedAt,
    ...(status.data === 'failed' && failureOf(event)),
    recipients: recipientsOf(event),
    opaque: nameOf(event, 'biz_opaque_callback_data'),
  };
}

function failureOf(event: Fields): Pick<ReceivedStatus, 'failure' | 'ofNumber'> {
  const [error = {}] = listOf(event, 'errors');
  // 131000: the provider's own code for "something went wrong".
  const refusal = classify(numberOf(error, 'code') ?? 131000);
  return { failure: reported(refusal), ofNumber: concernsNumber(refusal) };
}

import type { InboundJob } from '../../contract/queues.ts';
import { receiveEcho, receiveMessage } from '../_whatsapp/meta/receive.ts';
import { receiveStatus } from '../_whatsapp/meta/status.ts';
import type { Received, ReceivedStatus } from '../_whatsapp/port.ts';
import * as twilio from '../_whatsapp/twilio/receive.ts';
import type { Intake } from './intake.ts';

/** Reads what a provider's webhook queued. `receivedAt`: milliseconds. */
interface Reader {
  message(intake: Intake, receivedAt: number): Received;
  echo(intake: Intake, receivedAt: number): Received;
  /** Undefined: not the status of a message. */
  status(intake: Intake, receivedAt: number): ReceivedStatus | undefined;
}

export const readers: Readonly<Record<InboundJob['provider'], Reader>> = {
  meta: {
    message: (intake, receivedAt) => receiveMessage({ ...intake, receivedAt }),
    echo: (intake, receivedAt) => receiveEcho({ ...intake, receivedAt }),
    status: ({ event }, receivedAt) => receiveStatus(event, receivedAt),
  },
  twilio: {
    message: ({ event }, receivedAt) => twilio.receiveMessage(event, receivedAt),
    // A number of Twilio cannot be in the WhatsApp Business app too.
    echo: () => ({ type: 'unreadable', reason: 'not-an-object' }),
    status: ({ event }, receivedAt) => twilio.receiveStatus(event, receivedAt),
  },
};

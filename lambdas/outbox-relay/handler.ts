import { env } from '../_shared/env.ts';
import { fifoSender } from '../_shared/queue.ts';
import { relay } from './relay.ts';

export const handler = relay({
  outbound: fifoSender(env('OUTBOUND_QUEUE_URL')),
  exports: fifoSender(env('EXPORTS_QUEUE_URL')),
  rights: fifoSender(env('RIGHTS_QUEUE_URL')),
  endings: fifoSender(env('ENDINGS_QUEUE_URL')),
});
